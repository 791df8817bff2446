"""Where labels stand so that none touches another one: in lanes, in pixels or in characters."""

from collections.abc import Sequence


def lanes(labels: Sequence[tuple[float, float]], most: int, gap: float) -> list[int | None]:
    """Return for each label, given as its start and length in order, a lane in which it touches no other one.

    ``None`` is for one that fits in none of the ``most`` lanes.
    """
    ends = [float("-inf")] * most
    chosen: list[int | None] = []
    for start, length in labels:
        lane = next((lane for lane in range(most) if ends[lane] + gap <= start), None)
        if lane is not None:
            ends[lane] = start + length
        chosen.append(lane)
    return chosen


def clear(labels: Sequence[tuple[float, float]], gap: float) -> list[bool]:
    """Return for each label of one line, given as its middle and length in order, whether it is shown."""
    end, shown = float("-inf"), []
    for middle, length in labels:
        shown.append(middle - length / 2 >= end + gap)
        if shown[-1]:
            end = middle + length / 2
    return shown


def text_width(text: str, letter: float) -> float:
    """Return how long a text is at most, where one ``letter`` is so wide; what is not ASCII may be twice as wide."""
    return sum(letter if char.isascii() else 2 * letter for char in text)
