"""Requests as rows of a table (CSV), as webhook.site and others export them: a column a header, or all in one."""

import csv
import io
from collections.abc import Iterable, Iterator

from maileroo_cli.capture.formats.document.request import fields_of, find_headers, make_request
from maileroo_cli.capture.read_result import DamagedPlace, ReadResult
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

_SEPARATORS = (",", ";", "\t")
_BODIES = {"content", "body", "rawbody", "rawcontent", "requestbody", "payload", "data"}
_LONGEST = 1 << 20


def is_table(head: bytes) -> bool:
    """Tell whether the first line names a column with bodies, and one or several with headers."""
    first = head.partition(b"\n")[0]
    if len(first) > _LONGEST or not any(mark in first.lower() for mark in (b"header", SIGNATURE_HEADER.encode())):
        return False
    names = _row(first.decode("utf-8", "replace").strip())
    return len(names) > 1 and bool(_BODIES & set(fields_of(dict.fromkeys(names)))) and any(map(_is_header, names))


def _row(line: str) -> list[str]:
    separator = max(_SEPARATORS, key=line.count)
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _is_header(name: str) -> bool:
    return name.lower().startswith(("header", "request header")) or name.lower().endswith(SIGNATURE_HEADER)


def parse_table(content: bytes) -> Iterator[ReadResult]:
    """Yield the request of each row that has one."""
    text = content.decode("utf-8", "surrogateescape")
    first = text.partition("\n")[0].strip()
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=first.count))
    try:
        yield from _read_rows(rows, next(rows, []))
    except csv.Error as error:
        yield DamagedPlace(f"line {rows.line_num}", f"the table cannot be read ({error})")


def _read_rows(rows: Iterable[list[str]], names: list[str]) -> Iterator[ReadResult]:
    for row in rows:
        values = dict(zip(names, row, strict=False))
        fields = fields_of({name: value or None for name, value in values.items()})
        headers = find_headers(fields)
        if headers is None:
            headers = tuple((_header(name), value) for name, value in values.items() if _is_header(name) and value)
        found = make_request(fields, headers)
        if found is not None:
            yield found


def _header(name: str) -> str:
    """Return the name of a header by that of its column: ``headers.x-name``, ``header_x-name``, ``headers[x-name]``."""
    lower = name.lower()
    for start in ("request headers", "request header", "headers", "header"):
        if lower.startswith(start):
            return name[len(start) :].strip(" ._:/[]'\"") or name
    return name
