"""How many there are of something, in words for a person."""


def count(number: float, noun: str) -> str:
    """Return ``1 attempt``, ``9 attempts``, ``1.5 effects``, ``1,200 events``: for nouns that take an s."""
    told = f"{number:,}" if isinstance(number, int) else f"{number:,.6g}"
    return f"{told} {noun}{'' if number == 1 else 's'}"
