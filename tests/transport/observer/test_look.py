"""Observers with real commands and real receivers, and which of them options ask for."""

import re
import shlex
import sys
import threading
from pathlib import Path

import pytest

from maileroo_cli.errors import InputError, MhookError, UnreachableError, UsageError
from maileroo_cli.transport.observer.command import CommandObserver
from maileroo_cli.transport.observer.look import LookStopped
from maileroo_cli.transport.observer.opening import open_observer
from maileroo_cli.transport.observer.url import UrlObserver
from tests.receivers.raw import Peer, Receiver, answering, closed_port, hanging

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the commands are written for a POSIX shell")


def python(code: str) -> str:
    """Return the command line that runs a line of Python."""
    return f"{shlex.quote(sys.executable)} -SEc {shlex.quote(code)}"


def http(body: bytes, status: str = "200 OK") -> bytes:
    """Return an answer."""
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status.encode(), len(body), body)


def test_a_command(tmp_path: Path) -> None:
    """The line is the shell's own, and what it prints is the number."""
    (tmp_path / "orders").write_text("a\nb\nc\n")
    observer = CommandObserver(f"cd {shlex.quote(str(tmp_path))} && wc -l < orders | cat", None)
    assert (observer.per_event, observer.look("delivered", "1")) == (False, 3)


def test_the_event_is_in_the_environment(tmp_path: Path) -> None:
    """Id and type are in the environment: whatever is in them is a text there and no part of the line."""
    evil = f"$(touch {tmp_path}/hacked)'; touch {tmp_path}/hacked; \"é\n"
    kept = tmp_path / "kept"
    observer = CommandObserver(
        f'printf %s "$MHOOK_EVENT_TYPE/$MHOOK_EVENT_ID" > {shlex.quote(str(kept))}; echo 1', None
    )
    with observer:
        assert observer.per_event
        assert observer.look("opened", evil) == 1
    assert kept.read_text() == f"opened/{evil}"
    assert not (tmp_path / "hacked").exists()


@pytest.mark.parametrize("line", ["python3 {}", "cat 'no such file' | sh {}; true", "'{}'"])
def test_a_script_that_asks_for_the_event(line: str, tmp_path: Path) -> None:
    """What counts is whether the line, or a script that it names, asks for the event."""
    script = tmp_path / "effects.py"
    script.write_text("import os\nprint(os.environ['MHOOK_EVENT_ID'])\n")
    assert CommandObserver(line.format(script), None).per_event
    script.write_text("print(1)\n")
    assert not CommandObserver(line.format(script), None).per_event


def test_an_id_that_no_environment_can_hold() -> None:
    """It is an error, and nothing is run."""
    with pytest.raises(InputError, match="cannot be run"):
        CommandObserver("echo $MHOOK_EVENT_ID", None).look("opened", "a\0b")
    with pytest.raises(InputError, match="cannot be run"):
        CommandObserver("echo 1", None).look("opened", "\ud800")


COMMANDS = [
    ("exit 3", "--observe-cmd ended with 3: run it in a shell to see why"),
    ("echo first >&2; printf 'no \\033[2J table\\n\\n' >&2; exit 1", r"ended with 1: no \\x1b\[2J table: run it"),
    ("nosuch-command-of-anybody", r"ended with 127: .*not found"),
    ("kill -9 $$", r"ended by signal 9"),
    ("echo many", "--observe-cmd returned text that is not a number: 'many'"),
    ("true", r"--observe-cmd returned nothing"),
    ("yes", r"--observe-cmd printed more than 1,048,576 bytes"),
]


@pytest.mark.parametrize(("line", "message"), COMMANDS, ids=[line for line, _ in COMMANDS])
def test_commands_that_fail(line: str, message: str) -> None:
    """A command that fails is one error of one line, with the last words of its own."""
    with pytest.raises(InputError, match=message) as caught:
        CommandObserver(line, None).look("delivered", "1")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("line", ["echo lock >&2; sleep 60", "echo 1; sleep 60 &", "exec >&- 2>&-; sleep 60"])
def test_commands_that_hang(line: str) -> None:
    """A command that does not end, or leaves something behind that holds its output, is ended with what it started."""
    with pytest.raises(InputError, match=r"did not end within 0\.2 s"):
        CommandObserver(line, None, time_limit=0.2).look("delivered", "1")
    assert [thread.name for thread in threading.enumerate() if thread.name == "mhook-observer"] == []


def test_a_command_that_says_much() -> None:
    """Whatever it says on stderr beside its number does not count, and is not kept."""
    line = python("import sys; sys.stderr.write('x' * 300_000); print(5)")
    assert CommandObserver(line, None).look("delivered", "1") == 5


def test_a_command_is_stopped() -> None:
    """Once nobody wants to know any more, the look ends, and the command with it."""
    began = threading.Event()

    def stopped() -> bool:
        began.set()
        return True

    with pytest.raises(LookStopped):
        CommandObserver("sleep 60", None).look("delivered", "1", stopped)
    assert began.is_set()


