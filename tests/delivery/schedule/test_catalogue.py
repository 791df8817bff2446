"""The catalogue of schedules against tables written out by hand, and what is computed from one."""

import re

import pytest

from maileroo_cli.delivery.attempt.explanation import would_retry
from maileroo_cli.delivery.schedule.catalogue import MAILEROO, SCHEDULES, find_schedule
from maileroo_cli.delivery.schedule.definition import Basis, Schedule, limit_attempts, plan_attempts
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.catalogue.openapi import openapi_document

WAITS = [300, 600, 900, 1800, 3600, 7200, 14400, 21600]
"""Maileroo's documented waits in seconds."""

# In seconds from the first attempt, added up by hand from what each provider publishes.
ELAPSED = {
    "maileroo": [0, 300, 900, 1800, 3600, 7200, 14400, 28800, 50400],
    "mailgun": [0, 300, 900, 1800, 5400, 12600, 27000],
    "postmark": [0, 60, 360, 960, 1560, 2160, 3060, 4860, 8460, 15660, 37260],
    "resend": [0, 5, 305, 2105, 9305, 27305, 63305, 99305],
    # The specification gives these as 00:00:00, 00:00:05, 00:05:05, 00:35:05, 02:35:05, … 75:35:05.
    "standard-webhooks": [0, 5, 305, 2105, 9305, 27305, 63305, 113705, 185705, 272105],
}
ALL = pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES.keys())


def test_waits_of_maileroo() -> None:
    """Maileroo's waits are the eight of its page, nine requests over 14 hours."""
    assert list(MAILEROO.waits) == WAITS
    assert (MAILEROO.attempts, MAILEROO.total) == (9, sum(WAITS)) == (9, 50_400)
    assert next(iter(SCHEDULES.values())) is MAILEROO


def test_every_published_table() -> None:
    """Each schedule of the catalogue has the elapsed times that its source gives, and there is no other."""
    assert {name: list(one.elapsed) for name, one in SCHEDULES.items()} == ELAPSED


@ALL
def test_every_schedule_is_told_with_its_grounds(schedule: Schedule) -> None:
    """A schedule has a source, each fact a grade of its kind, and what ends a delivery begins with the success."""
    assert schedule.source
    facts = [*schedule.facts, *schedule.ends]
    assert {type(fact.grade) for fact in facts} == {Grade if schedule is MAILEROO else Basis}
    assert schedule.ends[0].about == "success"
    assert "waits" in {fact.about for fact in schedule.facts}
    assert all(fact.text[-1] != "." for fact in facts)


def test_grades_of_maileroo() -> None:
    """The waits and the success are official, the number of requests is inferred."""
    grades = {fact.about: fact.grade for fact in (*MAILEROO.facts, *MAILEROO.ends)}
    assert grades == {
        "waits": Grade.OFFICIAL,
        "counted": Grade.OFFICIAL,
        "attempts": Grade.INFERRED,
        "success": Grade.OFFICIAL,
        "the end": Grade.INFERRED,
    }


def test_other_reading() -> None:
    """Eight attempts are seven waits and 8 hours, and the facts say that this is the other reading."""
    eight = limit_attempts(MAILEROO, 8)
    assert (list(eight.waits), eight.total, eight.attempts) == (WAITS[:7], 28_800, 8)
    (count,) = [fact for fact in eight.facts if fact.about == "attempts"]
    assert (count.text[:14], count.grade) == ("eight requests", Grade.INFERRED)
    assert len(eight.facts) == len(MAILEROO.facts)


@ALL
def test_limits(schedule: Schedule) -> None:
    """Any smaller number cuts the end off and says so; its own number changes nothing."""
    assert limit_attempts(schedule, schedule.attempts) is schedule
    for number in range(1, schedule.attempts):
        shortened = limit_attempts(schedule, number)
        assert (shortened.attempts, shortened.elapsed) == (number, schedule.elapsed[:number])
        (count,) = [fact for fact in shortened.facts if fact.about == "attempts"]
        assert count.grade == (Grade.INFERRED if (schedule is MAILEROO and number == 8) else Basis.OWN)


@pytest.mark.parametrize("number", [-1, 0, 10, 10**30])
def test_limits_that_cannot_be(number: int) -> None:
    """No attempt at all, and more than there are, are refused with what may be asked for."""
    with pytest.raises(UsageError, match=f"maileroo does not have {number} attempts: give a number from 1 to 9"):
        limit_attempts(MAILEROO, number)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("mailroo", "did you mean maileroo"),
        ("Postmark", "did you mean postmark"),
        ("standard", "did you mean standard-webhooks"),
        ("zzz", "use one of maileroo, mailgun, postmark, resend, standard-webhooks, or offsets"),
        ("", "use one of"),
    ],
)
def test_find(name: str, hint: str) -> None:
    """A name is found as it is written, and a wrong one leads to the nearest."""
    assert find_schedule("resend") is SCHEDULES["resend"]
    with pytest.raises(UsageError, match=f"there is no schedule '{name}'.*{hint}"):
        find_schedule(name)


def test_plan() -> None:
    """A plan has each attempt with its wait and its moment; the first has no wait."""
    planned = plan_attempts(limit_attempts(MAILEROO, 3), 1_000.5)
    assert [(one.number, one.wait, one.elapsed, one.at) for one in planned] == [
        (1, None, 0, 1_000.5),
        (2, 300, 300, 1_300.5),
        (3, 600, 900, 1_900.5),
    ]


def test_plan_ends_within_the_calendar() -> None:
    """A start so late that the last attempt has no date everywhere is refused."""
    last_day = 253_402_214_400  # 9999-12-31
    assert plan_attempts(MAILEROO, last_day - 50_400)[-1].at == last_day
    with pytest.raises(UsageError, match="after the year 9999"):
        plan_attempts(MAILEROO, last_day - 50_399)


def test_other_places_tell_the_same() -> None:
    """What is said of a failed attempt, and in the OpenAPI document, has the numbers of the catalogue."""
    assert would_retry(MAILEROO) == "would retry this event for 14 hours (8 more times)"
    (webhook,) = openapi_document()["webhooks"].values()
    told = webhook["post"]["responses"]["default"]["description"]
    assert [int(number) for number in re.findall(r"\d{3,}", told.partition("waits of")[2])] == WAITS
