"""Receivers that let forged requests in, or keep signed ones out."""

import hmac
from collections.abc import Sequence
from typing import ClassVar

from tests.receivers.correct import SIGNATURE, CorrectReceiver, Incoming, Reply


class RefusesEverything(CorrectReceiver):
    """Has another secret than the user thinks."""

    breaks = ("SIG001",)

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Refuse."""
        return False


class AcceptsMissing(CorrectReceiver):
    """Checks a signature only where there is one."""

    breaks = ("SIG002", "SIG030")

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Accept a request without a signature."""
        return not values or super().is_signed(body, values)


class AcceptsEmpty(CorrectReceiver):
    """Takes an empty signature for none that has to be checked."""

    breaks = ("SIG003", "SIG030")

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Accept an empty signature."""
        return list(values) == [""] or super().is_signed(body, values)


class ComparesAllButTheLast(CorrectReceiver):
    """Compares 63 digits of 64."""

    breaks = ("SIG004",)

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Accept whatever the last digit is."""
        return any(super(ComparesAllButTheLast, self).is_signed(body, self._with_last(values, one)) for one in _DIGITS)

    def _with_last(self, values: Sequence[str], digit: str) -> list[str]:
        return [f"{value[:-1]}{digit}" if value[-1:] in _DIGITS else value for value in values]


_DIGITS = tuple("0123456789abcdef")


class KnowsAnotherSecret(CorrectReceiver):
    """Has a second secret that nobody took away."""

    breaks = ("SIG005",)

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Accept what was signed with the other one too."""
        other = self.signature(body, b"test-secret-wrong").decode()
        return list(values) == [other] or super().is_signed(body, values)


class LeavesOutTheLastBitOfTheId(CorrectReceiver):
    """Signs what it read of an event, and reads a part of it."""

    breaks = ("SIG006",)

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Accept an event whose id differs in a bit."""
        event = self.parse(body)
        name = str(event.get("event_id", "")).encode() if event else b""
        other = body.replace(name, name[:-1] + bytes([name[-1] ^ 1])) if name else body
        return super().is_signed(body, values) or super().is_signed(other, values)


class ComparesWhatWasGiven(CorrectReceiver):
    """Compares no more digits than were given."""

    breaks = ("SIG007",)

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Accept the beginning of the right signature."""
        given = values[0] if len(values) == 1 else ""
        return len(given) >= 8 and any(self.signature(body, one).decode().startswith(given) for one in self.secrets)


class RemembersSignatures(CorrectReceiver):
    """Does not check a signature again that it has seen."""

    breaks = ("SIG008",)

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Accept every signature that was good once."""
        good = super().is_signed(body, values) or (bool(values) and values[0] in self.statuses)
        if good:
            self.statuses[values[0]] = "good"
        return good


class ComparesTheSecret(CorrectReceiver):
    """Accepts the secret itself, as from a service without signatures."""

    breaks = ("SIG009",)

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Accept the secret."""
        return list(values) == ["test-secret"] or super().is_signed(body, values)


class ComparesText(CorrectReceiver):
    """Compares text with a function that raises where it is not ASCII."""

    breaks = ("SIG010", "SIG013", "SIG014")

    def answer(self, request: Incoming) -> Reply:
        """Answer 500 where the comparison raises."""
        try:
            for value in request.values(SIGNATURE):
                hmac.compare_digest(value, "0" * 64)
        except TypeError:
            return Reply(500, "error\n")
        return super().answer(request)


class FailsAtLongOnes(CorrectReceiver):
    """Puts the signature into a column of its log that has 1,000 characters."""

    breaks = ("SIG011",)

    def refuse(self, request: Incoming) -> Reply:
        """Fail to tell the log of a long one."""
        return Reply(500 if any(len(value) > 1_000 for value in request.values(SIGNATURE)) else 401)


class StopsAtTheFirstOther(CorrectReceiver):
    """Decodes hex up to the first character that is no digit, and compares as much as it got."""

    breaks = ("SIG012",)

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Compare what could be decoded."""
        if len(values) != 1 or len(values[0]) != 64:
            return False
        wrong = next((place for place, char in enumerate(values[0]) if char not in "0123456789abcdefABCDEF"), 64)
        return any(self.signature(body, one).decode()[:wrong] == values[0][:wrong] for one in self.secrets)


class ParsesFirst(CorrectReceiver):
    """Parses the body before it verifies it."""

    breaks: ClassVar[tuple[str, ...]] = ("SIG023",)

    def refuse(self, request: Incoming) -> Reply:
        """Answer 400 to what is no event."""
        return super().refuse(request) if self.parse(request.body or b"") else Reply(400, "no event\n")


class RoutesFirst(CorrectReceiver):
    """Chooses a handler by the event's type, and lets each verify."""

    breaks = ("SIG024",)

    def refuse(self, request: Incoming) -> Reply:
        """Answer 404 to a type that it does not know."""
        event = self.parse(request.body or b"")
        known = event is None or event.get("event_type") == "delivered"
        return super().refuse(request) if known else Reply(404, "no such type\n")


class RefusesOtherTypes(CorrectReceiver):
    """Looks at the content type first."""

    breaks = ("SIG025",)

    def refuse(self, request: Incoming) -> Reply:
        """Answer 415 to what is not JSON."""
        known = request.values("content-type") == ["application/json"]
        return super().refuse(request) if known else Reply(415, "JSON alone\n")


class FailsAtLargeOnes(CorrectReceiver):
    """Fails before it verifies where a body is large."""

    breaks = ("SIG026",)

    def refuse(self, request: Incoming) -> Reply:
        """Answer 500 to 300 kB."""
        return Reply(500, "error\n") if len(request.body or b"") > 250_000 else super().refuse(request)


class TellsMissingFromWrong(CorrectReceiver):
    """Answers otherwise where there is no signature."""

    breaks = ("SIG002", "SIG027")

    def refuse(self, request: Incoming) -> Reply:
        """Answer 403 where the header is missing."""
        return super().refuse(request) if request.values(SIGNATURE) else Reply(403, "no signature\n")
