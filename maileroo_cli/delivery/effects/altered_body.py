"""What an answer to a body shows that was altered on the way: its signature does not fit, so it has to be refused."""

from collections.abc import Sequence
from typing import NamedTuple

from maileroo_cli.delivery.attempt.refusal import PASSING, is_refusal, who_answered
from maileroo_cli.delivery.effects.result import FindingKind

_WHAT = "to a body that was altered in transit"


class AlteredBody(NamedTuple):
    """What was found, and the sentence for it."""

    kind: FindingKind
    sentence: str


def read_altered(answers: Sequence[int]) -> AlteredBody | None:
    """Return what is wrong with the ``answers`` to an altered body; nothing where the signature was refused.

    What may be another answer a moment later shows nothing, neither good nor bad. Statuses alone decide, since a run
    that is read again has nothing else of them.
    """
    status = next((one for one in answers if 200 <= one < 300), answers[-1])
    if 200 <= status < 300:
        advice = "verify the signature over the raw body first"
        return AlteredBody(FindingKind.ACCEPTED_ALTERED, f"answered {status} {_WHAT}: {advice}")
    if is_refusal(status):
        return None
    who = who_answered(status)
    if status in PASSING:
        return AlteredBody(FindingKind.ALTERED_UNDECIDED, f"answered {status} {_WHAT}: {who}")
    what = who or "the signature check itself failed"
    sentence = f"answered {status} {_WHAT}: {what}; answer 401 when the signature does not match"
    return AlteredBody(FindingKind.ALTERED_NOT_REFUSED, sentence)
