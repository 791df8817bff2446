"""No call of the library that fails leaves a secret in a local variable, which test runners show on request."""

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

import pytest

import maileroo_cli

lib: Any = maileroo_cli
EVENT: Any = lib.make_event("delivered", seed=1)
CANARY = "canary-3f7a"


def broken(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Raise an error, as an application with a bug does."""
    raise LookupError("broken")


def failing(*_: object) -> int:
    """Raise an error, as a wrong callable of a test does."""
    raise LookupError("broken")


CALLS: dict[str, Callable[[str], object]] = {
    "send": lambda secret: lib.send(EVENT, to=broken, secret=secret),
    "send what cannot be": lambda secret: lib.send(5, to=broken, secret=secret),
    "deliver": lambda secret: list(lib.deliver([EVENT, 5], to=broken, secret=secret)),
    "replay": lambda secret: lib.replay(EVENT, to=broken, secret=secret, clock="none"),
    "replay with effects": lambda secret: list(lib.replay(EVENT, to=broken, secret=secret, effects=failing)),
    "check": lambda secret: lib.check(to=broken, secret=secret, select="NONE"),
    "check with effects": lambda secret: list(lib.check(to=broken, secret=secret, effects=failing)),
    "assert_rules": lambda secret: lib.assert_rules(broken, secret, select="SIG001"),
    "bad_signatures": lambda secret: lib.bad_signatures(EVENT, secret, url="none"),
    "Event.request": lambda secret: EVENT.request(secret, url="none"),
    "Event.headers": lambda secret: EVENT.headers(secret, bad="none"),
    "sign_request": lambda secret: lib.sign_request(b"{}", secret, url="none"),
    "Listener": lambda secret: lib.Listener(secret, answers="none"),
    "several secrets": lambda secret: lib.Listener([secret], answers="none"),
    "read_request_file": lambda secret: lib.read_request_file("none.json", secret=secret),
}


def frames(trace: TracebackType | None) -> Iterator[dict[str, Any]]:
    """Yield the local variables of each frame of the package."""
    while trace is not None:
        if "maileroo_cli" in trace.tb_frame.f_code.co_filename:
            yield trace.tb_frame.f_locals
        trace = trace.tb_next


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_no_variable_shows_a_secret(call: Callable[[str], object]) -> None:
    """A secret that was given as plain text is held so that it is not shown, from the first line on."""
    with pytest.raises(Exception) as caught:  # noqa: PT011  (some are the application's)
        call(CANARY)
    variables = list(frames(caught.value.__traceback__))
    assert variables
    assert not [name for one in variables for name, value in one.items() if CANARY in repr(value)]
