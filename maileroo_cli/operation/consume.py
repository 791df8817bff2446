"""Taking the results of an operation, so that whatever ends the taking is known to the operation as well."""

from collections.abc import Callable, Generator
from functools import partial
from typing import TypeVar

T = TypeVar("T")


def consume_results(results: Generator[T, None, None], take: Callable[[T], None]) -> None:
    """Hand each result to ``take``.

    What is raised meanwhile, a Ctrl-C above all, is raised within the operation too, where it last yielded: it may
    yield what is still to be told before it raises that again. However it ends, the operation is closed then.
    """
    advance: Callable[[], T] = partial(next, results)
    try:
        while True:
            try:
                result = advance()
            except StopIteration:
                return
            try:
                take(result)
            except BaseException as error:  # noqa: BLE001 - the operation raises it again
                advance = partial(results.throw, error)
            else:
                advance = partial(next, results)
    finally:
        results.close()
