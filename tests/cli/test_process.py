"""mhook as a process: closed and full streams, interruption, and what a terminal sees."""

import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from maileroo_cli.version import __version__
from tests.cli.calling import Ran, check, check_printable, command, environment, process
from tests.cli.store import captured, fill
from tests.receivers.raw import Peer, Receiver

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="streams and signals are those of POSIX"),
    pytest.mark.usefixtures("measured_processes"),
]

FULL = Path("/dev/full")
MEASURING = "COVERAGE_PROCESS_CONFIG"
DATA = [
    "generate --mix delivered=1 -n 2000",
    "events",
    "schema",
    "causes",
    "sign - --as curl",
    "demo",
    "--help",
    "--version",
]


@pytest.mark.parametrize("line", DATA)
def test_reader_goes_away(line: str) -> None:
    """Where the reader of stdout has gone, as ``head`` does, data ends silently and well."""
    ran = without_reader(line.split())
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("line", ["verify", "send --mix delivered=1 -n 200 --url {}"])
def test_reader_of_verdicts_goes_away(line: str) -> None:
    """A verdict that nobody reads to its end is no success, but nothing is said either."""
    records = process(["generate", "opened", "-n", "2000", "--signed"]).out
    with Receiver() as receiver:
        ran = without_reader(line.format(receiver.url).split(), records)
    assert (ran.code, ran.err) == (1, "")


def without_reader(arguments: Sequence[str], stdin: bytes = b"{}") -> Ran:
    """Run mhook with a stdout that nobody reads any more."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return process(arguments, stdin=stdin, stdout=writing)
    finally:
        os.close(writing)


@pytest.mark.parametrize(
    "line", ["generate opened", "verify --signature x", "send opened --url {}", "--version", "--help"]
)
def test_closed_stdout(line: str) -> None:
    """Without any stdout there is one line that says so."""
    with Receiver() as receiver:
        ran = process(line.format(receiver.url).split(), through='exec "$@" >&-')
    assert (ran.code, ran.error.startswith("the standard output is closed")) == (3, True)


@pytest.mark.skipif(not FULL.exists(), reason="there is no full device")
@pytest.mark.parametrize(
    "line", ["generate opened", "events", "verify --signature x", "--version", "--help", "events --help"]
)
def test_full_disk(line: str) -> None:
    """Output that cannot be written is an error with the system's reason."""
    with FULL.open("wb") as full:
        ran = process(line.split(), stdout=full)
    assert ran.code == 3
    assert ran.error.startswith("cannot write the output (No space left on device)")


@pytest.mark.skipif(not FULL.exists(), reason="there is no full device")
def test_full_disk_under_a_file() -> None:
    """So is a file that cannot be written to its end."""
    ran = process(["generate", "opened", "-n", "3", "--output", str(FULL)])
    assert ran.code == 3
    assert ran.error == "cannot write '/dev/full': the disk is full: free some space"


@pytest.mark.skipif(not FULL.exists(), reason="there is no full device")
def test_full_disk_under_an_export(tmp_path: Path) -> None:
    """So is the file of an export."""
    made = process(["generate", "opened", "--signed"]).out
    store = ["--store", str(tmp_path / "store")]
    assert process(["captures", "import", "-", *store], stdin=made).code == 0
    ran = process(["captures", "export", "--output", str(FULL), *store])
    assert (ran.code, ran.error) == (3, "cannot write '/dev/full': the disk is full: free some space")


