"""A filter that counts back from now means the same for as long as somebody looks at its list."""

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.operation.inspect.pinned import PinnedFilters

NOW = 1_773_617_542.0
TWO_HOURS = {"since": ["2h"], "type": ["opened"]}


def test_while_it_is_used() -> None:
    """It stays while it is used, for an hour at most, and begins anew after a minute without use."""
    filters = PinnedFilters()
    first = filters.read(TWO_HOURS, NOW)
    assert (first.since, first.types) == (NOW - 7200, ("opened",))
    for later in range(30, 3601, 30):
        assert filters.read(TWO_HOURS, NOW + later) is first
    second = filters.read(TWO_HOURS, NOW + 3601)
    assert second.since == NOW + 3601 - 7200
    assert filters.read(TWO_HOURS, NOW + 3661) is second
    assert filters.read(TWO_HOURS, NOW + 3722) is not second


def test_others_have_times_of_their_own() -> None:
    """Other words are another filter, and however many there are, the last are remembered."""
    filters = PinnedFilters()
    first = filters.read(TWO_HOURS, NOW)
    assert filters.read({"since": ["2h"]}, NOW + 1).since == NOW + 1 - 7200
    assert filters.read({"until": ["2h"], "type": ["opened"]}, NOW + 1).until == NOW + 1 - 7200
    for number in range(100):
        filters.read({"since": [f"{number}h"]}, NOW + 1)
        assert filters.read(TWO_HOURS, NOW + 1) is first
    assert len(filters._pins) <= 64


def test_a_clock_that_is_set_back() -> None:
    """Where the clock is set back the filter begins anew, rather than never."""
    filters = PinnedFilters()
    filters.read(TWO_HOURS, NOW)
    assert filters.read(TWO_HOURS, NOW - 86_400).since == NOW - 86_400 - 7200


def test_what_is_no_filter() -> None:
    """What is no time is refused each time."""
    filters = PinnedFilters()
    for _ in range(2):
        with pytest.raises(UsageError):
            filters.read({"since": ["soon"]}, NOW)
