"""Resending through the inspector's process: bytes, refusals, and a browser that goes away."""

import json
import threading
from base64 import b64encode
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.capture.stored import capture, fill
from tests.inspecting import InspectProcess
from tests.listening import PATIENCE
from tests.receivers.raw import Peer, Receiver

IDS = [f"{number:016x}" for number in (1, 2, 3)]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Return a store with three captures."""
    return fill(tmp_path / "captures.db", *(capture(number, body=b"%d" % number) for number in (1, 2, 3)))


def edit(body: bytes, *headers: list[str]) -> dict[str, Any]:
    """Return the body of a call that sends the first capture, edited and signed anew."""
    changed = {"method": "PUT", "headers": list(headers), "body_base64": b64encode(body).decode()}
    return {"captures": IDS[:1], "count": 1, "signature": "new", "edit": changed}


def test_an_edit_arrives_byte_for_byte(store: Path) -> None:
    """What a page sends arrives as it is; what cannot be is refused with its place, and the count is looked at."""
    body = bytes(range(256))
    with Receiver() as receiver, InspectProcess(store, "--target", receiver.url) as inspect:
        status, answer = inspect.ask("/api/resend", edit(body, ["X-One", "\xe9 ÿ"], ["x-one", "2"]))
        assert (status, answer["attempts"][0]["status"]) == (200, 200)
        refused = [
            inspect.ask("/api/resend", edit(b"", ["X One", ""])),
            inspect.ask("/api/resend", {"filter": {}, "count": 2}),
            inspect.ask("/api/resend", {"captures": ["ffff"], "count": 1}),
        ]
    assert [code for code, _ in refused] == [400, 409, 404]
    assert "header 1: 'X One'" in refused[0][1]["error"]
    [request] = receiver.requests
    head, _, arrived = request.partition(b"\r\n\r\n")
    assert arrived == body
    assert head.split(b"\r\n")[2:4] == [b"X-One: \xe9 \xff", b"x-one: 2"]


def test_without_a_target(store: Path) -> None:
    """Nothing is sent where the command line names no target."""
    with InspectProcess(store) as inspect:
        status, answer = inspect.ask("/api/resend", {"captures": IDS, "count": 3})
    assert (status, answer["error"]) == (400, "mhook inspect was started without --target")


def test_a_browser_that_goes_away(store: Path) -> None:
    """Once a browser has left, the attempt under way is broken off, and no other capture is sent."""
    arrived, broken_off = threading.Event(), threading.Event()

    def stall(peer: Peer) -> None:
        peer.read()
        arrived.set()
        peer.wait_for_end()
        broken_off.set()

    with Receiver(stall) as receiver, InspectProcess(store, "--target", receiver.url) as inspect:
        browser = HTTPConnection("127.0.0.1", inspect.port, timeout=PATIENCE)
        headers = {"Authorization": f"Bearer {inspect.token}", "Content-Type": "application/json"}
        browser.request("POST", "/api/resend", json.dumps({"captures": IDS, "count": 3}), headers)
        assert arrived.wait(PATIENCE)
        browser.close()
        assert broken_off.wait(PATIENCE)
    assert len(receiver.requests) == 1