@pytest.mark.parametrize("options", [[], ["--signed"]], ids=["bodies", "records"])
def test_a_disk_that_becomes_full(tmp_path: Path, options: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file for which there is no room to its end nothing is left."""
    monkeypatch.delenv(MEASURING, raising=False)  # what it measures would have no room either
    name = tmp_path / "file"
    words = ["generate", "opened", "-n", "2000", "--output", str(name), *options]
    ran = process(words, through='ulimit -f 64; trap "" XFSZ; exec "$@"')
    assert (ran.code, ran.error) == (3, f"cannot write '{name}': the disk is full: free some space")
    assert not name.exists()


def test_a_compiled_module_that_is_cut_short(tmp_path: Path) -> None:
    """What an interpreter on a full disk left behind is told as damage, not as an interruption."""
    package = tmp_path / "faker"
    package.mkdir()
    (package / "__init__.py").write_text("raise EOFError('marshal data too short')", encoding="utf-8")
    env = {"PYTHONPATH": str(tmp_path), "MHOOK_CACHE_DIR": str(tmp_path / "cache")}
    ran = process(["generate", "delivered"], env=env)
    assert (ran.code, ran.out) == (3, b"")
    assert "ends too early (marshal data too short): delete the __pycache__ folders" in ran.err.replace("\n", " ")


@pytest.mark.parametrize(("name", "code", "word"), [("SIGTERM", 143, "terminated"), ("SIGINT", 130, "interrupted")])
def test_an_interruption_that_python_cannot_raise(tmp_path: Path, name: str, code: int, word: str) -> None:
    """One that comes while Python runs a callback, which loses whatever is raised in it, still ends the command."""
    package = tmp_path / "faker"
    package.mkdir()
    lines = (
        "import os, signal, time, weakref",
        "thing = type('Thing', (), {})()",
        f"reference = weakref.ref(thing, lambda _: os.kill(os.getpid(), signal.{name}))",
        "del thing",
        "time.sleep(60)",
        "raise ImportError('nothing ended it')",
    )
    (package / "__init__.py").write_text("\n".join(lines), encoding="utf-8")
    env = {"PYTHONPATH": str(tmp_path), "MHOOK_CACHE_DIR": str(tmp_path / "cache")}
    ran = process(["generate", "delivered"], env=env)
    assert (ran.code, ran.out, ran.err) == (code, b"", f"mhook: note: {word}\n")


@pytest.mark.parametrize(
    "line", ["sign", "sign -", "verify -", "send - --url http://127.0.0.1:9/", "sign /dev/null --secret -"]
)
def test_closed_stdin(line: str) -> None:
    """Without any stdin, what would read it says so in one line."""
    ran = process(line.split(), through='exec "$@" <&-')
    assert ran.code == 3
    assert ran.error.startswith("the standard input is closed")


def test_closed_stderr() -> None:
    """Without any stderr the exit code still tells."""
    ran = process(["sgin"], through='exec "$@" 2>&-')
    assert (ran.code, ran.out) == (2, b"")


def test_version() -> None:
    """The version is answered by the process as a whole."""
    ran = process(["--version"])
    assert (ran.code, ran.text) == (0, f"mhook {__version__}\n")


def start(
    arguments: Sequence[str], stdin: int = subprocess.DEVNULL, cwd: Path | None = None
) -> "subprocess.Popen[bytes]":
    """Start mhook with pipes in a process group of its own, as a shell does.

    Whoever reads a line of its output takes no more than that line: what is left is for :func:`interrupted`.
    """
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command(arguments),
        bufsize=0,
        stdin=stdin,
        stdout=pipe,
        stderr=pipe,
        env=environment(),
        cwd=cwd,
        start_new_session=True,
    )


def interrupted(running: "subprocess.Popen[bytes]", by: signal.Signals = signal.SIGINT) -> Ran:
    """Signal mhook and all its processes, as Ctrl-C does, and return what it left."""
    os.killpg(running.pid, by)
    try:
        out, err = running.communicate(timeout=30)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
    ran = Ran(running.returncode, out, err.decode())
    check(ran)
    return ran


STOPS = {signal.SIGINT: (130, "mhook: note: interrupted\n"), signal.SIGTERM: (143, "mhook: note: terminated\n")}
"""What ends a command, with the exit code and what is said."""

stopped = pytest.mark.parametrize("by", STOPS, ids=["Ctrl-C", "SIGTERM"])


@pytest.fixture
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure nothing in processes that compute: the measuring takes a lock at each call, and a signal may cut it."""
    monkeypatch.delenv(MEASURING, raising=False)


computing = pytest.mark.usefixtures("unmeasured")


@stopped
@pytest.mark.parametrize("concurrency", ["1", "4"])
def test_interrupted_send(concurrency: str, by: signal.Signals) -> None:
    """A signal during a send ends it at once with no traceback, and tells how many had arrived without an answer."""
    came = threading.Barrier(int(concurrency) + 1)

    def hang(peer: Peer) -> None:
        peer.read()
        came.wait(30)
        peer.wait_for_end()

    with Receiver(hang) as receiver:
        plan = ["send", "opened", "-n", "50", "--concurrency", concurrency]
        with start([*plan, "--url", receiver.url]) as running:
            came.wait(30)
            ran = interrupted(running, by)
    assert (ran.code, ran.err) == STOPS[by]
    were = "1 request was" if concurrency == "1" else f"{concurrency} requests were"
    assert ran.lines == [f"{were} under way and may have arrived: no answer was seen"]


@pytest.mark.parametrize("concurrency", ["1", "2"])
@pytest.mark.parametrize("form", ["json", "text", "junit"])
@pytest.mark.parametrize("line", ["send opened -n 8", "captures resend 0001 0002 0003 0004 --store {store}"])
def test_what_was_answered_before_the_interruption(line: str, form: str, concurrency: str, tmp_path: Path) -> None:
    """What was answered and what was under way are both told, by each command and in each format."""
    store = tmp_path / "store.db"
    fill(store, captured(1), captured(2), captured(3), captured(4))
    came = threading.Semaphore(0)
    arrived = itertools.count(1)

    def answer_one(peer: Peer) -> None:
        if next(arrived) == 1:
            peer.read()
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        peer.read()
        came.release()
        peer.wait_for_end()

    with Receiver(answer_one) as receiver:
        words = [*line.format(store=store).split(), "--url", receiver.url, "--format", form]
        with start([*words, "--concurrency", concurrency]) as running:
            assert all(came.acquire(timeout=30) for _ in range(int(concurrency)))
            ran = interrupted(running)
    more = f"{concurrency} more request{'s were' if concurrency == '2' else ' was'} under way and may have arrived"
    if form == "json":
        summary = ran.objects[-1]
        assert (summary["sent"], summary["passed"], summary["unanswered"]) == (1, 1, int(concurrency))
    else:
        assert f"{more}: no answer was seen" in (ran.err if form == "junit" else ran.lines[-1])


def test_an_interruption_without_a_connection() -> None:
    """What never had a connection cannot have arrived."""
    with socket.create_server(("127.0.0.1", 0), backlog=1) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        with start(["send", "opened", "--url", url]) as running, silent.accept()[0] as connection:
            assert connection.recv(1)
            ran = interrupted(running)
    assert ran.lines == ["nothing was sent"]


@stopped
def test_the_sum_of_an_interrupted_send(by: signal.Signals) -> None:
    """The attempts that were made are summed up, and the sum has the exit code of the process."""
    with Receiver() as receiver:
        plan = ["send", "opened", "-n", "100000", "--url", receiver.url, "--format", "json"]
        with start(plan) as running:
            assert running.stdout is not None
            running.stdout.readline()
            ran = interrupted(running, by)
    code, _ = STOPS[by]
    assert (ran.code, ran.objects[-1]["exit_code"]) == (code, code)
    assert ran.objects[-1]["sent"] in {len(ran.objects), len(ran.objects) + 1}  # one may not have been shown


@contextmanager
def endless(content: bytes) -> Iterator[int]:
    """Give the reading end of a pipe into which ``content`` is written over and over while anybody reads."""
    reading, writing = os.pipe()

    def write() -> None:
        with suppress(BrokenPipeError), os.fdopen(writing, "wb", buffering=0) as pipe:
            while True:
                pipe.write(content)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    try:
        yield reading
    finally:
        os.close(reading)
        writer.join(30)


@computing
@stopped
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupted_verify(jobs: str, by: signal.Signals) -> None:
    """A signal during a verification ends it, the processes that help included, with the sum of what was verified."""
    records = process(["generate", "opened", "-n", "100", "--signed"]).out
    with endless(records) as pipe, start(["verify", "-", "--jobs", jobs], stdin=pipe) as running:
        assert running.stdout is not None
        running.stdout.read(1)
        ran = interrupted(running, by)
    assert (ran.code, ran.err) == STOPS[by]
    assert re.fullmatch(r"(\d[\d,]*) requests: \1 valid", ran.lines[-1])


@computing
@stopped
def test_interrupted_generate(by: signal.Signals) -> None:
    """A signal during an endless stream ends it."""
    with start(["generate", "opened", "-n", "1000000000"]) as running:
        assert running.stdout is not None
        running.stdout.read(1)
        ran = interrupted(running, by)
    assert (ran.code, ran.err) == STOPS[by]


@computing
@stopped
@pytest.mark.parametrize("options", [[], ["--signed"]], ids=["bodies", "records"])
def test_an_interrupted_file(tmp_path: Path, by: signal.Signals, options: list[str]) -> None:
    """Of a file that is being written when a signal comes nothing is left."""
    name = tmp_path / "file"
    with start(["generate", "opened", "-n", "1000000000", "--output", str(name), *options]) as running:
        while not name.exists():
            assert running.poll() is None
        ran = interrupted(running, by)
    assert (ran.code, ran.err) == STOPS[by]
    assert not name.exists()


@computing
@stopped
def test_interrupted_import(tmp_path: Path, by: signal.Signals) -> None:
    """A signal during an import ends it; it is told how much was imported, which is there."""
    records = process(["generate", "opened", "-n", "3000", "--signed"]).out
    store = ["--store", str(tmp_path / "captures.db")]
    with start(["captures", "import", "-", *store], stdin=subprocess.PIPE) as running:
        assert running.stdin is not None
        running.stdin.write(records)  # all but what fits into the pipe has been read then
        ran = interrupted(running, by)
    told, note = ran.err.splitlines(keepends=True)
    assert (ran.code, note) == STOPS[by]
    (number,) = re.findall(r"at least ([\d,]+) were imported; to continue, import again: what is already there", told)
    kept = process(["captures", "list", "--limit", "0", "--format", "json", *store]).objects
    assert len(kept) >= int(number.replace(",", "")) >= 1_000


@stopped
@pytest.mark.parametrize("clock", ["virtual", "scaled:60"])
@pytest.mark.parametrize("looks", [0, 1], ids=["the look before the run", "a look of an attempt"])
def test_the_command_of_an_interrupted_replay(tmp_path: Path, by: signal.Signals, clock: str, looks: int) -> None:
    """The command that looks for effects ends with the replay, and a replay that has begun says how it goes on."""
    counting = f"echo >> looks; test $(wc -l < looks) -le {looks} || {{ echo $$ > new; mv new pid; exec sleep 600; }}"
    with Receiver() as receiver:
        line = ["replay", "--url", receiver.url, "--clock", clock, "--runs", "runs"]
        with start([*line, "--observe-cmd", f"{counting}; echo 0"], cwd=tmp_path) as running:
            while not (tmp_path / "pid").exists():
                assert running.poll() is None
                threading.Event().wait(0.01)
            running.send_signal(by)
            _, err = running.communicate(timeout=30)
    code, note = STOPS[by]
    assert running.returncode == code
    told = err.decode().splitlines(keepends=True)
    assert told[-1] == note
    assert ["go on with" in one for one in told[:-1]] == [True] * looks
    end = time.monotonic() + 30
    while is_running(int((tmp_path / "pid").read_text())):
        assert time.monotonic() < end
        threading.Event().wait(0.01)
    kept = process(["runs", "list", "--runs", "runs", "--format", "json"], cwd=tmp_path).objects
    assert [one["state"] for one in kept] == ["interrupted"] * looks


def is_running(pid: int) -> bool:
    """Tell whether a process has not ended, be it that nobody has taken note of its end."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return sys.platform != "linux"


STARTING = """
import os, sys

class Killer:
    def find_spec(self, name, path=None, target=None):
        if name == "maileroo_cli.report.terminal.console":
            sys.meta_path.remove(self)
            os.kill(os.getpid(), int(sys.argv.pop()))

sys.meta_path.insert(0, Killer())
from maileroo_cli.__main__ import main
sys.exit(main())
"""
"""A program that gets a signal, its last argument, while it imports what the command line needs."""


@stopped
def test_interrupted_while_it_starts(by: signal.Signals) -> None:
    """A signal that comes before the command runs ends it as any other does, without a traceback."""
    line = [sys.executable, "-c", STARTING, "demo", str(int(by))]
    done = subprocess.run(line, capture_output=True, env=environment(), check=False)
    assert (done.returncode, done.stdout, done.stderr) == (STOPS[by][0], b"", b"")


def test_a_signal_that_is_ignored_stays_so() -> None:
    """What whoever started the process had it ignore does not end it."""
    with Receiver() as receiver:
        line = ["send", "opened", "-n", "20", "--rate", "20", "--url", receiver.url]
        running = subprocess.Popen(
            ["sh", "-c", "trap '' TERM; exec \"$@\"", "sh", *command(line)],
            stdout=subprocess.PIPE,
            env=environment(),
        )
        assert running.stdout is not None
        running.stdout.readline()
        running.terminate()
        running.communicate(timeout=30)
    assert (running.returncode, len(receiver.requests)) == (0, 20)


def on_a_terminal(arguments: Sequence[str], stdin: bytes = b"", **variables: str) -> str:
    """Return what a terminal of 100 columns shows of a run, stdout and stderr together."""
    import fcntl
    import pty
    import struct
    import termios

    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    env = environment({"TERM": "xterm-256color", **variables})
    pipe = subprocess.PIPE
    with subprocess.Popen(command(arguments), stdin=pipe, stdout=follower, stderr=follower, env=env) as running:
        os.close(follower)
        assert running.stdin is not None
        running.stdin.write(stdin)
        running.stdin.close()
        shown = b""
        while part := read(leader):
            shown += part
    os.close(leader)
    return shown.decode().replace("\r\n", "\n")


def read(leader: int) -> bytes:
    """Read from a terminal; its end is an error on some systems."""
    try:
        return os.read(leader, 65_536)
    except OSError:
        return b""


def test_terminal() -> None:
    """A terminal gets colours and the newline after a body; NO_COLOR takes the colours away."""
    signature = process(["sign"], stdin=b"{}").text.strip()
    line = ["verify", "--signature", signature]
    shown = on_a_terminal(line, b"{}")
    assert "\x1b[32mvalid" in shown
    check_printable(Ran(0, shown.encode(), ""))
    assert "\x1b" not in on_a_terminal(line, b"{}", NO_COLOR="1")
    assert on_a_terminal(["generate", "opened", "--seed", "1"]).endswith("}\n")
    assert "mhook: \x1b[31merror:\x1b[0m there is no command 'x'" in on_a_terminal(["x"])
