"""Under which other schedules an accepted event would have been lost, against a table worked out by hand."""

from dataclasses import replace

import pytest

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.effects.comparison.schedule import DeliveryCourse, ScheduleComparison
from maileroo_cli.delivery.schedule.catalogue import MAILEROO, SCHEDULES
from maileroo_cli.delivery.schedule.definition import limit_attempts
from maileroo_cli.delivery.schedule.text import parse_schedule

EIGHT = "maileroo --attempts 8"
# Mailgun makes 7 attempts in 7.5 h, the other reading of Maileroo 8 in 8 h, Postmark 11 in 10.35 h, Maileroo 9 in 14 h,
# Resend 8 in 27.6 h, Standard Webhooks 10 in 75.6 h.
BY_ATTEMPT = [
    ("maileroo", 7, ()),
    ("maileroo", 8, ("mailgun",)),
    ("maileroo", 9, (EIGHT, "mailgun")),
    ("postmark", 8, ()),
    ("postmark", 10, ()),
    ("postmark", 11, (EIGHT, "mailgun")),
    ("standard-webhooks", 7, ()),
    ("standard-webhooks", 8, ("mailgun",)),
    ("standard-webhooks", 9, (EIGHT, "mailgun", "resend")),
    ("standard-webhooks", 10, ("maileroo", EIGHT, "mailgun", "resend")),
]
BY_HOUR = [
    (0, ()),
    (7, ()),
    (8, ("mailgun",)),
    (9, (EIGHT, "mailgun")),
    (11, (EIGHT, "mailgun", "postmark")),
    (14, (EIGHT, "mailgun", "postmark")),
    (15, ("maileroo", EIGHT, "mailgun", "postmark")),
    (28, ("maileroo", EIGHT, "mailgun", "postmark", "resend")),
    (76, ("maileroo", EIGHT, "mailgun", "postmark", "resend", "standard-webhooks")),
]
OWN = parse_schedule(",".join(f"{hour}h" for hour in range(80)))


@pytest.mark.parametrize(
    ("name", "number", "names"), BY_ATTEMPT, ids=[f"{name} {number}" for name, number, _ in BY_ATTEMPT]
)
def test_schedules_with_fewer_attempts(name: str, number: int, names: tuple[str, ...]) -> None:
    """A schedule that has fewer attempts, and makes the last before the event was accepted, would have lost it."""
    assert ScheduleComparison(SCHEDULES[name], Success.STRICT).under(DeliveryCourse(number, 200, number)) == names


@pytest.mark.parametrize(("hour", "names"), BY_HOUR, ids=[f"{hour}h" for hour, _ in BY_HOUR])
def test_schedules_that_end_earlier(hour: int, names: tuple[str, ...]) -> None:
    """A schedule of one's own is compared by the hour alone: what ends before the event was accepted loses it."""
    assert ScheduleComparison(OWN, Success.STRICT).under(DeliveryCourse(hour + 1, 200, hour + 1)) == names


def test_many_attempts_at_once() -> None:
    """What comes after many attempts of one's own, or a refusal to one of them, is lost nowhere for their number."""
    own = parse_schedule(",".join(f"{tenth / 10}s" for tenth in range(20)))
    assert ScheduleComparison(own, Success.STRICT).under(DeliveryCourse(20, 200, 20, ((2, 406),))) == ()
    named = replace(own, name="maileroo")
    assert ScheduleComparison(named, Success.STRICT).under(DeliveryCourse(20, 200, 20)) == ()


def test_the_schedule_of_the_run_is_left_out() -> None:
    """What was lost under the run's own schedule is no news; the other reading of Maileroo's is another schedule."""
    assert ScheduleComparison(MAILEROO, Success.STRICT).under(DeliveryCourse(9, 200, 9)) == (EIGHT, "mailgun")
    assert ScheduleComparison(limit_attempts(MAILEROO, 8), Success.STRICT).under(DeliveryCourse(8, 200, 8)) == (
        "mailgun",
    )


@pytest.mark.parametrize(("name", "status"), [("mailgun", 406), ("postmark", 403), ("standard-webhooks", 410)])
def test_final_statuses(name: str, status: int) -> None:
    """A status after which a provider sends nothing more loses the event there, and its schedule tells that status."""
    assert f"status {status}: " in {fact.about: fact.text for fact in SCHEDULES[name].ends}["refusal"]
    assert ScheduleComparison(MAILEROO, Success.STRICT).under(DeliveryCourse(3, 200, 3, ((2, status),))) == (name,)


def test_every_final_status_is_known() -> None:
    """Each schedule that tells of a refusal is one of those, and each that takes any 2xx is lenient here."""
    for one in SCHEDULES.values():
        told = [fact.text for fact in one.ends if fact.about == "refusal"]
        assert len(told) == len(one.refusals)
        assert all(f"status {status}" in text for status, text in zip(one.refusals, told, strict=True))
        assert one.any_2xx == ("299" in one.ends[0].text)


def test_what_a_lenient_schedule_takes_earlier() -> None:
    """Where any 2xx is a success, what comes after the first one can lose nothing."""
    assert ScheduleComparison(MAILEROO, Success.STRICT).under(DeliveryCourse(3, 200, 1, ((2, 410),))) == ()
    assert "standard-webhooks" not in ScheduleComparison(OWN, Success.STRICT).under(DeliveryCourse(80, 200, 4))


def test_the_rule_of_exactly_200() -> None:
    """A 201 that --success 2xx let pass would be no success under Maileroo's rule."""
    assert ScheduleComparison(MAILEROO, Success.ANY_2XX).under(DeliveryCourse(1, 201, 1)) == ("exactly 200",)
    assert ScheduleComparison(MAILEROO, Success.ANY_2XX).under(DeliveryCourse(1, 200, 1)) == ()
    assert ScheduleComparison(MAILEROO, Success.ANY_2XX).under(DeliveryCourse(8, 204, 8)) == ("exactly 200", "mailgun")
