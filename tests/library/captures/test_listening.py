"""The library's listener: what it answers, what it keeps, and that nothing is left of it."""

import asyncio
import os
import re
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from maileroo_cli import Listener, MhookError, NotReceivedError, Secret, make_event, make_lifecycle, sign
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.signing.signature import SecretLike
from tests.cli.calling import SECRET as CLI_SECRET
from tests.cli.calling import Mhook
from tests.library.captures.sending import PATIENCE, SECRET, post, send, send_event, send_half


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """Let a test pass only where it leaves no thread, no open file and no temporary file of this process."""
    before = _things()
    yield
    assert _things() == before


def _things() -> tuple[set[int | None], int, set[str]]:
    files = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    kept = {name for name in os.listdir(tempfile.gettempdir()) if "mhook" in name}
    return {one.ident for one in threading.enumerate()}, files, kept


def test_a_request_is_there_with_the_answer(nothing_left: None) -> None:
    """What was sent is among the captures as soon as the sender has the answer, byte for byte."""
    event = make_event("clicked", seed=3)
    with Listener(SECRET) as listener:
        request = event.request(SECRET, listener.url)
        assert send(request) == 200
        [capture] = listener.captures
    assert (capture.event_type, capture.event_id, capture.reference_id) == ("clicked", event.id, event.reference_id)
    assert (capture.method, capture.path, capture.body) == ("POST", "/webhook", event.body)
    assert capture.payload == event.payload
    assert (capture.verdict, capture.valid, capture.status) == ("valid", True, 200)
    assert capture.time is not None
    assert abs(capture.time - datetime.now(UTC)) < timedelta(minutes=5)
    assert len(capture.id) == 16
    assert capture.where == capture.id
    assert capture.headers["content-type"] == "application/json"


@pytest.mark.parametrize("name", ["httpx", "curl", "mhook send"])
def test_any_sender_can_be_tested(name: str) -> None:
    """Whatever sends over HTTP reaches it."""
    event = make_event("opened", seed=1)
    with Listener(CLI_SECRET, answers=[503, 200]) as listener:
        request = event.request(CLI_SECRET, listener.url)
        if name == "httpx":
            with httpx.Client(trust_env=False) as client:
                answer = client.request(request.method, request.url, content=request.body, headers=request.headers)
                assert answer.status_code == 503
        elif name == "curl":
            headers = [word for pair in request.header_pairs for word in ("-H", ": ".join(pair))]
            command = ["curl", "-sS", "--noproxy", "*", "--data-binary", "@-", *headers, request.url]
            subprocess.run(command, input=request.body, check=True, capture_output=True)
        else:
            assert Mhook()("send", "opened", "--url", listener.url).code == 1
        [capture] = listener.wait_for("opened", timeout=PATIENCE)
    assert (capture.valid, capture.status) == (True, 503)
    assert name == "mhook send" or capture.body == event.body


def test_answers_follow_the_attempts_of_an_event(nothing_left: None) -> None:
    """The n-th attempt of each event gets the n-th answer, and the last one holds for ever after."""
    with Listener(answers=["503", 429, "200"]) as listener:
        assert [send_event(listener, seed=1) for _ in range(2)] == [503, 429]
        assert [send_event(listener, seed=2) for _ in range(4)] == [503, 429, 200, 200]
        assert send_event(listener, seed=1) == 200
        assert [one.status for one in listener.captures] == [503, 429, 503, 429, 200, 200, 200]


def test_answers_by_event_type(nothing_left: None) -> None:
    """A mapping has the answers of each type; ``any`` is for those that have none of their own."""
    with Listener(answers={"deferred": ["500", "202+body:done"], "any": 404}) as listener:
        assert [send_event(listener, kind) for kind in ("deferred", "opened", "deferred")] == [500, 404, 202]
    with Listener(answers={"failed": 410}) as listener:
        assert [send_event(listener, kind) for kind in ("failed", "opened")] == [410, 200]


def test_answers_that_are_none(nothing_left: None) -> None:
    """A reset or a hang is kept with no status, and the end of the block does not wait for whoever hangs."""
    with Listener(answers={"opened": "reset", "clicked": "hang", "any": "200+delay:1h"}) as listener:
        with pytest.raises(ConnectionResetError):
            send_event(listener, "opened")
        with ThreadPoolExecutor() as pool:
            waiting = [pool.submit(send_event, listener, kind) for kind in ("clicked", "failed")]
            captures = listener.wait_for("any", 3, PATIENCE)
            assert [one.status for one in captures] == [None] * 3
            listener.__exit__(None, None, None)
            for one in waiting:
                with pytest.raises((ConnectionError, httpx.HTTPError, OSError)):
                    one.result(PATIENCE)


