"""How long `mhook check` takes, and what its requests cost beside a bare client that sends the same ones.

    python -m tests.benchmarks.check [ROUNDS]

The receiver is a process of its own. The suites are played against one that does everything right: smoke should take
less than 2 s, full less than 10 s. Then come the rules whose requests go one after the other over one connection, in
turn with loops that send the same requests: one with a bare `httpx.Client`, which should be at most 1.3 times as fast,
and one with our own sender. Making the requests and judging the answers is in the time of the check alone. The fastest
of several rounds counts.
"""

import sys
import time

import httpx

from maileroo_cli.operation.check.results import CheckExchange
from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.operation.check.settings import CheckSettings
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.rules.catalogue import RULES, Suite, select_rules
from maileroo_cli.rules.step import Manner
from maileroo_cli.transport.client.sender import Sender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.signing.request import Request
from maileroo_cli.webhook.signing.secret import Secret
from tests.benchmarks.receiver import SECRET, correct_receiver, strict_receiver

_LARGE = 10_000


def make_settings(url: str, select: list[str], concurrency: int = 1) -> CheckSettings:
    """Return the settings of a check of the rules that are named."""
    rules = select_rules(Suite.FULL, select)
    secret = Secret(SECRET, "benchmark")
    return CheckSettings(
        Endpoint(parse_target(url), 10.0), url, secret, rules, 1, "c0ffee00", time.time(), concurrency=concurrency
    )


def play(settings: CheckSettings) -> tuple[float, CheckRun]:
    """Return how long the rules take, the plan aside, and the run."""
    run = CheckRun(settings)
    began = time.perf_counter()
    for _ in run:
        pass
    return time.perf_counter() - began, run


def send_all(url: str, requests: list[Request]) -> float:
    """Return how long a bare sender takes for the same requests."""
    with Sender(parse_target(url)) as sender:
        began = time.perf_counter()
        for request in requests:
            sender.send(request)
        return time.perf_counter() - began


def send_with_httpx(url: str, requests: list[Request]) -> float:
    """Return how long one kept client takes for the same requests."""
    with httpx.Client(trust_env=False) as client:
        began = time.perf_counter()
        for request in requests:
            headers = [(name.encode(), value.encode("utf-8", "surrogateescape")) for name, value in request.headers]
            client.request(request.method, url, content=request.body, headers=headers)
        return time.perf_counter() - began


def plain_rules(url: str) -> list[str]:
    """Return the rules whose requests all went over the connection that was kept: these are like those of the loop."""
    _, run = play(make_settings(url, [rule.id for rule in RULES.values()]))
    return [
        one.rule.id
        for one in run.summary.outcomes
        if one.exchanges and len(one.exchanges) == one.sent and all(is_plain(each) for each in one.exchanges)
    ]


def is_plain(exchange: CheckExchange) -> bool:
    """Return whether a request is one that any client sends like this, over a connection that was kept."""
    request = exchange.request
    is_usual = request.method == "POST" and 0 < len(request.body) < _LARGE and exchange.manner is Manner.WHOLE
    return is_usual and exchange.attempt.reused


def main(rounds: int = 15) -> None:
    """Play the suites, then the plain rules in turn with the bare loop, and print the fastest round of each."""
    with correct_receiver() as url:
        for suite in Suite:
            seconds, run = play(make_settings(url, [rule.id for rule in select_rules(suite)], concurrency=4))
            findings = [one.rule.id for one in run.summary.findings]
            print(
                f"{suite:8}{seconds:6.2f} s  {len(run.plan.rules)} rules, {run.summary.sent} requests  {findings or ''}"
            )
    with strict_receiver() as url:
        compare(url, rounds)


def compare(url: str, rounds: int) -> None:
    """Play plain rules and send their requests without them, in turn."""
    settings = make_settings(url, plain_rules(url))
    requests = [each.request for one in CheckRun(settings).plan.rules for each in one.requests]
    loops = {"bare httpx.Client": send_with_httpx, "bare Sender": send_all}
    times: dict[str, list[float]] = {name: [] for name in (*loops, "mhook check")}
    for _ in range(rounds):
        for name, send in loops.items():
            times[name].append(send(url, requests) / len(requests))
        seconds, run = play(settings)
        times["mhook check"].append(seconds / run.summary.sent)
    bare = min(times["bare httpx.Client"])
    print(f"{len(settings.rules)} rules, {len(requests)} requests")
    for name, values in times.items():
        print(f"{name:20}{min(values) * 1e6:6.0f} µs a request {min(values) / bare:6.2f} times the bare client")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
