"""What a check changes of a receiver with the user's commands, it undoes, whatever happens."""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from maileroo_cli.errors import ExitCode, InputError
from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.operation.check.settings import CheckSettings
from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.definition import Need, Rule
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Hook, Script, run_hook, send
from maileroo_cli.rules.verdict import PASSED, Consequence, RuleResult, Severity
from maileroo_cli.transport.process.hook import CommandHook
from maileroo_cli.webhook.catalogue.event import Grade
from tests.receivers.correct import SECRET, CorrectReceiver
from tests.rules.checking import make_settings

OWN = f"secret MHOOK_SECRETS={SECRET!r}"


class NotedHook:
    """A hook that notes when it is run; ``errors`` are what it raises, one after the other."""

    def __init__(self, notes: list[str], name: str, errors: list[BaseException] | None = None) -> None:
        self._notes = notes
        self._name = name
        self._errors = errors or []

    def run(
        self,
        environment: Mapping[str, str],
        hidden: tuple[str, ...] = (),
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Note it."""
        self._notes.append(" ".join([self._name, *(f"{name}={value!r}" for name, value in environment.items())]))
        if self._errors:
            raise self._errors.pop(0)


def make_check(
    receiver: CorrectReceiver, notes: list[str], script: Callable[[Probe], Script], **errors: list[BaseException]
) -> CheckSettings:
    """Return a check of a rule of this script, with every hook there is."""
    rule = Rule(
        "SIG999", "is", Severity.ERROR, Consequence.LOST, Grade.OFFICIAL, script, (Need.SECRET_HOOK,), alone=True
    )
    hooks = {hook: NotedHook(notes, hook, errors.get(hook)) for hook in Hook}
    return replace(make_settings(receiver.url), rules=[rule], hooks=hooks)


def change_secret(probe: Probe) -> Script:
    """Give another secret, and do not give the right one back."""
    yield from run_hook(Hook.SECRET, "old\nnew")
    yield from send(probe.request(probe.event()))
    return PASSED


def test_what_is_changed_is_undone() -> None:
    """The right secret is given back at the end of a rule, and what was broken is mended."""

    def script(probe: Probe) -> Script:
        yield from run_hook(Hook.BREAK)
        return (yield from change_secret(probe))

    notes: list[str] = []
    with CorrectReceiver() as receiver:
        outcomes = list(CheckRun(make_check(receiver, notes, script)))
    assert notes == ["break", "secret MHOOK_SECRETS='old\\nnew'", OWN, "mend"]
    assert [one.verdict.result for one in outcomes] == [RuleResult.PASS, RuleResult.PASS]


@pytest.mark.skipif(sys.platform == "win32", reason="the command is written for a POSIX shell")
def test_a_hook_that_does_not_end_in_time(tmp_path: Path) -> None:
    """It is broken off when the time is over; what undoes it is run to its end, and the check fails."""
    line = f'echo "$MHOOK_SECRETS" >> {tmp_path}/given; test "$MHOOK_SECRETS" = {SECRET} || sleep 50'
    with CorrectReceiver() as receiver:
        settings = replace(make_check(receiver, [], change_secret), limit=1.0)
        run = CheckRun(replace(settings, hooks={Hook.SECRET: CommandHook("--secret-cmd", line)}))
        began = time.monotonic()
        outcomes = {one.rule.id: one.verdict for one in run}
        assert time.monotonic() - began < 10
    assert outcomes["SIG999"].reason == "the check had taken its 1 s"
    assert (tmp_path / "given").read_text() == f"old\nnew\n{SECRET}\n"
    assert run.summary.exit_code is ExitCode.FAILED


def test_what_a_rule_undoes_itself() -> None:
    """It is not undone again."""

    def script(probe: Probe) -> Script:
        yield from run_hook(Hook.BREAK)
        yield from run_hook(Hook.RESTART)
        yield from run_hook(Hook.MEND)
        yield from run_hook(Hook.SECRET, "")
        yield from run_hook(Hook.SECRET, SECRET)
        return PASSED

    notes: list[str] = []
    with CorrectReceiver() as receiver:
        list(CheckRun(make_check(receiver, notes, script)))
    assert notes == ["break", "restart", "mend", "secret MHOOK_SECRETS=''", OWN]


def test_an_interruption() -> None:
    """Also where the user interrupts while a hook runs, the right secret is given back."""
    notes: list[str] = []
    with CorrectReceiver() as receiver:
        run = CheckRun(make_check(receiver, notes, change_secret, secret=[KeyboardInterrupt()]))
        with pytest.raises(KeyboardInterrupt):
            list(run)
    assert notes == ["secret MHOOK_SECRETS='old\\nnew'", OWN]


def test_a_hook_that_fails() -> None:
    """Its rule is skipped, the failure is kept to be raised, and what it may have done is undone."""
    notes: list[str] = []
    failure = InputError("--secret-cmd ended with 1", "run it")
    with CorrectReceiver() as receiver:
        run = CheckRun(make_check(receiver, notes, change_secret, secret=[failure]))
        outcomes = list(run)
    assert notes == ["secret MHOOK_SECRETS='old\\nnew'", OWN]
    assert outcomes[-1].verdict.reason == "--secret-cmd ended with 1"
    assert (run.summary.failure, run.summary.exit_code) == (failure, ExitCode.INPUT)


def test_undoing_that_fails() -> None:
    """It is told that the receiver is not as it was, and nothing more is tried, as it would not be about the receiver.

    This weighs more than that the check was interrupted.
    """
    notes: list[str] = []
    errors: list[BaseException] = [KeyboardInterrupt(), InputError("--secret-cmd ended with 1", "run it")]
    with CorrectReceiver() as receiver:
        settings = make_check(receiver, notes, change_secret, secret=errors)
        run = CheckRun(replace(settings, rules=[*settings.rules, replace(settings.rules[0], id="SIG998")]))
        assert len(list(run)) == 1
    assert str(run.summary.failure) == (
        "--secret-cmd ended with 1: the receiver is not as it was, so undo by hand what the check did; run it"
    )


def test_rules_with_hooks_are_alone() -> None:
    """What changes the receiver would disturb every other rule."""
    hooked = {Need.BREAK, Need.RESTART, Need.SECRET_HOOK}
    assert [rule.id for rule in RULES.values() if hooked & set(rule.needs) and not rule.alone] == []
