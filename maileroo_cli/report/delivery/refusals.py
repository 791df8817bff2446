"""How verdicts on bad signatures look: a sign each, a colour, and what came of every kind. They are made elsewhere."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from maileroo_cli.delivery.attempt.refusal import SignatureVerdict
from maileroo_cli.report.terminal.column import lay_out
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.webhook.signing.tamper import BadSignature

KIND_WIDTH = max(map(len, BadSignature))


class VerdictLook(NamedTuple):
    """How one verdict is shown: its sign, the same in plain letters, its colour, and what it means."""

    sign: str
    letter: str
    ink: Ink
    meaning: str


LOOKS: Mapping[SignatureVerdict, VerdictLook] = {
    SignatureVerdict.REFUSED: VerdictLook("✓", "+", Ink.GOOD, "as it should be"),
    SignatureVerdict.LENIENT: VerdictLook("~", "~", Ink.RISK, "accepted, but nobody can forge it without the secret"),
    SignatureVerdict.ACCEPTED: VerdictLook("✗", "x", Ink.BAD, "events can be forged"),
    SignatureVerdict.CRASHED: VerdictLook("!", "!", Ink.BAD, "the check itself failed"),
    SignatureVerdict.UNDECIDED: VerdictLook("?", "?", Ink.BAD, "nothing shows that it was checked"),
}


def sign_of(verdict: SignatureVerdict, console: Console, *, ok: bool) -> str:
    """Return the sign of a verdict as stdout can show it; where something else was expected, ``ok`` tells whether."""
    if ok and verdict is not SignatureVerdict.LENIENT:
        verdict = SignatureVerdict.REFUSED
    elif not ok and verdict in (SignatureVerdict.REFUSED, SignatureVerdict.LENIENT):
        verdict = SignatureVerdict.ACCEPTED
    return _sign(LOOKS[verdict], console)


def _sign(look: VerdictLook, console: Console) -> str:
    return look.sign if console.can_show(look.sign) else look.letter


class ToldVerdict(NamedTuple):
    """One verdict with the kinds that came to it, and what it means."""

    verdict: SignatureVerdict
    names: list[str]
    meaning: str


def kinds_told(kinds: Mapping[BadSignature, Counter[SignatureVerdict]]) -> Iterator[ToldVerdict]:
    """Yield each verdict that there was with the kinds that came to it; of a kind with several, how often."""
    is_open = any(kind.needs_nothing and counts[SignatureVerdict.ACCEPTED] for kind, counts in kinds.items())
    for verdict in SignatureVerdict:
        names = [
            kind if len(counts) == 1 else f"{kind} ({counts[verdict]} of {counts.total()})"
            for kind, counts in kinds.items()
            if counts[verdict]
        ]
        if names:
            meaning = LOOKS[verdict].meaning
            if verdict is SignatureVerdict.LENIENT and is_open:
                meaning = "accepted, like the forged ones below"
            yield ToldVerdict(verdict, names, meaning)


def show_kinds(kinds: Mapping[BadSignature, Counter[SignatureVerdict]], console: Console) -> None:
    """Print what came of each kind of bad signature, a verdict after the other."""
    for verdict, names, meaning in kinds_told(kinds):
        rows = [(f"{_sign(LOOKS[verdict], console)} {verdict:<9}", f"{', '.join(names)} ({meaning})")]
        console.lines(lay_out(rows, console.width, [partial(_paint, console, LOOKS[verdict].ink)]))


def _paint(console: Console, ink: Ink, text: str) -> str:
    return console.paint(text, ink)