def test_a_url() -> None:
    """The number is in the answer, and each event is asked for with its id in percent form."""
    with Receiver(answering(http(b'{"orders": [1, 2]}'))) as receiver:
        url = f"http://127.0.0.1:{receiver.port}/count/{{event_type}}?id={{event_id}}"
        observer = open_observer(None, url, "$.orders")
        assert observer is not None
        with observer:
            assert observer.per_event
            assert [observer.look("opened", one) for one in ("a/b&c=ü {event_type}", "\ud800")] == [2, 2]
        assert receiver.connections == 1
    first, second = (request.split(b"\r\n")[0] for request in receiver.requests)
    assert first == b"GET /count/opened?id=a%2Fb%26c%3D%C3%BC%20%7Bevent_type%7D HTTP/1.1"
    assert second == b"GET /count/opened?id=%ED%A0%80 HTTP/1.1"
    assert UrlObserver("http://127.0.0.1/count", None, None).per_event is False


ANSWERS = [
    (
        http(b"no such order", "404 Not Found"),
        r"/count\?… answered 404: it has to answer 200 with a number \(0 is fine\)",
    ),
    (http(b"", "302 Found"), r"answered 302"),
    (http(b"x"), "returned text that is not a number: 'x'"),
    (http(b"1" * 1_048_577), r"answered more than 1,048,576 bytes"),
]


@pytest.mark.parametrize(("answer", "message"), ANSWERS, ids=[message[-20:] for _, message in ANSWERS])
def test_answers_without_a_number(answer: bytes, message: str) -> None:
    """An answer that has no number in it is one error, which does not repeat the query."""
    with Receiver(answering(answer)) as receiver:
        observer = UrlObserver(f"http://127.0.0.1:{receiver.port}/count?token=hidden", None, None)
        with observer, pytest.raises(InputError, match=message) as caught:
            observer.look("delivered", "1")
    assert "hidden" not in str(caught.value)


def test_urls_that_cannot_be_reached() -> None:
    """What gives no answer at all is unreachable, and the reason is told."""
    observer = UrlObserver(f"http://127.0.0.1:{closed_port()}/", None, None)
    with observer, pytest.raises(UnreachableError, match="did not answer: nothing listens on"):
        observer.look("delivered", "1")
    with Receiver(hanging) as receiver:
        observer = UrlObserver(receiver.url, None, None, time_limit=0.2)
        with observer, pytest.raises(UnreachableError, match="did not answer: it has 0\\.2 s to do so"):
            observer.look("delivered", "1")


def test_a_url_is_interrupted() -> None:
    """A look that waits for its answer ends at once when it is interrupted."""
    asked, stop = threading.Event(), threading.Event()

    def hang(peer: Peer) -> None:
        peer.read()
        asked.set()
        peer.wait_for_end()

    results: list[BaseException] = []
    with Receiver(hang) as receiver, UrlObserver(receiver.url, None, None) as observer:

        def look() -> None:
            try:
                observer.look("delivered", "1", stop.is_set)
            except (LookStopped, MhookError) as error:
                results.append(error)

        thread = threading.Thread(target=look)
        thread.start()
        assert asked.wait(30)
        stop.set()
        observer.interrupt()
        thread.join(5)
        assert [type(one) for one in results] == [LookStopped]


WRONG = [
    ("echo 1", "http://127.0.0.1/", None, "cannot both be given"),
    (None, None, "a", "--observe-path only applies to an observer's answer"),
    ("echo 1", None, "a..b", "--observe-path 'a..b'"),
    (None, "127.0.0.1/count", None, "does not begin with http://"),
    (None, "http://{event_id}.localhost/", None, "placeholder in its host"),
    (None, "http://localhost/{eventid}", None, "no placeholder {eventid}"),
]


@pytest.mark.parametrize(("command", "url", "path", "message"), WRONG, ids=[message for *_, message in WRONG])
def test_options_that_cannot_be(command: str | None, url: str | None, path: str | None, message: str) -> None:
    """What contradicts itself or cannot be asked is told before anything is run."""
    with pytest.raises(UsageError, match=re.escape(message)):
        open_observer(command, url, path)


def test_a_command_and_a_path() -> None:
    """A command can print JSON, of which the path names the number."""
    observer = open_observer("echo '{\"orders\": 7}'", None, "orders")
    assert observer is not None
    assert observer.look("delivered", "1") == 7


def test_no_options() -> None:
    """Where nobody asked for an observer there is none."""
    assert open_observer(None, None, None) is None


def test_the_port_of_an_observer_is_its_own() -> None:
    """An observer that was closed asks again over a new connection."""
    with Receiver(answering(http(b"4"))) as receiver:
        observer = UrlObserver(receiver.url, None, None)
        for _ in range(2):
            with observer:
                assert observer.look("delivered", "1") == 4
        assert receiver.connections == 2
