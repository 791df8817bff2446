"""Checking an endpoint: the gate, then the rules that may run beside each other, then those that run alone."""

import datetime as dt
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from maileroo_cli.delivery.worker.pool import Worker
from maileroo_cli.delivery.worker.threads import ThreadPool
from maileroo_cli.operation.check.acceptance import find_overdue, mark_accepted
from maileroo_cli.operation.check.masking import hide_in_plan, hide_secret
from maileroo_cli.operation.check.plan import Probes, lacking, make_plan, make_probes
from maileroo_cli.operation.check.player import RulePlayer
from maileroo_cli.operation.check.results import CheckSummary, RuleOutcome
from maileroo_cli.operation.check.settings import CheckSettings
from maileroo_cli.rules.catalogue import GATE, RULES
from maileroo_cli.rules.definition import Rule
from maileroo_cli.rules.verdict import RuleResult, RuleVerdict, skipped

_POLL = 0.1


class CheckRun(Iterator[RuleOutcome]):
    """One check, made as it is iterated; ``plan`` says beforehand what it does, ``summary`` adds up what came of it.

    Close it where an exception ends the loop over it: what is under way is then broken off.
    """

    def __init__(self, settings: CheckSettings) -> None:
        self._settings = settings
        self._probes = make_probes(settings)
        self.plan = hide_in_plan(make_plan(settings, self._probes), settings.secret)
        self.summary = CheckSummary(settings.fail_on, baseline=settings.baseline, is_first=settings.is_first)
        self._outcomes = self._check()

    def __next__(self) -> RuleOutcome:
        return next(self._outcomes)

    def close(self) -> None:
        """Break off what is under way."""
        self._outcomes.close()

    def _check(self) -> Generator[RuleOutcome, None, None]:
        began, accept = time.monotonic(), self._settings.accept
        today = dt.datetime.fromtimestamp(self._settings.now, dt.UTC).astimezone().date()
        deadline = began + self.plan.limit + self.plan.waits
        try:
            for played in self._play_all(deadline):
                outcome = mark_accepted(hide_secret(played, self._settings.secret), accept, today)
                self.summary.add(outcome)
                yield outcome
                if self._settings.fail_fast and self.summary.fails(outcome):
                    return
        finally:
            self.summary.seconds = time.monotonic() - began
            self.summary.overdue = list(find_overdue(self.summary.outcomes, accept, today))

    def _play_all(self, deadline: float) -> Iterator[RuleOutcome]:
        settings = self._settings
        chosen = [rule for rule in settings.rules if rule.id != GATE]
        with RulePlayer(settings.endpoint, settings.observer) as player:
            gate = _play(player, RULES[GATE], self._probes, settings.retries)
            self.summary.reached = any(one.attempt.reached_receiver for one in gate.exchanges)
            opened = self.summary.opened = gate.verdict.result is not RuleResult.FAIL
            yield gate
            playable: list[Rule] = []
            for rule in chosen:
                if (verdict := self._why_not(rule, opened=opened)) is not None:
                    yield RuleOutcome(rule, verdict)
                else:
                    playable.append(rule)
            together, alone = ([rule for rule in playable if rule.alone is which] for which in (False, True))
            yield from (_unless_refused(one, opened=opened) for one in self._together(together, deadline))
            for rule in alone:
                if time.monotonic() > deadline:
                    yield RuleOutcome(rule, _out_of_time(self.plan.limit))
                else:
                    yield _unless_refused(_play(player, rule, self._probes, settings.retries), opened=opened)

    def _why_not(self, rule: Rule, *, opened: bool) -> RuleVerdict | None:
        if (need := lacking(rule, self._settings)) is not None:
            return skipped(f"needs {need}")
        if not self.summary.reached:
            return skipped("the receiver could not be reached")
        if not opened and not rule.certain:
            return skipped(f"no valid event is accepted ({GATE})")
        return None

    def _together(self, rules: Sequence[Rule], deadline: float) -> Iterator[RuleOutcome]:
        settings, left = self._settings, {rule.id: rule for rule in rules}

        def run(worker: Worker[RulePlayer], rule: Rule) -> RuleOutcome:
            return _play(worker.resource, rule, self._probes, settings.retries)

        def open_player() -> RulePlayer:
            return RulePlayer(settings.endpoint, settings.observer)

        pool: ThreadPool[RulePlayer, Rule, RuleOutcome]
        with ThreadPool(open_player, run, settings.concurrency) as pool:
            pool.give(rules)
            while pool.busy and time.monotonic() < deadline:
                for outcome in pool.take(_POLL):
                    del left[outcome.rule.id]
                    yield outcome
            pool.stop()
        for rule in left.values():
            yield RuleOutcome(rule, _out_of_time(self.plan.limit))


def _play(player: RulePlayer, rule: Rule, probes: Probes, retries: int) -> RuleOutcome:
    outcome = player.play(rule, probes.of(rule))
    for number in range(1, retries + 1):
        if outcome.verdict.result is not RuleResult.FAIL or player.stopped:
            break
        again = player.play(rule, probes.of(rule))
        outcome = replace(
            again, retries=number, sent=outcome.sent + again.sent, seconds=outcome.seconds + again.seconds
        )
    return outcome


def _unless_refused(outcome: RuleOutcome, *, opened: bool) -> RuleOutcome:
    """Where no valid event is accepted, a rule that was kept says nothing: everything is refused."""
    if opened or outcome.verdict.result is RuleResult.FAIL:
        return outcome
    return replace(outcome, verdict=skipped(f"no valid event is accepted ({GATE})"))


def _out_of_time(limit: float) -> RuleVerdict:
    return skipped(f"the check had taken its {limit:g} s")
