"""What a run comes to: for each delivery its end, its effects, and what the receiver lost, doubled or misread.

Takes attempts one by one, in the order in which they were made, and keeps little of each. The words for what it finds
are in ``result`` and ``sentences``, what is kept of each delivery in ``delivery_state``.
"""

from collections.abc import Collection, Iterator
from functools import lru_cache

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.effects import sentences as finding_text
from maileroo_cli.delivery.effects.absence import AbsentEffects
from maileroo_cli.delivery.effects.altered_body import read_altered
from maileroo_cli.delivery.effects.comparison.mail_order import MailOrder
from maileroo_cli.delivery.effects.comparison.schedule import DeliveryCourse, ScheduleComparison, is_worth_noting
from maileroo_cli.delivery.effects.delivery_state import DeliveryState
from maileroo_cli.delivery.effects.ending import find_at_end
from maileroo_cli.delivery.effects.observed import EffectCounter, EventEffects
from maileroo_cli.delivery.effects.result import DeliveryFinding, DeliveryResult, FindingKind, RunResult
from maileroo_cli.delivery.effects.totals import Reachability, RunTotals
from maileroo_cli.delivery.fault.kind import Reach
from maileroo_cli.delivery.replay.records import AttemptRecord, AttemptResult, Delivery, DeliveryEnd
from maileroo_cli.delivery.schedule.definition import Schedule

__all__ = ["DeliveryFinding", "DeliveryResult", "FindingKind", "Ledger", "RunResult"]

_ONE_200 = (200,)

_finding = lru_cache(maxsize=256)(DeliveryFinding)
"""The same is found of many deliveries."""


