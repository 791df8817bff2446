"""What is answered beyond the gate: JSON, errors by their kind, bodies within bounds, and the end of all that waits."""

import gzip
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from maileroo_cli.errors import InputError, UnreachableError, UsageError
from maileroo_cli.inspector import gate
from maileroo_cli.inspector.api import state, wait
from maileroo_cli.inspector.call import ConflictError, InspectorCall, Json, NotFoundError
from maileroo_cli.inspector.settings import InspectorSettings
from maileroo_cli.operation.inspect.results import InspectorTrouble
from tests.cli.store import captured, event
from tests.inspector.api.calling import settings
from tests.inspector.serving import Served, read_answer, served
from tests.listening import PATIENCE

NO_END = b"GET %b HTTP/1.1\r\n%b\r\n\r\n"


@pytest.fixture
def inspector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """Serve a store with one capture."""
    monkeypatch.setenv("MHOOK_STATE_DIR", str(tmp_path / "state"))
    with served(settings(tmp_path, captured(1, event(1)))) as one:
        yield one


def request(inspector: Served, path: bytes) -> bytes:
    """Return a request that is let in."""
    return NO_END % (path, b"\r\n".join(b"%b: %b" % line for line in inspector.own))


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError("wrong", "do this"), 400),
        (NotFoundError("none", "do this"), 404),
        (ConflictError("gone", "do this"), 409),
        (InputError("damaged", "do this"), 500),
        (UnreachableError("away", "do this"), 502),
    ],
    ids=lambda value: type(value).__name__,
)
def test_errors(error: Exception, status: int, inspector: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a function raises decides on the status, and its words are the answer's."""

    def fail(call: InspectorCall) -> Json:
        raise error

    monkeypatch.setattr(state, "read_state", fail)
    answer = inspector.ask(b"/api/state")
    message = str(error).partition(":")[0]
    assert answer.status == status
    assert answer.object == {"schema": "mhook.inspector-error/1", "error": message, "hint": "do this"}


def test_a_defect_is_told_on_the_terminal(inspector: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody expected is answered without its words, which whoever started it is told; the next one is served."""
    nothing: Json = {}
    monkeypatch.setattr(state, "read_state", lambda _: nothing["secret"])
    answer = inspector.ask(b"/api/state")
    assert (answer.status, "secret" in answer.object["error"]) == (500, False)
    told = next(inspector.told)
    assert isinstance(told, InspectorTrouble)
    assert "KeyError: 'secret'" in told.sentence
    assert inspector.ask(b"/api/captures").status == 200


def test_a_store_that_is_not_there_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is waited for: a list is empty, and a capture is not available yet."""
    monkeypatch.setenv("MHOOK_STATE_DIR", str(tmp_path / "state"))
    with served(InspectorSettings(tmp_path / "none.db", tmp_path)) as inspector:
        assert inspector.ask(b"/api/captures").object["total"] == 0
        assert inspector.ask(b"/api/captures/1").status == 503
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [
        ([], False),
        ([b"gzip, deflate, br"], True),
        ([b"br", b"GZIP;q=0.5"], True),
        ([b"identity"], False),
        ([b"gzip; q=0"], False),
        ([b"xgzip"], False),
    ],
    ids=["nothing", "a browser", "two lines", "identity", "refused", "another"],
)
def test_files_of_the_page_are_compressed(accepted: list[bytes], compressed: bool, inspector: Served) -> None:
    """They are where a client takes that, and are the same files then; an answer of the API never is."""
    plain = inspector.ask(b"/main.js")
    headers = [*inspector.own, *((b"Accept-Encoding", one) for one in accepted)]
    answer = inspector.ask(b"/main.js", headers)
    assert (answer.status, ("content-encoding", "gzip") in answer.headers) == (200, compressed)
    assert answer.header("vary") == "Accept-Encoding"
    assert (gzip.decompress(answer.body) if compressed else answer.body) == plain.body
    assert "content-encoding" not in dict(inspector.ask(b"/api/state", headers).headers)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"1", b"\xff", b"[" * 100_000, b'{"a":' * 50_000, b"1" * 10_000], ids=range(8)
)
def test_a_body_that_is_no_object(body: bytes, inspector: Served) -> None:
    """Only an object of JSON is a call; what cannot be read is refused in one line."""
    answer = inspector.ask(b"/api/resend", body=body)
    assert answer.status == 400
    assert answer.object["hint"] == "send an object of JSON"


