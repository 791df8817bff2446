"""Checking an endpoint: the gate, then the rules that may run beside each other, then those that run alone."""

import datetime as dt
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.worker.pool import Worker
from maileroo_cli.delivery.worker.threads import ThreadPool
from maileroo_cli.errors import MhookError
from maileroo_cli.operation.check.finding.masking import hide_in_error, hide_in_plan, hide_secret
from maileroo_cli.operation.check.finding.standing import find_overdue, mark_accepted
from maileroo_cli.operation.check.insight.hooks import NotRestoredError, ReceiverHooks
from maileroo_cli.operation.check.insight.looking import EffectLooks
from maileroo_cli.operation.check.insight.settling import Settling
from maileroo_cli.operation.check.plan import is_alone, lacking, looks, make_plan, make_probes
from maileroo_cli.operation.check.player import RulePlayer
from maileroo_cli.operation.check.results import CheckSummary, RuleOutcome
from maileroo_cli.operation.check.settings import CheckSettings, TimeBound
from maileroo_cli.operation.check.trial import UNOPENED, ended_at, play_with_retries, unless_refused
from maileroo_cli.rules.catalogue import BEFORE_OTHERS, GATE, RULES, TOLD_BY, experiments
from maileroo_cli.rules.definition import Rule
from maileroo_cli.rules.verdict import RuleResult, RuleVerdict, skipped

_POLL = 0.1
_GRACE = 0.2
"""Seconds after the bound in which rules may still say that they were cut short."""
_REPEATS = 2
"""So many more valid events have to be refused before it is asked why."""
_COMES_BACK = 5.0
"""Seconds in which a receiver that a request has ended may be started again by whatever watches over it."""


