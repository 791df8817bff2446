"""The edge of every command: what a command raises becomes an exit code, and one line."""

import io
import sys
from collections.abc import Callable

import pytest

from maileroo_cli.cli.boundary import guard
from maileroo_cli.errors import ExitCode, InputError, MhookError, UnreachableError, UsageError
from maileroo_cli.report.terminal.console import Console
from tests.cli.calling import Stream

RAISED: dict[str, tuple[BaseException, int, str]] = {
    "failure": (MhookError("a", "b"), 1, "mhook: error: a: b\n"),
    "usage": (UsageError("a"), 2, "mhook: error: a\n"),
    "input": (InputError("a"), 3, "mhook: error: a\n"),
    "unreachable": (UnreachableError("a"), 4, "mhook: error: a\n"),
    "interruption": (KeyboardInterrupt(), 130, "mhook: note: interrupted\n"),
    "no reader": (BrokenPipeError(32, "Broken pipe"), 0, ""),
    "full": (OSError(28, "No space left"), 3, "mhook: error: cannot write the output (No space left): check where"),
    "unnamed": (OSError("odd"), 3, "mhook: error: cannot write the output (odd): check where"),
}


def raising(error: BaseException) -> Callable[[], ExitCode]:
    """Return work that raises."""

    def work() -> ExitCode:
        raise error

    return work


@pytest.mark.parametrize(("error", "code", "said"), RAISED.values(), ids=RAISED.keys())
@pytest.mark.parametrize("broken", [False, True], ids=["stdout", "broken stdout"])
def test_what_is_raised(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str, broken: bool
) -> None:
    """Each expected failure has its exit code and one line, also where stdout takes nothing any more."""
    out, err = io.TextIOWrapper(Full()) if broken else Stream(), Stream()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    with monkeypatch.context() as patch:
        patch.setattr(Full, "fails", True)
        assert guard(Console(), raising(error), ExitCode.OK) == code
    assert err.content.decode().startswith(said)
    assert err.content.count(b"\n") == (1 if said else 0)


class Full(io.BytesIO):
    """A stream that cannot be flushed while it ``fails``, as one on a full disk."""

    fails = False

    def flush(self) -> None:
        """Fail, but not when the test is over."""
        if self.fails:
            raise OSError(28, "No space left on device")


def test_output_that_fails_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be written at the very end is an error as well."""
    err = Stream()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(Full()))
    monkeypatch.setattr(sys, "stderr", err)
    with monkeypatch.context() as patch:
        patch.setattr(Full, "fails", True)
        assert guard(Console(), lambda: ExitCode.OK) == ExitCode.INPUT
    assert b"No space left on device" in err.content


def test_other_errors_are_not_hidden() -> None:
    """A mistake of ours stays one."""
    with pytest.raises(ZeroDivisionError):
        guard(Console(), raising(ZeroDivisionError()))
