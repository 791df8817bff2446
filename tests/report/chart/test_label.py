"""Labels that do not touch."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.report.chart.label import clear, lanes, text_width


@given(
    st.lists(st.tuples(st.floats(0, 500), st.floats(1, 60)), max_size=30).map(sorted),
    st.integers(1, 4),
)
def test_lanes(labels: list[tuple[float, float]], most: int) -> None:
    """Labels in one lane never touch, and one is left out only where every lane is taken."""
    chosen = lanes(labels, most, 2)
    for lane in range(most):
        mine = [label for label, its in zip(labels, chosen, strict=True) if its == lane]
        for (start, length), (later, _) in pairwise(mine):
            assert start + length + 2 <= later
    assert None not in chosen or len(labels) > most


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(1, 60)), max_size=30).map(sorted))
def test_labels_of_one_line(labels: list[tuple[float, float]]) -> None:
    """The first label is shown, and of the shown ones none touches the next."""
    shown = [label for label, is_shown in zip(labels, clear(labels, 3), strict=True) if is_shown]
    assert shown[:1] == labels[:1]
    for (middle, length), (later, its) in pairwise(shown):
        assert later - its / 2 >= middle + length / 2 + 3


def test_wide_letters() -> None:
    """What is not ASCII may be twice as wide."""
    assert text_width("ab", 7) == 14
    assert text_width("a漢", 7) == 21
