"""`mhook listen` as a command: what it awaits, what it prints, how it ends, and what it refuses to begin with."""

import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from maileroo_cli.operation.listen.results import Exposed, ListenResult
from maileroo_cli.report.listen.report import ListenReport, ListenTerms
from maileroo_cli.report.terminal.console import Console, Format
from maileroo_cli.transport.server.address import Address
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import Signer
from maileroo_cli.webhook.text.instant import format_instant
from tests.cli.calling import SECRET, VARIABLE, Mhook, check, command, environment, process
from tests.listening import NO_ANSWER, PATIENCE, Client, ListenProcess, read_captures
from tests.receivers.raw import has_ipv6

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes are those of POSIX"),
    pytest.mark.usefixtures("measured_processes"),
]

SIGNER = Signer(Secret(SECRET))


def event(kind: str, event_id: str = "", *, valid: bool = True, reference_id: str = "r") -> bytes:
    """Return a signed request with an event."""
    names = {"event_type": kind, "event_id": event_id, "message_reference_id": reference_id}
    body = json.dumps(names).encode()
    signature = SIGNER.sign(body) if valid else "0" * 64
    head = f"POST /hook HTTP/1.1\r\nHost: x\r\nX-Maileroo-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def post(port: int, *requests: bytes) -> list[int]:
    """Send requests on one connection, each after the answer to the one before; return the statuses."""
    with Client(port) as client:
        return [client.send(request).answer().status for request in requests]


AWAITED: dict[str, tuple[str, list[bytes], int, list[str]]] = {
    "met": (
        "opened=2, all valid, no duplicates within 1m",
        [event("opened", "1"), event("opened", "2")],
        0,
        ["opened: 2 of 2 arrived", "all valid: 2 requests", "no duplicates among 2 requests"],
    ),
    "missing": ("opened=2 within 300ms", [event("opened", "1")], 1, ["opened: 1 of 2 arrived"]),
    "nothing": ("opened=1 within 50ms", [], 1, ["opened: 1 expected, none arrived"]),
    "too many, while it settles": (
        "opened=1 within 1m",
        [event("opened", "1"), event("opened", "2")],
        1,
        ["opened: 1 expected, 2 arrived"],
    ),
    "invalid": (
        "opened=1, all valid within 1m",
        [event("opened", "1", valid=False)],
        1,
        [
            "opened: 1 expected, none arrived; 1 invalid is not counted (unexplained)",
            "all valid: 1 of 1 is invalid (unexplained)",
        ],
    ),
    "duplicates": (
        "opened=3, no duplicates within 1m",
        [event("opened", "1"), event("opened", "1")],
        1,
        [
            "opened: 2 of 3 arrived; 1 is a duplicate (event 1)",
            "no duplicates: 1 of 2 is a duplicate (event 1)",
        ],
    ),
    "none may come": ("failed=0 within 300ms", [event("opened", "1")], 0, ["failed: none expected, none arrived"]),
    "one came that must not": (
        "failed=0 within 1m",
        [event("failed", "1")],
        1,
        ["failed: none expected, 1 arrived"],
    ),
}


@pytest.mark.parametrize("name", AWAITED)
def test_expect(name: str, tmp_path: Path) -> None:
    """It ends by itself as soon as it is decided, with 0 or 1, and a sentence for each clause."""
    awaited, requests, code, sentences = AWAITED[name]
    with ListenProcess(tmp_path, "--expect", awaited) as listen:
        assert post(listen.port, *requests) == [200] * len(requests)
        ran = listen.wait()
    summary = ran.objects[-1]
    assert (ran.code, summary["exit_code"], ran.err) == (code, code, "")
    assert [one["reason"] for one in summary["expectations"]] == sentences
    assert len(ran.objects) == len(requests) + 2


def test_expect_as_text(tmp_path: Path) -> None:
    """As text each clause is marked, and what was not met is told with what came."""
    with ListenProcess(tmp_path, "--expect", "opened>=1, clicked=1 within 300ms", form="text") as listen:
        post(listen.port, event("opened", "1"))
        ran = listen.wait()
    assert ran.code == 1
    assert ran.lines[-2:] == [
        "met      opened: at least 1 expected, 1 arrived",
        "not met  clicked: 1 expected, none arrived",
    ]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "term"])
