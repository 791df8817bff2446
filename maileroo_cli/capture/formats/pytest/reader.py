"""The requests of a file of tests that ``writer`` wrote: its literals are read, and nothing of it is run."""

import ast
from collections.abc import Iterator
from typing import BinaryIO

from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.capture.reservation import UNSIGNED

LARGEST = 64 << 20
"""A larger file is not read: parsing takes some 50 times as much memory."""

_CALLED = ("Capture", "capture")
"""What a request is written as; the second in files that were exported before there was a class."""


def read_pytest(stream: BinaryIO) -> Iterator[ReadResult]:
    """Yield each request that the file posts."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        yield DamagedPlace("line 1", f"a file of tests is read only up to {LARGEST >> 20} MiB")
        return
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        yield DamagedPlace("line 1", f"it is not Python ({type(error).__name__})")
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLED and node.args:
            yield _read(node)


def _read(call: ast.Call) -> ReadResult:
    where = f"line {call.lineno}"
    try:
        name = ast.literal_eval(call.args[0])
        values = {one.arg: ast.literal_eval(one.value) for one in call.keywords}
        headers = tuple((str(key), str(value)) for key, value in values["headers"])
        body = values["body"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return DamagedPlace(where, "its headers and body are not literals")
    if not isinstance(body, bytes):
        return DamagedPlace(where, "its body is not bytes")
    identity = str(values.get("captured") or "")
    record = CaptureRecord.of(identity or str(name), "", "POST", "/", headers, body)
    unsigned = UNSIGNED if values.get("unsigned") is True else None
    return ReadRequest(record.reserved(unsigned), where, elsewhere=bool(identity))
