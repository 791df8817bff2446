"""The known names that are nearest to a wrong one, and the hint that offers them. Callers say which names there are."""

from collections.abc import Iterable, Sequence

LIKENESS = 0.6
"""How much alike names are at least: 1 is the same name, 0 one that shares nothing with it."""


def find_nearest(name: str, known: Iterable[str], most: int = 3, likeness: float = LIKENESS) -> list[str]:
    """Return the names among ``known`` that are most like ``name``, the nearest first, at most so many.

    One that differs in nothing but case, or in ``_`` for ``-``, is the only one.
    """
    from difflib import get_close_matches

    folded: dict[str, str] = {}
    for one in known:
        folded.setdefault(_fold(one), one)
    wanted = _fold(name)
    if wanted in folded:
        return [folded[wanted]]
    return [folded[near] for near in get_close_matches(wanted, list(folded), most, likeness)]


def _fold(name: str) -> str:
    return name.strip().lower().replace("_", "-")


def did_you_mean(near: Sequence[str], otherwise: str = "") -> str:
    """Return the hint that offers what is ``near``, or ``otherwise`` where nothing is."""
    if not near:
        return otherwise
    return f"did you mean {' or '.join(filter(None, (', '.join(near[:-1]), near[-1])))}?"


def suggest(name: str, known: Iterable[str]) -> str:
    """Return the hint of an error about a wrong name: the nearest known ones, or all of them."""
    names = list(known)
    return did_you_mean(find_nearest(name, names), f"use one of {', '.join(names)}")
