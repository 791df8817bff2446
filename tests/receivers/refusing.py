"""Receivers that refuse every valid event, each for another reason, as frameworks and what stands before them do."""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from tests.receivers.correct import LIMIT, PATH, SIGNATURE, CorrectReceiver, Incoming, Reply

JSON = (("Content-Type", "application/json"),)
PAGE = (("Content-Type", "text/html"),)


class RefusingReceiver(CorrectReceiver):
    """Refuses with the one ``reply`` whatever comes to its path; ``why`` is the experiment that explains it."""

    why: ClassVar[str]
    reply: ClassVar[Reply]

    def answer(self, request: Incoming) -> Reply:
        """Refuse."""
        return self.reply


class WantsSignIn(RefusingReceiver):
    """Sends everybody to a page to sign in."""

    why = "WHY001"
    reply = Reply(302, "", (("Location", "/accounts/login/?next=/webhook"),))


class WantsPassword(RefusingReceiver):
    """Lies behind a wall of passwords."""

    why = "WHY001"
    reply = Reply(401, "Authorization Required", (("WWW-Authenticate", 'Basic realm="staging"'),))


class WantsToken(RefusingReceiver):
    """Lies in a group of routes that want a token, as Laravel says it."""

    why = "WHY001"
    reply = Reply(401, '{"message":"Unauthenticated."}', JSON)


class Redirects(RefusingReceiver):
    """Sends everything to another host."""

    why = "WHY002"
    reply = Reply(301, "", (("Location", "https://www.example.com/webhook"),))


class AppendsSlash(CorrectReceiver):
    """Has its route at a path with a slash, and redirects to it."""

    why = "WHY002"

    def route(self, request: Incoming) -> Reply | None:
        """Redirect the path without the slash."""
        if request.path == PATH:
            return Reply(301, "", (("Location", f"{PATH}/"),))
        return super().route(request._replace(path=request.path.rstrip("/")))


class AllowsNoHost(RefusingReceiver):
    """Is Django whose ALLOWED_HOSTS lack the host."""

    why = "WHY003"
    reply = Reply(400, "<h1>DisallowedHost</h1><pre>Invalid HTTP_HOST header: '127.0.0.1'</pre>", PAGE)


class KnowsLocalhostAlone(CorrectReceiver):
    """Refuses each name but localhost, and does not say why."""

    why = "WHY003"

    def route(self, request: Incoming) -> Reply | None:
        """Refuse other names."""
        if request.values("host") != ["localhost"]:
            return Reply(400, "<h1>Bad Request (400)</h1>", PAGE)
        return super().route(request)


class ChecksCsrf(RefusingReceiver):
    """Is Django without @csrf_exempt."""

    why = "WHY004"
    reply = Reply(403, "<h1>Forbidden</h1><p>CSRF verification failed. Request aborted.</p>", PAGE)


class ExpiresPages(RefusingReceiver):
    """Is Laravel with the route in web.php."""

    why = "WHY004"
    reply = Reply(419, "<title>Page Expired</title>", PAGE)


class ForbidsEveryPost(CorrectReceiver):
    """Is Spring Security, which refuses each POST without a word."""

    why = "WHY004"

    def route(self, request: Incoming) -> Reply | None:
        """Refuse each POST."""
        return Reply(403) if request.method == "POST" else super().route(request)


class IsDown(RefusingReceiver):
    """Is nginx, whose application is down."""

    why = "WHY005"
    reply = Reply(502, "<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>", PAGE)


class IsWalledOff(RefusingReceiver):
    """Is a firewall."""

    why = "WHY005"
    reply = Reply(403, "<h1>Sorry, you have been blocked</h1>", (("Server", "cloudflare"), *PAGE))


class LimitsRate(RefusingReceiver):
    """Has no more left."""

    why = "WHY006"
    reply = Reply(429, "Too Many Requests", (("Retry-After", "60"),))


class WantsSlash(CorrectReceiver):
    """Has its route at a path with a slash."""

    why = "WHY007"

    def route(self, request: Incoming) -> Reply | None:
        """Know the path with the slash alone."""
        if request.path != f"{PATH}/":
            return Reply(404, "404 page not found\n")
        return super().route(request._replace(path=PATH))


class TakesNoPost(RefusingReceiver):
    """Has the route for GET alone, and says so."""

    why = "WHY008"
    reply = Reply(405, "Method Not Allowed", (("Allow", "GET, HEAD"),))


class ShowsPage(CorrectReceiver):
    """Has a page at the path, and nothing for POST, as Express answers that."""

    why = "WHY008"

    def route(self, request: Incoming) -> Reply | None:
        """Answer GET at the path."""
        if request.method == "GET" and request.path == PATH:
            return Reply(200, "<h1>Hello</h1>", PAGE)
        return Reply(404, f"<pre>Cannot {request.method} {request.path}</pre>", PAGE)


