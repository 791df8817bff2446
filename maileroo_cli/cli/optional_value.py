"""Options whose value may be left out. Typer has none, so the value that is meant is put in before it parses."""

from collections.abc import Sequence

_OPTIONS = frozenset({"--show-response"})


def fill_in_values(words: Sequence[str]) -> list[str]:
    """Return the words of a command line with the value of each option that was given without one."""
    filled: list[str] = []
    for index, word in enumerate(words):
        if word == "--":
            return [*filled, *words[index:]]
        filled.append(word)
        if word in _OPTIONS:
            alone, values = _values()
            if index + 1 == len(words) or words[index + 1] not in values:
                filled.append(alone)
    return filled


def _values() -> tuple[str, frozenset[str]]:
    """Return the value that an option has alone, and all values: any other word after it is no value of it.

    They are imported where such an option is given, not at the start of every command.
    """
    from maileroo_cli.report.delivery.attempts import ShownResponse

    return str(ShownResponse.ALL), frozenset(ShownResponse)
