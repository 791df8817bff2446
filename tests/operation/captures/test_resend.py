"""Sending captures again from Python, to a receiver on a real socket."""

from pathlib import Path

import pytest

from maileroo_cli.capture.store.archive import CaptureFilter
from maileroo_cli.capture.transfer.selection import CaptureSelection
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.operation.captures.resend import CaptureResend, ResendConnection
from tests.capture.stored import capture, fill
from tests.receivers import Receiver

EVERY = CaptureSelection(wanted=CaptureFilter(since=0.0))


def test_in_three_lines(tmp_path: Path) -> None:
    """Each whole request is sent again with its bytes, and each attempt is yielded."""
    path = fill(tmp_path / "captures.db", capture(1, body=b"\xff\0"), capture(2, anomaly="cut-off"), capture(3))
    with Receiver() as receiver:
        resend = CaptureResend(path, EVERY, ResendConnection(receiver.url))
        results = list(resend.attempts())
    assert [result.attempt.status for result in results] == [200, 200]
    assert [request.partition(b"\r\n\r\n")[2] for request in receiver.requests] == [b"\xff\0", b"{}"]
    assert (resend.malformed, resend.exit_code(2, ExitCode.OK)) == (1, ExitCode.OK)


@pytest.mark.parametrize("concurrency", [1, 3])
def test_signed_anew(tmp_path: Path, concurrency: int) -> None:
    """A function signs each body, one at a time or several."""
    path = fill(tmp_path / "captures.db", *(capture(number, body=b"%d" % number) for number in range(9)))
    with Receiver() as receiver:
        resend = CaptureResend(path, EVERY, ResendConnection(receiver.url, concurrency=concurrency))
        assert len(list(resend.attempts(lambda body: f"signed-{body.decode()}"))) == 9
    assert {request.split(b"signed-")[1][:1] for request in receiver.requests} == {b"%d" % n for n in range(9)}


def test_nothing_that_can_be_sent(tmp_path: Path) -> None:
    """Where all captures are left out, the exit code says that the input was at fault."""
    path = fill(tmp_path / "captures.db", capture(1, anomaly="cut-off"))
    resend = CaptureResend(path, EVERY, ResendConnection("http://127.0.0.1:9/"))
    assert list(resend.attempts()) == []
    assert resend.exit_code(0, ExitCode.OK) is ExitCode.INPUT


def test_a_loop_that_ends_early(tmp_path: Path) -> None:
    """Closing the iterator ends what sends, while its threads may be reading the store."""
    path = fill(tmp_path / "captures.db", *map(capture, range(200)))
    with Receiver() as receiver:
        attempts = CaptureResend(path, EVERY, ResendConnection(receiver.url, concurrency=3)).attempts()
        next(attempts)
        attempts.close()
    assert len(receiver.requests) < 200


def test_what_is_refused_at_once(tmp_path: Path) -> None:
    """Without a selection, or without a URL, nothing is begun."""
    with pytest.raises(UsageError):
        CaptureResend(tmp_path / "captures.db", CaptureSelection(), ResendConnection("http://127.0.0.1:9/"))
    with pytest.raises(UsageError):
        CaptureResend(tmp_path / "captures.db", EVERY, ResendConnection("nowhere"))
