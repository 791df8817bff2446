"""Options whose value may be left out. Typer has none, so the value that is meant is put in before it parses."""

from collections.abc import Mapping, Sequence

from maileroo_cli.report.delivery.attempts import ShownResponse

_MEANT: Mapping[str, tuple[str, frozenset[str]]] = {
    "--show-response": (str(ShownResponse.ALL), frozenset(ShownResponse)),
}
"""For each such option the value that it has alone, and all values: any other word after it is no value of it."""


def fill_in_values(words: Sequence[str]) -> list[str]:
    """Return the words of a command line with the value of each option that was given without one."""
    filled: list[str] = []
    for index, word in enumerate(words):
        if word == "--":
            return [*filled, *words[index:]]
        filled.append(word)
        if word in _MEANT:
            alone, values = _MEANT[word]
            if index + 1 == len(words) or words[index + 1] not in values:
                filled.append(alone)
    return filled
