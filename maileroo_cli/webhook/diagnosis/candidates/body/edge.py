"""What stands at a body's two ends: newlines, white space and a byte order mark."""

from codecs import BOM_UTF8
from collections.abc import Iterator

from maileroo_cli.webhook.diagnosis.finding import Candidate, Finding, changed


def end_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` with a newline more or less, without outer white space, and with or without byte order mark."""
    yield changed(body + b"\n", "body-newline-added", "LF")
    yield changed(body + b"\r\n", "body-newline-added", "CRLF")
    for end, name in ((b"\r\n", "CRLF"), (b"\n", "LF")):
        if body.endswith(end):
            yield changed(body.removesuffix(end), "body-newline-removed", name)
    stripped = body.rstrip(b"\r\n")
    if stripped != body:
        yield changed(stripped, "body-newline-removed", "all of them")
    yield changed(body.strip(), "body-space-trimmed")
    if body.startswith(BOM_UTF8):
        yield changed(body[len(BOM_UTF8) :], "body-bom-removed")
    else:
        yield changed(BOM_UTF8 + body, "body-bom-added")


def with_ends(candidate: Candidate) -> Iterator[Candidate]:
    """Yield ``candidate``, and then with a newline more or less: a body unpacked from a file often has one."""
    yield candidate
    for end in end_candidates(candidate.value):
        yield Candidate(end.value, (*candidate.findings, *end.findings))


def file_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield what several habits of one editor lead to: a byte order mark, line endings and a last newline together."""
    if not body.startswith(BOM_UTF8) and b"\n" not in body.rstrip(b"\r\n"):
        return
    for value, mark in _marks(body):
        for text, endings in _endings(value):
            for whole, last in _last_newlines(text):
                findings = (*mark, *endings, *last)
                if len(findings) > 1:
                    yield Candidate(whole, findings)


Changes = Iterator[tuple[bytes, tuple[Finding, ...]]]


def _marks(body: bytes) -> Changes:
    yield body, ()
    if body.startswith(BOM_UTF8):
        yield body[len(BOM_UTF8) :], (Finding("body-bom-removed"),)


def _endings(body: bytes) -> Changes:
    yield body, ()
    if b"\n" in body.rstrip(b"\r\n"):
        unix = body.replace(b"\r\n", b"\n")
        for value, name in ((unix, "LF"), (unix.replace(b"\n", b"\r\n"), "CRLF")):
            if value != body:
                yield value, (Finding("body-line-endings", f"signed with {name}"),)


def _last_newlines(body: bytes) -> Changes:
    yield body, ()
    stripped = body.rstrip(b"\r\n")
    if stripped != body:
        yield stripped, (Finding("body-newline-removed"),)
    else:
        yield body + b"\n", (Finding("body-newline-added", "LF"),)
        yield body + b"\r\n", (Finding("body-newline-added", "CRLF"),)
