"""Listening as an operation: used from Python, it yields what arrives and ends with the sum, whoever wishes the end."""

import json
import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from maileroo_cli.capture.entry import CaptureEntry
from maileroo_cli.capture.expectation.script import parse_expectation
from maileroo_cli.capture.store.failure import StoreError
from maileroo_cli.capture.store.writer import Store
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.operation.listen.count import ArrivalCounts
from maileroo_cli.operation.listen.results import Arrivals, Exposed, ListenResult, ListenSummary, Ready, StoreTrouble
from maileroo_cli.operation.listen.session import ListenSession, listen
from maileroo_cli.operation.listen.settings import ListenSettings
from maileroo_cli.transport.server.address import Address
from maileroo_cli.transport.server.arrival import Arrival
from maileroo_cli.transport.server.forward import ForwardTarget
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import Signer
from tests.listening import PATIENCE, Client, read_captures

SECRET = Secret("secret")


def event(event_type: str, event_id: str, *, valid: bool = True) -> bytes:
    """Return a signed request with an event."""
    body = json.dumps({"event_type": event_type, "event_id": event_id}).encode()
    signature = Signer(SECRET).sign(body) if valid else "0" * 64
    lines = f"Host: x\r\nX-Maileroo-Signature: {signature}\r\nContent-Length: {len(body)}"
    return f"POST / HTTP/1.1\r\n{lines}\r\n\r\n".encode() + body


def settings(folder: Path, expect: str = "", **more: object) -> ListenSettings:
    """Return the settings of a session in ``folder`` that verifies."""
    expectation = parse_expectation([expect]) if expect else None
    return ListenSettings(folder / "captures.db", [SECRET], expectation=expectation, **more)  # type: ignore[arg-type]


def port_of(ready: Ready) -> int:
    """Return the port of a session that is ready."""
    return int(ready.url.rpartition(":")[2])


def serve(session: ListenSession, *requests: bytes, then: Callable[[], object] | None = None) -> list[ListenResult]:
    """Send requests as soon as the session is ready, and call ``then`` once all have arrived; return all results."""
    results: list[ListenResult] = []
    arrived = 0
    with ExitStack() as stack:
        for result in session:
            results.append(result)
            if isinstance(result, Ready):
                stack.enter_context(Client(port_of(result))).send(*requests)
            if isinstance(result, Arrivals):
                arrived += len(result.arrivals)
            if then is not None and arrived == len(requests) and not isinstance(result, ListenSummary):
                then()
    return results


def sum_of(results: list[ListenResult]) -> ListenSummary:
    """Return the sum, which comes once and last."""
    (summary,) = [one for one in results if isinstance(one, ListenSummary)]
    assert results[-1] is summary
    return summary


def ids(results: list[ListenResult]) -> list[str]:
    """Return the ids of the events that arrived, in order."""
    return [one.entry.event_id for result in results if isinstance(result, Arrivals) for one in result.arrivals]


def test_three_lines(tmp_path: Path) -> None:
    """A loop over a session gets where it listens, each request, and the sum; the client has its answer by then."""
    with ExitStack() as stack, listen(settings(tmp_path)) as session:
        clients: list[Client] = []
        for result in session:
            if isinstance(result, Ready):
                clients.append(stack.enter_context(Client(port_of(result))).send(event("opened", "1")))
            elif isinstance(result, Arrivals):
                (arrival,) = result.arrivals
                assert clients[0].answer().status == 200
                assert (arrival.entry.event_id, arrival.entry.verdict, arrival.answer) == ("1", "valid", "200")
                session.stop()
            elif isinstance(result, ListenSummary):
                assert (result.total, result.exit_code, result.met) == (1, ExitCode.OK, None)
    assert len(read_captures(tmp_path / "captures.db")) == 1


def test_ready(tmp_path: Path) -> None:
    """It is told where it listens, with what the store holds already; the ready file has the URL as long as it does."""
    path = tmp_path / "url.txt"
    for kept in range(2):
        with listen(settings(tmp_path, ready_file=str(path))) as session:
            ready = next(session)
            assert ready == Ready(path.read_text().strip(), str(tmp_path / "captures.db"), kept, os.getpid())
            with Client(port_of(ready)) as client:
                client.send(event("opened", "1"))
                assert isinstance(next(session), Arrivals)
        assert not path.exists()


EXPECTED: dict[str, tuple[str, list[bytes], bool, list[str]]] = {
    "met": ("opened=1, clicked=1 within 1m", [event("opened", "1"), event("clicked", "2")], True, ["1", "2"]),
    "not met in time": ("opened=2 within 200ms", [event("opened", "1")], False, ["1"]),
    "nothing came": ("opened=1 within 10ms", [], False, []),
    "too many while it settles": ("opened=1", [event("opened", "1"), event("opened", "2")], False, ["1", "2"]),
    "cannot be met any more": ("opened=0 within 1m", [event("opened", "1")], False, ["1"]),
    "invalid": ("opened=1, all valid", [event("opened", "1", valid=False)], False, ["1"]),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_expectations(name: str, tmp_path: Path) -> None:
    """A session ends by itself as soon as what it expects is decided, and its sum says how."""
    expect, requests, met, arrived = EXPECTED[name]
    with listen(settings(tmp_path, expect)) as session:
        results = serve(session, *requests)
    summary = sum_of(results)
    assert (summary.met, summary.exit_code) == (met, ExitCode.OK if met else ExitCode.FAILED)
    assert all(clause.ok for clause in summary.expectations) is met
    assert ids(results) == arrived


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "term"])
def test_interrupted(number: signal.Signals, tmp_path: Path) -> None:
    """Ctrl-C and SIGTERM are a wish for the end: the sum still comes, and what was awaited has not come."""
    before = signal.getsignal(number)
    with listen(settings(tmp_path, "opened=2")) as session:
        results = serve(session, event("opened", "1"), then=lambda: signal.raise_signal(number))
    assert (ids(results), sum_of(results).exit_code) == (["1"], ExitCode.FAILED)
    assert signal.getsignal(number) is before


