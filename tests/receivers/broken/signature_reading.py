"""Receivers that read signatures too leniently, or that do not survive reading one, or tell too much of one."""

import base64
import unicodedata
from collections.abc import Sequence

from tests.receivers.correct import SIGNATURE, CorrectReceiver, Incoming, Reply


def as_sent(value: str) -> str:
    """Return a value of a header as the text that it was before it was sent as UTF-8."""
    return value.encode("latin-1").decode(errors="replace")


class LenientReceiver(CorrectReceiver):
    """Reads the values of the header in a way of its own before it compares them."""

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Compare what was read."""
        return super().is_signed(
            body, self.read([value.encode("latin-1").decode(errors="replace") for value in values])
        )

    def read(self, values: Sequence[str]) -> Sequence[str]:
        """Return the values as this receiver reads them."""
        return values


class NormalisesText(LenientReceiver):
    """Normalises all input."""

    breaks = ("SIG013",)

    def read(self, values: Sequence[str]) -> Sequence[str]:
        """Take full-width digits for digits."""
        return [unicodedata.normalize("NFKC", value) for value in values]


class TranslatesLookAlikes(LenientReceiver):
    """Takes letters for those that they look like."""

    breaks = ("SIG014",)

    def read(self, values: Sequence[str]) -> Sequence[str]:
        """Take Cyrillic letters for Latin ones."""
        return [value.translate(str.maketrans("асе", "ace")) for value in values]  # noqa: RUF001 - that is the point


class IgnoresCase(LenientReceiver):
    """Takes upper case."""

    breaks = ("SIG015",)

    def read(self, values: Sequence[str]) -> Sequence[str]:
        """Read in lower case."""
        return [value.lower() if value.isascii() else value for value in values]


class TakesPrefix(LenientReceiver):
    """Takes GitHub's form too."""

    breaks = ("SIG016",)

    def read(self, values: Sequence[str]) -> Sequence[str]:
        """Read what comes after the prefix."""
        return [value.removeprefix("sha256=") for value in values]


class TakesBase64(LenientReceiver):
    """Takes base64 too."""

    breaks = ("SIG017",)

    def read(self, values: Sequence[str]) -> Sequence[str]:
        """Decode what is as long as a digest in base64."""
        return [base64.b64decode(value).hex() if value.isascii() and len(value) == 44 else value for value in values]


class TakesTheLast(LenientReceiver):
    """Takes the last of several headers."""

    breaks = ("SIG018",)

    def read(self, values: Sequence[str]) -> Sequence[str]:
        """Read the last one."""
        return values[-1:]


class CutsOff(LenientReceiver):
    """Takes what comes first."""

    breaks = ("SIG019",)

    def read(self, values: Sequence[str]) -> Sequence[str]:
        """Read the first 64 characters."""
        return [value[:64] for value in values]


class SkipsSpaces(LenientReceiver):
    """Takes spaces between the digits."""

    breaks = ("SIG020",)

    def read(self, values: Sequence[str]) -> Sequence[str]:
        """Read what is no space."""
        return [value.replace(" ", "") for value in values]


class EndsAndStartsAgain(CorrectReceiver):
    """Ends at some signatures, so that the next request finds nobody, and is then started again."""

    gone = 0

    def answer(self, request: Incoming) -> Reply:
        """Answer nothing while it is gone."""
        if self.gone:
            self.gone -= 1
            raise OSError("gone")
        values = map(as_sent, request.values(SIGNATURE))
        self.gone = int(any(map(self.is_deadly, values)))
        return super().answer(request)

    def is_deadly(self, value: str) -> bool:
        """Return whether this ends it."""
        return False


class EndsAtOtherLength(EndsAndStartsAgain):
    """Compares with a function that throws where the lengths differ, and does not catch that."""

    breaks = ("SIG021",)

    def is_deadly(self, value: str) -> bool:
        """End at every other length."""
        return len(value) != 64


class EndsAtNoHex(EndsAndStartsAgain):
    """Decodes with a function that throws where a character is no digit, and does not catch that."""

    breaks = ("SIG022",)

    def is_deadly(self, value: str) -> bool:
        """End at what is as long as a signature, and none."""
        return len(value) == 64 and not set(value) <= set("0123456789abcdef")


class TellsTheRightOne(CorrectReceiver):
    """Helps whoever debugs it."""

    breaks = ("SIG028",)

    def refuse(self, request: Incoming) -> Reply:
        """Tell what was expected."""
        secret = self.secrets[0] if self.secrets else b""
        return Reply(401, "bad signature\n", (("X-Expected", self.signature(request.body or b"", secret).decode()),))


class TellsTheSecret(CorrectReceiver):
    """Helps whoever configures it."""

    breaks = ("SIG029",)
    also = ("SHAPE033",)

    def refuse(self, request: Incoming) -> Reply:
        """Tell what it verifies with."""
        return Reply(401, f"not signed with {b''.join(self.secrets).decode()}\n")


class OpenWithoutSecret(CorrectReceiver):
    """Checks signatures only where a secret is configured."""

    breaks = ("SIG030",)

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Accept everything without a secret."""
        return not self.secrets or super().is_signed(body, values)


class KnowsOneSecret(CorrectReceiver):
    """Has room for one secret."""

    breaks = ("SIG031",)

    def take_secrets(self, secrets: Sequence[bytes]) -> None:
        """Take the first."""
        super().take_secrets(secrets[:1])


class ForgetsNoSecret(CorrectReceiver):
    """Reads its secrets anew, and keeps the old ones."""

    breaks = ("SIG032",)

    def take_secrets(self, secrets: Sequence[bytes]) -> None:
        """Take those that are new."""
        self.secrets += [secret for secret in secrets if secret not in self.secrets]