class IsElsewhere(CorrectReceiver):
    """Has no such route."""

    why = "WHY009"

    def route(self, request: Incoming) -> Reply | None:
        """Find nothing anywhere."""
        return Reply(404, f"<pre>Cannot {request.method} {request.path}</pre>", PAGE)


class TakesTinyBodies(CorrectReceiver):
    """Takes a hundred bytes."""

    why = "WHY010"

    def answer(self, request: Incoming) -> Reply:
        """Refuse more."""
        return Reply(413, "too large") if len(request.body or b"x" * LIMIT) > 100 else super().answer(request)


class TakesForms(CorrectReceiver):
    """Takes forms alone."""

    why = "WHY011"

    def answer(self, request: Incoming) -> Reply:
        """Refuse JSON."""
        return Reply(415, "Unsupported Media Type") if "json" in str(request.headers) else super().answer(request)


class WantsCharset(CorrectReceiver):
    """Compares the content type to the letter."""

    why = "WHY011"

    def answer(self, request: Incoming) -> Reply:
        """Refuse other ones."""
        if request.values("content-type") == ["application/json; charset=utf-8"]:
            return super().answer(request)
        return Reply(400, "bad request")


class WritesAsJavaScript(CorrectReceiver):
    """Hashes what JSON.stringify makes of the body."""

    why = "WHY012"

    def signature(self, body: bytes, secret: bytes) -> bytes:
        """Sign JSON that was written anew."""
        return super().signature(
            json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":")).encode(), secret
        )


class WritesAsPython(CorrectReceiver):
    """Hashes what json.dumps makes of the body."""

    why = "WHY012"

    def signature(self, body: bytes, secret: bytes) -> bytes:
        """Sign JSON that was written anew."""
        return super().signature(json.dumps(json.loads(body)).encode(), secret)


class WantsPrefix(CorrectReceiver):
    """Expects sha256= before the digits."""

    why = "WHY013"

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Take the digits after it."""
        wanted = b"sha256=" + self.signature(body, self.secrets[0])
        return [value.encode() for value in values] == [wanted]


class WantsBase64(CorrectReceiver):
    """Expects base64."""

    why = "WHY013"

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Compare in base64."""
        wanted = b64encode(bytes.fromhex(self.signature(body, self.secrets[0]).decode())).decode()
        return list(values) == [wanted]


class ReadsOtherHeader(CorrectReceiver):
    """Reads x-signature."""

    why = "WHY013"

    def answer(self, request: Incoming) -> Reply:
        """Take that header for the right one."""
        others = tuple(pair for pair in request.headers if pair[0].lower() != SIGNATURE)
        named = tuple((SIGNATURE, value) for name, value in others if name.lower() == "x-signature")
        return super().answer(request._replace(headers=(*others, *named)))


@dataclass(frozen=True, slots=True)
class OtherSecret:
    """Makes correct receivers that know another secret; ``said`` is what the finding says of it."""

    name: str
    secret: bytes
    said: str
    tells: bool = False

    def __call__(self) -> CorrectReceiver:
        """Return one."""
        receiver = TellingReceiver() if self.tells else CorrectReceiver()
        receiver.secrets = [self.secret]
        return receiver


class TellingReceiver(CorrectReceiver):
    """Tells which signature it has computed."""

    def refuse(self, request: Incoming) -> Reply:
        """Tell it."""
        expected = self.signature(request.body or b"", self.secrets[0]).decode()
        return Reply(401, json.dumps({"expected": expected, "got": request.values(SIGNATURE)}), JSON)


class DemandsFields(CorrectReceiver):
    """Waits for a field that does not exist."""

    why = "WHY015"

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Refuse events without it."""
        return Reply(422, '{"detail":[{"loc":["body","email"],"msg":"Field required"}]}', JSON)


class ValidatesFirst(RefusingReceiver):
    """Validates before it verifies."""

    why = "WHY015"
    reply = Reply(422, '{"detail":[{"loc":["body","email"],"msg":"Field required"}]}', JSON)


class FailsAtWork(CorrectReceiver):
    """Reads a field that is not there."""

    why = "WHY016"

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Fail."""
        return Reply(500, "Traceback (most recent call last):\n  File 'x'\nKeyError: 'email'")


class FailsAtOnce(RefusingReceiver):
    """Fails whatever comes."""

    why = "WHY016"
    reply = Reply(500, "Internal Server Error")


class AnswersLate(CorrectReceiver):
    """Works until the test is over before it answers."""

    why = "WHY017"

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Wait."""
        self.ended.wait(10)
        return Reply(200)
