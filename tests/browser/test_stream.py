"""What comes while the page is open is shown once, in every tab, also where the server was away."""

from pathlib import Path

import pytest

from tests.browser.conftest import Opened
from tests.browser.relay import Relay
from tests.cli.store import captured, event, fill, signature
from tests.inspecting import InspectProcess
from tests.listening import Client, ListenProcess
from tests.receivers.raw import has_ipv6

TABS = 20


def post(client: Client, number: int) -> None:
    """Deliver one signed event and wait for the answer."""
    body = event(number)
    head = f"POST /webhook HTTP/1.1\r\nHost: a.test\r\nx-maileroo-signature: {signature(body)}\r\n"
    client.send(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    assert client.final().status == 200


def test_no_row_is_lost_or_doubled(opened: Opened, tmp_path: Path) -> None:
    """The server is killed and started again while captures come: a second tab brings the token, the first goes on."""
    with ListenProcess(tmp_path) as listen, Client(listen.port) as client:
        with InspectProcess(listen.store) as inspector:
            watched = opened(inspector)
            for number in range(20):
                post(client, number)
            watched.wait_count(20)
            for number in range(20, 30):
                post(client, number)
            inspector.kill()
        for number in range(30, 40):
            post(client, number)
        with InspectProcess(listen.store, port=inspector.port) as again:
            for number in range(40, 45):
                post(client, number)
            second = watched.tab(again.url)
            for number in range(45, 50):
                post(client, number)
            for page in (watched.page, second):
                watched.wait_count(50, page)
            watched.wait_live()
            wanted = [one.entry.id for one in listen.captures()][::-1]
            for page in (watched.page, second):
                watched.wait_drawn(page)
                assert [one["id"] for one in watched.rows(page)] == wanted
            assert [one["index"] for one in watched.rows()] == list(range(2, 52))


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no ::1")
def test_goes_on_where_the_connection_is_cut(opened: Opened, tmp_path: Path) -> None:
    """A stream that breaks off is taken up again by itself from where it was, once that is possible."""
    with (
        ListenProcess(tmp_path) as listen,
        Client(listen.port) as client,
        InspectProcess(listen.store, "--host", "127.0.0.1") as inspector,
        Relay(inspector.port) as relay,
    ):
        inspector.origin = relay.origin
        inspector.url = inspector.url.replace("127.0.0.1", "[::1]")
        watched = opened(inspector)
        for number in range(5):
            post(client, number)
            relay.cut()
        watched.wait_count(5)
        watched.wait_live()
        relay.refuses = True
        relay.cut()
        watched.page.wait_for_selector("[data-role=connection][data-state=reconnecting]")
        for number in range(5, 300):
            post(client, number)
        relay.refuses = False
        watched.wait_count(300)
        watched.wait_drawn()
        wanted = [one.entry.id for one in listen.captures()][::-1]
        shown = [one["id"] for one in watched.rows()]
        assert shown == wanted[: len(shown)]


def test_many_tabs_have_one_stream(opened: Opened, tmp_path: Path) -> None:
    """Twenty tabs show each new capture over one stream; where the tab that has it is closed, another takes it over."""
    with ListenProcess(tmp_path) as listen, Client(listen.port) as client, InspectProcess(listen.store) as inspector:
        watched = opened(inspector)
        tabs = [watched.page, *(watched.tab(f"{inspector.origin}/") for _ in range(TABS - 1))]
        for number in range(3):
            post(client, number)
        for page in tabs:
            watched.wait_count(3, page)
        streams = [one for one in watched.requests if one.url.endswith("/api/stream")]
        assert len(streams) == 1
        owner = streams[0].frame.page
        owner.close()
        rest = [page for page in tabs if page is not owner]
        post(client, 4)
        for page in rest:
            watched.wait_count(4, page)
            watched.wait_drawn(page)
            assert len(watched.rows(page)) == 4
        assert len([one for one in watched.requests if one.url.endswith("/api/stream")]) == 2


def test_shows_what_was_there_and_what_comes(opened: Opened, tmp_path: Path) -> None:
    """The newest is at the top; the answer that comes later is filled in."""
    store = fill(tmp_path / "captures.db", captured(1))
    with InspectProcess(store) as inspector:
        watched = opened(inspector)
        fill(store, captured(2), captured(3))
        watched.wait_count(3)
        assert [one["id"] for one in watched.rows()] == [captured(one).entry.id for one in (3, 2, 1)]
