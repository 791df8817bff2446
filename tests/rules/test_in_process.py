"""The rules against applications in this process: what they find, and of what they say nothing, and why.

The whole matrix is a slow test; here each broken receiver is tried with its own rules.
"""

import asyncio
import threading
from dataclasses import replace
from typing import Any

import pytest

from maileroo_cli import verify
from maileroo_cli.operation.check.results import CheckSummary
from maileroo_cli.report.check.wording import cost_of
from maileroo_cli.rules.catalogue import GATE, RULES
from maileroo_cli.rules.definition import Family
from maileroo_cli.rules.in_process import IN_PROCESS_BLIND, why_blind
from maileroo_cli.rules.step import Hook
from maileroo_cli.rules.verdict import Consequence, RuleResult, Severity
from maileroo_cli.transport.app.opening import make_application
from tests.receivers import refusing
from tests.receivers.broken.arrival import LeavesBodiesUnread
from tests.receivers.broken.effect import ForgetsWhatItHasHad, WorksLater
from tests.receivers.broken.encoding import ComparesTheName, HasAServerThatGivesNoLeave
from tests.receivers.correct import SECRET, CorrectReceiver, Incoming, Reply
from tests.receivers.insight import CalledHook
from tests.receivers.refusing import AnswersLate
from tests.rules.checking import broken_receivers, check, findings, make_settings
from tests.rules.checking_in_process import URL, Wrap, check_in_process, wrapped

BROKEN = broken_receivers()
REFUSING = [kind for kind in vars(refusing).values() if isinstance(kind, type) and "why" in vars(kind)]
SUITE = [rule.id for rule in RULES.values() if rule.family is not Family.LAYER]


def skips(summary: CheckSummary) -> dict[str, str]:
    """Return why rules were skipped."""
    return {one.rule.id: one.verdict.reason for one in summary.outcomes if one.verdict.result is RuleResult.SKIP}


@wrapped
def test_a_correct_receiver_passes_all_that_can_be_shown(wrap: Wrap) -> None:
    """Nothing is found in a receiver that does all right, and no rule is skipped but those of the list."""
    with CorrectReceiver() as receiver:
        summary = check_in_process(receiver, wrap)
    assert findings(summary) == set()
    assert skips(summary) == {name: why_blind(name) for name in IN_PROCESS_BLIND}
    assert {one.rule.id for one in summary.outcomes} == set(SUITE)


@wrapped
@pytest.mark.parametrize("kind", BROKEN, ids=lambda kind: f"{kind.__module__.rpartition('.')[2]}-{kind.__name__}")
def test_a_broken_receiver_fails_its_rules(kind: type[CorrectReceiver], wrap: Wrap) -> None:
    """What it breaks over a socket is found in process too, unless the list says that it cannot be."""
    known = {*kind.breaks, *kind.also}
    with kind() as receiver:
        summary = check_in_process(receiver, wrap, tuple(known), **kind.settings)
    assert findings(summary) == known - set(IN_PROCESS_BLIND)
    assert skips(summary) == {name: why_blind(name) for name in known & set(IN_PROCESS_BLIND)}


def test_each_rule_is_shown_or_listed() -> None:
    """A rule that no application could break in process would be a false pass: it is in the list, with a reason."""
    shown = {name for kind in BROKEN for name in {*kind.breaks, *kind.also}}
    assert set(SUITE) - set(IN_PROCESS_BLIND) <= shown
    assert set(IN_PROCESS_BLIND) <= set(SUITE) - {GATE}
    for name, reason in IN_PROCESS_BLIND.items():
        assert reason
        assert why_blind(name) == f"cannot be shown in process: {reason}"
    assert why_blind("SIG002") == ""


UNSHOWN: dict[str, type[CorrectReceiver]] = {
    "BYTES016": HasAServerThatGivesNoLeave,
    "BYTES018": ComparesTheName,
    "DELIVERY010": LeavesBodiesUnread,
    "EFFECT017": WorksLater,
    "EFFECT018": ForgetsWhatItHasHad,
}
"""For each rule of the list a receiver that breaks it over a socket."""


