"""A locustfile of the benchmark: distinct signed events, made ahead, over FastHttpUser's kept connections.

It answers to the variable ``BENCHMARK_COUNT``, how many are made ahead; when all were sent they are sent again.
"""

import itertools
import os

from locust import constant, task
from locust.contrib.fasthttp import FastHttpUser

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Wave
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.transport.load.maker import ready_requests
from maileroo_cli.webhook.signing.secret import Secret

_PLAN = LoadPlan("http://127.0.0.1/webhook", ArrivalPlan(Wave(), int(os.environ["BENCHMARK_COUNT"]), 0.0), seed=1)


def _parts(data: bytes) -> tuple[dict[str, str], str]:
    head, _, body = data.decode().partition("\r\n\r\n")
    lines = (line.partition(": ") for line in head.split("\r\n")[1:])
    return {name: value for name, _, value in lines if name.lower() not in {"host", "content-length"}}, body


_REQUESTS = itertools.cycle([_parts(request[-1]) for request in ready_requests(_PLAN, Secret("benchmark-secret"))])


class BenchmarkUser(FastHttpUser):
    """Sends the next event as soon as the one before was answered."""

    wait_time = constant(0)

    @task
    def send(self) -> None:
        """Send one event."""
        headers, body = next(_REQUESTS)
        self.client.post("/webhook", data=body, headers=headers)
