"""Finding causes in the background: each request is reported once, with its cause or without."""

import errno
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from maileroo_cli.capture.answer.language import parse_script
from maileroo_cli.capture.answer.responder import Responder
from maileroo_cli.capture.check.checker import CheckedRequest, Checker
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.transport.server.config import ListenConfig
from maileroo_cli.transport.server.pipeline.search_process import ProcessSearch, SearchProcessError
from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import Signer
from tests.listening import Client, ListenThread

SECRET = Secret("secret")


def post(body: bytes, signature: str) -> bytes:
    """Return a request with this signature."""
    lines = f"Host: x\r\nx-maileroo-signature: {signature}\r\nContent-Length: {len(body)}"
    return f"POST / HTTP/1.1\r\n{lines}\r\n\r\n".encode() + body


def verifying(folder: Path) -> ListenThread:
    """Return a listener that verifies."""
    return ListenThread(folder, config=ListenConfig([SECRET], Responder(parse_script([]))))


@pytest.fixture
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no process be started for the search."""

    def refuse(secrets: object) -> None:
        raise SearchProcessError("cannot be started (a reason)")

    monkeypatch.setattr("maileroo_cli.transport.server.pipeline.stage_4_diagnose.ProcessSearch", refuse)


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> "list[subprocess.Popen[bytes]]":
    """Return the processes that are started for the search."""
    started: list[subprocess.Popen[bytes]] = []

    class Watched(ProcessSearch):
        def __init__(self, secrets: Sequence[Secret]) -> None:
            super().__init__(secrets)
            started.append(self._process)

    monkeypatch.setattr("maileroo_cli.transport.server.pipeline.stage_4_diagnose.ProcessSearch", Watched)
    return started


class Slow:
    """Takes the place of what finds causes: it takes until it is told to go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.began, self.may_end = threading.Event(), threading.Event()
        monkeypatch.setattr("maileroo_cli.capture.check.checker.Checker", lambda _, **__: self)

    def check(self, record: CaptureRecord, where: str) -> CheckedRequest:
        """Find the same cause for everything, slowly."""
        self.began.set()
        self.may_end.wait(30)
        return CheckedRequest(where, RequestVerdict.INVALID, causes=(CAUSES["unexplained"],), detail="a fact")


def test_cause(tmp_path: Path) -> None:
    """The cause of an invalid signature is reported and stored; valid requests do not wait for it."""
    body = b'{"event_type":"opened"}'
    signature = Signer(SECRET).sign(body)
    with verifying(tmp_path) as listen, Client(listen.port) as client:
        for one in (signature, f"sha256={signature}", signature):
            assert client.send(post(body, one)).answer().status == 200
        arrivals = listen.heard.wait_for(3)
    found = sorted((one.entry.verdict, one.entry.cause) for one in arrivals)
    assert found == [("invalid", "header-prefixed"), ("valid", ""), ("valid", "")]
    assert sorted((one.entry.verdict, one.entry.cause) for one in listen.captures()) == found


