"""Fault senders that tests open to a target, over real sockets."""

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.replay.clock import ReplayClock
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.transport.client.sender import DEFAULT_TIMEOUT
from maileroo_cli.transport.client.target import Target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.fault.connection_faults import ConnectionFaults
from maileroo_cli.transport.fault.fake_servers import FakeServers
from maileroo_cli.transport.fault.sender import FaultSender


class _OwnServers(ConnectionFaults):
    """Closes its fake servers with itself."""

    def __init__(self, target: Target) -> None:
        self._own = FakeServers()
        super().__init__(target, self._own)

    def close(self) -> None:
        """Close all of it."""
        super().close()
        self._own.close()


def socket_sender(
    target: Target,
    clock: ReplayClock,
    *,
    timeout: float = DEFAULT_TIMEOUT,
    trust: Trust | None = None,
    success: Success = Success.STRICT,
    fake_servers: FakeServers | None = None,
) -> FaultSender:
    """Return a sender of faults to ``target``; without ``fake_servers`` it has its own."""
    early = _OwnServers(target) if fake_servers is None else ConnectionFaults(target, fake_servers)
    return FaultSender(Endpoint(target, timeout, trust or Trust()), clock, early, success=success)
