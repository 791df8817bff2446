"""What a process of a load is told: the plan, the secret, and which part of the plan is its own."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

from maileroo_cli.delivery.load.arrivals import Spacing
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.load.address import ReceiverAddress
from maileroo_cli.transport.load.engine import EngineSettings
from maileroo_cli.transport.load.maker import slow_requests
from maileroo_cli.transport.load.worker.ahead import MOST_AHEAD
from maileroo_cli.webhook.signing.secret import Secret

_MOST_SLOW_REQUESTS = 10_000
_STRAY = 6
"""By so many standard deviations the last arrival of a Poisson process may be later than on average."""


@dataclass(frozen=True, slots=True)
class LoadJob:
    """Part ``part`` of ``parts`` of a plan. ``address`` is where its receiver is, ``sampled`` as in ``MadeAhead``."""

    plan: LoadPlan
    secret: Secret
    part: int = 0
    parts: int = 1
    sampled: int = 0
    address: ReceiverAddress | None = None

    @property
    def most_ahead(self) -> int:
        """How many bytes of requests wait at most."""
        return MOST_AHEAD // self.parts

    def settings(self) -> EngineSettings:
        """Return how this part is sent; a certificate that cannot be used raises ``InputError``."""
        plan = self.plan
        clients = self._share(plan.slow_clients)
        rounds = 1 + ceil((plan.seconds + plan.timeout) / plan.slow_s)
        slow = slow_requests(plan, self.secret, min(plan.slow_clients * rounds, _MOST_SLOW_REQUESTS))
        return EngineSettings(
            target=parse_target(plan.url),
            trust=Trust(plan.cacert, plan.insecure),
            connections=self._share(plan.connections),
            keep_connections=plan.keep_connections,
            users=self._share(plan.users),
            window=latest_beginning(plan),
            timeout=plan.timeout,
            slow_clients=clients,
            slow_requests=slow[self.part :: self.parts],
            slow_seconds=plan.slow_s,
            any_2xx=plan.any_2xx,
            address=self.address,
        )

    def _share(self, number: int) -> int:
        return len(range(self.part, number, self.parts))

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values; the secret is among them."""
        return {
            "plan": self.plan.as_dict(),
            "secret": self.secret.reveal().hex(),
            "part": self.part,
            "parts": self.parts,
            "sampled": self.sampled,
            "address": self.address,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> LoadJob:
        """Rebuild what :meth:`as_dict` gave, after JSON."""
        address = data["address"]
        return cls(
            LoadPlan.from_dict(data["plan"]),
            Secret(bytes.fromhex(data["secret"])),
            data["part"],
            data["parts"],
            data["sampled"],
            None if address is None else ReceiverAddress(address[0], tuple(address[1])),
        )


def latest_beginning(plan: LoadPlan) -> float:
    """Return after how many seconds no request of ``plan`` is begun any more.

    In the closed model that is the end of the window. In the open one a request that finds no connection waits, but not
    longer after the last one was due than an answer may take.
    """
    if plan.users:
        return plan.seconds
    arrivals = plan.arrivals
    stray = _STRAY * sqrt(plan.count) if arrivals.spacing is Spacing.POISSON else 0.0
    return max(plan.seconds, arrivals.shape.at(plan.count + stray)) + plan.timeout
