"""``mhook captures resend``: the same bytes again."""

from pathlib import Path

import pytest

from tests.cli.calling import VARIABLE, Mhook
from tests.cli.endpoint import Endpoint
from tests.cli.store import captured, event, fill, signature
from tests.receivers.raw import Receiver, closed_port

BODIES = (event(1), event(2, "opened", x="<é>"), b"\xff\0{}\x1b[31m", b"")


@pytest.fixture
def store(project: Path) -> Path:
    """A store with four captures of odd bodies, and one that arrived malformed."""
    captures = [captured(number, body) for number, body in enumerate(BODIES, 1)]
    broken = captured(9, b"rest", anomaly="cut-off", verdict="unverifiable")
    return fill(project / ".mhook" / "captures.db", *captures, broken)


def test_the_same_bytes(mhook: Mhook, store: Path) -> None:
    """Body and signature arrive as they were captured; one line an attempt and a sum are printed as send does."""
    with Endpoint() as endpoint:
        ran = mhook("captures", "resend", "--verdict", "valid", "--url", endpoint.url)
    assert (ran.code, ran.err) == (0, "")
    assert endpoint.bodies == list(BODIES)
    assert all(one.signed for one in endpoint.arrived)
    assert ran.lines[-1] == "4 sent: 4 ok  (4 x 200)"
    assert [line.split()[1] for line in ran.lines[:2]] == ["delivered", "opened"]


def test_exact_headers(mhook: Mhook, project: Path) -> None:
    """Headers keep bytes, case, order and duplicates; those of the connection and the framing are made anew."""
    headers = (
        (b"HOST", b"original.test"), (b"User-Agent", b"\xe9\xff \xc3\xa9"), (b"x-a", b""), (b"X-A", b"2"),
        (b"Connection", b"keep-alive, X-Hop"), (b"X-Hop", b"1"), (b"Transfer-Encoding", b"chunked"),
        (b"Expect", b"100-continue"), (b"Content-Length", b"99"), (b"Keep-Alive", b"5"),
        (b"X-Maileroo-Signature", b"0" * 64),
    )  # fmt: skip
    fill(project / ".mhook" / "captures.db", captured(1, b"\xff\0", headers=headers))
    with Receiver() as receiver:
        ran = mhook("captures", "resend", "last", "--url", receiver.url)
    assert ran.code == 0
    assert receiver.requests == [
        b"POST /webhook HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUser-Agent: \xe9\xff \xc3\xa9\r\nx-a: \r\nX-A: 2\r\n"
        b"X-Maileroo-Signature: %b\r\nContent-Length: 2\r\n\r\n\xff\0" % (receiver.port, b"0" * 64)
    ]


def test_re_sign(mhook: Mhook, project: Path) -> None:
    """With another secret each body is signed anew, in the place of the old signature, which goes."""
    old = (b"x-maileroo-Signature", b"0" * 64)
    fill(
        project / ".mhook" / "captures.db",
        captured(1, b"1", headers=(old, (b"A", b"1"), old)),
        captured(2, b"2", headers=((b"A", b"1"),)),
    )
    with Receiver() as receiver:
        words = ["--re-sign", "--secret", "env:OTHER", "--url", receiver.url]
        assert mhook("captures", "resend", "0001", "0002", *words, env={"OTHER": "other"}).code == 0
    lines = [request.split(b"\r\n")[2:-2] for request in receiver.requests]
    first, second = signature(b"1", "other").encode(), signature(b"2", "other").encode()
    assert lines[0][:2] == [b"x-maileroo-Signature: " + first, b"A: 1"]
    assert lines[1][:2] == [b"A: 1", b"x-maileroo-signature: " + second]
    with Endpoint() as endpoint:
        assert mhook("captures", "resend", "last", "--re-sign", "--url", endpoint.url).code == 0
    assert endpoint.arrived[0].signed


@pytest.mark.parametrize(
    ("words", "sent"),
    [("last~1", [3]), ("0003 0001 0001", [2, 0, 0]), ("--type opened", [1]), ("--since 2026-03-15", [0, 1, 2, 3])],
)
def test_which(mhook: Mhook, store: Path, words: str, sent: list[int]) -> None:
    """Named captures are sent in the order of the names, filtered ones in that of their arrival."""
    with Endpoint() as endpoint:
        ran = mhook("captures", "resend", *words.split(), "--url", endpoint.url)
    assert (ran.code, endpoint.bodies) == (0, [BODIES[number] for number in sent])


def test_what_is_malformed_is_left_out(mhook: Mhook, store: Path) -> None:
    """What is no whole request cannot be sent, and a note says so."""
    with Endpoint() as endpoint:
        ran = mhook("captures", "resend", "last", "--url", endpoint.url)
    assert (ran.code, ran.text) == (3, "nothing was sent\n")
    assert ran.err == "mhook: note: 1 capture was left out: what arrived is not a complete request\n"
    assert endpoint.arrived == []


def test_several_at_a_time(mhook: Mhook, project: Path) -> None:
    """Each capture is sent once, however many attempts are made at a time."""
    fill(project / ".mhook" / "captures.db", *(captured(number) for number in range(1, 201)))
    with Endpoint() as endpoint:
        ran = mhook("captures", "resend", "--verdict", "valid", "-c", "8", "--url", endpoint.url, "--format", "json")
    assert ran.code == 0
    assert sorted(endpoint.bodies) == sorted(event(number) for number in range(1, 201))
    assert ran.objects[-1]["passed"] == 200


@pytest.mark.parametrize(
    ("status", "words", "code"),
    [
        (200, "", 0),
        (500, "", 1),
        (204, "", 1),
        (204, "--success 2xx", 0),
        (500, "--expect 5xx", 0),
        (200, "--expect 401", 1),
    ],
)
def test_exit_codes(mhook: Mhook, store: Path, status: int, words: str, code: int) -> None:
    """They are those of send."""
    with Endpoint(status) as endpoint:
        assert mhook("captures", "resend", "0001", "--url", endpoint.url, *words.split()).code == code


def test_unreachable(mhook: Mhook, store: Path) -> None:
    """A receiver that is not there is told by the exit code, unless that is what is expected."""
    words = ["captures", "resend", "0001", "--url", f"http://127.0.0.1:{closed_port()}/"]
    assert mhook(*words).code == 4
    assert mhook(*words, "--expect", "refused").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "say which captures to send"),
        ("last --type opened", "both captures and a filter were given"),
        ("last zzz", "there is no capture 'zzz'"),
        ("last --secret env:X", "--secret is for --re-sign alone"),
        ("last --expect nonsense", "cannot expect 'nonsense'"),
        ("last --re-sign --secret env:NONE", "'NONE' is not set"),
    ],
)
def test_refused(mhook: Mhook, store: Path, words: str, said: str) -> None:
    """A wrong command line sends nothing."""
    with Endpoint() as endpoint:
        ran = mhook("captures", "resend", *words.split(), "--url", endpoint.url)
    assert (ran.code, ran.out, endpoint.arrived) == (2, b"", [])
    assert said in ran.error


def test_no_url(mhook: Mhook, store: Path) -> None:
    """Where to send has to be said."""
    assert "--url is missing" in mhook("captures", "resend", "last").error


def test_no_secret_is_needed(mhook: Mhook, store: Path) -> None:
    """Nothing is signed, so no secret has to be there."""
    with Endpoint() as endpoint:
        assert mhook("captures", "resend", "0001", "--url", endpoint.url, env={VARIABLE: None}).code == 0
