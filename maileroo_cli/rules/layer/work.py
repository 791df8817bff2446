"""What goes wrong once the signature is found right: the fields, the work itself, and how long that takes."""

from maileroo_cli.delivery.attempt.explanation import raised_words
from maileroo_cli.delivery.attempt.outcome import Attempt, AttemptProblem, Outcome
from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.layer.experiment import UNEXPLAINED, quoted, refused_with
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Script, send
from maileroo_cli.rules.verdict import Consequence, failed
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.signing.tamper import BadSignature

LIST = RuleList(Family.LAYER)

_LOG, _TRACEBACK = "its log says more", "the traceback above says what failed, and where"


@LIST.add(15, "takes the fields that Maileroo sends", Consequence.LOST, Grade.OFFICIAL)
def fields_taken(probe: Probe) -> Script:
    """Forge an event: where that is refused in another way, it is the content that was refused."""
    refused = refused_with(probe, 400, 404, 409, 422)
    if refused is None:
        return UNEXPLAINED
    forged = yield from send(probe.forged(BadSignature.FLIPPED_BIT), 401)
    if forged.outcome is not Outcome.ANSWERED:
        return UNEXPLAINED
    said = quoted(refused, probe)
    if forged.status in (401, 403) and forged.status != refused.status:
        reason = f"its check passes (a forged event is answered {forged.status}), and then it refuses the content"
        return failed(
            f"{reason} ({refused.status}{said})", forged, fix="demand no field that mhook events does not name"
        )
    if refused.status == 422 and forged.status == 422:
        reason = f"it looks at the fields before it checks the signature, and refuses them (422{said})"
        return failed(reason, forged, fix="check the signature over the raw body before anything else")
    return UNEXPLAINED


@LIST.add(16, "does its work on a valid event without an error", Consequence.LOST, Grade.OFFICIAL)
def work_succeeds(probe: Probe) -> Script:
    """Forge an event: where that is refused as it should be, the check is right and the work fails."""
    refused = probe.refused
    if refused is None or not _broke(refused):
        return UNEXPLAINED
    forged = yield from send(probe.forged(BadSignature.FLIPPED_BIT), 401)
    said = quoted(refused, probe) if refused.outcome is Outcome.ANSWERED else ""
    if forged.outcome is Outcome.ANSWERED and forged.status in (400, 401, 403):
        reason = f"its check passes (a forged event is answered {forged.status}), and then its work fails"
        said += f": {raised_words(refused)}" if refused.raised else ""
        return failed(f"{reason} ({refused.word}{said})", forged, fix=_TRACEBACK if refused.raised else _LOG)
    if _broke(forged) and forged.problem is not AttemptProblem.PERHAPS_HTTPS:
        reason = f"it fails before it has checked the signature, or in the check: a forged event gets {forged.word} too"
        return failed(f"{reason}{said}", forged, fix=_TRACEBACK if forged.raised else _LOG)
    return UNEXPLAINED


def _broke(attempt: Attempt) -> bool:
    if attempt.outcome is Outcome.RESET:
        return True
    passing = (502, 503, 504)
    return attempt.outcome is Outcome.ANSWERED and (attempt.status or 0) >= 500 and attempt.status not in passing


@LIST.add(17, "answers before it does slow work", Consequence.RETRIED, Grade.UNKNOWN)
def answers_first(probe: Probe) -> Script:
    """Forge an event: where that is answered in time, it is the work that takes long."""
    refused = probe.refused
    if refused is None or refused.outcome is not Outcome.TIMEOUT or not refused.phase.has_connection:
        return UNEXPLAINED
    forged = yield from send(probe.forged(BadSignature.FLIPPED_BIT), 401)
    waited = f"a valid event is not answered within {refused.seconds:.3g} s"
    fix = "store the event, answer 200, and work afterwards"
    if forged.outcome is Outcome.ANSWERED:
        reason = f"{waited}, a forged one after {forged.seconds:.2g} s ({forged.status}): the work takes that long"
        return failed(reason, forged, fix=fix)
    if forged.outcome is Outcome.TIMEOUT:
        reason = f"{waited}, and a forged one neither: it stops before it has checked the signature, or in the check"
        return failed(reason, forged, fix="look what it waits for: its log, its database, the number of its workers")
    return UNEXPLAINED
