"""Each broken receiver in a check of all rules: there are findings of those that it breaks, and of no other."""

import pytest

from tests.receivers.correct import CorrectReceiver
from tests.rules.checking import broken_receivers, check, findings

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "kind", broken_receivers(), ids=lambda kind: f"{kind.__module__.rpartition('.')[2]}-{kind.__name__}"
)
def test_a_broken_receiver_fails_what_it_should(kind: type[CorrectReceiver]) -> None:
    """What one mistake breaks is known for all rules; where it spreads by chance, at least its own are found."""
    with kind() as receiver:
        summary = check(receiver, **kind.settings)
    found, known = findings(summary), {*kind.breaks, *kind.also}
    assert (known - found, set() if kind.spreads else found - known) == (set(), set())
