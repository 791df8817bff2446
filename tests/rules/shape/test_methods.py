"""What is no POST goes over a connection of its own."""

import pytest

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.rules.catalogue import find_rule
from maileroo_cli.rules.step import SendOne
from tests.rules.probing import make_probe


@pytest.mark.parametrize("name", ["SHAPE022", "SHAPE023", "SHAPE024"])
def test_other_methods_spoil_no_connection(name: str) -> None:
    """A server that leaves the body of a refused PUT unread takes it for the next request on that connection."""
    script = find_rule(name).script(make_probe())
    step = next(script)
    assert isinstance(step, SendOne)
    assert step.apart
    with pytest.raises(StopIteration):
        script.send(Attempt(Outcome.ANSWERED, 0.0, 405))
