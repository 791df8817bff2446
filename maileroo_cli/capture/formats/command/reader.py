"""Files of commands that send requests with curl or PowerShell: recognising them, and making requests of the commands.

The data rules are those of curl: ``--data`` takes the line breaks out of a file, ``--data-raw`` knows no files.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO
from urllib.parse import quote_from_bytes

from maileroo_cli.capture.formats.command.arguments import CurlOptions, read_curl_options, read_own_options
from maileroo_cli.capture.formats.command.bash import BashReader
from maileroo_cli.capture.formats.command.cmd import looks_like_cmd, read_cmd
from maileroo_cli.capture.formats.command.powershell import PowerShellReader, is_own, looks_like_powershell
from maileroo_cli.capture.formats.command.word import ShellCommand, ShellWord
from maileroo_cli.capture.formats.curl.command import marked_id
from maileroo_cli.capture.formats.document.body import FoundBody, lost_body
from maileroo_cli.capture.formats.document.request import target_of
from maileroo_cli.capture.formats.pages import WithoutPages
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult
from maileroo_cli.capture.record import CaptureRecord, renamed
from maileroo_cli.capture.reservation import UNSIGNED
from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

LARGEST = 64 << 20
"""A larger file of commands is not read."""

ReadFile = Callable[[str], bytes | None]

_PROMPT = rb"(?:(?:\$|>|%|PS [^>\n]*>|[A-Z]:\\[^>\n]*>)[ \t]*)?"
_FEED = rb"(?:(?:printf|echo|cat|base64)\b[^\n]{0,1000000}?\|[ \t]*)?"
_FIRST = re.compile(
    _PROMPT + _FEED + rb"(?:(?:time|sudo|exec|command|&)[ \t]+)?(?:\S*[\\/])?(?:curl(?:\.exe)?(?:[ \t]|\^|`|\\\r?\n|$)"
    rb"|(?:\$\w+[ \t]*=[ \t]*)?Invoke-(?:WebRequest|RestMethod)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_LONG_FEED = re.compile(rb"printf %s [A-Za-z0-9+/=]{4096,}\Z")
"""A body that is longer than what is looked at, on its way to curl."""

_BEFORE = re.compile(
    rb"(?:\#[^\n]*|::[^\n]*|rem\b[^\n]*|@?echo off|@?chcp[^\n]*|@?setlocal[^\n]*|set -[^\n]*|cd [^\n]*"
    rb"|(?:export |readonly |local |declare |set )?\w+=[^\n]*|\$[\w.:]+[ \t]*=[ \t]*[^\n]*|)\r?$",
    re.IGNORECASE | re.MULTILINE,
)
_MOST_SETTINGS = 1_000
_SKIPPED = {b"time", b"sudo", b"exec", b"command", b"$", b">", b"%", b"&", b"env"}
_LEFT_OUT = re.compile(SIGNATURE_HEADER.encode() + rb"[ \t]*:[ \t\r\n]*\Z", re.IGNORECASE)
"""A header that curl is told to leave out: with this one, ``captures export`` keeps that there was a signature."""

_NAME_VALUE = re.compile(r"([^:;]+)(?::[ \t]*(.*)|(;))", re.DOTALL)


def looks_like_commands(head: bytes) -> bool:
    """Tell whether a file that begins with ``head`` holds commands: the first that is none of setting up is one."""
    text, at = head.removeprefix(BOM_UTF8), 0
    for _ in range(_MOST_SETTINGS):
        while text[at : at + 1] in (b" ", b"\t"):
            at += 1
        if (_FIRST.match(text, at) and not _is_set(text, at)) or _LONG_FEED.match(text, at):
            return True
        found = _BEFORE.match(text, at)
        if found is None:
            return False
        at = found.end() + 1
    return False


def _is_set(text: bytes, at: int) -> bool:
    return text[at : at + 1] == b"$" and not re.match(rb"\$[ \t]+|\$\w+[ \t]*=[ \t]*Invoke-", text[at:], re.IGNORECASE)


def read_commands(stream: BinaryIO, read_file: ReadFile) -> WithoutPages:
    """Return the request of each command of curl or PowerShell; ``read_file`` returns the files that they name."""
    return WithoutPages(_without_failure(_read(stream, read_file)))


def _without_failure(results: Iterator[ReadResult]) -> Iterator[ReadResult]:
    try:
        yield from results
    except RecursionError:
        yield DamagedPlace("line 1", "its commands are nested too deeply; nothing after this is read")


def _read(stream: BinaryIO, read_file: ReadFile) -> Iterator[ReadResult]:
    text = stream.read(LARGEST + 1)
    if len(text) > LARGEST:
        yield DamagedPlace("line 1", f"a file of commands is read only up to {LARGEST >> 20} MiB")
        return
    number = 0
    for command in _commands(text.removeprefix(BOM_UTF8)):
        readings = [list(_requests(words, command, read_file)) for words in (command.words, *command.variants)]
        for index, found in enumerate(readings[0]):
            number += 1
            others = [other[index].record.content for other in readings[1:] if index < len(other)]
            alternatives = (*found.alternatives, *others)
            record = renamed(found.record, found.record.id or f"request-{number}")
            yield found._replace(record=record, where=f"line {command.line}", alternatives=alternatives)


def _commands(text: bytes) -> Iterator[ShellCommand]:
    if looks_like_powershell(text):
        yield from PowerShellReader(text).commands()
    elif looks_like_cmd(text):
        yield from read_cmd(text)
    else:
        yield from BashReader(text).commands()


def _requests(words: Sequence[ShellWord], command: ShellCommand, read_file: ReadFile) -> Iterator[ReadRequest]:
    words = list(words)
    while words and (words[0].data in _SKIPPED or re.fullmatch(rb"\w+=.*|PS|[A-Z]:\\\S*>", words[0].data, re.DOTALL)):
        words = words[1:]
    if not words:
        return
    name = re.split(rb"[\\/]", words[0].data)[-1].lower()
    if name in (b"curl", b"curl.exe") and not any(word.data.lower() == b"-uri" for word in words):
        for options in read_curl_options(words[1:]):
            yield _request(options, _curl_body(options, command, read_file))
    elif is_own(words[0]) or name == b"curl":
        options = read_own_options(words[1:])
        yield _request(options, _own_body(options, read_file))


def _request(options: CurlOptions, body: FoundBody) -> ReadRequest:
    headers, unknown = _headers(options)
    names = {one for one, _ in options.data}
    kind = "application/json" if "json" in names else "application/x-www-form-urlencoded"
    given = any(word.data.lower().startswith((b"content-type:", b"content-type;")) for word in options.headers)
    if names - {"upload-file", "body"} and not given and "get" not in options.flags:
        headers = (*headers, ("Content-Type", kind))
    method = options.method.text if options.method else _method(options, names)
    target = target_of(options.url.text) if options.url else "/"
    identity = marked_id(options.url.text) if options.url else ""
    record = CaptureRecord.of(identity, "", method, target, headers, body.content)
    if unknown:
        return ReadRequest(record, "", (f"the signature is {unknown}, whose value only the shell knows",), whole=False)
    if any(_LEFT_OUT.match(word.data) for word in options.headers):
        record = record.reserved(UNSIGNED)
    return ReadRequest(record, "", body.notes, body.whole, body.doubt, body.alternatives, elsewhere=bool(identity))


def _method(options: CurlOptions, names: set[str]) -> str:
    if "head" in options.flags:
        return "HEAD"
    if "upload-file" in names:
        return "PUT"
    return "POST" if names and "get" not in options.flags else "GET"


def _headers(options: CurlOptions) -> tuple[Headers, str]:
    """Return the headers as curl sends them, and what of the signature is not known."""
    pairs, unknown = [], ""
    for word in options.headers:
        found = _NAME_VALUE.fullmatch(word.data.decode("latin-1").strip("\r\n"))
        if found is None:
            continue
        name, value = found[1].strip(), (found[2] or "").strip()
        if word.unknown and name.lower() == SIGNATURE_HEADER:
            unknown = word.unknown
        if value or found[3] or word.unknown:
            pairs.append((name, value))
    return tuple(pairs), unknown


def _curl_body(options: CurlOptions, command: ShellCommand, read_file: ReadFile) -> FoundBody:
    """Return the body that curl puts together from its options."""
    if "get" in options.flags:
        return FoundBody(b"")
    content, before = b"", ""
    for name, word in options.data:
        if name in {"form", "form-string"}:
            return lost_body("the body is a multipart form, which curl only writes when it sends it")
        if word.unknown:
            return lost_body(f"the body is {word.unknown}, whose value only the shell knows")
        try:
            piece = _piece(name, word, command, read_file)
        except LookupError as error:
            return lost_body(str(error.args[0]))
        content += (b"&" if before and not (name == before == "json") else b"") + piece
        before = name
    unix = content.replace(b"\r\n", b"\n")
    return FoundBody(content, alternatives=() if unix == content else (unix,))


def _piece(name: str, word: ShellWord, command: ShellCommand, read_file: ReadFile) -> bytes:
    """Return what one option adds to the body; ``LookupError`` says which file is not there."""
    if name == "upload-file":
        return _file(word.data, command, read_file)
    if name == "data-raw":
        return word.data
    if name == "data-urlencode":
        return _encode(word.data, command, read_file)
    if not word.data.startswith(b"@"):
        return word.data
    content = _file(word.data[1:], command, read_file)
    return re.sub(rb"[\r\n\0]", b"", content) if name == "data" else content


def _encode(data: bytes, command: ShellCommand, read_file: ReadFile) -> bytes:
    name, mark, rest = (data[: found.start()], found[0], data[found.end() :]) if (
        found := re.search(rb"[=@]", data)
    ) else (b"", b"", data)  # fmt: skip
    content = _file(rest, command, read_file) if mark == b"@" else rest
    return (name + b"=" if name else b"") + quote_from_bytes(content, safe="-._~").replace("%20", "+").encode()


def _file(name: bytes, command: ShellCommand, read_file: ReadFile) -> bytes:
    if name in (b"-", b"."):
        if command.stdin is not None:
            return command.stdin
        if not command.unread.startswith("<"):
            raise LookupError("the body comes from standard input, which the file does not hold")
        name = command.unread[1:].encode("utf-8", "surrogateescape")
    shown = name.decode("utf-8", "replace")
    content = read_file(name.decode("utf-8", "surrogateescape"))
    if content is None:
        raise LookupError(f"the body is in the file {shown[:200]!r}, which is not in this folder")
    return content


def _own_body(options: CurlOptions, read_file: ReadFile) -> FoundBody:
    """Return the body of one of PowerShell's own commands."""
    for name, word in options.data:
        if word.unknown:
            return lost_body(f"the body is {word.unknown}, whose value only the shell knows")
        if name == "upload-file":
            content = read_file(word.text)
            return lost_body(f"the body is in the file {word.text[:200]!r}") if content is None else FoundBody(content)
        unix = word.data.replace(b"\r\n", b"\n")
        return FoundBody(word.data, alternatives=() if unix == word.data else (unix,))
    return FoundBody(b"")
