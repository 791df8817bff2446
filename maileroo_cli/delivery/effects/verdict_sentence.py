"""The last line that a person reads: what became of one delivery or of many, the worst first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.effects.result import DeliveryResult, FindingKind
from maileroo_cli.delivery.effects.sentences import lasted, unknown
from maileroo_cli.delivery.replay.records import DeliveryEnd
from maileroo_cli.delivery.schedule.definition import Schedule
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.instant import format_span

LONGEST = 160
"""A verdict is not longer where that can be: names are then left out."""

ALONE: dict[FindingKind, str | None] = {
    FindingKind.GIVEN_UP: None,  # it is what the line begins with
    FindingKind.NEVER_ARRIVED: "lost without a trace: the receiver never accepted it",
    FindingKind.SEVERAL_EFFECTS: None,  # the number of effects tells
    FindingKind.REFUSED_DUPLICATE: "a duplicate was refused",
    FindingKind.ACCEPTED_ALTERED: "an altered body was accepted",
    FindingKind.ALTERED_NOT_REFUSED: "an altered body was not refused because of its signature",
    FindingKind.ACTED_ON_PART: "it acted on a broken request",
    FindingKind.NO_EFFECT: "no effect: this event is lost",
    FindingKind.NOT_200: "it answered with a status other than 200",
    FindingKind.OUT_OF_ORDER: "accepted out of order",
    FindingKind.PERHAPS_REFUSED: "a duplicate may have been refused",
    FindingKind.ALTERED_UNDECIDED: "it did not show whether it refuses altered bodies",
    FindingKind.PERHAPS_NO_EFFECT: None,  # the number of effects tells
}
"""What is said of the one delivery of a run, in this order."""

_PERHAPS_LOST = "perhaps lost without a trace"
AMONG_MANY: dict[FindingKind, str | None] = {
    FindingKind.GIVEN_UP: None,  # it is what the line begins with
    FindingKind.NEVER_ARRIVED: "lost without a trace",
    FindingKind.SEVERAL_EFFECTS: "with several effects",
    FindingKind.REFUSED_DUPLICATE: "refused as a duplicate",
    FindingKind.ACCEPTED_ALTERED: "accepted although altered",
    FindingKind.ALTERED_NOT_REFUSED: "altered, and not refused because of that",
    FindingKind.ACTED_ON_PART: "acted on although broken",
    FindingKind.NO_EFFECT: "accepted without effect",
    FindingKind.NOT_200: "answered with a status other than 200",
    FindingKind.OUT_OF_ORDER: "accepted out of order",
    FindingKind.PERHAPS_REFUSED: "perhaps refused as a duplicate",
    FindingKind.ALTERED_UNDECIDED: "altered, and not seen to be refused",
    FindingKind.PERHAPS_NO_EFFECT: "perhaps without effect",
}
"""What is said of so many deliveries, in this order."""


@dataclass(frozen=True, slots=True)
class VerdictFacts:
    """What a run adds up to.

    ``losable`` accepted deliveries would have been lost under at least one of the ``lost_under``, the worst of which
    comes first. ``unreached`` is how the last attempt failed where the receiver was never reached, ``refused`` whether
    a delivery was given up before its schedule was used up. ``at_least`` tells that more may have had no effect, and
    ``passed`` how many had none and were allowed to. ``refusals`` are the statuses with which the receiver refused
    every attempt, if it did.
    """

    schedule: Schedule
    deliveries: int
    accepted: int
    given_up: int
    unknown: int
    effects: float | None
    unattributed: float
    findings: Mapping[FindingKind, int]
    losable: int
    lost_under: Sequence[str]
    unreached: Outcome | None
    refused: bool
    at_least: bool = False
    passed: int = 0
    refusals: tuple[int, ...] = ()


def verdict(facts: VerdictFacts, only: DeliveryResult | None) -> str:
    """Return the line; ``only`` is the delivery where the run has but one, and it began."""
    if not facts.deliveries:
        return "there was nothing to deliver"
    parts = list(_about_many(facts) if only is None else _about_one(facts, only))
    if facts.unknown:
        parts.append(unknown(facts.unknown))
    if facts.unattributed:
        parts.append(f"{count(facts.unattributed, 'effect')} that cannot be attributed to an event")
    text = "; ".join(parts)
    if not facts.losable:
        return text
    whom = f"{facts.losable:,} " if only is None else ""
    return _with_names(f"{text}; {whom}would have been lost under ", facts.lost_under)


def _about_one(facts: VerdictFacts, only: DeliveryResult) -> Iterator[str]:
    tried = count(only.attempts, "attempt")
    match only.end:
        case DeliveryEnd.ACCEPTED:
            over = f" after {over}" if (over := _time(only)) else ""
            yield f"accepted at attempt {only.attempts}{over}"
        case DeliveryEnd.GIVEN_UP:
            over = f" in {over}" if (over := _time(only)) else ""
            yield f"given up after {tried}{over}{_what_became(facts, only)}"
        case None:
            yield f"not decided yet after {tried}"
        case _:
            assert_never(only.end)
    for kind, text in _found(facts, ALONE, fails=True):
        yield _PERHAPS_LOST if kind is FindingKind.NEVER_ARRIVED and only.unknown else text
    if only.effects is not None and FindingKind.NO_EFFECT not in facts.findings:
        yield _effects(only.effects, of_one=True) + (", as allowed" if facts.passed else "")
    yield from (text for _, text in _found(facts, ALONE, fails=False))


def _found(
    facts: VerdictFacts, sentences: Mapping[FindingKind, str | None], *, fails: bool
) -> Iterator[tuple[FindingKind, str]]:
    """Yield what is to be said of the kinds that were found: those that let a run fail, or the others."""
    for kind, text in sentences.items():
        if text is not None and kind in facts.findings and kind.fails is fails:
            yield kind, text


def _time(only: DeliveryResult) -> str:
    """Return how long it took, as planned where the plan was kept to the second; empty for no time."""
    seconds = lasted(only.elapsed, only.happened)
    return format_span(seconds) if seconds else ""


def _what_became(facts: VerdictFacts, only: DeliveryResult) -> str:
    if facts.unreached is not None:
        return f": the receiver was never reached ({facts.unreached})"
    if facts.refusals:
        return f": {_refused(facts)}"
    if only.handled_at is not None:
        return f", although the receiver accepted it at attempt {only.handled_at}"
    if only.effects:
        return ", although it had an effect"
    return "" if only.unknown else ": this event is lost"


def _refused(facts: VerdictFacts) -> str:
    return f"the receiver refused every attempt ({', '.join(map(str, facts.refusals))})"


def _about_many(facts: VerdictFacts) -> Iterator[str]:
    of_all = f"of {facts.deliveries:,} "
    if facts.given_up:
        attempts = count(facts.schedule.attempts, "attempt")
        over = "" if facts.refused else f" after {attempts} in {format_span(facts.schedule.total)}"
        why = f": the receiver was never reached ({facts.unreached})" if facts.unreached is not None else ""
        why = f": {_refused(facts)}" if facts.refusals else why
        yield f"{facts.given_up:,} {of_all}given up{over}{why}"
        of_all = ""
    for kind, text in _found(facts, AMONG_MANY, fails=True):
        least = "at least " if facts.at_least and kind is FindingKind.NO_EFFECT else ""
        yield f"{least}{facts.findings[kind]:,} {of_all}{text}"
        of_all = ""
    if still_open := facts.deliveries - facts.accepted - facts.given_up:
        yield f"{still_open:,} {of_all}not decided yet"
        of_all = ""
    if facts.accepted or of_all:
        yield f"{facts.accepted:,} {of_all}accepted"
    if facts.effects is not None:
        yield _effects(facts.effects, of_one=False)
    if facts.passed:
        yield f"{facts.passed:,} without effect, as allowed"
    yield from (f"{facts.findings[kind]:,} {text}" for kind, text in _found(facts, AMONG_MANY, fails=False))


def _effects(effects: float, *, of_one: bool) -> str:
    if not effects:
        return "no effect"
    several = of_one and effects > 1
    return f"{count(effects, 'effect')}{' for one event' if several else ''}"


def _with_names(text: str, names: Sequence[str]) -> str:
    """Return ``text`` with as many names as there is room for, at least one."""
    for shown in range(len(names), 1, -1):
        left = len(names) - shown
        line = text + ", ".join(names[:shown]) + (f" and {left} more" if left else "")
        if len(line) <= LONGEST:
            return line
    return text + names[0] + (f" and {len(names) - 1} more" if len(names) > 1 else "")