@pytest.mark.usefixtures("no_process")
def test_too_many(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where too many wait for their cause, more are reported without one at once."""
    slow = Slow(monkeypatch)
    monkeypatch.setattr("maileroo_cli.transport.server.pipeline.stage_4_diagnose._MOST_WAITING", 2)
    with verifying(tmp_path) as listen, Client(listen.port) as client:
        for number in range(5):
            assert client.send(post(b"%d" % number, "0" * 64)).answer().status == 200
        early = listen.heard.wait_for(3)
        slow.may_end.set()
        arrivals = listen.heard.wait_for(5)
    assert {(one.entry.cause, one.detail.partition(",")[0]) for one in early} == {("", "not diagnosed")}
    assert [(one.entry.cause, one.detail) for one in arrivals[3:]] == [("unexplained", "a fact")] * 2
    assert [one.entry.cause for one in listen.captures()] == ["unexplained"] * 2 + [""] * 3


@pytest.mark.usefixtures("no_process")
def test_end_while_causes_are_sought(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The end does not wait for long: what is not diagnosed by then is reported once, without a cause."""
    slow = Slow(monkeypatch)
    monkeypatch.setattr("maileroo_cli.transport.server.listener._GRACE", 0.1)
    monkeypatch.setattr("maileroo_cli.transport.server.pipeline.stage_4_diagnose._ENDING", 0.1)
    with verifying(tmp_path) as listen, Client(listen.port) as client:
        for number in range(3):
            assert client.send(post(b"%d" % number, "0" * 64)).answer().status == 200
        assert slow.began.wait(30)
        listen.stop()
    slow.may_end.set()
    why = "not diagnosed, since mhook listen was ended"
    assert [(one.entry.cause, one.detail.partition(":")[0]) for one in listen.heard.arrivals] == [("", why)] * 3
    assert [one.entry.verdict for one in listen.captures()] == ["invalid"] * 3


@pytest.mark.usefixtures("no_process")
def test_no_file_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What finds causes goes on after a search for which no file was left to open, and that one is reported too."""
    original = Checker.check
    failures = [OSError(errno.EMFILE, "Too many open files"), ImportError("cannot open shared object file")]

    def check(self: Checker, record: CaptureRecord, where: str) -> CheckedRequest:
        if failures:
            raise failures.pop(0)
        return original(self, record, where)

    monkeypatch.setattr(Checker, "check", check)
    with verifying(tmp_path) as listen, Client(listen.port) as client:
        for number in range(3):
            assert client.send(post(b"{}", "0" * 64)).answer().status == 200
            listen.heard.wait_for(number + 1)
    found = [(one.entry.cause, one.detail.partition(":")[0]) for one in listen.heard.arrivals]
    assert found[:2] == [
        ("", "not diagnosed (Too many open files)"),
        ("", "not diagnosed (cannot open shared object file)"),
    ]
    assert [cause for cause, _ in found[2:]] == ["unexplained"]


@pytest.mark.usefixtures("no_process")
@pytest.mark.parametrize(("pause", "made"), [(1000.0, 1), (-1.0, 5)], ids=["within the pause", "after it"])
def test_thoroughness(pause: float, made: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """However slowly bad signatures come, a thorough search begins anew only after a pause."""
    slow, checkers = Slow(monkeypatch), list[object]()
    slow.may_end.set()
    monkeypatch.setattr("maileroo_cli.transport.server.pipeline.stage_4_diagnose._THOROUGH_AGAIN", pause)

    def make(secrets: object, history: object) -> Slow:
        checkers.append(secrets)
        return slow

    monkeypatch.setattr("maileroo_cli.capture.check.checker.Checker", make)
    with verifying(tmp_path) as listen, Client(listen.port) as client:
        for number in range(5):
            assert client.send(post(b"%d" % number, "0" * 64)).answer().status == 200
            listen.heard.wait_for(number + 1)
    assert len(checkers) == made


@pytest.mark.usefixtures("no_process")
def test_interpreter_is_left_as_it_was(tmp_path: Path) -> None:
    """How long threads keep the interpreter is changed only while causes are sought without a process."""
    before = sys.getswitchinterval()
    with verifying(tmp_path) as listen, Client(listen.port) as client:
        for number in range(2):
            assert client.send(post(b"{}", "0" * 64)).answer().status == 200
            listen.heard.wait_for(number + 1)
        assert sys.getswitchinterval() < before
    assert sys.getswitchinterval() == before


def test_process(processes: "list[subprocess.Popen[bytes]]", tmp_path: Path) -> None:
    """One process searches, which does not start before a second signature is wrong, and is gone at the end."""
    before = sys.getswitchinterval()
    with verifying(tmp_path) as listen, Client(listen.port) as client:
        assert client.send(post(b"{}", Signer(SECRET).sign(b"{}"))).answer().status == 200
        listen.heard.wait_for(1)
        assert not processes
        for number in range(3):
            assert client.send(post(b"{}", f"SHA256={number}")).answer().status == 200
            listen.heard.wait_for(number + 2)
            assert len(processes) == min(number, 1)
        assert [one.poll() for one in processes] == [None]
        assert sys.getswitchinterval() == before
    assert [one.entry.cause for one in listen.heard.arrivals[1:]] == ["header-malformed"] * 3
    assert [one.returncode is None for one in processes] == [False]
    assert not listen.heard.troubles


def test_no_process_to_start(no_process: None, tmp_path: Path) -> None:
    """Where no process can be started a thread searches, and that is told once."""
    with verifying(tmp_path) as listen, Client(listen.port) as client:
        for number in range(2):
            assert client.send(post(b"{}", "0" * 64)).answer().status == 200
            listen.heard.wait_for(number + 1)
    assert [one.entry.cause for one in listen.heard.arrivals] == ["unexplained"] * 2
    [told] = listen.heard.troubles
    assert told.startswith("the process that searches for causes cannot be started (a reason): mhook listen searches")


def test_process_is_killed(processes: "list[subprocess.Popen[bytes]]", tmp_path: Path) -> None:
    """Where the process is killed one request at most has no cause; a thread goes on, and that is told once."""
    with verifying(tmp_path) as listen, Client(listen.port) as client:
        for number in range(4):
            assert client.send(post(b"{}", "0" * 64)).answer().status == 200
            listen.heard.wait_for(number + 1)
            if number == 1:
                processes[0].kill()
                processes[0].wait()
    causes = [one.entry.cause for one in listen.heard.arrivals]
    assert causes == ["unexplained", "unexplained", "", "unexplained"]
    assert listen.heard.arrivals[2].detail.startswith("not diagnosed, since the process that searched was ended")
    assert len(processes) == len(listen.heard.troubles) == 1


def test_strange_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is started and is no search for causes is not waited for: a thread searches."""
    monkeypatch.setattr("maileroo_cli.transport.server.pipeline.search_process._PROGRAM", "print('[]')")
    with verifying(tmp_path) as listen, Client(listen.port) as client:
        for number in range(2):
            assert client.send(post(b"{}", "0" * 64)).answer().status == 200
            listen.heard.wait_for(number + 1)
    assert [one.entry.cause for one in listen.heard.arrivals] == ["unexplained"] * 2
    assert len(listen.heard.troubles) == 1


def test_large_body(monkeypatch: pytest.MonkeyPatch, processes: list[object], tmp_path: Path) -> None:
    """A body larger than what may wait is reported without a cause, and the reason is its size."""
    monkeypatch.setattr("maileroo_cli.transport.server.pipeline.stage_4_diagnose._MOST_BYTES", 10)
    with verifying(tmp_path) as listen, Client(listen.port) as client:
        assert client.send(post(b"x" * 11, "0" * 64)).answer().status == 200
        listen.heard.wait_for(1)
    assert listen.heard.arrivals[0].detail.startswith("not diagnosed, since the body is larger than")
    assert not processes
