"""Under which other schedules an accepted event would have been lost, against a table worked out by hand."""

import pytest

from maileroo_cli.delivery.attempt import Success
from maileroo_cli.delivery.loss import LENIENT, REFUSALS, Course, Losses
from maileroo_cli.delivery.schedule import MAILEROO, SCHEDULES, limit_attempts
from maileroo_cli.delivery.schedule_text import parse_schedule

EIGHT = "maileroo --attempts 8"
# Mailgun makes 7 attempts, Resend 8, the other reading of Maileroo 8, Maileroo 9, Standard Webhooks 10, Postmark 11.
BY_ATTEMPT = [
    (1, ()),
    (7, ()),
    (8, ("mailgun",)),
    (9, (EIGHT, "mailgun", "resend")),
    (10, ("maileroo", EIGHT, "mailgun", "resend")),
    (11, ("maileroo", EIGHT, "mailgun", "resend", "standard-webhooks")),
    (12, ("maileroo", EIGHT, "mailgun", "postmark", "resend", "standard-webhooks")),
]
OWN = parse_schedule(",".join(f"{minute}m" for minute in range(20)))


@pytest.mark.parametrize(("number", "names"), BY_ATTEMPT, ids=[f"attempt {number}" for number, _ in BY_ATTEMPT])
def test_schedules_with_fewer_attempts(number: int, names: tuple[str, ...]) -> None:
    """A schedule that gives up before the attempt that was accepted would have lost the event."""
    assert Losses(OWN, Success.STRICT).under(Course(number, 200, number)) == names


def test_the_schedule_of_the_run_is_left_out() -> None:
    """What was lost under the run's own schedule is no news; the other reading of Maileroo's is another schedule."""
    assert Losses(MAILEROO, Success.STRICT).under(Course(9, 200, 9)) == (EIGHT, "mailgun", "resend")
    assert Losses(limit_attempts(MAILEROO, 8), Success.STRICT).under(Course(8, 200, 8)) == ("mailgun",)
    assert Losses(SCHEDULES["postmark"], Success.STRICT).under(Course(11, 200, 11))[:2] == ("maileroo", EIGHT)


@pytest.mark.parametrize(("name", "status"), REFUSALS.items(), ids=REFUSALS.keys())
def test_final_statuses(name: str, status: int) -> None:
    """A status after which a provider sends nothing more loses the event there, and its schedule tells that status."""
    assert f"the status {status}: " in {fact.about: fact.text for fact in SCHEDULES[name].ends}["refusal"]
    assert Losses(MAILEROO, Success.STRICT).under(Course(3, 200, 3, ((2, status),))) == (name,)


def test_every_final_status_is_known() -> None:
    """Each schedule that tells of a refusal is one of those, and each that takes any 2xx is lenient here."""
    assert set(REFUSALS) == {one.name for one in SCHEDULES.values() if "refusal" in {fact.about for fact in one.ends}}
    assert {one.name for one in SCHEDULES.values() if "299" in one.ends[0].text} == LENIENT


def test_what_a_lenient_schedule_takes_earlier() -> None:
    """Where any 2xx is a success, what comes after the first one can lose nothing."""
    assert Losses(MAILEROO, Success.STRICT).under(Course(3, 200, 1, ((2, 410),))) == ()
    assert "standard-webhooks" not in Losses(OWN, Success.STRICT).under(Course(20, 200, 4))


def test_the_rule_of_exactly_200() -> None:
    """A 201 that --success 2xx let pass would be no success under Maileroo's rule."""
    assert Losses(MAILEROO, Success.ANY_2XX).under(Course(1, 201, 1)) == ("exactly 200",)
    assert Losses(MAILEROO, Success.ANY_2XX).under(Course(1, 200, 1)) == ()
    assert Losses(MAILEROO, Success.ANY_2XX).under(Course(8, 204, 8)) == ("exactly 200", "mailgun")
