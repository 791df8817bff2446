"""Taking results: what ends the taking is raised within the operation, which may still tell of it."""

from collections.abc import Generator

import pytest

from maileroo_cli.operation.consume import consume_results


def counting(seen: list[str]) -> Generator[int, None, None]:
    """Yield three numbers, and of an interruption a last one."""
    try:
        yield from (1, 2, 3)
    except KeyboardInterrupt:
        yield -1
        raise
    finally:
        seen.append("closed")


def test_all_of_them() -> None:
    """Each result is taken, and the operation is closed."""
    taken: list[int] = []
    seen: list[str] = []
    consume_results(counting(seen), taken.append)
    assert (taken, seen) == ([1, 2, 3], ["closed"])


def test_an_interruption() -> None:
    """The operation tells its end, then raises what it was interrupted with."""
    taken: list[int] = []
    seen: list[str] = []

    def take(number: int) -> None:
        taken.append(number)
        if number == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        consume_results(counting(seen), take)
    assert (taken, seen) == ([1, 2, -1], ["closed"])


def test_a_failure_to_take_the_end() -> None:
    """What is raised by taking that last result is raised, and the operation is closed all the same."""
    seen: list[str] = []

    def take(number: int) -> None:
        raise KeyboardInterrupt if number > 0 else BrokenPipeError

    with pytest.raises(BrokenPipeError):
        consume_results(counting(seen), take)
    assert seen == ["closed"]
