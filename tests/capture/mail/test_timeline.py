"""The timeline of a mail: its order, and exactly the marks that belong there."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.mail.arrival import read_arrival
from maileroo_cli.capture.mail.timeline import MailEvent, Timeline, TimelineEntry, build_timeline
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES, Lifecycle, find_ending, play
from maileroo_cli.webhook.generation.payload import PayloadFactory, Recipe
from tests.sample_vocabulary import VOCABULARY

START = 1_767_225_600
LIVES = {
    **LIFECYCLES,
    **{f"until {name}": find_ending(name) for name in ("accepted", "deferred", "opened", "clicked")},
}


def captured(life: Lifecycle, seed: int = 1, *, named: bool = False) -> list[MailEvent]:
    """Return the captures of one mail that arrived as they happened."""
    rng = Random(seed)
    moments = play(life, PayloadFactory(VOCABULARY, rng, Recipe(named=named)), rng, start=START)
    return [
        read_arrival(f"c{number}", moment.at + 0.5 + number / 1000, moment.body, "valid")
        for number, moment in enumerate(moments)
    ]


def arrivals(text: str) -> list[MailEvent]:
    """Read ``type@arrival[/event time][=event id][>recipient]``, one word for each capture."""
    found = []
    for number, word in enumerate(text.split()):
        rest, _, recipients = word.partition(">")
        rest, _, event_id = rest.partition("=")
        name, _, times = rest.partition("@")
        at, slash, happened = times.partition("/")
        time = (int(happened) if happened else None) if slash else int(at)
        to = tuple(filter(None, recipients.split("+")))
        found.append(MailEvent(f"c{number}", float(at), name, event_id or f"e{number}", time, "valid", to))
    return found


def marks(timeline: Timeline) -> list[str]:
    """Return what is odd, as ``capture: mark``."""
    found = []
    for entry in timeline.entries:
        for mark, value in (
            ("duplicate of", entry.duplicate_of),
            ("late behind", entry.late_behind),
            ("ahead of", entry.ahead_of),
            ("missing", " ".join(entry.missing) or None),
            ("after", entry.illegal_after),
        ):
            found += [f"{entry.arrival.capture_id} {mark} {value}"] if value is not None else []
    return found


@pytest.mark.parametrize("named", [False, True], ids=["bare", "with names"])
@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES.keys())
def test_legal_lives_have_no_mark(life: Lifecycle, named: bool) -> None:
    """A whole legal life that arrived in order is shown in that order and without any mark."""
    arrived = captured(life, named=named)
    timeline = build_timeline(arrived)
    assert [entry.arrival for entry in timeline.entries] == arrived
    assert marks(timeline) == []


ODD = {
    "in order": ("accepted@1 deferred@2 delivered@9 opened@20", []),
    "one second": ("delivered@1 accepted@2/1", ["c1 late behind c0", "c0 ahead of c1"]),
    "at the same instant": ("delivered@2 accepted@2/1", []),
    "either order within a second": ("accepted@1 delivered@2 clicked@3 opened@4/3 complained@5/3", []),
    "a retry": ("accepted@1 delivered@2=x delivered@302/2=x opened@400", ["c2 duplicate of c1"]),
    "three copies": ("accepted@1=x accepted@9/1=x accepted@5/1=x", ["c2 duplicate of c0", "c1 duplicate of c0"]),
    "a late duplicate is not out of order": (
        "accepted@1=x delivered@2 accepted@9/1=x",
        ["c2 duplicate of c0"],
    ),
    "no event id is nobody's duplicate": ("opened@1>a archived@2>a", ["c0 missing accepted delivered"]),
    "late": (
        "delivered@2 opened@3 accepted@300/1",
        ["c2 late behind c0", "c0 ahead of c2", "c1 ahead of c2"],
    ),
    "delivered without accepted": ("delivered@1", ["c0 missing accepted"]),
    "opened alone": ("opened@1 clicked@2", ["c0 missing accepted delivered"]),
    "opened without delivered": ("accepted@1 opened@2 clicked@3", ["c1 missing delivered"]),
    "complained after deferred": ("accepted@1 deferred@2 complained@3", ["c2 missing delivered"]),
    "delivered after failed": ("accepted@1 failed@2 delivered@3 opened@4", ["c2 after failed", "c3 after failed"]),
    "anything after rejected": ("rejected@1 accepted@2", ["c1 after rejected"]),
    "two events of one kind": (
        "accepted@1 accepted@2 delivered@3 delivered@4",
        ["c1 after accepted", "c3 after delivered"],
    ),
    "opened before delivered": ("accepted@1 opened@2 delivered@3", ["c2 after opened"]),
    "unknown types": ("archived@0 accepted@1 archived@2 failed@3 archived@4", []),
    "without a time": ("accepted@1 delivered@2/ opened@3/ clicked@9/8", []),
    "without a time nothing is out of order": ("accepted@1 archived@5/ delivered@9/3", []),
    "after the latest": (
        "accepted@1>a+b delivered@2>a opened@3 complained@4 opened@5 deferred@6>a",
        ["c5 after opened"],
    ),
    "for each recipient": ("accepted@1>a+b delivered@2>a failed@3>b opened@4", []),
    "a recipient who bounced": (
        "accepted@1>a+b delivered@2>a failed@3>b delivered@4>b complained@5>b",
        ["c3 after failed", "c4 after failed"],
    ),
    "one of several": (
        "accepted@1>a+b failed@2>a failed@3>b delivered@4>a+b opened@5",
        ["c3 after failed", "c4 after failed"],
    ),
    "the same one": ("accepted@1>a failed@2>a opened@3", ["c2 after failed"]),
}


@pytest.mark.parametrize(("text", "expected"), ODD.values(), ids=ODD.keys())
def test_marks(text: str, expected: list[str]) -> None:
    """Each oddity is marked where it is, and nothing else is."""
    assert sorted(marks(build_timeline(arrivals(text)))) == sorted(expected)


def test_an_empty_timeline() -> None:
    """Of nothing nothing is told."""
    timeline = build_timeline([])
    assert timeline == Timeline(())
    assert (timeline.missing, timeline.duplicates, timeline.late, timeline.illegal) == ((), 0, 0, 0)


def test_times_and_counts() -> None:
    """Times count from the first event, from the one before, and from the event to its arrival."""
    timeline = build_timeline(arrivals("opened@95/90=x accepted@10 archived@50/ opened@390/90=x failed@89/100"))
    numbers = [(entry.arrival.capture_id, entry.elapsed, entry.silence, entry.delay) for entry in timeline.entries]
    assert numbers == [
        ("c1", 0, 0, 0),
        ("c2", 40, 40, None),
        ("c0", 80, 40, 5),
        ("c3", 80, 0, 300),
        ("c4", 90, 10, -11),
    ]
    assert (timeline.missing, timeline.duplicates, timeline.late, timeline.illegal) == (("delivered",), 1, 1, 1)


def test_events_without_an_id_are_each_their_own() -> None:
    """Two events without an id are not taken for one."""
    both = [replace(one, event_id="") for one in arrivals("accepted@1 delivered@2")]
    assert marks(build_timeline(both)) == []


@given(name=st.sampled_from(sorted(set(LIVES) - {"multi-recipient"})), seed=st.integers(0, 99), data=st.data())
def test_shuffled_arrivals_mark_exactly_the_inversions(name: str, seed: int, data: st.DataObject) -> None:
    """However a life's events are mixed up on the way, late and ahead are those that a look at all pairs finds."""
    whole = captured(LIVES[name], seed)
    times = data.draw(st.permutations([one.at for one in whole]))
    timeline = build_timeline(replace(one, at=at) for one, at in zip(whole, times, strict=True))
    entries = timeline.entries
    if len({one.event_time for one in whole}) == len(whole):
        assert [entry.arrival.event_id for entry in entries] == [one.event_id for one in whole]
    for place, entry in enumerate(entries):
        overtook_it = [one.arrival for one in entries[place + 1 :] if one.arrival.at < entry.arrival.at]
        overtaken = [one.arrival for one in entries[:place] if one.arrival.at > entry.arrival.at]
        assert entry.late_behind == _id_of(min(overtook_it, key=lambda one: one.at, default=None))
        assert entry.ahead_of == _id_of(max(overtaken, key=lambda one: one.at, default=None))
        assert (entry.missing, entry.illegal_after, entry.duplicate_of) == ((), None, None)


