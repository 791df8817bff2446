"""What clients send over a socket: each request gets its answer, is kept as it came, and disturbs no other."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings

from maileroo_cli.capture.entry import AnswerSource, CaptureContent
from maileroo_cli.capture.http.anomaly import ANOMALIES
from maileroo_cli.capture.http.framing import Received, Refused
from maileroo_cli.capture.store.archive import Archive
from tests.capture.http.test_framing import mutated
from tests.capture.reading import each_byte, random_cuts, read, read_behind
from tests.capture.wire_cases import CASES, CUT_OFF, LIMITS, Case, chunked, head, post
from tests.listening import NO_ANSWER, Client, ListenThread

SENTINEL = post(b"sentinel", b"Connection: close", first=b"PUT /sentinel HTTP/1.1")


@pytest.fixture(scope="module")
def listen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ListenThread]:
    """One listener for all cases: none may leave anything behind."""
    with ListenThread(tmp_path_factory.mktemp("wire"), frame_limits=LIMITS) as listen:
        yield listen


@pytest.fixture(autouse=True)
def _fresh(request: pytest.FixtureRequest) -> None:
    """Forget what earlier tests sent: their ports may be used again."""
    if "listen" in request.fixturenames:
        request.getfixturevalue("listen").heard.forget()


@pytest.mark.parametrize("cut", ["whole", "bytes", "pieces"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cases(listen: ListenThread, case: Case, cut: str) -> None:
    """Each case is answered and kept as it should be, however it is cut, and what comes after it is too."""
    cuts: dict[str, Iterable[int]] = {
        "whole": (),
        "bytes": each_byte(case.data) if len(case.data) < 1000 else (),
        "pieces": random_cuts(case.data, Random(case.name)),
    }
    with Client(listen.port) as client:
        client.send(*pieces(case.data, cuts[cut]))
        if case.anomaly == CUT_OFF:
            client.half_close()
        answers = [client.final(to_head=case.name == "head") for _ in range(len(case.bodies) + bool(case.anomaly))]
        expected = [200] * len(case.bodies) + [ANOMALIES[code].status for code in [case.anomaly] if code]
        assert [one.status for one in answers] == expected
        if case.stays:
            assert all(one.keeps for one in answers)
            client.send(SENTINEL)
            assert client.answer().status == 200
        else:
            assert [one.keeps for one in answers] == [True] * (len(answers) - 1) + [False]
        assert client.ended
        check_kept(listen, client, case.data + SENTINEL * case.stays)
    with Client(listen.port) as other:
        assert other.send(SENTINEL).answer().status == 200


def check_kept(listen: ListenThread, client: Client, data: bytes) -> None:
    """Check that of what a client sent everything is kept and told as the reader reads it."""
    found = read(data)
    arrivals = listen.heard.wait_for(len(found), client.name)
    with Archive(listen.path) as archive:
        captures = [archive.find(one.entry.id) for one in arrivals]
    entries = [one.entry._replace(milliseconds=None) for one in captures]  # how long it took is known after the answer
    assert entries == [one.entry for one in arrivals]
    behind = read_behind(data)
    for capture, one in zip(captures, found, strict=True):
        wanted, kept = content_of(one), capture.content
        # How much has come behind a refusal depends on how the bytes were cut; all else does not.
        more = kept.trailers[len(wanted.trailers) :] if isinstance(one, Refused) else b""
        assert kept == wanted._replace(trailers=wanted.trailers + more)
        assert behind.startswith(more)
    for capture, arrival, one in zip(captures, arrivals, found, strict=True):
        anomaly = one.anomaly if isinstance(one, Refused) else ""
        assert capture.entry.anomaly == anomaly
        assert capture.entry.answered == (AnswerSource.LISTENER if anomaly else AnswerSource.SCRIPT)
        assert arrival.answer == str(capture.entry.status)


def content_of(one: Received | Refused) -> CaptureContent:
    """Return the bytes that are kept of a request."""
    if isinstance(one, Received):
        return CaptureContent(one.head.content, one.body, one.trailers)
    return CaptureContent(one.content, one.body, one.rest)


def pieces(data: bytes, cuts: Iterable[int]) -> list[bytes]:
    """Cut ``data`` at these places."""
    places = [0, *cuts, len(data)]
    return [data[start:end] for start, end in pairwise(places) if start < end]


@settings(max_examples=60)
@given(data=mutated())
def test_mutations(listen: ListenThread, data: bytes) -> None:
    """Damaged requests are answered and kept as the reader reads them, and the listener goes on."""
    listen.heard.forget()
    found = read(data)
    with Client(listen.port) as client:
        client.send(data).half_close()
        for one in found:
            answer = client.final(to_head=isinstance(one, Received) and one.head.method == "HEAD")
            assert answer.status == (200 if isinstance(one, Received) else ANOMALIES[one.anomaly].status)
        assert client.ended
        check_kept(listen, client, data)


def test_continue(listen: ListenThread) -> None:
    """A client that waits before it sends its body is told to go on, at once and once."""
    with Client(listen.port) as client:
        for _ in range(2):
            assert client.send(head(b"Expect: 100-continue", b"Content-Length: 5")).answer().status == 100
            assert client.send(b"he", b"llo").answer().status == 200


@pytest.mark.parametrize("lines", [[b"Content-Length: 4097"], [b"Content-Length: 9" + b"9" * 30]])
def test_too_large_at_once(listen: ListenThread, lines: list[bytes]) -> None:
    """A body that would be too large is refused before any of it comes, and instead of 100 Continue."""
    with Client(listen.port) as client:
        answer = client.send(head(b"Expect: 100-continue", *lines)).answer()
        assert (answer.status, answer.keeps) == (413, False)


def test_pipelined_before_the_end(listen: ListenThread) -> None:
    """A client may send several requests, close its side, and still gets every answer."""
    with Client(listen.port) as client:
        client.send(b"".join(post(b"%d" % number) for number in range(500))).half_close()
        assert [one.status for one in client.answers()] == [200] * 500
        kept = listen.heard.wait_for(500, client.name)
    with Archive(listen.path) as archive:
        assert [archive.find(one.entry.id).content.body for one in kept] == [b"%d" % number for number in range(500)]


def test_cut_off_behind_others(listen: ListenThread) -> None:
    """What is cut off behind whole requests that are still being answered is kept and answered too."""
    with Client(listen.port) as client:
        client.send(post(b"one") + post(b"two") + post(b"three")[:-1]).half_close()
        assert [one.status for one in client.answers()] == [200, 200, 400]


@pytest.mark.parametrize("data", [post(b"hello")[:-1], head()[:-3], chunked(b"5\r\nhe")], ids=["body", "head", "chunk"])
def test_reset_in_a_request(listen: ListenThread, data: bytes) -> None:
    """What arrived of a request whose client has vanished is kept; it says that nobody got an answer."""
    with Client(listen.port) as client:
        name = client.name
        client.send(post(b"first")).answer()
        client.send(data).reset()
        _, arrival = listen.heard.wait_for(2, name)
    assert (arrival.entry.anomaly, arrival.answer, arrival.entry.status) == ("cut-off", "-", None)
    assert arrival.entry.answered == AnswerSource.NOTHING
    with Archive(listen.path) as archive:
        assert archive.find(arrival.entry.id).content == content_of(read(data)[0])


def test_reset_at_rest(listen: ListenThread) -> None:
    """A client that vanishes between requests, or before it sends any, leaves nothing behind."""
    with Client(listen.port) as client:
        client.reset()
    with Client(listen.port) as client:
        name = client.name
        assert client.send(post(b"hello")).answer().status == 200
        client.reset()
    with Client(listen.port) as client:
        assert client.send(SENTINEL).answer().status == 200
    assert [one.entry.anomaly for one in listen.heard.wait_for(1, name)] == [""]


@pytest.mark.parametrize(
    ("first", "line", "expected"),
    [
        (b"POST / HTTP/1.0", b"Connection: keep-alive", "keep-alive"),
        (b"POST / HTTP/1.0", b"a: b", "close"),
        (b"POST / HTTP/1.1", b"Connection: close", "close"),
        (b"POST / HTTP/1.1", b"Connection: keep-alive", ""),
    ],
)
def test_connection_header(listen: ListenThread, first: bytes, line: bytes, expected: str) -> None:
    """The answer says whether the connection stays, wherever the client could expect something else."""
    with Client(listen.port) as client:
        answer = client.send(post(b"hello", line, first=first)).answer()
        assert answer.headers.get("connection", "") == expected
        if expected != "close":
            assert client.send(SENTINEL).answer().status == 200
        assert client.answer() == NO_ANSWER


def test_refused_head_request(listen: ListenThread) -> None:
    """A refused request is answered in a way that ends, whatever method it named."""
    with Client(listen.port) as client:
        answer = client.send(head(b"a b", first=b"HEAD / HTTP/1.1")).answer()
        assert (answer.status, answer.keeps) == (400, False)
        assert client.ended


def test_every_anomaly() -> None:
    """The cases here and the tests of time and load show every anomaly there is."""
    elsewhere = {"head-timeout", "body-timeout", "evicted", "overloaded"}
    assert {case.anomaly for case in CASES if case.anomaly} | elsewhere == set(ANOMALIES)
