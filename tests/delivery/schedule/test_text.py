"""Schedules that a user wrote: offsets and files become waits, and what cannot be is refused with its place."""

import json
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.schedule.definition import Basis
from maileroo_cli.delivery.schedule.text import LONGEST, MOST_ATTEMPTS, parse_schedule, parse_schedule_file
from maileroo_cli.errors import InputError, MhookError, UsageError

WAITS = st.lists(st.integers(1, 25_000_000), max_size=MOST_ATTEMPTS - 1)
"""Waits in milliseconds, the longest ones together within the 30 days."""


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("0s,5m,30m", [300, 1500]),
        ("0", []),
        ("0s, 500ms ,1.5s", [0.5, 1]),
        ("0,90,1h30m,1d", [90, 5310, 81_000]),
        ("0s,0.1,0.3", [0.1, 0.2]),
        ("0s,30d", [LONGEST]),
    ],
)
def test_offsets(text: str, waits: list[float]) -> None:
    """Offsets count from the first attempt, so a wait is what lies between two of them."""
    schedule = parse_schedule(text)
    assert (list(schedule.waits), schedule.attempts) == (waits, len(waits) + 1)


@given(WAITS)
def test_offsets_and_waits_agree(milliseconds: list[int]) -> None:
    """A list of waits written as offsets inline, as offsets in a file and as waits in a file is the same schedule."""
    waits = [number / 1000 for number in milliseconds]
    offsets = [f"{number}ms" for number in accumulate(milliseconds, initial=0)]
    inline = parse_schedule(",".join(offsets))
    assert list(inline.waits) == waits
    assert parse_schedule_file(f"offsets = {json.dumps(offsets)}", "f").waits == inline.waits
    assert parse_schedule_file(f"waits = {waits}", "f").waits == inline.waits


def test_facts() -> None:
    """Own waits are told to be the user's own; what a success is stays Maileroo's."""
    schedule = parse_schedule("0s,5m")
    assert [fact.grade for fact in schedule.facts] == [Basis.OWN]
    assert schedule.ends[0] is MAILEROO.ends[0]
    assert schedule.ends[1].grade is Basis.OWN


def test_file() -> None:
    """A file may name its schedule and say what it means; without it is named after the file."""
    named = parse_schedule_file('name = "n"\nmeaning = "m"\nwaits = ["5m", 25.5]', "f.toml")
    assert (named.name, named.meaning, named.waits, named.source) == ("n", "m", (300, 25.5), "f.toml")
    assert parse_schedule_file("waits = []", "f.toml").name == "f.toml"


REFUSED_TEXTS = {
    "no start": ("5m,30m", "the schedule '5m,30m' does not start with 0s"),
    "falling": ("0s,5m,3m", "attempt 3 is not later than the one before"),
    "twice the same": ("0s,5m,300s", "attempt 3 is not later than the one before"),
    "start twice": ("0s,0s", "attempt 2 is not later"),
    "too close": ("0s,0.0001", "the wait before attempt 2 is too short"),
    "a gap": ("0s,,5m", "attempt 2: '' is not a duration"),
    "no duration": ("0s,soon", "attempt 2: 'soon' is not a duration"),
    "negative": ("0s,-5m", "attempt 2: '-5m' is negative"),
    "too many": (",".join(f"{number}s" for number in range(101)), "has 101 attempts"),
    "too long": ("0s,30d1s", "lasts longer than 30 days"),
    "far too long": ("0s,20000d", "longer than ten years"),
    "escapes": ("0s,\x1b[31m", "attempt 2: "),
}


@pytest.mark.parametrize(("text", "said"), REFUSED_TEXTS.values(), ids=REFUSED_TEXTS.keys())
def test_refused_texts(text: str, said: str) -> None:
    """What is no row of rising offsets is refused with the attempt that is wrong."""
    with pytest.raises(UsageError) as caught:
        parse_schedule(text)
    assert said in caught.value.message
    assert caught.value.message.isprintable()
    assert len(str(caught.value)) < 400


REFUSED_FILES: dict[str, tuple[str, type[MhookError], str]] = {
    "no TOML": ("waits = [", InputError, "f is not valid TOML"),
    "deep": ("waits = " + "[" * 50_000, InputError, "f is not valid TOML"),
    "digits": (f"waits = [{'1' * 5000}]", InputError, "f is not valid TOML"),
    "nothing": ("", UsageError, "f has neither offsets nor waits"),
    "both": ("waits = []\noffsets = [0]", UsageError, "f has both offsets and waits"),
    "unknown key": ("wait = [1]", UsageError, "f: there is no key 'wait'"),
    "no array": ('waits = "5m"', UsageError, "f: waits is not an array"),
    "no start": ('offsets = ["5m"]', UsageError, "f does not start with 0s"),
    "no offsets": ("offsets = []", UsageError, "f does not start with 0s"),
    "falling": ("offsets = [0, 5, 4]", UsageError, "f: attempt 3 is not later"),
    "no wait": ("waits = [5, 0]", UsageError, "f: the wait before attempt 3 is too short"),
    "no duration": ('waits = ["5m", "soon"]', UsageError, "f: item 2 of waits: 'soon' is not a duration"),
    "negative": ("waits = [-1]", UsageError, "f: item 1 of waits is not a time from 0s to 30 days"),
    "not a number": ("waits = [nan]", UsageError, "f: item 1 of waits is not a time"),
    "endless": ("waits = [inf]", UsageError, "f: item 1 of waits is not a time"),
    "hex digits": (f"waits = [0x{'f' * 6000}]", UsageError, "f: item 1 of waits is not a time"),
    "a truth": ("waits = [true]", UsageError, "f: item 1 of waits is not a time"),
    "a date": ("waits = [2026-01-01]", UsageError, "f: item 1 of waits is not a time"),
    "too many": (f"waits = {[1] * 100}", UsageError, "f has 101 attempts"),
    "too long": ('waits = ["20d", "11d"]', UsageError, "f lasts longer than 30 days"),
    "no name": ("name = 5\nwaits = []", UsageError, "f: name is not text"),
    "an empty name": ("name = ' '\nwaits = []", UsageError, "f: name is not text"),
    "no meaning": ("meaning = []\nwaits = []", UsageError, "f: meaning is not text"),
}


@pytest.mark.parametrize(("text", "kind", "said"), REFUSED_FILES.values(), ids=REFUSED_FILES.keys())
def test_refused_files(text: str, kind: type[MhookError], said: str) -> None:
    """A file that is no schedule is refused with its place; TOML that cannot be read is input, the rest is usage."""
    with pytest.raises(MhookError) as caught:
        parse_schedule_file(text, "f")
    assert type(caught.value) is kind
    assert said in caught.value.message
