"""Each broken receiver as an application in this process, in a check of all rules: it fails what it fails elsewhere."""

import pytest

from maileroo_cli.rules.in_process import IN_PROCESS_BLIND
from tests.receivers.broken.signature_reading import EndsAndStartsAgain
from tests.receivers.correct import CorrectReceiver
from tests.rules.checking import broken_receivers, findings
from tests.rules.checking_in_process import Wrap, check_in_process, wrapped

pytestmark = pytest.mark.slow


@wrapped
@pytest.mark.parametrize(
    "kind", broken_receivers(), ids=lambda kind: f"{kind.__module__.rpartition('.')[2]}-{kind.__name__}"
)
def test_a_broken_receiver_fails_what_it_should(kind: type[CorrectReceiver], wrap: Wrap) -> None:
    """There are findings of the rules that it breaks over a socket, without those that cannot be shown, and no other.

    What spreads by chance over one connection cannot do so where each request is a call of its own. A receiver that is
    gone for a moment fails other rules too: no connection can be blamed for that, and so nothing is sent again.
    """
    with kind() as receiver:
        summary = check_in_process(receiver, wrap, **kind.settings)
    found, known = findings(summary), {*kind.breaks, *kind.also} - set(IN_PROCESS_BLIND)
    assert (known - found, set() if issubclass(kind, EndsAndStartsAgain) else found - known) == (set(), set())
