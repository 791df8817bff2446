"""How long `mhook check` takes, and what its requests cost beside a bare `Sender` that sends the same ones.

    python -m tests.benchmarks.check [ROUNDS]

The receiver is a process of its own. The suites are played against one that does everything right: smoke should take
less than 2 s, full less than 10 s. The ratio is that of the rules which send plain requests one after the other, in
turn with the bare loop, several rounds; that of the medians should be below 1.3.
"""

import statistics
import sys
import time

from maileroo_cli.operation.check.plan import CheckPlan
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

_REPEATED = 20


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


def plain_rules(plan: CheckPlan) -> list[str]:
    """Return the rules whose requests go one after the other, whole."""
    return [
        one.rule.id
        for one in plan.rules
        if not one.rule.needs and not one.rule.waits and len(one.requests) < _REPEATED
        if all(each.manner is Manner.WHOLE and len(each.request.body) < 10_000 for each in one.requests)
    ]


def main(rounds: int = 7) -> None:
    """Play the suites, then the plain rules in turn with the bare loop, and print each median."""
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
    plain = plain_rules(CheckRun(make_settings(url, [rule.id for rule in RULES.values()])).plan)
    settings = make_settings(url, plain)
    requests = [each.request for one in CheckRun(settings).plan.rules for each in one.requests]
    times: dict[str, list[float]] = {"bare Sender": [], "mhook check": []}
    sent = 0
    for _ in range(rounds):
        times["bare Sender"].append(send_all(url, requests) / len(requests))
        seconds, run = play(settings)
        sent = run.summary.sent
        times["mhook check"].append(seconds / sent)
    bare = statistics.median(times["bare Sender"])
    print(f"{len(plain)} rules, {sent} requests")
    for name, values in times.items():
        middle = statistics.median(values)
        print(f"{name:16}{middle * 1e6:6.0f} µs a request {middle / bare:6.2f} times the bare sender")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
