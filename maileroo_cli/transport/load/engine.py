"""The engine: takes requests from a source, begins each when it is due, and tells the source how it ended."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from maileroo_cli.transport.client.target import Target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.load.source import RequestSource


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How requests are sent.

    ``connections`` bounds how many are open at once; a request that finds none waits for one. ``users`` is how many
    requests are under way at a time in the closed model, each begun as soon as one has ended; 0 is the open model.
    ``timeout`` is from the beginning of a request to the end of its answer, in seconds. ``window`` is when the last
    request is begun in the closed model. ``slow_requests`` are sent byte by byte over ``slow_seconds``, again and again
    until the end, each over a connection of its own.
    """

    target: Target
    trust: Trust = field(default_factory=Trust)
    connections: int = 1_000
    keep_connections: bool = True
    users: int = 0
    window: float = float("inf")
    timeout: float = 30.0
    slow_requests: tuple[bytes, ...] = ()
    slow_seconds: float = 10.0


class Engine:
    """Sends the requests of one source; it belongs to one thread."""

    def __init__(self, settings: EngineSettings, source: RequestSource) -> None:
        raise NotImplementedError

    def run(self, start: float) -> Iterator[float]:
        """Send until the source is over; yield the seconds since ``start`` some 10 times a second.

        ``start`` is one of ``time.perf_counter``, and may lie ahead. Closing the iterator breaks off: what is under way is told to ``source.broken_off``.
        """
        raise NotImplementedError