def test_expect_interrupted(number: signal.Signals, tmp_path: Path) -> None:
    """What was ended before it was met was not met."""
    with ListenProcess(tmp_path, "--expect", "opened=2") as listen:
        post(listen.port, event("opened", "1"))
        ran = listen.stop(number)
    assert (ran.code, ran.objects[-1]["exit_code"]) == (1, 1)


def test_summary(tmp_path: Path) -> None:
    """At the end the requests are counted by type and verdict, the most frequent first, with the causes."""
    with ListenProcess(tmp_path, form="text") as listen:
        requests = [event("opened", "1"), event("clicked", "2"), event("opened", "3", valid=False), b"GET / HTTP/9\r\n"]
        assert post(listen.port, *requests) == [200, 200, 200, 400]
        ran = listen.stop(signal.SIGTERM)
    assert ran.code == 0
    listening, storing = ran.lines[:2]
    total, opened, *others, hint = ran.lines[ran.lines.index("") + 1 :]
    assert listening == f"listening on {listen.url} (Ctrl-C ends)"
    assert storing == f"  keeping each request in {listen.store} (0 so far)"
    assert total == "4 requests: 2 valid, 1 invalid, 1 damaged"
    assert opened.split() == ["opened", "2", "1", "valid,", "1", "invalid", "(1", "x", "unexplained)"]
    assert sorted(line.split("  ")[1] for line in others) == ["(no type)", "clicked"]
    assert hint == f"look at them: mhook captures list --store {listen.store}"


def test_first_object(tmp_path: Path) -> None:
    """The first JSON object tells where it listens; each request is an object with what is known of it."""
    with ListenProcess(tmp_path) as listen:
        post(listen.port, event("opened", "abc"))
        arrival = listen.next_object()
        ran = listen.stop()
    ready = ran.objects[0]
    assert ready == {
        "schema": "mhook.listen/1", "url": listen.url, "store": str(listen.store), "pid": listen.pid,
        "forward_to": None,
    }  # fmt: skip
    (kept,) = listen.captures()
    assert arrival.pop("duration_ms") == round(kept.entry.milliseconds or 0, 3) > 0
    assert arrival == {
        "schema": "mhook.arrival/2", "id": kept.entry.id, "time": format_instant(kept.entry.at),
        "peer": kept.entry.peer, "method": "POST", "target": "/hook", "event_type": "opened",
        "event_id": "abc", "reference_id": "r", "event_time": None,
        "verdict": "valid", "cause": None, "causes": [], "secret": f"env:{VARIABLE}",
        "anomaly": None, "bytes": kept.entry.size, "status": 200, "answered_by": "script", "cancelled": False,
        "detail": None, "action": "200", "kept": True,
    }  # fmt: skip


def test_ready_file(tmp_path: Path) -> None:
    """The ready file holds the URL when connections are accepted, with nothing beside it, and is gone at the end."""
    with ListenProcess(tmp_path) as listen:
        post(listen.port, event("opened", "1"))
        assert listen.ready_file.read_text() == f"{listen.url}\n"
        assert sorted(path.name for path in tmp_path.iterdir() if "url" in path.name) == ["url.txt"]
        listen.stop()
    assert not listen.ready_file.exists()


@pytest.mark.parametrize("place", ["no/such/folder/url.txt", ""], ids=["missing folder", "a folder"])
def test_ready_file_that_cannot_be_written(place: str, tmp_path: Path) -> None:
    """A ready file that cannot be written ends it with one line, and leaves nothing behind."""
    folder = tmp_path / "ready"
    folder.mkdir()
    ran = process(["listen", "--port", "0", "--store", tmp_path / "c.db", "--ready-file", folder / place])
    assert ran.code == 3
    assert ran.error.startswith(f"cannot write '{folder / place}' (")
    assert [*tmp_path.iterdir(), *folder.iterdir()] == [folder]


