"""What is said where a request that a test waits for has not come."""

import pytest

from maileroo_cli import CAUSES, CapturedRequest, Listener, NotReceivedError, make_event, sign
from maileroo_cli.errors import UsageError
from tests.library.captures.sending import SECRET, post, send, send_event


def missed(listener: Listener, what: object = "delivered", count: int = 1) -> NotReceivedError:
    """Wait for what has not come, and return the error."""
    with pytest.raises(NotReceivedError) as raised:
        listener.wait_for(what, count, timeout=0)  # type: ignore[arg-type]
    return raised.value


def test_all_that_came_is_told() -> None:
    """The error counts what came instead by type and verdict, with why signatures do not verify."""
    with Listener(SECRET) as listener:
        send_event(listener, "delivered")
        for seed in (1, 2):
            send_event(listener, "delivered", seed, secret=f"{SECRET}\n")
        send_event(listener, "opened")
        post(listener.url, b"", method="GET")
        post(listener.url, b"{}", {"x-maileroo-signature": "sha256=" + sign(b"{}", SECRET)})
        error = missed(listener, count=3)
    assert str(error).splitlines() == [
        "delivered: 1 of 3 arrived within 0 s; 6 requests came:",
        "  1 delivered, valid",
        "  2 delivered, invalid: The two sides' secrets differ by a newline at the end. (secret-newline)",
        "  1 opened, valid",
        "  1 GET /webhook without an event type, probe: GET with neither body nor signature",
        f"  1 POST /webhook without an event type, invalid: {CAUSES['header-prefixed'].sentence} (header-prefixed)",
    ]
    assert isinstance(error, AssertionError)
    assert error.captures == listener.captures


def test_nothing_came() -> None:
    """Where nothing came at all, that is said."""
    with Listener() as listener:
        assert str(missed(listener)) == "delivered: none of 1 arrived within 0 s; no request came at all"


def test_without_a_secret() -> None:
    """Where signatures are not judged, that is said beside the type."""
    with Listener() as listener:
        send_event(listener, "opened")
        assert str(missed(listener)).endswith("1 request came:\n  1 opened, not checked")


def test_a_condition_is_named() -> None:
    """A function is called by its name, and one without a name a condition."""

    def is_late(capture: CapturedRequest) -> bool:
        return capture.status == 0

    with Listener() as listener:
        send_event(listener)
        assert str(missed(listener, is_late)).startswith("is_late: none of 1 arrived")
        assert str(missed(listener, lambda _: False, 2)).startswith("the condition: none of 2 arrived")


def test_what_comes_from_outside_is_made_safe() -> None:
    """An event type that a terminal could obey is shown as text, on one line."""
    with Listener() as listener:
        post(listener.url, b'{"event_type":"a\\u001b[2J\\nb"}')
        assert str(missed(listener)).splitlines()[1:] == [r"  1 a\x1b[2J\nb, not checked"]


def test_many_kinds_are_cut() -> None:
    """No more than so many lines are told, and not every cause is looked for."""
    with Listener(SECRET) as listener:
        for number in range(40):
            body = make_event("opened", seed=1).body.replace(b"opened", b"type-%d" % number)
            post(listener.url, body, {"x-maileroo-signature": "0" * 64})
        lines = str(missed(listener)).splitlines()
    assert (len(lines), lines[-1]) == (21, "  …")


@pytest.mark.parametrize(
    ("what", "count", "sentence"),
    [
        ("deliverd", 1, "wait_for: there is no event type 'deliverd': did you mean delivered"),
        ("", 1, "wait_for: an event type is missing"),
        ("delivered", 0, "count cannot be 0: give a whole number of at least 1"),
    ],
)
def test_what_cannot_be_awaited(what: str, count: int, sentence: str) -> None:
    """A mistake is told at once, not after the time is up."""
    with Listener() as listener, pytest.raises(UsageError, match=sentence):
        listener.wait_for(what, count)


@pytest.mark.parametrize("timeout", [-1, "5", True, float("inf"), float("nan"), None])
def test_what_is_no_timeout(timeout: float) -> None:
    """Seconds are a number, and not without end."""
    with Listener() as listener, pytest.raises(UsageError, match=r"timeout cannot be .*: give seconds"):
        listener.wait_for("delivered", timeout=timeout)


def test_kinds() -> None:
    """``any`` is every request that may be a webhook, ``other`` is one of no known type."""
    with Listener() as listener:
        send_event(listener, "failed")
        post(listener.url, b'{"event_type":"bounced"}')
        send(make_event("opened", seed=1).request(SECRET, listener.url))
        assert [one.event_type for one in listener.wait_for("any", 3)] == ["failed", "bounced", "opened"]
        assert [one.event_type for one in listener.wait_for("other")] == ["bounced"]
        assert [one.event_type for one in listener.wait_for(count=2)] == ["failed", "bounced"]
