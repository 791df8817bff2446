"""The plan of a load: everything that decides which requests are sent and when. The same plan gives the same bytes.

It is plain data, since it goes to other processes and to other machines; only the secret travels apart from it.
"""

from dataclasses import asdict, dataclass, fields
from typing import Any

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Ramp, Rate, Shape, Spacing, Wave

MOST_REQUESTS = 50_000_000
LONGEST_SECONDS = 24 * 3600.0
DEFAULT_SECONDS = 10.0
MOST_SLOW_SECONDS = 10.0
_SLOW_IN_WAVE = 1.0
DEFAULT_MIX = "delivered=80,opened=15,bounced=5"


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """What is sent, and how.

    One of ``types``, ``mix`` and ``lifecycle`` says which events; ``lifecycle`` is a name, or the text of a TOML file
    in ``lifecycle_text``. ``users`` is 0 in the open model; in the closed one as many requests are under way at a time
    and ``arrivals`` says only how many there are at most and for how long. ``duplicates``, ``concurrent_duplicates``
    and ``bad`` are shares of all requests, from 0 to 1. ``connections`` bounds how many connections are open at once,
    ``timeout`` is in seconds. ``headers`` are added to each request, or replace ours.
    """

    url: str
    arrivals: ArrivalPlan
    users: int = 0
    types: tuple[str, ...] = ()
    mix: str = ""
    lifecycle: str = ""
    lifecycle_text: str = ""
    locale: str = "en_US"
    duplicates: float = 0.0
    concurrent_duplicates: float = 0.0
    bad: float = 0.0
    slow_clients: int = 0
    keep_connections: bool = True
    connections: int = 1_000
    timeout: float = 30.0
    any_2xx: bool = False
    seed: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    cacert: str | None = None
    insecure: bool = False

    @property
    def count(self) -> int:
        """How many requests there are at most."""
        return self.arrivals.count

    @property
    def seconds(self) -> float:
        """How long the window is."""
        return self.arrivals.seconds

    @property
    def keeps_order(self) -> bool:
        """Whether an event waits until the one before of its mail has ended, and a duplicate for its original.

        Only a lifecycle wants that. All else is due whatever becomes of what was sent before.
        """
        return bool(self.lifecycle or self.lifecycle_text)

    @property
    def slow_s(self) -> float:
        """How many seconds a slow client takes to send a request: so that it can send some within the window."""
        return min(MOST_SLOW_SECONDS, self.seconds / 3 or _SLOW_IN_WAVE)

    @property
    def interval_s(self) -> float:
        """The seconds that one point of what is drawn over time stands for: some 200 of them in the window.

        In a closed model with a count nobody knows how long that takes; each request ends within the time-out.
        """
        usual = longest = self.seconds
        if self.users:
            longest = min(longest, self.count * self.timeout / self.users)
            usual = min(longest, self.count / _USUAL_RATE)
        widths = (width for width in _WIDTHS if usual / width <= _POINTS and longest / width <= _MOST_POINTS)
        return next(widths, _WIDTHS[-1])

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {**asdict(self), "shape": type(self.arrivals.shape).__name__}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "LoadPlan":
        """Rebuild what :meth:`as_dict` gave, also after JSON."""
        shape: Shape = _SHAPES[data["shape"]](**data["arrivals"]["shape"])
        arrivals = ArrivalPlan(**{**data["arrivals"], "shape": shape, "spacing": Spacing(data["arrivals"]["spacing"])})
        values = {field.name: data[field.name] for field in fields(cls)}
        headers = tuple((str(name), str(value)) for name, value in data["headers"])
        return cls(**{**values, "arrivals": arrivals, "types": tuple(data["types"]), "headers": headers})


_SHAPES: dict[str, Any] = {kind.__name__: kind for kind in (Rate, Ramp, Wave)}
_WIDTHS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0)
_POINTS, _MOST_POINTS = 200, 10_000
_USUAL_RATE = 100
