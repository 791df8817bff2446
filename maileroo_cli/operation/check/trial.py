"""How one rule is tried within a check: until the time is over, again where it failed, and what it then may say."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from maileroo_cli.operation.check.insight.hooks import ReceiverHooks
from maileroo_cli.operation.check.plan import Probes
from maileroo_cli.operation.check.player import RulePlayer
from maileroo_cli.operation.check.results import RuleOutcome
from maileroo_cli.operation.check.settings import TimeBound
from maileroo_cli.rules.catalogue import GATE
from maileroo_cli.rules.definition import Rule
from maileroo_cli.rules.verdict import Consequence, RuleResult, Severity, skipped

UNOPENED = f"not every valid event is accepted ({GATE})"
"""Why a rule says nothing where valid events are refused."""


@contextmanager
def ended_at(bound: TimeBound, player: RulePlayer, hooks: ReceiverHooks) -> Iterator[None]:
    """End what a player in this thread waits for when the time is over, such as a look or a hook that takes long."""

    def end() -> None:
        hooks.stop()
        player.interrupt()

    timer = threading.Timer(max(0.0, bound.at - time.monotonic()), end)
    timer.name, timer.daemon = "mhook-check-limit", True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def play_with_retries(player: RulePlayer, rule: Rule, probes: Probes, retries: int) -> RuleOutcome:
    """Play a rule, and where it fails again, up to so many ``retries``; each has other events."""
    outcome = player.play(rule, probes.of(rule))
    for number in range(1, retries + 1):
        if outcome.verdict.result is not RuleResult.FAIL or player.stopped:
            break
        again = player.play(rule, probes.of(rule, number=number))
        last = outcome if again.verdict.result is RuleResult.SKIP else again
        outcome = replace(last, retries=number, sent=outcome.sent + again.sent, seconds=outcome.seconds + again.seconds)
    return outcome


def unless_refused(outcome: RuleOutcome, gate: RuleOutcome) -> RuleOutcome:
    """Where no valid event is accepted, a rule says nothing unless something was let in, or failed that else works."""
    if not gate.is_refusal:
        return outcome
    if outcome.verdict.result is RuleResult.FAIL and outcome.severity is Severity.ERROR:
        answers = [one.attempt.status or 500 for one in gate.exchanges]
        if outcome.consequence is not Consequence.CRASHED or max(answers, default=500) < 500:
            return outcome
    return replace(outcome, verdict=skipped(UNOPENED))
