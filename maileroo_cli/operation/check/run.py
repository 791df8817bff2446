"""Checking an endpoint: the gate, then the rules that may run beside each other, then those that run alone."""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from maileroo_cli.delivery.worker.pool import Worker
from maileroo_cli.delivery.worker.threads import ThreadPool
from maileroo_cli.errors import MhookError
from maileroo_cli.operation.check.bound import TimeBound
from maileroo_cli.operation.check.hooks import NotRestoredError, ReceiverHooks
from maileroo_cli.operation.check.plan import Probes, lacking, make_plan, make_probes
from maileroo_cli.operation.check.player import RulePlayer
from maileroo_cli.operation.check.results import CheckSummary, RuleOutcome
from maileroo_cli.operation.check.settings import CheckSettings
from maileroo_cli.rules.catalogue import GATE, RULES
from maileroo_cli.rules.definition import Rule
from maileroo_cli.rules.verdict import RuleResult, RuleVerdict, skipped

_POLL = 0.1
_GRACE = 0.2
"""Seconds after the bound in which rules may still say that they were cut short."""


class CheckRun(Iterator[RuleOutcome]):
    """One check, made as it is iterated; ``plan`` says beforehand what it does, ``summary`` adds up what came of it.

    Close it where an exception ends the loop over it: what is under way is then broken off.
    """

    def __init__(self, settings: CheckSettings) -> None:
        self._settings = settings
        self._probes = make_probes(settings)
        self.plan = make_plan(settings, self._probes)
        self.summary = CheckSummary(settings.fail_on)
        self._outcomes = self._check()

    def __next__(self) -> RuleOutcome:
        return next(self._outcomes)

    def close(self) -> None:
        """Break off what is under way."""
        self._outcomes.close()

    def _check(self) -> Generator[RuleOutcome, None, None]:
        began = time.monotonic()
        try:
            with closing(self._play_all(TimeBound.from_now(self.plan.limit + self.plan.waits))) as outcomes:
                for outcome in outcomes:
                    self.summary.add(outcome)
                    yield outcome
                    if self._settings.fail_fast and _stops(outcome, self.summary):
                        return
        except NotRestoredError as error:
            self.summary.failure = error
        finally:
            self.summary.seconds = time.monotonic() - began

    def _play_all(self, bound: TimeBound) -> Generator[RuleOutcome, None, None]:
        settings = self._settings
        chosen = [rule for rule in settings.rules if rule.id != GATE]
        hooks = ReceiverHooks(settings.hooks, settings.secret, settings.endpoint.target)
        with RulePlayer(settings.endpoint, bound, settings.observer, hooks) as player:
            gate = self._try(player, RULES[GATE])
            self.summary.reached = any(one.attempt.reached_receiver for one in gate.exchanges)
            yield gate
            player.pause()
            opened = gate.verdict.result is not RuleResult.FAIL
            playable: list[Rule] = []
            for rule in chosen:
                if (verdict := self._why_not(rule, opened=opened)) is not None:
                    yield RuleOutcome(rule, verdict)
                else:
                    playable.append(rule)
            together, alone = ([rule for rule in playable if rule.alone is which] for which in (False, True))
            yield from (_unless_refused(one, opened=opened) for one in self._together(together, bound))
            for rule in sorted(alone, key=lambda one: one.last):
                yield _unless_refused(self._try(player, rule), opened=opened)

    def _why_not(self, rule: Rule, *, opened: bool) -> RuleVerdict | None:
        if (need := lacking(rule, self._settings)) is not None:
            return skipped(f"needs {need}")
        if not self.summary.reached:
            return skipped("the receiver could not be reached")
        if not opened and not rule.certain:
            return skipped(f"no valid event is accepted ({GATE})")
        return None

    def _try(self, player: RulePlayer, rule: Rule) -> RuleOutcome:
        """Play a rule. Where a command or an observer of the user's fails, what needs one is not tried any more."""
        if rule.needs and self.summary.failure is not None:
            return RuleOutcome(rule, skipped(self.summary.failure.message))
        try:
            return _play(player, rule, self._probes, self._settings.retries)
        except NotRestoredError:
            raise
        except MhookError as error:
            self.summary.failure = self.summary.failure or error
            return RuleOutcome(rule, skipped(error.message))

    def _together(self, rules: Sequence[Rule], bound: TimeBound) -> Iterator[RuleOutcome]:
        settings, left = self._settings, {rule.id: rule for rule in rules}

        def run(worker: Worker[RulePlayer], rule: Rule) -> RuleOutcome:
            return self._try(worker.resource, rule)

        def open_player() -> RulePlayer:
            return RulePlayer(settings.endpoint, bound, settings.observer)

        pool: ThreadPool[RulePlayer, Rule, RuleOutcome]
        with ThreadPool(open_player, run, settings.concurrency) as pool:
            pool.give(rules)
            while left and time.monotonic() < bound.at + _GRACE:
                for outcome in pool.take(_POLL):
                    del left[outcome.rule.id]
                    yield outcome
        for rule in left.values():
            yield RuleOutcome(rule, bound.verdict())


def _play(player: RulePlayer, rule: Rule, probes: Probes, retries: int) -> RuleOutcome:
    outcome = player.play(rule, probes.of(rule))
    for number in range(1, retries + 1):
        if outcome.verdict.result is not RuleResult.FAIL or player.stopped:
            break
        again = player.play(rule, probes.of(rule, number))
        outcome = replace(
            again, retries=number, sent=outcome.sent + again.sent, seconds=outcome.seconds + again.seconds
        )
    return outcome


def _unless_refused(outcome: RuleOutcome, *, opened: bool) -> RuleOutcome:
    """Where no valid event is accepted, a rule that was kept says nothing: everything is refused."""
    if opened or outcome.verdict.result is RuleResult.FAIL:
        return outcome
    return replace(outcome, verdict=skipped(f"no valid event is accepted ({GATE})"))


def _stops(outcome: RuleOutcome, summary: CheckSummary) -> bool:
    return outcome.severity is not None and outcome.severity.reaches(summary.fail_on)
