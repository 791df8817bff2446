"""What an attempt that is no success means and what to do about it, in a sentence. Nothing is decided here.

How Maileroo retries (``schedule`` says how sure that is) and that only 200 is a success (official) is told to the user
at the place where it matters.
"""

from maileroo_cli.delivery.attempt.hint.bystander import find_bystander
from maileroo_cli.delivery.attempt.hint.connection import explain_connection
from maileroo_cli.delivery.attempt.hint.redirect import redirect_advice
from maileroo_cli.delivery.attempt.hint.status import STATUS_HINTS
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.schedule.catalogue import MAILEROO, SCHEDULES
from maileroo_cli.delivery.schedule.definition import Schedule
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.instant import format_span


def provider_of(schedule: Schedule) -> str:
    """Return who tries again under ``schedule``; empty where it is one of the user's own."""
    if schedule.name == MAILEROO.name:
        return "Maileroo"
    return schedule.name if schedule.name in SCHEDULES else ""


def would_retry(schedule: Schedule, what: str = "this event") -> str:
    """Return how long and how many times ``what`` is tried again that is not accepted at its first attempt."""
    times, hours = len(schedule.waits), schedule.total / 3_600
    if not times:
        return f"would not retry {what}"
    span = count(hours, "hour") if hours and hours.is_integer() else format_span(schedule.total)
    return f"would retry {what} for {span} ({count(times, 'more time')})"


_SERVER_ERROR = 500
_REDIRECTS = (301, 302, 303, 307, 308)


def explain(attempt: Attempt, schedule: Schedule = MAILEROO) -> str:
    """Return one sentence for an attempt that is no success; it may quote the peer: make it safe before showing it."""
    if attempt.outcome is Outcome.ANSWERED and attempt.status is not None:
        return _explain_answer(attempt, attempt.status, schedule)
    if attempt.raised and attempt.outcome is Outcome.RESET:
        return f"{explain_connection(attempt).what}: {raised_words(attempt)}"
    return str(explain_connection(attempt))


def raised_words(attempt: Attempt) -> str:
    """Return what an application in this process raised, as a part of a sentence; empty where it raised nothing."""
    return f"the application raised {attempt.raised_in_line}" if attempt.raised else ""


def why_not_200(status: int, schedule: Schedule = MAILEROO) -> str:
    """Return whether an answer of 2xx that is not 200 is a success for the provider of ``schedule``.

    A schedule of the user's own says nothing of that: Maileroo's rule is told then.
    """
    provider = provider_of(schedule)
    if not provider:
        return f"answered {status}, but Maileroo counts only 200 as success (official)"
    if schedule.any_2xx:
        return f"answered {status}, which {provider} counts as success (published)"
    grade = "official" if provider == "Maileroo" else "published"
    return f"answered {status}, but {provider} counts only 200 as success ({grade})"


def _explain_answer(attempt: Attempt, status: int, schedule: Schedule) -> str:
    if 200 <= status < 300:
        return why_not_200(status, schedule)
    if 300 <= status < 400:
        return _explain_redirect(attempt, status, schedule)
    hint, then = _hint(attempt, status), _then(status, schedule)
    if status >= _SERVER_ERROR and attempt.raised:
        hint = raised_words(attempt)
    return f"answered {status}: {hint}{then}" if hint else f"answered {status}{then}"


def _then(status: int, schedule: Schedule) -> str:
    provider = provider_of(schedule)
    return f"; {provider} does not try again after {status}" if provider and status in schedule.refusals else ""


def _explain_redirect(attempt: Attempt, status: int, schedule: Schedule) -> str:
    location = attempt.location
    if location is None:
        what = "a redirect without a target" if status in _REDIRECTS else "which is no success"
        return f"answered {status}, {what}: answer 200 at this URL{_then(status, schedule)}"
    unknown = "Maileroo is not known to follow redirects; " if schedule.name == MAILEROO.name else ""
    return f"answered {status}, a redirect to {location}: {unknown}{redirect_advice(attempt.problem)}"


def _hint(attempt: Attempt, status: int) -> str:
    if (bystander := find_bystander(attempt)) is not None:
        return f"that is {bystander.name}: {bystander.advice}"
    if hint := STATUS_HINTS.get(status):
        return hint
    return "the receiver failed: look at its log" if status >= 500 else ""
