"""Sending captures again from Python, to a receiver on a real socket."""

from pathlib import Path

import pytest

from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.transfer.selection import CaptureSelection
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.operation.captures.resend import resend
from maileroo_cli.operation.send import Endpoint, SendPace
from maileroo_cli.transport.client.target import parse_target
from tests.capture.stored import capture, fill
from tests.receivers.raw import Receiver

EVERY = CaptureSelection(wanted=CaptureFilter(since=0.0))
NOWHERE = Endpoint(parse_target("http://127.0.0.1:9/"))


def test_in_three_lines(tmp_path: Path) -> None:
    """Each whole request is sent again with its bytes, and each attempt is yielded."""
    path = fill(tmp_path / "captures.db", capture(1, body=b"\xff\0"), capture(2, anomaly="cut-off"), capture(3))
    with Receiver() as receiver:
        run = resend(path, EVERY, Endpoint(parse_target(receiver.url)))
        assert [one.attempt.status for one in run] == [200, 200]
    assert [request.partition(b"\r\n\r\n")[2] for request in receiver.requests] == [b"\xff\0", b"{}"]
    assert (run.malformed, run.summary.sent, run.exit_code) == (1, 2, ExitCode.OK)


@pytest.mark.parametrize("concurrency", [1, 3])
def test_signed_anew(tmp_path: Path, concurrency: int) -> None:
    """A function signs each body, one at a time or several."""
    path = fill(tmp_path / "captures.db", *(capture(number, body=b"%d" % number) for number in range(9)))
    with Receiver() as receiver:
        pace = SendPace(concurrency)
        endpoint = Endpoint(parse_target(receiver.url))
        run = resend(path, EVERY, endpoint, pace=pace, sign=lambda body: f"signed-{body.decode()}")
        assert len(list(run)) == 9
    assert {request.split(b"signed-")[1][:1] for request in receiver.requests} == {b"%d" % n for n in range(9)}


def test_nothing_that_can_be_sent(tmp_path: Path) -> None:
    """Where all captures are left out, the exit code says that the input was at fault."""
    path = fill(tmp_path / "captures.db", capture(1, anomaly="cut-off"))
    run = resend(path, EVERY, NOWHERE)
    assert list(run) == []
    assert run.exit_code is ExitCode.INPUT


def test_a_loop_that_ends_early(tmp_path: Path) -> None:
    """Closing the iterator ends what sends, while its threads may be reading the store."""
    path = fill(tmp_path / "captures.db", *map(capture, range(200)))
    with Receiver() as receiver:
        run = resend(path, EVERY, Endpoint(parse_target(receiver.url)), pace=SendPace(3))
        next(run)
        run.close()
    assert len(receiver.requests) < 200


def test_what_is_refused_at_once(tmp_path: Path) -> None:
    """Without a selection nothing is begun."""
    with pytest.raises(UsageError):
        resend(tmp_path / "captures.db", CaptureSelection(), NOWHERE)