@pytest.mark.parametrize(
    "content",
    [b"precious", b"http://127.0.0.1:80\nmore", b"https://example.com/x\n", b"\0" * 5000],
    ids=["text", "two lines", "another URL", "large"],
)
def test_ready_file_of_somebody_else(content: bytes, mhook: Mhook, tmp_path: Path) -> None:
    """A file that holds anything but an old URL of ours is refused before anything begins, and stays as it is."""
    path = tmp_path / "url.txt"
    path.write_bytes(content)
    ran = mhook("listen", "--port", "0", "--store", tmp_path / "c.db", "--ready-file", path)
    assert (ran.code, "holds something other than an earlier URL" in ran.error) == (2, True)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_ready_file_that_is_no_file(mhook: Mhook, project: Path) -> None:
    """A link to something other than an old URL of ours, and a pipe, are named as what they are, and stay."""
    (project / "precious").write_bytes(b"precious")
    (project / "link").symlink_to("precious")
    os.mkfifo(project / "pipe")
    for name, said in (("link", "is a symbolic link"), ("pipe", "is not a regular file")):
        ran = mhook("listen", "--port", "0", "--store", "c.db", "--ready-file", name)
        assert (ran.code, ran.error) == (2, f"--ready-file '{name}' {said}: name a file that does not exist yet")
        assert os.path.lexists(name)


@pytest.mark.parametrize("name", ["c.db", "./x/../c.db", "c.db-wal"])
def test_ready_file_that_is_the_store(name: str, mhook: Mhook, project: Path) -> None:
    """The store and what belongs to it is no ready file, however it is written."""
    (project / "x").mkdir()
    ran = mhook("listen", "--port", "0", "--store", "c.db", "--ready-file", name)
    assert (ran.code, "is the store" in ran.error) == (2, True)
    assert not list(project.glob("c.db*"))


def test_old_ready_file(mhook: Mhook, tmp_path: Path) -> None:
    """An old URL is gone while a start fails, and replaced by one that succeeds; an empty file is as good as none."""
    path = tmp_path / "url.txt"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        path.write_text("http://127.0.0.1:9\n")
        port = str(taken.getsockname()[1])
        assert mhook("listen", "--port", port, "--store", tmp_path / "c.db", "--ready-file", path).code == 2
    assert not path.exists()
    for old in ("http://[::1]:9\n", ""):
        path.write_text(old)
        with ListenProcess(tmp_path) as listen:
            assert path.read_text() == f"{listen.url}\n"
        assert not path.exists()


def test_ready_file_in_the_folder_of_the_store(tmp_path: Path) -> None:
    """The ready file may lie in a folder that is only made for the store."""
    with ListenProcess(tmp_path / "new" / "deep") as listen:
        assert listen.ready_file.read_text() == f"{listen.url}\n"


def test_ready_file_that_another_wrote(tmp_path: Path) -> None:
    """At the end the file stays where it holds another listener's URL by then."""
    with ListenProcess(tmp_path) as listen:
        listen.ready_file.write_text("http://127.0.0.1:9\n")
        listen.stop()
    assert listen.ready_file.read_text() == "http://127.0.0.1:9\n"


def test_ready_file_is_gone_where_nobody_reads(tmp_path: Path) -> None:
    """The ready file goes also where the end is that nobody reads what is printed."""
    running = start(tmp_path, "--ready-file", str(tmp_path / "url.txt"))
    assert running.stdout is not None
    url = running.stdout.readline().split()[2].decode()
    running.stdout.close()
    with suppress(ConnectionRefusedError):  # it may have met the end before
        post(int(url.rpartition(":")[2]), event("opened", "1"))
    assert running.wait(PATIENCE) == 0
    assert not (tmp_path / "url.txt").exists()
    end(running)


def start(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """Start a listener with pipes that the test reads itself."""
    line = command(["listen", "--port", "0", "--store", folder / "captures.db", *arguments])
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), bufsize=0)


def end(running: "subprocess.Popen[bytes]") -> bytes:
    """Wait for the end; return what was said on stderr."""
    assert running.stderr is not None
    with running:
        said = running.stderr.read()
    return said or b""