class Ledger:
    """Takes every attempt of a run in order and says what became of it: a ``DeliveryResult`` each, and a ``RunResult``.

    ``observed`` tells that effects are looked for; with ``per_event`` a number that is seen is that of one event alone,
    see :class:`EffectCounter`. ``total`` is how many deliveries the run has, if it is known: what never began is open.
    ``allow_no_effect`` are the event types that may have no effect, ``all`` for every one.

    The receiver counts as having accepted an event when it answered any 2xx to a whole request, whether the sender saw
    that or not. Effects belong to an event id: where several deliveries carry the same one they share them, and
    the delivery at which the second one was seen is the one that is blamed. A delivery whose event has no id stands for
    itself.
    """

    def __init__(
        self,
        schedule: Schedule,
        success: Success,
        *,
        observed: bool,
        per_event: bool,
        total: int = 0,
        allow_no_effect: Collection[str] = (),
    ) -> None:
        self._schedule = schedule
        self._allowed = allow_no_effect
        self._comparison = ScheduleComparison(schedule, success)
        self._effects = EffectCounter(per_event=per_event) if observed else None
        self._total = total
        self._states: dict[int, DeliveryState] = {}
        self._events: dict[str | int, EventEffects] = {}
        self._mails = MailOrder()
        self._reachability = Reachability()
        self._fresh: list[DeliveryFinding] = []

    def add(self, record: AttemptRecord) -> tuple[DeliveryFinding, ...]:
        """Take one attempt, also one of unknown outcome, and return what became known at it."""
        delivery, result, effects = record.delivery, record.result, self._effects
        state = self._states.get(delivery.index) or self._begin(record)
        event = state.event
        state.elapsed, state.happened = record.planned, record.began - state.first
        self._fresh.clear()
        if result is None:
            self._take_unknown(state, record.number)
            if effects is not None:
                effects.pass_by(event)
            return ()
        if effects is not None and result.before is not None and effects.before(event, result.before):
            self._take_effect(state, delivery)
        self._take_result(state, record, result)
        if effects is not None:
            if result.after is None:
                effects.pass_by(event)
            elif effects.after(event, result.after):
                self._take_effect(state, delivery)
        if record.end is not None:
            self._end(state, record, result)
        return tuple(self._fresh)

    def settle(self, index: int | None, value: float) -> None:
        """Take a last look after the run, at the event of a delivery or, without ``index``, at the number of all."""
        if self._effects is None:
            return
        event = None
        if index is not None:
            event = self._states[index].event
        elif len(self._events) == 1:
            (event,) = self._events.values()
        if self._effects.at_end(event, value) and event is not None:
            self._take_effect(self._states[event.index], None)

    def delivered(self) -> Iterator[DeliveryResult]:
        """Yield what became of each delivery, in the order of the run."""
        absent = self._absent()
        for index in sorted(self._states):
            yield self._delivered(self._states[index], absent)

    def result(self) -> RunResult:
        """Return what the run came to so far."""
        totals = RunTotals(self._schedule, self._reachability)
        for one in self.delivered():
            totals.add(one)
        return totals.result(self._total, self._effects, self._absent(), self._unobserved())

    def _begin(self, record: AttemptRecord) -> DeliveryState:
        delivery = record.delivery
        key = delivery.event_id or delivery.index
        event = self._events.get(key)
        if event is None:
            event = self._events[key] = EventEffects(delivery.event_type)
        state = self._states[delivery.index] = DeliveryState(delivery, event, record.due)
        return state

    def _take_unknown(self, state: DeliveryState, number: int) -> None:
        """Take an attempt of which nobody knows how far it came: as far as possible, where that is in doubt."""
        event = state.event
        state.unknown += 1
        event.index, event.number, event.reach = state.index, number, Reach.WHOLE
        event.unknown = event.reached = True
        event.blind = event.blind or not event.looked_at
        event.chances += 1

    def _take_result(self, state: DeliveryState, record: AttemptRecord, result: AttemptResult) -> None:
        """Take what both sides saw."""
        event, attempt, reach = state.event, result.attempt, result.reach
        state.attempts += 1
        event.index, event.number, event.reach = state.index, record.number, reach
        if reach is not Reach.NOTHING:
            state.reached = event.reached = True
            if reach is Reach.WHOLE:
                copies = 1 if record.fault is None else record.fault.nature.copies
                event.chances += copies
                event.comings += 0 if result.refused else copies
        self._reachability.take(record.fault, result)
        status = attempt.status if attempt.outcome is Outcome.ANSWERED else None
        if status is not None and status != 200:
            self._note_status(state, record.number, status)
        answers = result.answers
        if not answers and status is not None and (record.fault is None or record.fault.status is None):
            answers = (status,)
        if answers:
            self._take_answers(state, record, answers, attempt, reach)

    def _note_status(self, state: DeliveryState, number: int, status: int) -> None:
        """Keep what other schedules could have made of a status that the sender saw."""
        if 200 <= status < 300:
            state.lenient = state.lenient or number
        elif is_worth_noting(status):
            state.refusals += ((number, status),)

    def _take_answers(
        self, state: DeliveryState, record: AttemptRecord, answers: tuple[int, ...], attempt: Attempt, reach: Reach
    ) -> None:
        """Take what the receiver itself answered, also where the sender never saw it."""
        event = state.event
        event.answer = answers[-1]
        if answers == _ONE_200 and reach is Reach.WHOLE and event.accepted_at:
            return  # nothing new, as mostly
        good = next((status for status in answers if 200 <= status < 300), None)
        for status in answers:
            if 300 <= status < 400 or (200 < status < 300 and not self._schedule.any_2xx):
                text = finding_text.not_200(status, attempt, self._schedule)
                self._find(state, FindingKind.NOT_200, text, record.number)
        if reach is Reach.ALTERED and (found := read_altered(answers)) is not None:
            event.altered |= good is not None
            self._find(state, found.kind, found.sentence, record.number)
        if reach is not Reach.WHOLE:
            return
        refused = next((status for status in answers if 400 <= status < 500), None)
        if refused is not None and (event.accepted_at or good is not None):
            text = finding_text.refused_duplicate(refused, event.accepted_at, self._retried_for(refused))
            self._find(state, FindingKind.REFUSED_DUPLICATE, text, record.number)
        elif refused is not None and event.unknown:
            self._find(state, FindingKind.PERHAPS_REFUSED, finding_text.perhaps_refused(refused), record.number)
        if good is not None:
            event.accepted_at = event.accepted_at or record.number
            self._begin_event(state, record.delivery)

    def _retried_for(self, status: int) -> float:
        return 0.0 if status in self._schedule.refusals else self._schedule.total

    def _take_effect(self, state: DeliveryState, delivery: Delivery | None) -> None:
        """Take that an effect of the latest attempt of an event was seen; ``delivery`` is not known at the end.

        What comes of a part of a request is only blamed where no whole one could have led to it, perhaps late.
        """
        event = state.event
        latest = self._states[event.index]
        if event.is_doubled and event.doubled is None:
            event.doubled = (latest.index, event.number)
            self._find(latest, FindingKind.SEVERAL_EFFECTS, finding_text.several_effects(event.effects), event.number)
        if event.reach in (Reach.PART, Reach.ALTERED) and event.effects > event.chances:
            self._find(latest, FindingKind.ACTED_ON_PART, finding_text.acted_on_part(event.reach), event.number)
        if delivery is not None:
            self._begin_event(state, delivery)

    def _begin_event(self, state: DeliveryState, delivery: Delivery) -> None:
        """Note that the receiver took an event in for the first time, and whether a later one of its mail was first."""
        event = state.event
        if event.began:
            return
        event.began = True
        if (later := self._mails.take_in(delivery)) is not None:
            self._find(state, FindingKind.OUT_OF_ORDER, finding_text.out_of_order(later), event.number)

    def _end(self, state: DeliveryState, record: AttemptRecord, result: AttemptResult) -> None:
        state.end, state.event.ended = record.end, True
        if record.end is DeliveryEnd.ACCEPTED:
            state.status = result.attempt.status or 0
        if (found := find_at_end(state, record, result, self._schedule)) is not None:
            self._find(state, *found, record.number)

    def _find(self, state: DeliveryState, kind: FindingKind, sentence: str, number: int) -> None:
        """Keep a finding; each kind is told once for a delivery, that of a status once for each."""
        for one in state.findings:
            if one.kind is kind and (kind is not FindingKind.NOT_200 or one.sentence == sentence):
                return
        found = _finding(kind, sentence, number)
        state.findings += (found,)
        self._fresh.append(found)

    def _delivered(self, state: DeliveryState, absent: AbsentEffects | None) -> DeliveryResult:
        lost: tuple[str, ...] = ()
        if state.end is DeliveryEnd.ACCEPTED:
            lenient = state.lenient or state.attempts
            lost = self._comparison.under(DeliveryCourse(state.attempts, state.status, lenient, state.refusals))
        return state.result(absent, lost)

    def _absent(self) -> AbsentEffects | None:
        sender = finding_text.sender_of(self._schedule)
        effects, events = self._effects, self._events.values()
        return None if effects is None else AbsentEffects(effects, events, self._allowed, sender)

    def _unobserved(self) -> list[int]:
        """Return how many times each event came that came more than once, where nobody looked."""
        if self._effects is not None:
            return []
        return [event.comings for event in self._events.values() if event.comings > 1]
