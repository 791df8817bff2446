"""How the listener treats a store that refuses something, and one that it tidies while requests come."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from maileroo_cli.capture.answer.language import parse_script
from maileroo_cli.capture.answer.responder import Responder
from maileroo_cli.capture.store.failure import StoreError
from maileroo_cli.capture.store.limits import StoreLimits
from maileroo_cli.capture.store.writer import Store, StoredAnswer
from maileroo_cli.transport.server.config import ListenConfig
from maileroo_cli.transport.server.forward import Forwarder, ForwardTarget
from tests.listening import Client, ListenThread
from tests.receivers.raw import Receiver, answering


def post(body: bytes) -> bytes:
    """Return a request."""
    return b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body


BODIES = [b"%d" % number for number in range(30)]


@pytest.fixture(autouse=True)
def _tidies_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store is tidied after every commit."""
    monkeypatch.setattr("maileroo_cli.transport.server.pipeline.stage_2_store.CHECKPOINT_BYTES", 1)
    monkeypatch.setattr("maileroo_cli.transport.server.pipeline.stage_2_store._PRUNE_EVERY", 1)


def test_a_store_that_cannot_be_tidied(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Requests are stored all the same, and it is told once until it goes well again."""
    refuses = threading.Event()
    checkpoint = Store.checkpoint

    def refuse(store: Store) -> bool:
        if refuses.is_set():
            raise StoreError("no room")
        return checkpoint(store)

    monkeypatch.setattr(Store, "checkpoint", refuse)
    with ListenThread(tmp_path) as listen, Client(listen.port) as client:
        for body in BODIES:
            refuses.set() if 5 <= int(body) < 15 or int(body) > 20 else refuses.clear()
            assert client.send(post(body)).answer().status == 200
    assert [one.content.body for one in listen.captures()] == BODIES
    assert listen.heard.troubles == ["cannot tidy the store (no room)"] * 2


def test_the_end_while_the_store_is_tidied(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The end waits until the store has been tidied; what came meanwhile is stored."""
    began, may_end = threading.Event(), threading.Event()

    def wait(store: Store) -> bool:
        began.set()
        return may_end.wait(30)

    monkeypatch.setattr(Store, "checkpoint", wait)
    monkeypatch.setattr("maileroo_cli.transport.server.listener._GRACE", 0.1)
    with ListenThread(tmp_path) as listen, Client(listen.port) as client, Client(listen.port) as other:
        assert client.send(post(b"1")).answer().status == 200
        assert began.wait(30)
        other.send(post(b"2"))
        listen.listener.stop_soon()
        threading.Timer(0.3, may_end.set).start()
        listen.stop()
    assert [one.content.body for one in listen.captures()][:1] == [b"1"]
    assert len(listen.heard.arrivals) == len(listen.captures())
    assert listen.heard.troubles == []


def test_pruned_after_every_commit(tmp_path: Path) -> None:
    """However often the oldest are deleted, no answer is held back and the newest stay."""
    config = ListenConfig([], Responder(parse_script([])), keep=StoreLimits(captures=3))
    with ListenThread(tmp_path, config=config) as listen, Client(listen.port) as client:
        for body in BODIES:
            assert client.send(post(body)).answer().status == 200
    kept = [one.content.body for one in listen.captures()]
    assert 3 <= len(kept) <= 4
    assert kept == BODIES[-len(kept) :]


def test_answers_are_within_the_limit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where answers are large, the store is pruned long before enough requests have come to look for their number."""
    stage = "maileroo_cli.transport.server.pipeline.stage_2_store."
    monkeypatch.setattr(f"{stage}_PRUNE_EVERY", 1000)
    monkeypatch.setattr(f"{stage}_OFTENEST", 0.0)
    most, set_answers = [0], Store.set_answers

    def watch(store: Store, answers: Sequence[StoredAnswer], contents: Sequence[tuple[bytes, bytes, int]] = ()) -> None:
        set_answers(store, answers, contents)
        most[0] = max(most[0], store._connection.execute("SELECT sum(length(body)) FROM answer").fetchone()[0])

    monkeypatch.setattr(Store, "set_answers", watch)
    body = b"x" * 50_000
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    with Receiver(answering(answer)) as application:
        forwarder = Forwarder(ForwardTarget.of(application.url, 30.0))
        config = ListenConfig([], Responder(parse_script([])), forwarder, keep=StoreLimits(bytes=200_000))
        with ListenThread(tmp_path, config=config) as listen, Client(listen.port) as client:
            for number in range(40):
                assert client.send(post(b"%d" % number)).answer().body == body
    assert most[0] <= 400_000
    assert len(listen.captures()) == 3


def test_answers_that_cannot_be_stored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No more of them wait than 16 MiB, and it is told once that some were not kept, whatever else the disk refuses."""
    refuses, most = threading.Event(), [0]
    refuses.set()
    set_answers = Store.set_answers

    def refuse(
        store: Store, answers: Sequence[StoredAnswer], contents: Sequence[tuple[bytes, bytes, int]] = ()
    ) -> None:
        most[0] = max(most[0], sum(len(head) + len(body) for head, body, _ in contents))
        if refuses.is_set():
            raise StoreError("no room")
        set_answers(store, answers, contents)

    def refuse_to_tidy(_store: Store) -> bool:
        raise StoreError("no room")

    monkeypatch.setattr(Store, "set_answers", refuse)
    monkeypatch.setattr(Store, "checkpoint", refuse_to_tidy)
    body = b"x" * 1_000_000
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    with Receiver(answering(answer)) as application:
        config = ListenConfig([], Responder(parse_script([])), Forwarder(ForwardTarget.of(application.url, 30.0)))
        with ListenThread(tmp_path, config=config) as listen, Client(listen.port) as client:
            for number in range(35):
                assert client.send(post(b"%d" % number)).answer().body == body
            refuses.clear()
            assert client.send(post(b"last")).answer().body == body
    assert 15_000_000 < most[0] <= 16 * 1024 * 1024
    last = listen.captures()[-1]
    assert (last.entry.status, last.content.answer_body) == (200, body)
    assert all(bool(one.entry.status) == bool(one.content.answer_body) for one in listen.captures())
    assert listen.heard.troubles == [
        "cannot tidy the store (no room)",
        "cannot keep what some stored requests were answered, or why they are invalid (no room)",
    ]