def test_slow_reader(tmp_path: Path) -> None:
    """However slowly its output is read, there is a line for each request."""
    count, running = 1_000, start(tmp_path, "--format", "json")
    assert running.stdout is not None
    out = running.stdout.fileno()
    port = int(json.loads(running.stdout.readline())["url"].rpartition(":")[2])
    sender = threading.Thread(target=post, args=(port, *(event("opened", str(one)) for one in range(count))))
    sender.start()
    came, sizes = b"", random.Random(1)
    while came.count(b"\n") < count:
        came += os.read(out, sizes.choice((1, 7, 100, 4096)))
    sender.join(PATIENCE)
    running.send_signal(signal.SIGINT)
    came += running.stdout.read()
    assert (end(running), running.returncode) == (b"", 0)
    lines = [json.loads(line) for line in came.splitlines()]
    assert [one.get("event_id") for one in lines] == [*map(str, range(count)), None]
    assert lines[-1]["valid"] == count


@pytest.mark.parametrize(("awaited", "code"), [([], 0), (["--expect", "opened=5"], 1)], ids=["plain", "expecting"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_reader_goes_away(form: str, awaited: list[str], code: int, tmp_path: Path) -> None:
    """Where the reader of stdout goes, as `head -1` does, it ends silently; what is awaited was then not met."""
    running = start(tmp_path, "--format", form, *awaited)
    assert running.stdout is not None
    first = running.stdout.readline().decode()
    if form == "text":
        last = b"  keeping each request in " if awaited else b"  try it: "
        assert any(line.startswith(last) for line in running.stdout), "it ended before it was ready"
    running.stdout.close()
    url = json.loads(first)["url"] if form == "json" else first.split()[2]
    request = event("opened", "1")
    assert post(int(url.rpartition(":")[2]), request) == [200]
    assert (running.wait(PATIENCE), end(running)) == (code, b"")
    assert [one.content.head + one.content.body for one in read_captures(tmp_path / "captures.db")] == [request]
    with closing(sqlite3.connect(tmp_path / "captures.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_port_in_use(tmp_path: Path) -> None:
    """A port that another program has is told in one line, and the store is free again."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ran = process(["listen", "--port", str(port), "--store", tmp_path / "captures.db"])
    assert ran.code == 2
    shown = f"ss -ltnp 'sport = :{port}'" if sys.platform == "linux" else ran.error.rpartition("it is: ")[2]
    assert ran.error == (
        f"cannot listen on 127.0.0.1:{port} (another program has this port): choose another --port, or 0 for any free "
        f"one; see which program it is: {shown}"
    )
    with ListenProcess(tmp_path) as listen:
        assert post(listen.port, event("opened", "1")) == [200]


class Warnings:
    """A session that tells no more than that others can reach its host, where they can."""

    def __init__(self, host: str) -> None:
        self._told: list[ListenResult] = [*map(Exposed, Address((host,)).exposed)]

    def __iter__(self) -> Iterator[ListenResult]:
        return iter(self._told)

    def stop(self) -> None:
        """Do nothing: it ends by itself."""


def warn_about(host: str) -> None:
    """Show what is told of a host before it is listened there."""
    ListenReport(Console(format=Format.TEXT), ListenTerms()).show(Warnings(host))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere 127.0.0.2 is no address of the machine")
@pytest.mark.parametrize(
    ("host", "reached"), [([], False), (["--host", "127.0.0.1"], False), (["--host", "0.0.0.0"], True)]
)
def test_only_this_machine_reaches_it(tmp_path: Path, host: list[str], reached: bool) -> None:
    """Without ``--host`` it is at localhost and at no other address of this machine; with 0.0.0.0 at all of IPv4."""
    with ListenProcess(tmp_path, *host) as listen:
        assert (listen.url, listen.ready_file.read_text().strip()) == (
            (f"http://{host[-1] if host else '127.0.0.1'}:{listen.port}",) * 2
        )
        assert post(listen.port, event("opened", "1")) == [200]
        with socket.socket() as client:
            assert (client.connect_ex(("127.0.0.2", listen.port)) == 0) is reached
        with socket.socket(socket.AF_INET6) as client:
            assert (client.connect_ex(("::1", listen.port)) == 0) is (not host and has_ipv6())
        ran = listen.stop()
    assert ("others in the network can send requests here" in ran.err) is reached


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_other_hosts_are_warned_about(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An address that others can reach is warned about."""
    warn_about(host)
    assert capsys.readouterr().err.startswith(f"mhook: note: listening on {host}: others in the network")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_own_hosts(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    """This machine's own addresses are not."""
    warn_about(host)
    assert capsys.readouterr().err == ""


def test_without_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a secret that is said once, and requests are kept unchecked."""
    without = {name: value for name, value in environment().items() if name != VARIABLE}
    monkeypatch.setattr("tests.listening.environment", lambda _: without)
    with ListenProcess(tmp_path) as listen:
        assert post(listen.port, event("opened", "1")) == [200]
        assert listen.next_object()["verdict"] == "unchecked"
        ran = listen.stop()
    assert [json.loads(line)["note"] for line in ran.err.splitlines()] == [
        f"no secret was given: requests are kept, but not verified; set {VARIABLE} or use --secret"
    ]
    assert [one.entry.verdict for one in listen.captures()] == ["unchecked"]


REFUSED = {
    "two kinds of answers": (["--respond", "200", "--forward-to", "http://127.0.0.1:1/"], 2, "--respond and --forward"),
    "no URL": (["--forward-to", "localhost"], 2, "the URL does not begin with"),
    "no certificates": (["--forward-to", "https://127.0.0.1:1", "--cacert", "none.pem"], 3, "cannot read --cacert"),
    "no script": (["--respond", "20"], 2, "--respond '20'"),
    "no clause": (["--expect", "opend=1"], 2, "--expect"),
    "no duration": (["--keep-for", "soon"], 2, "'soon'"),
    "no size": (["--keep-size", "big"], 2, "'big'"),
    "an empty host": (["--host", ""], 2, "--host is empty: give an address, such as 127.0.0.1, or 0.0.0.0 for every"),
    "a URL as host": (["--host", "http://127.0.0.1:80/x"], 2, "give the bare address: 127.0.0.1"),
    "a host in brackets": (["--host", "[::1]"], 2, "give the bare address: ::1"),
    "a host that is no text": (["--host", "\udcff"], 2, r"'\udcff' is not a host name: check --host"),
    "a host that is no name": (["--host", "a\u202eb"], 2, r"'a\u202eb' is not a host name: check --host"),
    "a host outside ASCII": (["--host", "é.invalid"], 2, "cannot listen on é.invalid"),
    "no address": (["--host", "no-such-host.invalid"], 2, "cannot listen on no-such-host.invalid"),
    "an empty secret": (["--secret", "env:NONE_SUCH"], 2, "NONE_SUCH"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, tmp_path: Path) -> None:
    """What cannot be is told in one line before anything is listened to."""
    arguments, code, error = REFUSED[name]
    ran = process(["listen", "--port", "0", "--store", tmp_path / "captures.db", *arguments])
    assert (ran.code, ran.out) == (code, b"")
    assert error in ran.error


@pytest.mark.parametrize(
    ("limit", "most"), [(["--keep", "100"], 100), (["--keep-size", "20K"], 100), (["--keep-for", "1ms"], 5)]
)
def test_keeps_within_limits(limit: list[str], most: int, tmp_path: Path) -> None:
    """The oldest captures are deleted while requests come, and the newest are kept."""
    count = 3_000
    with ListenProcess(tmp_path, "--quiet", *limit) as listen:
        with Client(listen.port) as client:
            requests = [event("opened", str(one)) for one in range(count)]
            sender = threading.Thread(target=client.send, args=requests)
            sender.start()
            assert {client.answer().status for _ in range(count)} == {200}
            sender.join(PATIENCE)
        listen.stop()
    kept = [int(one.entry.event_id) for one in listen.captures()]
    assert len(kept) < most + 1_100
    assert kept == list(range(count - len(kept), count))


def test_quiet(tmp_path: Path) -> None:
    """--quiet prints where it listens and the summary alone."""
    with ListenProcess(tmp_path, "--quiet") as listen:
        post(listen.port, event("opened", "1"))
        ran = listen.stop()
    assert [one["schema"] for one in ran.objects] == ["mhook.listen/1", "mhook.listen-summary/2"]


@pytest.mark.slow
def test_a_flood_of_bad_signatures(tmp_path: Path) -> None:
    """While bad signatures wait for their cause valid requests are answered; each request gets its line."""
    count = 1_500
    with ListenProcess(tmp_path) as listen:
        with Client(listen.port) as flood, Client(listen.port) as client:
            sender = threading.Thread(target=flood.send, args=[event("opened", "bad", valid=False) * count])
            sender.start()
            for one in range(50):
                assert client.send(event("clicked", f"good-{one}")).answer().status == 200
            assert {flood.answer().status for _ in range(count)} == {200}
            sender.join(PATIENCE)
        ran = listen.stop()
    told = ran.objects[1:-1]
    assert (ran.code, ran.err) == (0, "")
    assert Counter(one["event_id"] for one in told)["bad"] == ran.objects[-1]["invalid"] == count
    causes = [one.entry.cause for one in listen.captures() if one.entry.verdict == "invalid"]
    assert sum(map(bool, causes)) == sum(bool(one["causes"]) for one in told) > 0
    for line in told:
        assert line["verdict"] == "valid" or line["causes"] or line["detail"].startswith("not diagnosed")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_the_search_leaves_no_process(number: signal.Signals, tmp_path: Path) -> None:
    """However it ends, the process that searches for causes ends with it; no secret is in its arguments."""
    with ListenProcess(tmp_path) as listen:
        for name in "12":
            post(listen.port, event("opened", name, valid=False))
            assert listen.next_object()["causes"]
        [(searcher, arguments)] = children(listen.pid)
        assert "search_worker" in arguments
        assert SECRET not in arguments
        listen.stop(number)
    wait_until_ended(searcher)


def test_a_signal_to_all(tmp_path: Path) -> None:
    """Ctrl-C reaches the listener alone, which lets the process that searches finish what is under way."""
    with ListenProcess(tmp_path) as listen:
        for name in "12":
            post(listen.port, event("opened", name, valid=False))
            assert listen.next_object()["causes"]
        [(searcher, _)] = children(listen.pid)
        assert os.getpgid(searcher) != os.getpgid(listen.pid)


def children(pid: int) -> list[tuple[int, str]]:
    """Return the processes that the process ``pid`` has started, each with its arguments."""
    told = subprocess.run(
        ["ps", "-A", "-ww", "-o", "ppid=,pid=,args="], check=True, capture_output=True, text=True
    ).stdout
    rows = (line.split(None, 2) for line in told.splitlines())
    return [(int(one), rest[0] if rest else "") for parent, one, *rest in rows if int(parent) == pid]


def wait_until_ended(pid: int) -> None:
    """Wait until there is no process ``pid``, or only what is left of one that nobody has asked after."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
        if not state.stdout.strip() or state.stdout.strip().startswith("Z"):
            return
    raise AssertionError(f"the process {pid} goes on")


def test_interrupted_while_clients_come(tmp_path: Path) -> None:
    """Connections that are just being opened at the end leave nothing behind, in any round."""
    for _ in range(8):
        with ListenProcess(tmp_path) as listen, ExitStack() as stack:
            for number in range(10):
                if number == 5:
                    listen.process.send_signal(signal.SIGINT)
                with suppress(ConnectionError):  # it may have ended before
                    stack.enter_context(Client(listen.port)).send(b"POST / HTTP/1.1\r\n")
            ran = listen.stop()
        assert (ran.code, ran.err) == (0, "")


def test_interrupted_twice(tmp_path: Path) -> None:
    """A second Ctrl-C while it ends does no harm."""
    with ListenProcess(tmp_path) as listen, Client(listen.port) as client:
        client.send(event("opened", "1")[:-1])
        listen.process.send_signal(signal.SIGINT)
        listen.process.send_signal(signal.SIGINT)
        ran = listen.stop()
        assert client.answer() is NO_ANSWER
    assert (ran.code, ran.err) == (0, "")
    check(ran)


def test_the_script_is_told(tmp_path: Path) -> None:
    """What is answered is told at the start, where it is not always 200."""
    with ListenProcess(tmp_path, "--respond", "500,500,ok", "--respond", "deferred=503", form="text") as listen:
        ran = listen.stop()
    assert [line for line in ran.lines if "answering" in line] == ["  answering 500*2,200", "  answering deferred=503"]
    with ListenProcess(tmp_path, form="text") as listen:
        assert "answering" not in listen.stop().text