def test_captures_stay_after_the_block(nothing_left: None) -> None:
    """What came is there after the end, where nobody can connect any more and nothing is waited for."""
    with Listener() as listener:
        send_event(listener)
    assert [one.event_type for one in listener.captures] == ["delivered"]
    assert listener.wait_for("delivered") == listener.captures
    with pytest.raises(NotReceivedError, match="1 of 2 arrived before the listener ended"):
        listener.wait_for("delivered", 2, timeout=3600)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", listener.port))


def test_an_exception_in_the_block(nothing_left: None) -> None:
    """Whatever ends the block, nothing is left, also where somebody is still connected."""
    with pytest.raises(KeyError), Listener() as listener, send_half(listener):
        raise KeyError
    with pytest.raises(KeyboardInterrupt), Listener() as listener:
        raise KeyboardInterrupt


def test_several_at_a_time(nothing_left: None) -> None:
    """Each has its own port, its own answers and its own captures."""
    with Listener() as one, Listener(SECRET, answers=500) as two:
        assert one.port != two.port
        assert (send_event(one, "opened"), send_event(two, "failed")) == (200, 500)
        assert [[capture.event_type for capture in each.captures] for each in (one, two)] == [["opened"], ["failed"]]


def test_many_at_once(nothing_left: None) -> None:
    """Requests that come at the same time from several threads are all there, while others read and clear."""
    with Listener(SECRET) as listener, ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(send_event, listener, "opened", seed) for seed in range(100)]
        found = pool.submit(listener.wait_for, "opened", 100, PATIENCE)
        assert [one.result() for one in sent] == [200] * 100
        assert len({one.event_id for one in found.result()}) == 100
        listener.clear()
        assert listener.captures == []


@pytest.mark.parametrize(
    ("secret", "verdict", "valid"),
    [(None, "unchecked", None), ([Secret("old"), SECRET], "valid", True), ("other", "invalid", False)],
    ids=["none", "two", "wrong"],
)
def test_secrets(
    secret: SecretLike | list[SecretLike] | None, verdict: str, valid: bool | None, nothing_left: None
) -> None:
    """Any of several secrets verifies; without one nothing is judged, with a wrong one nothing is valid."""
    with Listener(secret) as listener:
        send_event(listener)
        [capture] = listener.captures
    assert (capture.verdict, capture.valid) == (verdict, valid)


def test_waiting_in_an_asynchronous_test(nothing_left: None) -> None:
    """It serves while a loop runs in the thread of the test, which can wait in another one."""

    async def run() -> int:
        with Listener(SECRET) as listener:
            request = make_event("opened", seed=1).request(SECRET, listener.url)
            async with httpx.AsyncClient(trust_env=False) as client:
                answer = await client.post(request.url, content=request.body, headers=request.headers)
            [capture] = await asyncio.to_thread(listener.wait_for, "opened")
        return answer.status_code if capture.valid else 0

    assert asyncio.run(run()) == 200


def test_waiting_begins_before_the_request(nothing_left: None) -> None:
    """Who waits goes on as soon as enough has come."""
    with Listener(SECRET) as listener, ThreadPoolExecutor() as pool:
        waiting = pool.submit(listener.wait_for, "delivered", 2, PATIENCE)
        for event in make_lifecycle("delivered", seed=1):
            send(event.request(SECRET, listener.url))
        assert not waiting.done()
        send_event(listener, "delivered")
        assert [one.event_type for one in waiting.result(PATIENCE)] == ["delivered"] * 2


def test_only_what_verifies_is_waited_for(nothing_left: None) -> None:
    """With a secret no forged request counts for an event type, but a function may count it."""
    with Listener(SECRET) as listener:
        send_event(listener, "failed", secret="other")
        with pytest.raises(NotReceivedError):
            listener.wait_for("failed", timeout=0)
        assert len(listener.wait_for(lambda one: not one.valid)) == 1


