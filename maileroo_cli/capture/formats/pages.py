"""Requests of pages and pictures beside webhooks, as a browser's "copy all" and a proxy's items hold them."""

from collections.abc import Iterable, Iterator
from typing import Self

from maileroo_cli.capture.read_result import ReadRequest, ReadResult
from maileroo_cli.webhook.signing.request import header_values
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

_METHODS = ("GET", "HEAD", "OPTIONS")


class WithoutPages(Iterator[ReadResult]):
    """What a reader finds, without the pages, which have neither body nor signature; ``passed_over`` counts them."""

    def __init__(self, results: Iterable[ReadResult]) -> None:
        self.passed_over = 0
        self._results = iter(results)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> ReadResult:
        for one in self._results:
            if not isinstance(one, ReadRequest) or not _is_page(one):
                return one
            self.passed_over += 1
        raise StopIteration


def _is_page(one: ReadRequest) -> bool:
    record = one.record
    return (
        record.method in _METHODS
        and one.whole
        and not record.content
        and not header_values(record.headers, SIGNATURE_HEADER)
    )
