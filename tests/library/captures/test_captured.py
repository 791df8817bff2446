"""A captured request as an object: what it says of itself, its verdict, and how it is sent again."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli import CapturedRequest, Listener, MhookError, Secret, decode_record, encode_record, make_event, sign
from maileroo_cli.capture.entry import Capture, CaptureContent, CaptureEntry
from maileroo_cli.errors import UsageError
from tests.library.captures.sending import SECRET, post, send, send_event


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    """A listener for all tests of this module."""
    with Listener(SECRET) as running:
        yield running


def catch(listener: Listener, body: bytes, *headers: tuple[str, str], path: str = "/webhook") -> CapturedRequest:
    """Send one request and return it as it arrived."""
    listener.clear()
    post(listener.url.removesuffix("/webhook") + path, body, headers)
    [capture] = listener.captures
    return capture


def test_headers(listener: Listener) -> None:
    """Headers come by lower-case name, joined where one came twice, or as pairs, exactly as they came."""
    capture = catch(listener, b"{}", ("X-A", "1"), ("x-b", "2"), ("x-a", "3"))
    assert (capture.headers["x-a"], capture.headers["x-b"]) == ("1, 3", "2")
    assert [pair for pair in capture.header_pairs if pair[0].lower().startswith("x-")] == [
        ("X-A", "1"),
        ("x-b", "2"),
        ("x-a", "3"),
    ]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 100_000], ids=lambda body: str(body[:3]))
def test_a_body_that_is_no_payload(listener: Listener, body: bytes) -> None:
    """Where the body is no JSON object, to ask for the payload is an error; the bytes are there all the same."""
    capture = catch(listener, body)
    with pytest.raises(MhookError, match="is not a JSON object"):
        _ = capture.payload
    assert capture.body == body


def test_verify(listener: Listener) -> None:
    """The verdict is true where the signature is valid, and says else in a line why it is not."""
    listener.clear()
    send_event(listener)
    send_event(listener, secret="wrong\n")
    right, wrong = listener.captures
    assert right.verify()
    assert str(right.verify()) == "valid"
    assert right.verify(Secret(SECRET, "mine")).secret == "mine"
    assert not right.verify("other")
    assert (wrong.verify().verdict, wrong.verify().valid) == ("invalid", False)
    assert [cause.code for cause in wrong.verify("wrong").causes] == ["secret-newline"]
    assert str(wrong.verify(["x", "wrong"])).startswith("invalid: The two sides' secrets differ by a newline")
    assert wrong.verify(["x", "wrong\n"])


def test_without_a_secret() -> None:
    """Where nobody has given a secret, one has to be given to verify."""
    with Listener() as listener:
        send_event(listener)
        [capture] = listener.captures
    assert (capture.verdict, capture.valid) == ("unchecked", None)
    with pytest.raises(UsageError, match="there is no secret to verify the request with"):
        capture.verify()
    assert capture.verify(SECRET)


def test_send_again(listener: Listener) -> None:
    """The request goes again as it came, or signed with another secret, without what belongs to the connection."""
    body = make_event("opened", seed=1).body
    signature = ("X-Maileroo-Signature", sign(body, SECRET))
    capture = catch(listener, body, signature, ("X-Extra", "1"), ("Connection", "close"), path="/a?b=1")
    request = capture.request
    assert request.url == f"{listener.url.removesuffix('/webhook')}/a?b=1"
    assert request.body is capture.body
    assert not {"host", "content-length", "connection"} & {name.lower() for name in request.headers}
    assert send(request) == 200
    again = listener.captures[-1]
    assert (again.body, again.valid) == (body, True)
    signed = capture.sign_again("another")
    assert signed.headers["x-maileroo-signature"] == sign(body, "another")
    assert dict(signed.headers)["X-Extra"] == "1"
    assert len([name for name in signed.headers if name.lower() == "x-maileroo-signature"]) == 1


def test_a_target_that_is_a_url() -> None:
    """What a proxy was asked for goes there again; what is no path goes to the root."""
    content = CaptureContent(b"POST x HTTP/1.1\r\n\r\n", b"{}")
    for target, url in (("http://a.test/b", "http://a.test/b"), ("", "http://localhost/"), ("*", "http://localhost/")):
        capture = CapturedRequest(Capture(CaptureEntry("", 0.0, "", "POST", target), content), "a")
        assert (capture.request.url, capture.time) == (url, None)


def test_what_http_cannot_carry() -> None:
    """A method that is none, out of a file, cannot be sent again."""
    content = CaptureContent(b"PO ST / HTTP/1.1\r\n\r\n", b"{}")
    capture = CapturedRequest(Capture(CaptureEntry("", float("inf"), "", "PO ST", "/"), content), "a")
    with pytest.raises(MhookError, match="HTTP cannot carry its method or its headers"):
        _ = capture.request
    assert capture.time is None


def test_it_is_a_value(listener: Listener) -> None:
    """Two looks at one request are equal, with the same hash; another request is another one."""
    listener.clear()
    send_event(listener)
    send_event(listener)
    assert listener.captures == listener.captures
    assert len(set(listener.captures) | set(listener.captures)) == 2


@given(body=st.binary(max_size=300), value=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20))
def test_a_record_round_trip(listener: Listener, body: bytes, value: str) -> None:
    """The record of whatever came, written and read again, has the same headers and bytes."""
    capture = catch(listener, body, ("X-Any", value))
    record = decode_record(encode_record(capture.record))
    assert (record.content, record.headers, record.method) == (body, capture.header_pairs, "POST")
    assert capture.headers["x-any"] == value
