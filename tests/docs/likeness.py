"""Comparing shown output with real output: what differs from run to run is made equal, all else has to agree."""

import re
from collections.abc import Sequence

ELIDED = "…"
_GAP = re.compile(r"(?<=\S) {2,}")
"""Between columns, whose width follows from what differs."""

_CHANGING = (
    (re.compile(r"\b\d\d:\d\d:\d\d\.\d{3}\b"), "<clock>"),
    (re.compile(r"\b\d\d:\d\d:\d\d\b"), "<clock>"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT[\d:.]+Z"), "<time>"),
    (re.compile(r"clock from \d{4}-\d\d-\d\d\b"), "clock from <day>"),
    (re.compile(r"\bUTC([+-]\d\d?(:\d\d)?)?(?!\w)"), "<zone>"),
    (re.compile(r"\brun [0-9a-z]{7}:"), "run <run>:"),
    (re.compile(r" +\d+(\.\d+)? ms\b"), " <ms>"),
    (re.compile(r"(?<=\d) +\d+\.\d$"), " <ms>"),
    (re.compile(r"(?<=requests in) \d+\.\d s\b"), " <s>"),
    (re.compile(r" +\d+ B\b"), " <size>"),
    (re.compile(r"\b[\d,]+ per second\b"), "<rate>"),
    (re.compile(r"\b(127\.0\.0\.1|localhost):\d+\b"), "<place>"),
    (re.compile(r"#token=[\w-]{43}"), "#<token>"),
    (re.compile(r"\S+/inspect-\d+\.json"), "<token file>"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "<signature>"),
    (re.compile(r"\b[0-9a-f]{48}\b"), "<id>"),
    (re.compile(r"\b[0-9a-f]{8,12}…"), "<id>"),
    (re.compile(r"\b[0-9a-f]{24}\b"), "<mail>"),
    (re.compile(r"\b[0-9a-f]{16}\b"), "<capture>"),
    (re.compile(r"^[0-9a-f]{8}\b|(?<= )[0-9a-f]{8}$"), "<capture>"),
)


def normalise(line: str) -> str:
    """Return ``line`` with times, durations, sizes, ports, ids and signatures replaced by their names."""
    for pattern, name in _CHANGING:
        line = pattern.sub(name, line)
    return _GAP.sub("  ", line.rstrip())


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def is_day(line: str) -> bool:
    """Tell whether a line is the name of a day alone, which what is played near midnight has one more of."""
    return _DAY.fullmatch(line.strip()) is not None


_SHORT_ID = 8
_IDS = re.compile(r"\b[0-9a-f]{8,}\b")


def agrees(shown: Sequence[str], real: Sequence[str]) -> bool:
    """Tell whether ``shown`` is ``real``; a line ``…`` stands for any number of lines."""
    return _paired(shown, real) is not None


def paired_ids(shown: Sequence[str], real: Sequence[str]) -> list[tuple[str, str]]:
    """Return each id that is shown, as short as ids ever are, with the one that really came in its place.

    On one page an id has to stand for the same thing wherever it is shown.
    """
    return [
        (one[:_SHORT_ID], other[:_SHORT_ID])
        for pair in _paired(shown, real) or ()
        for one, other in zip(*map(_IDS.findall, pair), strict=False)
    ]


def _paired(shown: Sequence[str], real: Sequence[str]) -> list[tuple[str, str]] | None:
    """Return each line that is shown with the real one that it agrees with; ``None`` where they do not agree."""
    if real and is_day(real[0]) and not (shown and (shown[0] == ELIDED or is_day(shown[0]))):
        return _paired(shown, real[1:])
    if not shown:
        return None if real else []
    if shown[0] == ELIDED:
        rests = (_paired(shown[1:], real[skipped:]) for skipped in range(len(real) + 1))
        return next((rest for rest in rests if rest is not None), None)
    if not real or normalise(shown[0]) != normalise(real[0]):
        return None
    rest = _paired(shown[1:], real[1:])
    return None if rest is None else [(shown[0], real[0]), *rest]
