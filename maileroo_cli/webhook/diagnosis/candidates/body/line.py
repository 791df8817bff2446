"""Line endings and line breaks inside a body: exchanged, taken out, or put where a terminal wraps."""

import re
from collections.abc import Iterator

from maileroo_cli.webhook.diagnosis.candidates.body.edge import with_ends
from maileroo_cli.webhook.diagnosis.finding import Candidate, changed

_SHORTEST_WRAP = 20
# A string that is not closed goes to the end, or each quote in it would be looked at as a beginning.
_STRING = rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)'
_INDENTED = re.compile(rb'[{\[,](?: {2,}|\t+)["{\[]')
_STRUCTURE = re.compile(_STRING + rb"|[{\[]\s*[}\]]|(?P<open>[{\[,])|(?P<close>(?<![ \t])[ \t]*+[}\]])", re.DOTALL)
_RUN = re.compile(_STRING + rb"|(?P<run>[ \t]{2,}|\t)", re.DOTALL)


def line_ending_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` with each of the usual line endings."""
    unix = body.replace(b"\r\n", b"\n")
    if b"\n" in body:
        yield changed(unix, "body-line-endings", "signed with LF")
        yield changed(unix.replace(b"\n", b"\r\n"), "body-line-endings", "signed with CRLF")
    if b"\r" in body:
        yield changed(unix.replace(b"\r", b"\n"), "body-line-endings", "signed with LF")


def line_break_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` without its line breaks, or with those that it has probably lost."""
    inner = body.strip(b"\r\n")
    if b"\n" in inner or b"\r" in inner:
        # curl removes zero bytes too.
        flat = body.translate(None, b"\r\n\0")
        yield changed(flat, "body-line-breaks", f"signed without them; {_shape(inner)}")
        lines = body.splitlines()
        yield changed(b" ".join(lines), "body-line-breaks", "signed with spaces instead")
        yield changed(b" ".join(body.split()), "body-line-breaks", "signed with one space for each run of white space")
        yield changed(b"".join(line.strip() for line in lines), "body-line-breaks", "signed without indentation too")
    elif _INDENTED.search(body):
        yield from _broken_up(body)


def _shape(body: bytes) -> str:
    """Say who puts line breaks where ``body`` has them, or who takes them out."""
    lines = body.decode("utf-8", "replace").splitlines()
    lengths = {len(line) for line in lines[:-1]}
    if len(lengths) == 1 and len(lines[-1]) <= max(lengths) and max(lengths) >= _SHORTEST_WRAP:
        return f"there is one every {max(lengths)} characters, as terminals and mails wrap lines"
    return "curl -d @file removes them from a file"


def _broken_up(body: bytes) -> Iterator[Candidate]:
    """Yield the lines that indentation still tells of: of a pretty printer, and of a hand that breaks some."""
    printed = _STRUCTURE.sub(_break_at_structure, body)
    by_hand = _RUN.sub(lambda token: b"\n" + token[0] if token["run"] else token[0], body)
    detail = "signed with them; the body here has lost them, as with curl -d @file"
    for text in dict.fromkeys((printed, by_hand)):
        for value in (text, text.replace(b"\n", b"\r\n")):
            yield from with_ends(changed(value, "body-line-breaks", detail))


def _break_at_structure(token: re.Match[bytes]) -> bytes:
    if token["open"]:
        return token[0] + b"\n"
    return b"\n" + token[0] if token["close"] else token[0]