class CheckRun(Iterator[RuleOutcome]):
    """One check, made as it is iterated; ``plan`` says beforehand what it does, ``summary`` adds up what came of it.

    Close it where an exception ends the loop over it: what is under way is then broken off.
    """

    def __init__(self, settings: CheckSettings) -> None:
        self._settings = settings
        self._probes = make_probes(settings)
        self.plan = hide_in_plan(make_plan(settings, self._probes), settings.secret)
        self._left_out = {one.rule.id: one.left_out for one in self.plan.rules}
        self.summary = CheckSummary(settings.fail_on, baseline=settings.baseline, is_first=settings.is_first)
        self._stopped_by: str | None = None
        self._explained_by = ""
        self._gone = False
        self._outcomes = self._check()

    def __next__(self) -> RuleOutcome:
        return next(self._outcomes)

    def try_looks(self) -> None:
        """Take each kind of look that the rules need once, before anything is sent; raise where one fails."""
        try:
            with self._settings.insight():
                self._make_looks().try_out(self._settings.rules)
        except MhookError as error:
            raise hide_in_error(error, self._settings.secret) from None

    def close(self) -> None:
        """Break off what is under way."""
        self._outcomes.close()

    def _check(self) -> Generator[RuleOutcome, None, None]:
        began, accept = time.monotonic(), self._settings.accept
        today = dt.datetime.fromtimestamp(self._settings.now, dt.UTC).astimezone().date()
        try:
            bound = TimeBound.from_now(self.plan.limit + self.plan.waits)
            with self._settings.insight(), closing(self._play_all(bound)) as played:
                for one in played:
                    outcome = mark_accepted(self._hidden(one), accept, today)
                    self.summary.add(outcome)
                    self.summary.out_of_time |= one.verdict == bound.verdict()
                    yield outcome
                    if self._settings.fail_fast and outcome.rule.id != GATE and self.summary.fails(outcome):
                        return
        except NotRestoredError as error:
            self.summary.failure = error
        finally:
            self.summary.seconds = time.monotonic() - began
            self.summary.overdue = list(find_overdue(self.summary.outcomes, accept, today))

    def _hidden(self, outcome: RuleOutcome) -> RuleOutcome:
        settings = self._settings
        return hide_secret(outcome, settings.secret, settings.url, settings.headers)

    def _play_all(self, bound: TimeBound) -> Generator[RuleOutcome, None, None]:
        settings = self._settings
        chosen = [rule for rule in settings.rules if rule.id != GATE]
        endpoint = settings.endpoint
        listens = None if endpoint.application is not None else endpoint.target
        hooks = ReceiverHooks(settings.hooks, settings.secret, listens)
        with RulePlayer(endpoint, bound, self._make_looks(), hooks) as player, ended_at(bound, player, hooks):
            gate = self._try(player, RULES[GATE])
            self.summary.reached = any(one.attempt.reached_receiver for one in gate.exchanges)
            opened = self.summary.opened = not gate.is_refusal
            yield gate
            player.pause()
            if not opened and self.summary.reached:
                yield from self._explain(player, gate, bound)
            if settings.fail_fast and self.summary.fails(gate):
                return
            playable: list[Rule] = []
            for rule in chosen:
                if not opened and rule in settings.experiments:
                    continue
                if (verdict := self._why_not(rule, opened=opened)) is not None:
                    yield RuleOutcome(rule, verdict)
                else:
                    playable.append(rule)
            begin = [rule for rule in playable if rule.id in BEFORE_OTHERS]
            yield from self._one_by_one(player, begin, bound, gate)
            rest = sorted((rule for rule in playable if rule.id not in BEFORE_OTHERS), key=lambda one: one.last)
            for part in ([one for one in rest if looks(one)], [one for one in rest if not looks(one)]):
                left = part
                if self._stopped_by is None:
                    together = [rule for rule in part if not is_alone(rule, settings)]
                    yield from (unless_refused(one, gate) for one in self._together(together, bound))
                    left = [rule for rule in part if is_alone(rule, settings)]
                yield from self._one_by_one(player, left, bound, gate)

    def _one_by_one(
        self, player: RulePlayer, rules: Sequence[Rule], bound: TimeBound, gate: RuleOutcome
    ) -> Iterator[RuleOutcome]:
        """Try rules one after the other; where one has stopped the receiver, the next waits until it is there again."""
        for rule in rules:
            if self._stopped_by is not None and not self._is_back(player, bound):
                yield RuleOutcome(rule, skipped(f"the receiver does not work any more ({self._stopped_by})"))
            else:
                outcome = unless_refused(self._try(player, rule), gate)
                if outcome.rule.id in BEFORE_OTHERS and outcome.verdict.result is RuleResult.FAIL:
                    self._stopped_by = self._stopped_by or rule.id
                yield outcome

    def _is_back(self, player: RulePlayer, bound: TimeBound) -> bool:
        """Wait until a valid event is accepted again, as where something starts what has ended; once in vain is all."""
        end = time.monotonic() + (0.0 if self._gone else _COMES_BACK)
        while not self._gone:
            outcome = self._try(player, RULES[GATE])
            self.summary.sent += outcome.sent
            if outcome.verdict.result is RuleResult.PASS:
                return True
            self._gone = bound.is_over or time.monotonic() > end
            time.sleep(_POLL)
        return False

    def _explain(self, player: RulePlayer, gate: RuleOutcome, bound: TimeBound) -> Iterator[RuleOutcome]:
        """Yield what explains that a valid event was refused, if one of the experiments does."""
        refused = gate.exchange.attempt if gate.exchange is not None else None
        if refused is None or gate.has_accepted or not self._is_refused_again(player, refused):
            return
        told: RuleOutcome | None = None
        for rule in self._settings.experiments:
            if bound.is_over or (told is not None and not told.verdict.is_guess):
                break
            outcome = player.play(rule, self._probes.of(rule, refused))
            is_told = outcome.verdict.result is RuleResult.FAIL and (told is None or not outcome.verdict.is_guess)
            passed_over = told if is_told else outcome
            told = outcome if is_told else told
            self.summary.sent += passed_over.sent if passed_over is not None else 0
        if told is not None:
            self._explained_by = told.rule.id
            yield told

    def _is_refused_again(self, player: RulePlayer, refused: Attempt) -> bool:
        """Send other valid events: what is accepted now and then is explained by no layer."""
        if refused.outcome is not Outcome.ANSWERED:
            return True
        for rule in experiments()[:_REPEATS]:
            again = player.play(RULES[GATE], self._probes.of(rule))
            self.summary.sent += again.sent
            if again.verdict.result is not RuleResult.FAIL or again.has_accepted:
                return False
        return True

    def _make_looks(self) -> EffectLooks:
        settings = self._settings
        settling = Settling(settings.settle, settings.endpoint.application)
        return EffectLooks(settings.observer, settings.state, settling, settings.computed)

    def _why_not(self, rule: Rule, *, opened: bool) -> RuleVerdict | None:
        if reason := self._left_out.get(rule.id):
            return skipped(reason)
        if (need := lacking(rule, self._settings)) is not None:
            return skipped(f"needs {need}")
        if not self.summary.reached:
            return skipped("the receiver could not be reached")
        if not opened and rule.id in TOLD_BY.get(self._explained_by, ()):
            return skipped(f"{self._explained_by} tells it")
        if not opened and not rule.certain:
            return skipped(UNOPENED)
        return None

    def _try(self, player: RulePlayer, rule: Rule) -> RuleOutcome:
        """Play a rule. Where a command or an observer of the user's fails, what needs one is not tried any more."""
        if rule.needs and self.summary.failure is not None:
            return RuleOutcome(rule, skipped(self.summary.failure.message))
        try:
            return play_with_retries(player, rule, self._probes, self._settings.retries)
        except NotRestoredError:
            raise
        except MhookError as error:
            self.summary.failure = self.summary.failure or hide_in_error(error, self._settings.secret)
            return RuleOutcome(rule, skipped(error.message))

    def _together(self, rules: Sequence[Rule], bound: TimeBound) -> Iterator[RuleOutcome]:
        settings, left = self._settings, {rule.id: rule for rule in rules}

        def run(worker: Worker[RulePlayer], rule: Rule) -> RuleOutcome:
            return self._try(worker.resource, rule)

        def open_player() -> RulePlayer:
            return RulePlayer(settings.endpoint, bound, self._make_looks())

        pool: ThreadPool[RulePlayer, Rule, RuleOutcome]
        with ThreadPool(open_player, run, settings.concurrency) as pool:
            pool.give(rules)
            while left and time.monotonic() < bound.at + _GRACE:
                for outcome in pool.take(_POLL):
                    del left[outcome.rule.id]
                    yield outcome
        for rule in left.values():
            yield RuleOutcome(rule, bound.verdict())
