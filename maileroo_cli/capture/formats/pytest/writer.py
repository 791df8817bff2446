"""Captured requests as a file of tests that posts them to a receiver again; the code around them is in ``template``."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from maileroo_cli.capture.event_names import peek_event
from maileroo_cli.capture.formats.case_name import CaseNames
from maileroo_cli.capture.formats.http.head import check_head
from maileroo_cli.capture.formats.pytest.literal import bytes_literal, split_literals, text_literal
from maileroo_cli.capture.formats.pytest.template import END, START
from maileroo_cli.capture.head import to_wire
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.capture.reservation import SIGNATURE_LEFT_OUT
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.diagnosis.causes.leniency import is_only_lenient
from maileroo_cli.webhook.signing.request import Headers, end_to_end

_WIDTH = 88
"""The width of a line that formatters agree on where they are not told another."""

_STORED = re.compile(r"[0-9a-f]{16}")


class PytestCase(NamedTuple):
    """A record to post, whether a receiver has to refuse it, and for which causes.

    Where these are nothing but the signature's form, a receiver may accept it too.
    """

    record: CaptureRecord
    refused: bool = False
    causes: tuple[str, ...] = ()


def write_pytest(cases: Iterable[PytestCase]) -> Iterator[str]:
    """Yield the text of a file of tests, pure ASCII, in the layout of ruff and black: a test for each record.

    A test posts the record's exact body, with its headers apart from those of one connection, and with its signature or
    else, unless it has to be refused, one that is made when it runs. A header that HTTP cannot hold raises
    ``InputError`` with the record's id.
    """
    yield START
    names, start = CaseNames(), "\n"
    for case in cases:
        record = case.record
        name = names.draw(*peek_event(record.content), record.id, case.causes)
        yield start + _capture(case, name)
        start = ""
    yield END


def check_case(record: CaptureRecord) -> Headers:
    """Return the headers that are posted; what HTTP cannot hold raises ``InputError`` with the record's id."""
    headers = end_to_end(record.headers)
    try:
        check_head(["POST / HTTP/1.1", *(f"{key}: {value}" for key, value in headers)], headers)
    except InputError as error:
        raise InputError(f"the request {record.id!r} cannot be written: {error.message}", error.hint) from None
    return headers


def _capture(case: PytestCase, name: str) -> str:
    record, headers = case.record, check_case(case.record)
    lines = ["    Capture(", f"        {text_literal(name)},", *_header_lines(headers), *_body_lines(record.content)]
    lines += ["        refused=True,"] if case.refused else []
    lines += ["        lenient=True,"] if case.refused and is_only_lenient(case.causes) else []
    lines += ["        unsigned=True,"] if record.anomaly == SIGNATURE_LEFT_OUT else []
    lines += [f"        captured={text_literal(record.id)},"] if _STORED.fullmatch(record.id) else []
    return "\n".join([*lines, "    ),", ""])


def _header_lines(headers: Headers) -> Iterator[str]:
    if not headers:
        yield "        headers=[],"
        return
    yield "        headers=["
    for pair in headers:
        name, value = (text_literal(to_wire(text).decode("latin-1")) for text in pair)
        line = f"            ({name}, {value}),"
        if len(line) <= _WIDTH:
            yield line
        else:
            yield from ("            (", f"                {name},", f"                {value},", "            ),")
    yield "        ],"


def _body_lines(body: bytes) -> Iterator[str]:
    start, indent = "        body=", " " * 12
    line = f"{start}{bytes_literal(body)}," if len(body) <= _WIDTH else ""
    if line and len(line) <= _WIDTH:
        yield line
        return
    yield f"{start}("
    whole = line.removeprefix(start).removesuffix(",")
    if whole and len(indent) + len(whole) <= _WIDTH:
        yield indent + whole
    else:
        yield from (indent + literal for literal in split_literals(body, _WIDTH - len(indent)))
    yield "        ),"
