"""What is wrong with what the probe found: an endpoint that does not take events, or takes forged ones."""

from collections.abc import Iterator

from maileroo_cli.delivery.attempt.hint.connection import explain_connection
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.load.judgement.finding import LoadFinding, LoadProblem
from maileroo_cli.delivery.load.result import LoadResult

VERIFY = "verify the signature over the raw body before anything else; mhook check shows how"
"""What to do about forged events that are accepted."""

_FORGED = "the probe's event with a bad signature"


def probe_findings(result: LoadResult) -> Iterator[LoadFinding]:
    """Yield what is wrong with the answers to the probe, where it was sent."""
    probe = result.probe
    if probe.valid is not None and not probe.takes_events:
        fix = "see why with mhook send delivered, and whether the secret is right"
        sentence = "the probe's valid event was not accepted"
        yield _unanswered(sentence, probe.valid) or _failed(f"{sentence}: {probe.valid.word}", fix)
    elif probe.forged is not None and not probe.refuses_forged:
        if probe.forged.status is not None and 200 <= probe.forged.status < 300:
            sentence = f"{_FORGED} was accepted with {probe.forged.word}"
            yield LoadFinding(LoadProblem.FORGED_ACCEPTED, sentence, VERIFY)
        else:
            fix = "see why with mhook send delivered --bad-signature all, or leave out the probe with --no-probe"
            sentence = f"{_FORGED} got {probe.forged.word}, not 401, 403 or 400"
            yield _unanswered(f"{_FORGED} was not refused", probe.forged) or _failed(sentence, fix)


def _failed(sentence: str, fix: str) -> LoadFinding:
    return LoadFinding(LoadProblem.PROBE_FAILED, sentence, fix)


def _unanswered(sentence: str, attempt: Attempt) -> LoadFinding | None:
    """Return that there was no whole answer, with why and what to do, as ``mhook send`` tells it; else ``None``."""
    if attempt.outcome is Outcome.ANSWERED:
        return None
    why = explain_connection(attempt)
    return _failed(f"{sentence}: {why.what}", why.advice)
