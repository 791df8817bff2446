"""Receivers that do not verify the raw bytes, or do not take a request in as HTTP allows it to come."""

import json
from collections.abc import Sequence
from typing import Any

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.signing.body_style import Style, encode
from tests.receivers.correct import SIGNATURE, CorrectReceiver, Incoming, Reply

_MARK = b"\xef\xbb\xbf"


class RewritesFirst(CorrectReceiver):
    """Verifies what it makes of a body."""

    def rewrite(self, body: bytes) -> bytes:
        """Return what is hashed."""
        return body

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Hash what was made of the body, or the body where that cannot be."""
        try:
            rewritten = self.rewrite(body)
        except (UsageError, ValueError):  # no JSON, or no object
            rewritten = body
        return super().is_signed(rewritten, values)


class WritesAsGo(RewritesFirst):
    """Parses the JSON and writes it again as Go does: every event of today verifies, and no other one."""

    breaks = (*(f"BYTES{number:03}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 20)),)

    def rewrite(self, body: bytes) -> bytes:
        """Parse and write, with numbers as floats."""
        return encode(json.loads(body.removeprefix(_MARK), parse_int=float))


class Unescapes(RewritesFirst):
    """Undoes an escape before it hashes, as a gateway may."""

    breaks = ("BYTES001",)
    also = ("SHAPE007", "SHAPE026")

    def rewrite(self, body: bytes) -> bytes:
        """Write an ampersand raw."""
        return body.replace(b"\\u0026", b"&")


class Strips(RewritesFirst):
    """Strips the body before it hashes."""

    breaks = ("BYTES007", "BYTES008", "BYTES020")

    def rewrite(self, body: bytes) -> bytes:
        """Strip it."""
        return body.strip()


class LosesTheMark(RewritesFirst):
    """Decodes the body with a codec that swallows a byte order mark."""

    breaks = ("BYTES012",)

    def rewrite(self, body: bytes) -> bytes:
        """Decode and encode."""
        return body.decode("utf-8-sig").encode()


class StoresThreeBytes(CorrectReceiver):
    """Stores text in columns that hold no character beyond U+FFFF, and fails at one."""

    breaks = ("BYTES009", "BYTES010")

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Fail as MySQL's utf8 does."""
        text = json.dumps(self.parse(body), ensure_ascii=False)
        return Reply(500) if any(ord(letter) > 0xFFFF for letter in text) else super().accept(request, body)


class ReadsBytesAsLatin(RewritesFirst):
    """Looks for four-byte characters in what it hashes, and leaves them out."""

    breaks = ("BYTES009",)

    def rewrite(self, body: bytes) -> bytes:
        """Leave out what is beyond U+FFFF."""
        return "".join(letter for letter in body.decode() if ord(letter) <= 0xFFFF).encode()


class KnowsTwoStyles(RewritesFirst):
    """Writes the JSON again in the style that it seems to have, of those that it knows."""

    breaks = ("BYTES003", "BYTES007", "BYTES008", "BYTES012", "BYTES013", "BYTES020", "BYTES011", "BYTES006")

    def rewrite(self, body: bytes) -> bytes:
        """Take the style that gives the same length, else Go's."""
        event: dict[str, Any] = json.loads(body.removeprefix(_MARK))
        written = [encode(event, style) for style in (Style.COMPACT, Style.PYTHON, Style.PHP)]
        return next((one for one in written if one == body), encode(event))


class KnowsNoChunks(CorrectReceiver):
    """Takes a request without a length for one without a body."""

    breaks = ("BYTES015",)

    def answer(self, request: Incoming) -> Reply:
        """Leave out the body where there is no length."""
        chunked = request.values("transfer-encoding")
        return super().answer(request._replace(body=b"") if chunked else request)


class WantsALength(CorrectReceiver):
    """Answers 411 where there is no length, as HTTP allows."""

    breaks = ("BYTES015",)

    def answer(self, request: Incoming) -> Reply:
        """Refuse what comes in chunks."""
        return Reply(411, close=True) if request.values("transfer-encoding") else super().answer(request)


class GivesNoLeave(CorrectReceiver):
    """Answers 400 to a sender that asks for leave."""

    breaks = ("BYTES016",)

    def answer(self, request: Incoming) -> Reply:
        """Refuse the header."""
        return Reply(400) if request.values("expect") else super().answer(request)


class HasAServerThatGivesNoLeave(CorrectReceiver):
    """Does all right, behind a server that knows no 100 Continue and takes the question for a bad request."""

    breaks = ("BYTES016",)
    gives_leave = False


class ComparesTheContentType(CorrectReceiver):
    """Wants one spelling of the content type where it speaks of JSON."""

    breaks = ("BYTES017",)

    def answer(self, request: Incoming) -> Reply:
        """Refuse a content type with a parameter."""
        types = request.values("content-type")
        return Reply(415) if any("json;" in one for one in types) else super().answer(request)


class ComparesTheName(CorrectReceiver):
    """Knows its header in lower case alone."""

    breaks = ("BYTES018",)

    def answer(self, request: Incoming) -> Reply:
        """Look for the very name."""
        headers = [pair for pair in request.headers if pair[0].lower() != SIGNATURE or pair[0] == SIGNATURE]
        return super().answer(request._replace(headers=headers))


class WantsAnAgent(CorrectReceiver):
    """Takes a request without a User-Agent for one of a robot."""

    breaks = ("BYTES019",)

    def answer(self, request: Incoming) -> Reply:
        """Refuse it as a firewall does."""
        return super().answer(request) if request.values("user-agent") else Reply(403)


class TakesNoLargeBody(CorrectReceiver):
    """Leaves the limit at the 100 kB of a body parser."""

    breaks = ("BYTES020",)

    def answer(self, request: Incoming) -> Reply:
        """Refuse what is larger."""
        size = len(request.body or b"")
        return Reply(413) if size > 100_000 else super().answer(request)


class FailsAtMuch(CorrectReceiver):
    """Fails where a body is too large to be read."""

    breaks = ("BYTES021",)

    def answer(self, request: Incoming) -> Reply:
        """Fail as a program does that has no memory left."""
        return Reply(500, close=True) if request.body is None else super().answer(request)


class ReadsMuch(CorrectReceiver):
    """Has no limit, and reads all that comes before it refuses it."""

    breaks = ("BYTES021",)

    def answer(self, request: Incoming) -> Reply:
        """Refuse it for its signature."""
        return Reply(401, close=True) if request.body is None else super().answer(request)


class AcceptsMuch(CorrectReceiver):
    """Accepts a body that it has not read, to look at it later."""

    breaks = ("BYTES021",)

    def answer(self, request: Incoming) -> Reply:
        """Accept it."""
        return Reply(200, close=True) if request.body is None else super().answer(request)