def test_clear(nothing_left: None) -> None:
    """What was there before is waited for no more, and the answers go on."""
    with Listener(answers=[503, 200]) as listener:
        assert send_event(listener) == 503
        listener.clear()
        with pytest.raises(NotReceivedError, match="no request came at all"):
            listener.wait_for(timeout=0)
        assert send_event(listener) == 200
        assert [one.status for one in listener.wait_for("delivered")] == [200]


def test_damaged_requests_are_kept(nothing_left: None) -> None:
    """What is no whole request is there as damaged, with what is wrong, and cannot be sent again."""
    with Listener(SECRET) as listener:
        with socket.create_connection(("127.0.0.1", listener.port), PATIENCE) as connection:
            connection.sendall(b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}")
            while connection.recv(1000):
                pass
        [capture] = listener.captures
    assert (capture.verdict, capture.valid, bool(capture.remark)) == ("damaged", False, True)
    assert capture.verify().detail == capture.remark
    with pytest.raises(MhookError, match="cannot be sent again"):
        _ = capture.request


def test_a_port_of_ones_own(nothing_left: None) -> None:
    """A port can be named, also again at once; one that is taken is refused in a sentence."""
    with Listener() as listener:
        port = listener.port
        assert send_event(listener) == 200
        told = f"cannot listen on port {port} of 127.0.0.1: another program has it: leave port out"
        with pytest.raises(UsageError, match=re.escape(told)), Listener(port=port):
            pass
    with Listener(port=port) as listener:
        assert listener.url == f"http://127.0.0.1:{port}/webhook"


@pytest.mark.parametrize("port", [-1, 65_536, "80"])
def test_what_is_no_port(port: int, nothing_left: None) -> None:
    """What is no number of a port is told, when the block begins."""
    with pytest.raises(UsageError, match="give a number up to 65535"), Listener(port=port):
        pass


def test_order_of_use() -> None:
    """Before its block it has no URL, and it has one block."""
    listener = Listener()
    assert repr(listener) == "Listener(not entered)"
    for ask in (lambda: listener.url, lambda: listener.captures, listener.clear, listener.wait_for):
        with pytest.raises(UsageError, match="use it in a block"):
            ask()
    with listener:
        assert repr(listener) == f"Listener({listener.url}, 0 captures)"
    with pytest.raises(UsageError, match="make another one"), listener:
        pass


def test_nothing_secret_is_shown() -> None:
    """Neither the secret nor a signature is in what is shown of a listener and its captures."""
    with Listener("my-secret") as listener:
        send_event(listener, secret="my-secret")
        [capture] = listener.captures
        shown = f"{listener!r} {capture!r} {capture.headers!r} {capture.request!r} {capture.verify()!r}"
    assert "my-secret" not in shown
    assert sign(capture.body, "my-secret") not in shown
    assert sign(capture.body, "my-secret") in dict(capture.request.headers).values()


def test_a_crash_is_raised(monkeypatch: pytest.MonkeyPatch, nothing_left: None) -> None:
    """A defect in the listener ends the wait, and is raised at the end unless the block failed by itself."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("maileroo_cli.transport.server.arrival.SilentReporter.ready", fail)
    with pytest.raises(ZeroDivisionError), Listener() as listener, pytest.raises(ZeroDivisionError):
        listener.wait_for(timeout=PATIENCE)
    with pytest.raises(KeyError), Listener():
        raise KeyError


def test_another_kind_of_loop(monkeypatch: pytest.MonkeyPatch, nothing_left: None) -> None:
    """Whatever loops the program under test makes for itself, the listener has one that it is known to work with."""

    def refuse() -> None:
        raise AssertionError

    monkeypatch.setattr(asyncio, "new_event_loop", refuse)
    with Listener() as listener:
        assert send_event(listener) == 200


def test_other_paths_and_methods(nothing_left: None) -> None:
    """Every path and method is taken; what can be no webhook is a probe, which no event type counts."""
    with Listener(SECRET) as listener:
        base = listener.url.removesuffix("/webhook")
        assert post(f"{base}/other?a=1", b"{}", {"x-maileroo-signature": sign(b"{}", SECRET)}) == 200
        assert post(listener.url, b"", method="GET") == 200
        first, second = listener.captures
        assert (first.path, first.verdict, second.method, second.verdict) == ("/other?a=1", "valid", "GET", "probe")
        assert listener.wait_for("other") == [first]
