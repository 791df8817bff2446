"""Making requests of what a file holds, from Python."""

import hashlib
import hmac
from pathlib import Path

import pytest

from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.operation.events import MadeEvents
from maileroo_cli.operation.outgoing import FileRequests, OutgoingTerms, make_outgoing, read_file
from maileroo_cli.webhook.signing.request import header_values
from maileroo_cli.webhook.signing.secret import Secret

KEY, SIGNATURE = Secret("secret", "test"), "x-maileroo-signature"
BARE = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"
SIGNED = b"POST / HTTP/1.1\r\nHost: a\r\nX-Maileroo-Signature: old\r\nContent-Length: 2\r\n\r\n{}"
TERMS = OutgoingTerms("http://a.test/hook", copies=2)


def test_captured_requests(tmp_path: Path) -> None:
    """What has a signature keeps it, what has none gets one, as often as asked; it is told once."""
    (tmp_path / "f").write_bytes(SIGNED + b"\r\n" + BARE)
    told: list[str] = []
    content = read_file(str(tmp_path / "f"), told.append)
    assert isinstance(content, FileRequests)
    requests, total, key = make_outgoing(content, TERMS, None, told.append, key=KEY)
    right = hmac.new(b"secret", b"{}", hashlib.sha256).hexdigest()
    assert [header_values(one.request.headers, SIGNATURE) for one in requests] == [["old"]] * 2 + [[right]] * 2
    assert (total, key) == (4, KEY)
    assert told[0].endswith("f'; 1 sent unchanged, 1 newly signed")
    assert told[1:] == ["one signature does not verify with the current secret (test); --re-sign makes new ones"]


def test_bodies(tmp_path: Path) -> None:
    """A body is signed; with ``raw`` anything is one."""
    (tmp_path / "f").write_bytes(SIGNED)
    content = read_file(str(tmp_path / "f"), print, raw=True)
    assert isinstance(content, MadeEvents)
    requests, total, _ = make_outgoing(content, TERMS, None, print, key=KEY)
    assert ([one.request.body for one in requests], total) == ([SIGNED] * 2, 2)


def test_a_secret_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is missed only where something has to be signed."""
    monkeypatch.delenv("MAILEROO_WEBHOOK_SECRET", raising=False)
    for content, refused in ((SIGNED, False), (BARE, True), (b"{}", True)):
        (tmp_path / "f").write_bytes(content)
        found = read_file(str(tmp_path / "f"), lambda _: None)
        if refused:
            with pytest.raises(UsageError, match="no secret was given"):
                make_outgoing(found, TERMS, None, print)
        else:
            assert make_outgoing(found, TERMS, None, print).key is None


def test_what_cannot_be_sent(tmp_path: Path) -> None:
    """Where many requests are not whole, ten of them are named."""
    one = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{}\r\n### next\r\n"
    (tmp_path / "f").write_bytes(one * 12)
    told: list[str] = []
    content = read_file(str(tmp_path / "f"), told.append)
    with pytest.raises(InputError, match=r"12 of 12 requests in .* cannot be sent: nothing was sent"):
        make_outgoing(content, TERMS, None, told.append, key=KEY)
    assert (len(told), told[-1]) == (11, "not sent: 2 more")
