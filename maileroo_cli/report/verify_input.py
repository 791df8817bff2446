"""From the files that the user named to verified requests: what each file holds is recognised by its content."""

import io
import os
import sys
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, cast

from maileroo_cli.capture.check import Checker
from maileroo_cli.capture.finding import Finding
from maileroo_cli.capture.formats.ndjson import looks_like_records
from maileroo_cli.errors import ExitCode, InputError, UsageError
from maileroo_cli.report.console import Console
from maileroo_cli.report.progress import Progress
from maileroo_cli.report.verification import Tally, render, show_summary
from maileroo_cli.report.verify_run import Done, Task, verify_records
from maileroo_cli.transport.source import STDIN, describe, open_source, read_source, unreadable

_HEAD = 65_536
_BATCH = 200


def verify_body(files: list[str], signature: str, task: Task, console: Console) -> ExitCode:
    """Verify one bare body with the value of its signature header."""
    if len(files) > 1:
        raise UsageError("--signature belongs to one body, but several files were named", "name one file, or -")
    source = files[0] if files else STDIN
    checked = Checker(task.secrets, task.known).check_body(read_source(source), signature, _label(source))
    tally = Tally()
    console.data(render([checked], task.style, tally))
    show_summary(tally, console)
    return tally.exit_code


def verify_sources(files: list[str], task: Task, jobs: int, console: Console) -> ExitCode:
    """Verify every request of the named files, or of the standard input where none is named."""
    if not files and sys.stdin is not None and sys.stdin.isatty():
        raise UsageError("no file was named", "name capture records or raw HTTP requests, or - for the standard input")
    total, unread = Tally(), False
    with Progress("verified", _size(files), console, unit="bytes") as progress:
        for name in files or [STDIN]:
            try:
                for done in _verify(name, task, jobs, console):
                    console.data(done.lines)
                    total.merge(done.tally)
                    progress.advance(done.size)
            except InputError as error:
                if len(files) < 2:
                    raise
                unread = True
                console.error(error)
    if not total.outcomes:
        raise InputError("there is no request in the input", "capture records have one request a line")
    show_summary(total, console)
    return ExitCode.INPUT if unread and total.exit_code is ExitCode.OK else total.exit_code


def _verify(name: str, task: Task, jobs: int, console: Console) -> Iterator[Done]:
    file = open_source(name)
    try:
        head = _take_head(file)
        stream = _rewind(file, head)
        if not head:
            raise InputError(f"{describe(name)} is empty", "it should hold capture records or raw HTTP requests")
        if _looks_like_har(head):
            yield from _verify_har(stream, name, task, console)
        elif looks_like_records(head):
            yield from verify_records(stream, _label(name), task, jobs, None if name == STDIN else name)
        elif _looks_like_http(head):
            from maileroo_cli.capture.formats.http_dump import read_http

            yield from _verify_findings(read_http(stream), name, task)
        else:
            raise InputError(
                f"{describe(name)} holds neither capture records nor raw HTTP requests",
                "for a bare body give --signature with the header's value",
            )
    except OSError as error:
        raise unreadable(name, error) from None
    finally:
        if name != STDIN:
            file.close()


def _looks_like_http(head: bytes) -> bool:
    from maileroo_cli.capture.formats.http_dump import looks_like_http

    return looks_like_http(head)


def _looks_like_har(head: bytes) -> bool:
    if b'"log"' not in head:  # spares other formats the import
        return False
    from maileroo_cli.capture.formats.har import looks_like_har

    return looks_like_har(head)


def _verify_har(stream: BinaryIO, name: str, task: Task, console: Console) -> Iterator[Done]:
    from maileroo_cli.capture.formats.har import read_har

    reader = read_har(stream)
    yield from _verify_findings(reader, name, task)
    if reader.passed_over:
        plural = "request was" if reader.passed_over == 1 else "requests were"
        console.note(f"{reader.passed_over} other {plural} passed over: neither a body nor a signature")


def _verify_findings(findings: Iterable[Finding], name: str, task: Task) -> Iterator[Done]:
    checker, results = Checker(task.secrets, task.known), []
    for checked in checker.check_findings(findings, _label(name)):
        results.append(checked)
        if len(results) == _BATCH:
            tally = Tally()
            yield Done(render(results, task.style, tally), tally, 0)
            results = []
    tally = Tally()
    yield Done(render(results, task.style, tally), tally, 0)


class _Rewound(io.RawIOBase):
    """A stream whose first bytes were taken to recognise it, whole again."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head[: len(buffer)] or cast("io.BufferedReader", self._rest).read1(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)


def _rewind(file: BinaryIO, head: bytes) -> BinaryIO:
    """Return ``file`` with its ``head`` before it again; a pipe cannot go back, a file can."""
    if file.seekable():
        file.seek(-len(head), os.SEEK_CUR)
        return file
    return io.BufferedReader(_Rewound(head, file), _HEAD)


def _take_head(file: BinaryIO) -> bytes:
    """Take as much as tells what the file holds, so that a slow pipe is recognised at its first request."""
    head = b""
    while len(head) < _HEAD and not (b"\n" in head and (looks_like_records(head) or _looks_like_har(head) or _looks_like_http(head))):
        more = cast("io.BufferedReader", file).read1(_HEAD)
        if not more:
            break
        head += more
    return head


def _label(name: str) -> str:
    return "stdin" if name == STDIN else name


def _size(files: list[str]) -> int | None:
    """Return how many bytes there are to read, where that is known."""
    try:
        return sum(os.path.getsize(name) for name in files) if files and STDIN not in files else None
    except (OSError, ValueError):
        return None
