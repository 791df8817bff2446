"""An exception that an application raises after its answer is shown with the finding that it leads to."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.background import BackgroundTask

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.operation.check.insight.hindsight import Hindsight
from maileroo_cli.operation.check.results import CheckExchange
from maileroo_cli.rules.step import Manner
from maileroo_cli.rules.verdict import failed
from maileroo_cli.transport.app.opening import make_application
from maileroo_cli.webhook.signing.request import Request as SignedRequest
from tests.operation.check.insight.test_settling import Later, fastapi_app
from tests.receivers.correct import PATH, CorrectReceiver
from tests.rules.checking import check, make_settings
from tests.rules.checking_in_process import URL


def lose(event: dict[str, Any]) -> None:
    """Fail to do the work of an event whose mail was rejected, the second time."""
    raise ValueError(f"no column for {event['event_type']}")


def failing_task(later: Later) -> Callable[[dict[str, Any]], BackgroundTask]:
    """Return what hands over to a background task, which fails now and then."""
    seen: list[str] = []

    def hand_over(event: dict[str, Any]) -> BackgroundTask:
        seen.append(str(event.get("event_type")))
        return BackgroundTask(lose if seen.count("rejected") == 2 and seen[-1] == "rejected" else later.do, event)

    return hand_over


def failing_coroutine(later: Later) -> Callable[[dict[str, Any]], None]:
    """Return what hands over to a task that nobody waits for."""
    choose, tasks = failing_task(later), set()

    async def run(task: BackgroundTask) -> None:
        await task()

    def hand_over(event: dict[str, Any]) -> None:
        task = asyncio.create_task(run(choose(event)))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    return hand_over


@pytest.mark.parametrize("make", [failing_task, failing_coroutine])
def test_what_went_wrong_in_the_background_is_told(make: Callable[[Later], Any]) -> None:
    """The event that is lost was answered 200, and its finding has the traceback of what lost it."""
    with CorrectReceiver() as receiver:
        later = Later(receiver)
        with make_application(fastapi_app(later, make(later))) as application:
            endpoint = replace(make_settings(URL).endpoint, application=application)
            summary = check(receiver, ("EFFECT001",), endpoint=endpoint, url=URL, settle=0.05)
    (found,) = summary.findings
    assert "1 of 2 rejected" in found.verdict.reason
    assert found.exchange is not None
    assert (found.exchange.attempt.status, found.exchange.attempt.raised) == (200, "ValueError: no column for rejected")
    assert b'"event_type":"rejected"' in found.exchange.request.body


def exchange(number: int, **fields: str) -> CheckExchange:
    """Return an exchange."""
    request = SignedRequest("POST", f"http://localhost{PATH}", (), b"")
    return CheckExchange(number, request, Manner.WHOLE, Attempt(Outcome.ANSWERED, 0.1, 200, **fields))  # type: ignore[arg-type]


def test_a_verdict_shows_what_it_showed_unless_something_was_raised() -> None:
    """What is known already is not replaced, and what nobody asked for is left as it was."""
    first, second = exchange(1, traceback="known"), exchange(2)
    hindsight = Hindsight()
    for one in (first, second):
        hindsight.note(one.attempt, lambda attempt: attempt)
    verdict = failed("lost", first.attempt)
    assert hindsight.tell([first, second], verdict) == ([first, second], verdict)
    hindsight.note(second.attempt, lambda attempt: replace(attempt, traceback="later"))
    told, same = hindsight.tell([first, second], verdict)
    assert (told[1].attempt.traceback, same.seen) == ("later", first.attempt)
    hindsight.clear()
    assert hindsight.tell([first, second], verdict) == ([first, second], verdict)
