"""``localhost`` is two addresses: ``listen`` is at both, and what sends to the wrong one is told of the other."""

import json
import socket
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from maileroo_cli.errors import ExitCode
from tests.cli.calling import Mhook, process
from tests.cli.store import captured, event, fill
from tests.listening import Client, ListenProcess
from tests.receivers.raw import Receiver, closed_port, has_ipv6

pytestmark = [
    pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6"),
    pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX"),
]
REQUEST = b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"


def post(host: str, port: int) -> int:
    """Send an empty object to one address, and return the status."""
    with closing(HTTPConnection(host, port, timeout=30)) as connection:
        connection.request("POST", "/webhook", b"{}")
        return connection.getresponse().status


def test_listen_takes_both(tmp_path: Path) -> None:
    """A sender reaches it at either address, by one URL for people, and each capture has its sender's address."""
    with ListenProcess(tmp_path) as listen:
        assert listen.url == f"http://127.0.0.1:{listen.port}"
        assert listen.ready_file.read_text() == f"{listen.url}\n"
        assert [post(host, listen.port) for host in ("127.0.0.1", "::1")] == [200, 200]
        peers = [listen.next_object()["peer"] for _ in range(2)]
        ran = listen.stop()
    assert [peer.rpartition(":")[0] for peer in peers] == ["127.0.0.1", "[::1]"]
    assert "::1" not in ran.err
    with pytest.raises(ConnectionRefusedError):
        post("::1", listen.port)


def test_listen_says_one_url(tmp_path: Path) -> None:
    """The head names one URL where nothing else was asked for, and all of several hosts."""
    with ListenProcess(tmp_path / "one", form="text") as listen:
        lines = listen.stop().lines
    assert lines[0] == f"listening on http://127.0.0.1:{listen.port} (Ctrl-C ends)"
    assert not lines[1].startswith("  and on")
    with ListenProcess(tmp_path / "two", "--host", "127.0.0.1", "--host", "::1", form="text") as listen:
        lines = listen.stop().lines
    assert lines[1] == f"  also at http://[::1]:{listen.port}"


@pytest.mark.parametrize(("host", "other"), [("127.0.0.1", "::1"), ("::1", "127.0.0.1")])
def test_one_host_alone(host: str, other: str, tmp_path: Path) -> None:
    """With ``--host`` it is at that address alone."""
    with ListenProcess(tmp_path, "--host", host) as listen:
        assert post(host, listen.port) == 200
        with pytest.raises(ConnectionRefusedError):
            post(other, listen.port)


def test_limits_hold_over_both(tmp_path: Path) -> None:
    """Connections at either address count together."""
    with ListenProcess(tmp_path, "--max-connections", "1") as listen, Client(listen.port) as first:
        first.send(REQUEST.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n")[:-2])
        assert first.answer().status == 100  # it is known to the listener before the second one comes
        assert post("::1", listen.port) == 200
        assert (first.answer().status, first.ended) == (408, True)  # for it had not sent a whole request
        summary = json.loads(listen.stop().lines[-1])
    assert summary["turned_away"] == 1


def test_another_program_at_the_second_address(tmp_path: Path) -> None:
    """A port that another program has at ::1 is refused, and --host takes the one that is left."""
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as other:
        port = other.getsockname()[1]
        ran = process(["listen", "--port", str(port), "--store", tmp_path / "captures.db"])
        assert (ran.code, ran.out) == (ExitCode.USAGE, b"")
        assert ran.error.startswith(f"cannot listen on [::1]:{port} (another program has this port there")
        with ListenProcess(tmp_path, "--host", "127.0.0.1", port=port) as listen:
            assert post("127.0.0.1", listen.port) == 200


@pytest.mark.parametrize("form", ["text", "json"])
def test_send_names_the_other_address(form: str, mhook: Mhook) -> None:
    """``send`` says where something listens, for people and as the reason of an object."""
    with Receiver(host="::1") as receiver:
        url = f"http://127.0.0.1:{receiver.port}/webhook"
        ran = mhook("send", "opened", "--url", url, "--format", form)
        assert receiver.requests == []
    told = f"nothing listens on 127.0.0.1:{receiver.port}, but something does on [::1]:{receiver.port}: use [::1]:"
    said = json.loads(ran.lines[0])["reason"] if form == "json" else " ".join(ran.text.split())
    assert ran.code == ExitCode.UNREACHABLE
    assert told in said


def test_wait_for_names_the_other_address(mhook: Mhook) -> None:
    """So does ``--wait-for``, once it has waited."""
    with Receiver() as receiver:
        ran = mhook("send", "opened", "--wait-for", "0", "--url", f"http://[::1]:{receiver.port}/webhook")
    assert ran.code == ExitCode.UNREACHABLE
    told = f"nothing listens on [::1]:{receiver.port}, but something does on 127.0.0.1:{receiver.port}"
    assert ran.error.startswith(f"waited 0 s: {told}: use 127.0.0.1:{receiver.port}")


def test_replay_names_the_other_address(mhook: Mhook, project: Path) -> None:
    """So does ``replay``, also of a run that is read again."""
    with Receiver(host="::1") as receiver:
        url = f"http://127.0.0.1:{receiver.port}/webhook"
        ran = mhook("replay", "opened", "--url", url, "--clock", "virtual")
        again = mhook("runs", "show", "last")
    told = f"but something does on [::1]:{receiver.port}"
    assert told in " ".join(ran.text.split())
    assert told in " ".join(again.text.split())


def test_resend_names_the_other_address(mhook: Mhook, project: Path) -> None:
    """So does ``captures resend``."""
    fill(project / ".mhook" / "captures.db", captured(1, event(1)))
    with Receiver(host="::1") as receiver:
        ran = mhook("captures", "resend", "last", "--url", f"http://127.0.0.1:{receiver.port}/webhook")
    assert f"but something does on [::1]:{receiver.port}" in " ".join(ran.text.split())


def test_forwarding_names_the_other_address(tmp_path: Path) -> None:
    """So does ``listen --forward-to``, to whoever sent the request and beside it."""
    with (
        Receiver(host="::1") as receiver,
        ListenProcess(tmp_path, "--forward-to", f"http://127.0.0.1:{receiver.port}") as listen,
        Client(listen.port) as client,
    ):
        answer = client.send(REQUEST).answer()
        detail = listen.next_object()["detail"]
    told = f"nothing listens on 127.0.0.1:{receiver.port}, but something does on [::1]:{receiver.port}"
    assert answer.status == 502
    assert answer.body.startswith(f"mhook: {told}".encode())
    assert detail.startswith(told)


def test_nobody_listens(mhook: Mhook) -> None:
    """Where nothing listens at either, it is asked whether the receiver is running."""
    port = closed_port()
    ran = mhook("send", "opened", "--url", f"http://localhost:{port}/webhook")
    assert f"nothing listens on localhost:{port}: is the receiver running?" in " ".join(ran.text.split())
