"""One load with two workers, as real processes on loopback, while others come to the master that may not take part."""

import socket
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

import pytest
import zmq

from tests.cli.calling import SECRET
from tests.with_locust.machines import CountingReceiver, Machine, Relay, start_master

PROBES = 2
OTHER_VERSION = """
import sys
import maileroo_cli.version as one
one.__version__ = "0.0.9"
from maileroo_cli.__main__ import main
sys.exit(main())
"""


class Healthy(NamedTuple):
    """One run with all that may come to a master's port beside two good workers."""

    receiver: CountingReceiver
    master: Machine
    workers: list[Machine]
    other_secret: Machine
    other_version: Machine
    third: Machine
    seen: bytes
    codes: list[int]


def send_garbage(place: str) -> None:
    """Send to a master what is no message of Locust, what is none of an admitted worker, and what is no ZeroMQ."""
    host, _, port = place.rpartition(":")
    with socket.create_connection((host, int(port))) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\n\r\n")
    context = zmq.Context()
    stranger = context.socket(zmq.DEALER)
    stranger.setsockopt(zmq.IDENTITY, b"stranger")
    stranger.connect(f"tcp://{place}")
    for data in (b"\xc1", b"\x91\x01", b"\x93\xa5stats\xc0\xa8stranger", b"\x93\xaamhook_hello\xc0\xa8stranger"):
        stranger.send(data)
    stranger.close(linger=2_000)
    context.term()


@pytest.fixture(scope="module")
def healthy() -> Iterator[Healthy]:
    """Run one load with two workers, while others try to take part that may not."""
    with ExitStack() as stack:
        receiver = stack.enter_context(CountingReceiver())
        load = ("--rate", "200/s", "--for", "3s", "--bad", "3%", "--duplicates", "5%")
        master = stack.enter_context(start_master(receiver.url, *load))
        place = master.place
        send_garbage(place)
        relay = stack.enter_context(Relay(place))
        other_secret = stack.enter_context(
            Machine("--worker", place, "--secret", "env:OTHER", env={"OTHER": "another"})
        )
        old = stack.enter_context(Machine("--worker", place, line=[sys.executable, "-c", OTHER_VERSION]))
        refused = [other_secret.wait(), old.wait()]
        workers = [stack.enter_context(Machine("--worker", one)) for one in (relay.place, place)]
        master.wait_for("2 of 2")
        third = stack.enter_context(Machine("--worker", place))
        codes = [*refused, master.wait(), *(one.wait() for one in workers), third.wait()]
        yield Healthy(receiver, master, workers, other_secret, old, third, bytes(relay.seen), codes)


def test_all_counts_agree(healthy: Healthy) -> None:
    """What was planned was started, all of it was answered as it should be, and the receiver counts the same."""
    result = healthy.master.result
    assert healthy.codes[3:5] == [0, 0]
    # A machine that is busy with other tests may begin requests late; none may be missing for that.
    problems = [one for one in result["problems"] if one["finding"] != "generator-late"]
    assert problems == []
    assert result["exit_code"] == healthy.codes[2]
    kinds = result["request_kind_counts"]
    bodies = healthy.receiver.bodies
    assert result["planned"] == result["started"] == result["passed"] == result["answered"] == 600
    assert len(bodies) == 600 + PROBES
    assert len(set(bodies)) == 600 + PROBES - kinds["duplicate"]["200"]
    assert sum(number for kind in kinds.values() for number in kind.values()) == 600


def test_each_worker_has_its_part(healthy: Healthy) -> None:
    """Both workers sent a part of the plan, and each says how much of it."""
    told = healthy.master.result["workers"]
    assert sum(one["planned"] for one in told) == sum(one["started"] for one in told) == 600
    assert all(one["started"] > 200 and not one["lost"] for one in told)
    said = [machine.said[-1] for machine in healthy.workers]
    assert sorted(int(line.split(": ")[-1].split()[0]) for line in said) == sorted(one["started"] for one in told)


def test_a_worker_with_another_secret(healthy: Healthy) -> None:
    """A worker whose secret is another one is refused, in one line on both sides, which shows neither secret."""
    assert healthy.codes[0] == 1
    line = "its secret is another one than the master's"
    assert [line in one for one in healthy.other_secret.errors] == [True]
    assert sum(line in one for one in healthy.master.said) == 1
    assert not any("another-" in one or SECRET in one for one in healthy.master.said)


def test_a_worker_of_another_version(healthy: Healthy) -> None:
    """A worker of another version of mhook is refused, in one line on both sides, which names both versions."""
    assert healthy.codes[1] == 1
    (line,) = healthy.other_version.errors
    assert "mhook 0.0.9" in line
    assert line.count("with Faker") == 2
    assert sum("mhook 0.0.9" in one for one in healthy.master.said) == 1


def test_one_worker_too_many(healthy: Healthy) -> None:
    """A worker that comes when all are there is told so, and sends nothing."""
    assert healthy.codes[5] == 1
    assert "has the 2 workers that it expects" in healthy.third.errors[0]


def test_the_secret_stays_where_it_is(healthy: Healthy) -> None:
    """What goes between worker and master holds the plan and the counts, and the secret in no form."""
    for form in (SECRET.encode(), SECRET.encode().hex().encode(), b64encode(SECRET.encode())):
        assert form not in healthy.seen
    assert b"mhook_plan" in healthy.seen
    assert b"mhook_tally" in healthy.seen