@wrapped
@pytest.mark.parametrize("name", IN_PROCESS_BLIND)
def test_what_is_listed_cannot_be_shown(name: str, wrap: Wrap, monkeypatch: pytest.MonkeyPatch) -> None:
    """If such a rule were tried, a receiver that fails it over a socket would pass: nobody may believe that.

    A command that restarts a receiver can do nothing to the process that it is called from.
    """
    with UNSHOWN[name]() as receiver:
        assert name in findings(check(receiver, (name,)))
    monkeypatch.setattr("maileroo_cli.rules.in_process.IN_PROCESS_BLIND", {})
    with UNSHOWN[name]() as receiver:
        summary = check_in_process(receiver, wrap, (name,), hooks={Hook.RESTART: CalledHook(lambda _: None)})
    assert (findings(summary), skips(summary)) == (set(), {})


class CountingReceiver(CorrectReceiver):
    """Counts what has come to it, whole or cut off."""

    came = 0

    def answer(self, request: Incoming) -> Reply:
        """Count it."""
        with self.lock:
            self.came += 1
        return super().answer(request)

    def cut_off(self, headers: object) -> None:
        """Count it."""
        with self.lock:
            self.came += 1


@wrapped
def test_each_request_reaches_the_application(wrap: Wrap) -> None:
    """No verdict is about what reads HTTP in this process: it answers no request of any rule itself."""
    with CountingReceiver() as receiver:
        summary = check_in_process(receiver, wrap)
    assert receiver.came == summary.sent


@pytest.mark.slow
@wrapped
@pytest.mark.parametrize("kind", REFUSING, ids=lambda kind: kind.__name__)
def test_why_a_valid_event_is_refused_is_explained(kind: type[CorrectReceiver], wrap: Wrap) -> None:
    """The experiments come to the same explanation as over a socket."""
    with kind() as receiver:
        summary = check_in_process(receiver, wrap, (GATE,), timeout=0.5 if kind is AnswersLate else 5.0)
    assert [one.rule.id for one in summary.findings] == [GATE, vars(kind)["why"]]


async def fails_afterwards(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Accept whatever comes, and fail a moment after that."""
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})
    await asyncio.to_thread(threading.Event().wait, 0.05)
    raise RuntimeError("no database")


def test_an_event_whose_work_fails_after_its_answer_is_lost() -> None:
    """The gate tells it with the exception, and the other rules are tried all the same."""
    with make_application(fails_afterwards) as application, CorrectReceiver() as unused:
        endpoint = replace(make_settings(URL).endpoint, application=application)
        summary = check(unused, ("SIG002",), endpoint=endpoint, url=URL)
    gate, other = summary.outcomes
    assert (gate.verdict.result, gate.severity, gate.consequence) == (
        RuleResult.FAIL,
        Severity.ERROR,
        Consequence.LOST,
    )
    assert "a valid event was answered 200, and then the application raised RuntimeError: no database (" in (
        gate.verdict.reason
    )
    assert cost_of(gate) == "An event that was answered 200 never comes again."
    assert (summary.opened, other.rule.id, other.verdict.result) == (True, "SIG002", RuleResult.FAIL)


def fails(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Refuse a signature that is wrong, and fail at the work of a right one."""
    if not verify(environ["wsgi.input"].read(), environ["HTTP_X_MAILEROO_SIGNATURE"], SECRET):
        start_response("401 Unauthorized", [])
        return []
    raise RuntimeError("no database")


def test_what_an_application_raised_is_the_reason() -> None:
    """The finding that its work fails names the exception, and not a log that nobody has to look for."""
    with make_application(fails) as application, CorrectReceiver() as unused:
        endpoint = replace(make_settings(URL).endpoint, application=application)
        summary = check(unused, ("SIG002",), endpoint=endpoint, url=URL)
    (finding,) = (one for one in summary.outcomes if one.rule.id == "WHY016")
    assert "its work fails (500" in finding.verdict.reason
    assert ": the application raised RuntimeError: no database (" in finding.verdict.reason
    assert finding.verdict.fix == "the traceback above says what failed, and where"


def wants_length(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Refuse a body without a length, as some frameworks do."""
    start_response("200 OK" if "CONTENT_LENGTH" in environ else "411 Length Required", [])
    return []


def test_an_application_may_refuse_chunks() -> None:
    """That is the application's own answer, also where there is no server: it is told of none."""
    with make_application(wants_length) as application, CorrectReceiver() as unused:
        endpoint = replace(make_settings(URL).endpoint, application=application)
        summary = check(unused, ("BYTES015",), endpoint=endpoint, url=URL)
    (told,) = (one.verdict for one in summary.outcomes if one.rule.id == "BYTES015")
    assert (told.result, told.severity) == (RuleResult.PASS, Severity.INFO)
    assert told.reason == "a body in chunks was answered 411: it does not take that, as HTTP allows"
