"""A mix: shares as asked for, all events in time order, each mail legal, memory that does not grow."""

import tracemalloc
from collections import Counter, defaultdict
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES, Moment
from maileroo_cli.webhook.generation.payload import PayloadFactory
from maileroo_cli.webhook.generation.traffic import MEAN_GAP, interleave, parse_mix
from tests.sample_vocabulary import VOCABULARY

START = 1_767_225_600


def traffic(text: str, mails: int, seed: int = 1) -> list[Moment]:
    """Return the events of so many mails."""
    rng = Random(seed)
    return list(interleave(parse_mix(text), PayloadFactory(VOCABULARY, rng), rng, start=START, mails=mails))


def by_mail(moments: list[Moment]) -> dict[str, list[str]]:
    """Return the event types of each mail in the order in which they came."""
    mails: dict[str, list[str]] = defaultdict(list)
    for moment in moments:
        mails[moment.payload["message_id"]].append(moment.payload["event_type"])
    return mails


@pytest.mark.parametrize(
    ("text", "names", "shares"),
    [
        ("delivered=80,opened=15,bounced=5", ["delivered", "opened", "bounced"], [80, 15, 5]),
        (" engaged = 1 , suppressed=0.5 ,", ["engaged", "suppressed"], [1, 0.5]),
        ("delivered,failed", ["delivered", "bounced"], [1, 1]),
        ("delivered=1,bounced=0", ["delivered"], [1]),
        ("delivered=1e3", ["delivered"], [1000]),
    ],
)
def test_a_mix_is_read(text: str, names: list[str], shares: list[float]) -> None:
    """Names are lifecycles or event types, shares are relative."""
    mix = parse_mix(text)
    assert [life.name for life, _ in mix.shares] == names
    assert [share for _, share in mix.shares] == shares


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        (" , ,", "is empty"),
        ("delivered=0", "is empty"),
        ("delivered=x", "is not a share"),
        ("delivered=", "is not a share"),
        ("delivered=-1", "is not a share"),
        ("delivered=nan", "is not a share"),
        ("delivered=inf", "is not a share"),
        ("delivered=1e300", "is not a share"),
        ("delivred=1", "did you mean delivered"),
        ("=1", "there is no lifecycle"),
    ],
)
def test_a_wrong_mix_is_one_line(text: str, words: str) -> None:
    """The error names the part that is wrong."""
    with pytest.raises(UsageError, match=words):
        parse_mix(text)


def test_a_draw_at_the_very_end_is_the_last_share() -> None:
    """Where rounding leaves nothing to choose from, the last lifecycle is meant."""

    class End(Random):
        def random(self) -> float:
            return 1.0

    assert parse_mix("delivered=0.1,bounced=0.2,engaged=0").choose(End()).name == "bounced"


def test_types_are_those_of_all_lives() -> None:
    """Overrides are checked against each type that can occur."""
    assert parse_mix("delivered,suppressed,opened").types == ("accepted", "delivered", "rejected", "opened")


@given(seed=st.integers(0, 2**32), mails=st.integers(0, 60))
def test_all_events_come_in_time_order_and_each_mail_is_whole(seed: int, mails: int) -> None:
    """However the mails overlap, time never runs back, and no event is lost or out of its mail's order."""
    found = traffic("engaged=3,deferred-then-bounced=2,suppressed=1,multi-recipient=1,complained=1", mails, seed)
    times = [moment.at for moment in found]
    assert times == sorted(times)
    lives = [[str(step.event) for step in life.steps] for life in LIFECYCLES.values()]
    assert len(by_mail(found)) == mails
    assert all(events in lives for events in by_mail(found).values())
    assert all(moment.at == moment.payload["event_time"] for moment in found)


def test_mails_really_overlap() -> None:
    """A receiver sees the events of different mails mixed."""
    order = [moment.payload["message_id"] for moment in traffic("engaged", 50)]
    changes = sum(one != other for one, other in pairwise(order))
    assert changes > 2 * 50


def test_a_big_mix_is_near_its_shares() -> None:
    """Of many mails, as many come to each end as was asked for; a share of 0 never does."""
    mails = by_mail(traffic("delivered=80,opened=15,bounced=5,suppressed=0", 5000))
    ends = Counter(events[-1] for events in mails.values())
    assert ends["delivered"] == pytest.approx(4000, abs=120)
    assert ends["opened"] == pytest.approx(750, abs=110)
    assert ends["failed"] == pytest.approx(250, abs=70)
    assert set(ends) == {"delivered", "opened", "failed"}


def test_mails_are_submitted_at_the_mean_rate() -> None:
    """The first mail is submitted at the start, the others every half minute on average."""
    found = traffic("suppressed", 2000)
    assert found[0].at == START
    assert (found[-1].at - START) / 2000 == pytest.approx(MEAN_GAP, rel=0.05)


def test_memory_does_not_grow_with_the_number_of_mails() -> None:
    """Only the mails under way are held."""

    def peak(mails: int) -> int:
        rng = Random(1)
        events = interleave(
            parse_mix("delivered=9,bounced=1"), PayloadFactory(VOCABULARY, rng), rng, start=START, mails=mails
        )
        tracemalloc.start()
        try:
            for _ in events:
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)
    assert peak(4000) < 2 * peak(400) + 50_000
