"""Following traffic until what was expected has come, or cannot come any more. The caller keeps the time.

What can be expected is in ``clauses``.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from maileroo_cli.capture.event_key import event_key
from maileroo_cli.capture.expectation.clauses import ALL_VALID, ANY, NO_DUPLICATES, CountClause, Expectation, Relation
from maileroo_cli.capture.kind import kind_of
from maileroo_cli.webhook.text.count import count as in_words

_NAMED = 3
_LABEL = 12


class ExpectationState(StrEnum):
    """How it stands: something is still to come, all is fulfilled, or something cannot be fulfilled any more."""

    PENDING = "pending"
    MET = "met"
    FAILED = "failed"

    @property
    def met(self) -> bool | None:
        """Whether all is fulfilled, ``None`` while that is open."""
        match self:
            case ExpectationState.PENDING:
                return None
            case ExpectationState.MET | ExpectationState.FAILED:
                return self is ExpectationState.MET
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True)
class ClauseResult:
    """One clause as it was written, whether it holds, and a sentence with what came.

    The sentence may quote event ids: make it safe before showing it.
    """

    clause: str
    ok: bool
    sentence: str


@dataclass(slots=True)
class _Seen:
    """What came of one kind. ``again`` are the first event ids that came a second time, shortened."""

    counted: int = 0
    invalid: int = 0
    unchecked: int = 0
    duplicates: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    again: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.counted + self.invalid

    def name_duplicate(self, event_id: str) -> None:
        label = event_id if len(event_id) <= _LABEL else f"{event_id[:_LABEL]}…"
        self.duplicates += 1
        if len(self.again) < _NAMED and label not in self.again:
            self.again.append(label)


class ExpectationTracker:
    """Adds up requests and says how it stands with ``expectation``; keeps each event id, but no body.

    ``met`` may still turn to ``failed``: exact counts are to be followed for a short while longer. Where nothing has to
    come (``failed=0 within 10s``), the state stays ``pending`` until :meth:`finish`.
    """

    def __init__(self, expectation: Expectation) -> None:
        self._expectation = expectation
        self._seen: dict[str, _Seen] = {ANY: _Seen()}
        self._ids: set[str | bytes] = set()
        self._finished = False

    def add(self, event_type: str, event_id: str, valid: bool | None, cause: str = "") -> None:
        """Count one request; ``valid`` is ``None`` where signatures are not checked, ``cause`` says why it is invalid.

        An empty ``event_id`` is nobody's duplicate.
        """
        kind = kind_of(event_type)
        own = self._seen.get(kind)
        if own is None:
            own = self._seen[kind] = _Seen()
        key = event_key(event_id)
        duplicate = bool(event_id) and key in self._ids
        if event_id:
            self._ids.add(key)
        for seen in (own, self._seen[ANY]):
            if valid is False:
                seen.invalid += 1
                seen.causes[cause] += 1
            else:
                seen.counted += 1
                seen.unchecked += valid is None
            if duplicate:
                seen.name_duplicate(event_id)

    def finish(self) -> None:
        """Say that nothing more will come: the time is up, or the user ended it."""
        self._finished = True

    @property
    def state(self) -> ExpectationState:
        """How it stands now."""
        expectation, everything = self._expectation, self._of(ANY)
        if (
            any(count.most is not None and self._of(count.kind).counted > count.most for count in expectation.counts)
            or (expectation.all_valid and (everything.invalid or everything.unchecked))
            or (expectation.no_duplicates and everything.duplicates)
            or self._unwanted()
        ):
            return ExpectationState.FAILED
        missing = any(self._of(count.kind).counted < count.least for count in expectation.counts)
        if self._finished:
            return ExpectationState.FAILED if missing or self._nothing_came() else ExpectationState.MET
        return ExpectationState.PENDING if missing or not expectation.has_minimum else ExpectationState.MET

    def report(self) -> list[ClauseResult]:
        """Return each clause with what came of it so far, in one sentence."""
        expectation = self._expectation
        results = [self._report_count(count) for count in expectation.counts]
        if expectation.all_valid:
            results.append(self._report_all_valid())
        if expectation.no_duplicates:
            results.append(self._report_no_duplicates())
        if expectation.only:
            results.append(self._report_only())
        return results

    def _of(self, kind: str) -> _Seen:
        return self._seen.get(kind) or _NOTHING

    def _unwanted(self) -> dict[str, int]:
        """Return how many requests came of each kind that must not come."""
        only = self._expectation.only
        return {kind: seen.total for kind, seen in self._seen.items() if only and kind not in (*only, ANY)}

    def _nothing_came(self) -> bool:
        """Whether nothing came at all although no count allows that: then ``all valid`` says nothing."""
        expectation = self._expectation
        allowed = bool(expectation.counts) and not expectation.has_minimum
        return not allowed and not self._of(ANY).total

    def _report_count(self, count: CountClause) -> ClauseResult:
        seen = self._of(count.kind)
        came, extra = seen.counted, ""
        ok = count.least <= came and (count.most is None or came <= count.most)
        if seen.invalid:
            extra = f"; {seen.invalid} invalid {_is_or_are(seen.invalid)} not counted{_causes(seen)}"
        if seen.duplicates:
            extra += f"; {_duplicates(seen)}"
        return ClauseResult(str(count), ok, f"{count.kind}: {_arrived(count, came)}{extra}")

    def _report_all_valid(self) -> ClauseResult:
        seen = self._of(ANY)
        problems = []
        if seen.invalid:
            problems.append(f"{seen.invalid} of {seen.total} {_is_or_are(seen.invalid)} invalid{_causes(seen)}")
        if seen.unchecked:
            problems.append(f"{seen.unchecked} of {seen.total} {_was_or_were(seen.unchecked)} not checked")
        sentence = "; ".join(problems) or _requests(seen.total)
        return ClauseResult(ALL_VALID, not problems and not self._nothing_came(), f"{ALL_VALID}: {sentence}")

    def _report_no_duplicates(self) -> ClauseResult:
        seen = self._of(ANY)
        if seen.duplicates:
            came = f": {_duplicates(seen, f' of {seen.total}')}"
        else:
            came = f" among {_requests(seen.total)}" if seen.total else f": {_requests(0)}"
        sentence = f"{NO_DUPLICATES}{came}"
        return ClauseResult(NO_DUPLICATES, not seen.duplicates and not self._nothing_came(), sentence)

    def _report_only(self) -> ClauseResult:
        unwanted, total = self._unwanted(), self._of(ANY).total
        clause = self._expectation.only_clause
        if unwanted:
            others = ", ".join(f"{number} {kind}" for kind, number in unwanted.items())
            return ClauseResult(clause, False, f"{clause}: {others} came too")
        return ClauseResult(clause, not self._nothing_came(), f"{clause}: {_requests(total)}")


_NOTHING = _Seen()


def _arrived(count: CountClause, came: int) -> str:
    """Return how many were expected, and how many of these arrived: ``2 of 3 arrived``."""
    if count.relation is Relation.EXACTLY and 0 < came <= count.number:
        return f"{came} of {count.number} arrived"
    return f"{_expected(count)} expected, {came or 'none'} arrived"


def _expected(count: CountClause) -> str:
    if count.most == 0:
        return "none"
    match count.relation:
        case Relation.EXACTLY:
            return str(count.number)
        case Relation.AT_LEAST:
            return f"at least {count.number}"
        case Relation.AT_MOST:
            return f"at most {count.number}"
        case _:
            assert_never(count.relation)


def _requests(number: int) -> str:
    return in_words(number, "request") if number else "no request came"


def _is_or_are(number: int) -> str:
    return "is" if number == 1 else "are"


def _was_or_were(number: int) -> str:
    return "was" if number == 1 else "were"


def _causes(seen: _Seen) -> str:
    named = [cause for cause, _ in seen.causes.most_common(_NAMED) if cause]
    return f" ({', '.join(named)})" if named else ""


def _duplicates(seen: _Seen, among: str = "") -> str:
    more = ", …" if seen.duplicates > len(seen.again) and len(seen.again) == _NAMED else ""
    what = "is a duplicate" if seen.duplicates == 1 else "are duplicates"
    return f"{seen.duplicates}{among} {what} (event {', '.join(seen.again)}{more})"
