"""The probe before a load: whether the endpoint takes events, and refuses what is forged."""

from dataclasses import replace

import pytest

from maileroo_cli.delivery.load.result import LoadResult, ProbeWanted
from maileroo_cli.errors import UnreachableError
from maileroo_cli.operation.load.probe import probe_endpoint
from tests.operation.load.loading import EffectCount, load, plan_to
from tests.receivers.raw import Behaviour, Receiver, answer_bytes, answering, answering_ok, closed_port, hanging
from tests.transport.effect_receivers import SECRET, Application, deduplicating

CASES = [
    pytest.param(Application(deduplicating).behave, True, True, 2, id="correct"),
    pytest.param(answering_ok, True, False, 2, id="accepts everything"),
    pytest.param(answering(answer_bytes(401)), False, False, 1, id="refuses everything"),
    pytest.param(answering(answer_bytes(202)), False, False, 1, id="no 200"),
    pytest.param(answering(answer_bytes(500)), False, False, 1, id="fails"),
]


@pytest.mark.parametrize(("behaviour", "takes", "refuses", "sent"), CASES)
def test_the_probe_tells_what_the_endpoint_does(behaviour: Behaviour, takes: bool, refuses: bool, sent: int) -> None:
    """The forged event is sent only where the valid one was accepted, as it would show nothing else."""
    with Receiver(behaviour) as receiver:
        probe = probe_endpoint(plan_to(receiver.url), SECRET)
    assert (probe.takes_events, probe.refuses_forged) == (takes, refuses)
    assert len(receiver.requests) == sent == sum(one is not None for one in (probe.valid, probe.forged))


def test_any_2xx_may_be_a_success() -> None:
    """Where the user said so."""
    with Receiver(answering(answer_bytes(202))) as receiver:
        assert probe_endpoint(plan_to(receiver.url, any_2xx=True), SECRET).takes_events


def test_a_receiver_that_is_not_there() -> None:
    """Is told as for other commands, and with a time-out there is one."""
    with pytest.raises(UnreachableError, match=r"nothing listens on 127\.0\.0\.1"):
        probe_endpoint(plan_to(f"http://127.0.0.1:{closed_port()}/"), SECRET)
    with Receiver(hanging) as receiver:
        probe = probe_endpoint(replace(plan_to(receiver.url), timeout=0.05), SECRET)
    assert not probe.takes_events


def test_where_the_probe_fails_there_is_no_window() -> None:
    """Nothing of the plan is sent, and the result says why."""
    with Receiver() as receiver:
        events, result = load(plan_to(receiver.url), probe=ProbeWanted.FULL)
    assert len(events) == 2
    assert (result.planned, result.tally.started, len(receiver.requests)) == (0, 0, 2)
    assert not result.probe.refuses_forged


def test_the_event_of_the_probe_is_no_effect_of_the_load() -> None:
    """It is accepted and acts, but before the window."""
    application = Application(deduplicating)
    with Receiver(application.behave) as receiver:
        _, result = load(
            plan_to(receiver.url, 20), probe=ProbeWanted.FULL, observer=EffectCount(application), settle=0.02
        )
    assert effects_of(result) == (20, 20)
    assert application.effects.total() == 21


def effects_of(result: LoadResult) -> tuple[int, float]:
    """Return how many effects were expected, and seen."""
    assert result.effects is not None
    return result.effects.expected, result.effects.seen
