"""The right digest, written as Maileroo does not write it: no danger where it is accepted, but right to refuse.

What looks like a digit and is none, a careless comparison fails at.
"""

from collections.abc import Callable, Iterable

from maileroo_cli.rules.definition import Family, RuleList, RuleScript
from maileroo_cli.rules.judging import is_accepted, judge_lenient
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.signature.trial import Forgery, of_kind, refuses, try_refused
from maileroo_cli.rules.step import Script
from maileroo_cli.rules.verdict import Consequence, RuleResult, Severity, skipped
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.signing.request import Request
from maileroo_cli.webhook.signing.tamper import BadSignature

LIST = RuleList(Family.SIGNATURE)

_TO_FULL_WIDTH = {code: code - 0x21 + 0xFF01 for code in map(ord, "0123456789abcdef")}
_TO_CYRILLIC = {ord("a"): 0x430, ord("c"): 0x441, ord("e"): 0x435}


def _translated(table: dict[int, int]) -> Callable[[Probe], Request]:
    """Return what writes the right signature with other letters, of one in which there is something to write so."""

    def make(probe: Probe) -> Request:
        event = probe.event()
        while (right := probe.sign(event.body)).translate(table) == right:
            event = probe.event()
        return probe.request(event, signatures=(right.translate(table),))

    return make


def _tries(forgeries: Iterable[Forgery]) -> RuleScript:
    """Return the script that tries each; where a wrong digest is accepted too, nothing is lenient about them."""
    tried = refuses(forgeries, judge_lenient)

    def script(probe: Probe) -> Script:
        verdict = yield from tried(probe)
        if verdict.result is RuleResult.PASS and verdict.severity is Severity.INFO:
            wrong = yield from try_refused(probe.forged(BadSignature.WRONG_SECRET))
            if is_accepted(wrong):
                return skipped("a wrong signature is accepted too (SIG005)")
        return verdict

    return script


_WHAT_FULL_WIDTH = "a signature in full-width digits"
_WHAT_CYRILLIC = "a signature with Cyrillic letters that look like a, c and e"

for _number, _title, _forgery in (
    (13, f"refuses {_WHAT_FULL_WIDTH}", Forgery(_WHAT_FULL_WIDTH, _translated(_TO_FULL_WIDTH))),
    (14, f"refuses {_WHAT_CYRILLIC}", Forgery(_WHAT_CYRILLIC, _translated(_TO_CYRILLIC))),
):
    LIST.add(_number, _title, Consequence.CRASHED, Grade.OFFICIAL)(_tries((_forgery,)))

_LENIENT: tuple[tuple[int, str, tuple[Forgery, ...]], ...] = (
    (
        15,
        "refuses a signature in upper case",
        (of_kind("a signature in upper case", BadSignature.UPPERCASE),),
    ),
    (
        16,
        "refuses a signature after sha256=",
        (of_kind("a signature after sha256=", BadSignature.PREFIXED),),
    ),
    (17, "refuses a signature in base64", (of_kind("a signature in base64", BadSignature.BASE64),)),
    (
        18,
        "refuses the right signature after a wrong one",
        (of_kind("the right signature after a wrong one", BadSignature.DOUBLED),),
    ),
    (
        19,
        "refuses a signature with something after it",
        (
            of_kind("a signature with letters after it", BadSignature.TRAILING),
            of_kind("a signature with a comma and a wrong one after it", BadSignature.TRAILING_LIST),
        ),
    ),
    (
        20,
        "refuses a signature with a space in it",
        (of_kind("a signature with a space in it", BadSignature.WHITESPACE),),
    ),
)

for _number, _title, _forgeries in _LENIENT:
    LIST.add(_number, _title, Consequence.COSMETIC, Grade.OBSERVED, Severity.INFO)(_tries(_forgeries))