def _id_of(arrival: MailEvent | None) -> str | None:
    return None if arrival is None else arrival.capture_id


ARRIVALS = st.lists(
    st.builds(
        MailEvent,
        st.just(""),
        st.integers(0, 20).map(float),
        st.sampled_from([*EventType, "archived", ""]),
        st.sampled_from(["", "a", "b", "c"]),
        st.none() | st.integers(0, 5),
        st.just("valid"),
        st.lists(st.sampled_from("xyz"), max_size=2).map(tuple),
    ),
    max_size=8,
).map(lambda found: [replace(one, capture_id=f"c{number}") for number, one in enumerate(found)])


@given(ARRIVALS, st.randoms(use_true_random=False))
def test_any_captures_make_a_timeline(found: list[MailEvent], rng: Random) -> None:
    """Every capture is in it once, in time order; duplicates name the first; nothing captured is called missing."""
    timeline = build_timeline(found)
    assert sorted(entry.arrival.capture_id for entry in timeline.entries) == sorted(one.capture_id for one in found)
    moments = [entry.arrival.moment for entry in timeline.entries]
    assert moments == sorted(moments)
    assert not set(timeline.missing) & {one.event_type for one in found if not _is_repetition(timeline, one)}
    assert len(set(timeline.missing)) == len(timeline.missing)
    ids = [one.event_id for one in found if one.event_id]
    assert timeline.duplicates == len(ids) - len(set(ids))
    distinct = [replace(one, at=one.at + number / 100) for number, one in enumerate(found)]
    mixed = rng.sample(distinct, len(distinct))
    assert build_timeline(mixed) == build_timeline(distinct)


def _is_repetition(timeline: Timeline, arrival: MailEvent) -> bool:
    entry: TimelineEntry = next(one for one in timeline.entries if one.arrival is arrival)
    return entry.duplicate_of is not None
