"""How many connections a process may have: as many as the system allows, and one clear line where they are too many."""

import sys

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.transport.load.worker.file_limit import check_connections, raise_file_limit

if sys.platform == "win32":
    pytest.skip("Windows has no such limit", allow_module_level=True)

import resource


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Let the limits be others; the first is what they are, and what they are set to comes after it."""
    found = [(256, 4_096)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: found[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, limit: found.append(limit))
    return found


def test_the_soft_limit_is_raised(limits: list[tuple[int, int]]) -> None:
    """To the hard one; a second time there is nothing to do."""
    raise_file_limit()
    raise_file_limit()
    assert limits == [(256, 4_096), (4_096, 4_096)]


def test_no_limit_is_left_alone(limits: list[tuple[int, int]]) -> None:
    """Where there is none, none is set."""
    limits[:] = [(resource.RLIM_INFINITY, resource.RLIM_INFINITY)]
    raise_file_limit()
    check_connections(1_000_000)
    assert len(limits) == 1


def test_a_limit_that_cannot_be_raised_stays(limits: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is it may do."""

    def refuse(_: int, __: object) -> None:
        raise ValueError

    monkeypatch.setattr(resource, "setrlimit", refuse)
    raise_file_limit()
    assert limits == [(256, 4_096)]


def test_too_many_connections_are_told(limits: list[tuple[int, int]]) -> None:
    """Before anything is sent, with what to do."""
    check_connections(4_000)
    with pytest.raises(UsageError, match=r"5,000 connections .* \(4,032\): use fewer connections"):
        check_connections(5_000)