def test_interruption_of_the_caller(tmp_path: Path) -> None:
    """Where signals are the caller's own, Ctrl-C raises as anywhere, and the session ends with its block."""
    with (
        pytest.raises(KeyboardInterrupt),
        listen(settings(tmp_path, ends_at_signals=False)) as session,
    ):
        serve(session, event("opened", "1"), then=lambda: signal.raise_signal(signal.SIGINT))
    Store(tmp_path / "captures.db").close()


def test_closed_early(tmp_path: Path) -> None:
    """Who leaves at the first result ends it cleanly: what was taken is answered and stored, and all is free again."""
    path = tmp_path / "url.txt"
    with listen(settings(tmp_path, "opened=5", ready_file=str(path))) as session:
        ready = next(session)
        assert isinstance(ready, Ready)
        with Client(port_of(ready)) as client:
            client.send(event("opened", "1"))
            assert isinstance(next(session), Arrivals)
            client.send(event("opened", "2"))
            session.close()
            assert client.answer().status == 200
    assert list(session) == []
    assert not path.exists()
    assert [one.entry.event_id for one in read_captures(tmp_path / "captures.db")][:1] == ["1"]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port_of(ready)))
    Store(tmp_path / "captures.db").close()


def test_closed_before_it_began(tmp_path: Path) -> None:
    """A session that was never iterated leaves nothing behind."""
    with listen(settings(tmp_path)) as session:
        session.stop()
    assert list(tmp_path.iterdir()) == []


def test_stopped_before_it_began(tmp_path: Path) -> None:
    """A wish for the end that came too early is not forgotten."""
    session = listen(settings(tmp_path))
    session.stop()
    ready, summary = session
    assert isinstance(ready, Ready)
    assert sum_of([summary]).total == 0


def test_in_a_thread(tmp_path: Path) -> None:
    """A session can be run in any thread, and ended from another."""
    session, results = listen(settings(tmp_path)), list[ListenResult]()
    ready, over = threading.Event(), threading.Event()

    def run() -> None:
        for result in session:
            results.append(result)
            (over if isinstance(result, ListenSummary) else ready).set()

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(PATIENCE)
    (first,) = results
    assert isinstance(first, Ready)
    with Client(port_of(first)) as client:
        assert client.send(event("opened", "1")).answer().status == 200
        session.stop()
        assert over.wait(PATIENCE)
    thread.join(PATIENCE)
    assert ids(results) == ["1"]


def test_summary(tmp_path: Path) -> None:
    """The sum counts verdicts and causes by type; what is no event has a dash for its type."""
    requests = [event("opened", "1"), event("opened", "2", valid=False), event("clicked", "3"), b"GET / HTTP/9\r\n\r\n"]
    with listen(settings(tmp_path)) as session:
        summary = sum_of(serve(session, *requests, then=session.stop))
    assert summary.verdicts_by_type == {
        "opened": {"valid": 1, "invalid": 1},
        "clicked": {"valid": 1},
        "-": {"damaged": 1},
    }
    assert set(summary.causes_by_type) == {"opened", "-"}
    assert summary.causes["unexplained"] == 1
    assert (summary.total, summary.not_kept, summary.turned_away) == (4, 0, 0)


def test_many_types() -> None:
    """However many types clients make up, a hundred are told apart."""
    counts = ArrivalCounts(None)
    entry = CaptureEntry("0" * 16, 0.0, "", "POST", "/")
    counts.add([Arrival(entry._replace(event_type=f"type-{number}"), "200", 1.0) for number in range(300)])
    summary = counts.summary(0)
    assert len(summary.verdicts_by_type) == 101
    assert (summary.verdicts_by_type["…"].total(), summary.total) == (200, 300)


def test_a_store_that_takes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What cannot be kept is told once, counted, and does not count as what was awaited."""

    def refuse(*_: object) -> None:
        raise StoreError("no room")

    monkeypatch.setattr(Store, "add", refuse)
    with listen(settings(tmp_path, "opened=2")) as session:
        results = serve(session, event("opened", "1"), event("opened", "2"), then=session.stop)
    (trouble,) = [one for one in results if isinstance(one, StoreTrouble)]
    assert "no room" in trouble.sentence
    summary = sum_of(results)
    assert (summary.total, summary.not_kept, summary.met) == (2, 2, False)


def test_nothing_that_can_be_listened_to(tmp_path: Path) -> None:
    """An address that is taken, and an application that is the session itself, are refused without a new store."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = Address(port=taken.getsockname()[1])
        with pytest.raises(UsageError, match="cannot listen on"):
            next(listen(settings(tmp_path, address=address)))
        application = ForwardTarget.of(f"http://localhost:{address.port}/")
        with pytest.raises(UsageError, match="is the address of mhook listen"):
            next(listen(settings(tmp_path, address=address, application=application)))
    assert list(tmp_path.iterdir()) == []


def test_exposed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """That others can reach its address is told before anybody can, and who leaves then leaves nothing open."""
    monkeypatch.setattr(Address, "exposed", ("127.0.0.1",))
    with listen(settings(tmp_path)) as session:
        assert next(session) == Exposed("127.0.0.1")
    Store(tmp_path / "captures.db").close()