def test_a_body_that_says_that_it_is_too_large(inspector: Served) -> None:
    """It is refused before a byte of it is read."""
    headers = [*inspector.own, (b"Content-Type", b"application/json"), (b"Content-Length", b"67108865")]
    assert inspector.ask(b"/api/resend", headers, method=b"POST").status == 413


def test_a_body_that_grows_too_large(inspector: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that comes in chunks is counted as it comes."""
    monkeypatch.setattr(gate, "LARGEST_BODY", 1000)
    headers = [*inspector.own, (b"Content-Type", b"application/json"), (b"Transfer-Encoding", b"chunked")]
    lines = b"".join(b"%b: %b\r\n" % line for line in headers)
    chunk = b"1f4\r\n" + b"x" * 500 + b"\r\n"
    data = b"POST /api/resend HTTP/1.1\r\n" + lines + b"\r\n"
    assert inspector.send(data + chunk * 2 + b"0\r\n\r\n").status == 400
    assert inspector.send(data + chunk * 3).status == 413


def test_text_of_any_kind_is_json(inspector: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a character, controls and markup are answered as JSON in ASCII."""
    text = "\ud800 \u202e <script> \0 ä 😀"
    monkeypatch.setattr(state, "read_state", lambda _: {"schema": "x", "text": text})
    answer = inspector.ask(b"/api/state")
    assert answer.body.isascii()
    assert json.loads(answer.body)["text"] == text


def test_parts_of_a_path_are_decoded_once(inspector: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """What varies in a path may be any text, also one with a slash."""
    from maileroo_cli.inspector.api import capture

    monkeypatch.setattr(capture, "read_body", lambda call: {"id": call.path["id"], "query": dict(call.query)})
    answer = inspector.ask(b"/api/captures/..%2F%2541%FF/body?a=1&a=%C3%A4&b=")
    assert answer.object == {"id": "../%41\ufffd", "query": {"a": ["1", "ä"], "b": [""]}}


def test_a_slow_call_keeps_nobody_waiting(inspector: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """While twenty calls wait, others are answered; whoever leaves is not waited for."""
    begun, left = threading.Semaphore(0), threading.Semaphore(0)

    def hold(call: InspectorCall) -> Json:
        begun.release()
        while not call.gone():
            threading.Event().wait(0.01)
        left.release()
        return {}

    monkeypatch.setattr(wait, "read_wait", hold)
    connections = [inspector.connect() for _ in range(20)]
    for connection in connections:
        connection.sendall(request(inspector, b"/api/wait"))
    assert all(begun.acquire(timeout=PATIENCE) for _ in connections)
    assert inspector.ask(b"/api/state").status == 200
    for connection in connections:
        connection.close()
    assert all(left.acquire(timeout=PATIENCE) for _ in connections)


def test_the_stream(inspector: Served) -> None:
    """It begins at once, twenty at a time, and ends with the inspector."""
    connections = [inspector.connect() for _ in range(20)]
    for connection in connections:
        connection.sendall(request(inspector, b"/api/stream"))
        answer = read_answer(connection)
        assert (answer.status, answer.header("content-type")) == (200, "text/event-stream; charset=utf-8")
    assert inspector.ask(b"/api/state").status == 200
    inspector.service.end()
    for connection in connections:
        while connection.recv(65_536):
            pass
        connection.close()


@pytest.mark.parametrize("text", [b"x", b"-1", b"9" * 19, b"1.0", "²".encode("latin-1")])
def test_a_row_that_is_none(text: bytes, inspector: Served) -> None:
    """What Last-Event-ID cannot be is refused before the stream begins."""
    assert inspector.ask(b"/api/stream", [*inspector.own, (b"Last-Event-ID", text)]).status == 400


def test_several_calls_on_one_connection(inspector: Served) -> None:
    """A connection stays for the next call, and one that is refused ends it."""
    with inspector.connect() as connection:
        for _ in range(3):
            connection.sendall(request(inspector, b"/api/state"))
            assert read_answer(connection).status == 200
        connection.sendall(NO_END % (b"/api/state", b"Host: evil"))
        assert read_answer(connection).status == 421
        assert connection.recv(1) == b""
