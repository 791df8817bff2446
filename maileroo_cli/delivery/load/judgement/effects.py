"""What is wrong with the effects of a load: those that are missing, too many, or still coming."""

from collections.abc import Iterator

from maileroo_cli.delivery.load.judgement.counts import LoadCounts
from maileroo_cli.delivery.load.judgement.finding import LoadFinding, LoadProblem
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.result import EffectsResult, LoadResult
from maileroo_cli.webhook.text.count import count

_AT_ONCE = "make the event's id unique in the same transaction as its effect"


def effect_findings(result: LoadResult, counts: LoadCounts) -> Iterator[LoadFinding]:
    """Yield what is wrong with the effects, where somebody looked."""
    effects = result.effects
    if effects is None or (result.interrupted and not effects.settled):
        return
    if not effects.settled:
        sentence = f"effects were still changing when nobody waited any longer: {_beside(effects)}"
        fix = "give --settle more time; if that does not help, work on events faster than they come, or reject some"
        yield LoadFinding(LoadProblem.EFFECTS_UNSETTLED, sentence, fix)
    elif lost := _lost(effects):
        of = count(effects.sampled or effects.expected, "event")
        sentence = f"{lost:,.6g} of {of} that were accepted had no effect ({_beside(effects)})"
        yield LoadFinding(LoadProblem.EFFECTS_LOST, sentence, "answer 200 only when the event is stored safely")
    if doubled := _doubled(effects, result, counts):
        sentence = f"{count(doubled, 'effect')} more than there were events ({_beside(effects)})"
        if effects.sampled is not None:
            sentence = f"{doubled:,.6g} of {count(effects.sampled, 'event')} had more than one effect"
        yield LoadFinding(LoadProblem.EFFECTS_DOUBLED, sentence, _AT_ONCE)


def _beside(effects: EffectsResult) -> str:
    return f"{count(effects.seen, 'effect')} of {count(effects.expected, 'accepted event')}"


def _lost(effects: EffectsResult) -> float:
    return effects.lost if effects.sampled is not None else max(0.0, effects.expected - effects.seen)


def _doubled(effects: EffectsResult, result: LoadResult, counts: LoadCounts) -> float:
    """Return how many effects no event can account for: one whose answer was not a success may have had its own."""
    if effects.sampled is not None:
        return effects.doubled
    unknown = counts.wrong_ends(RequestKind.EVENT).total() + result.tally.unfinished + result.unknown
    slow = 0 if result.slow is None else result.slow.started - result.slow.accepted
    return max(0.0, effects.seen - effects.expected - unknown - slow)
