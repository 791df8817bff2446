"""What is hidden in texts of an application that is imported or started: its errors may repeat the secret."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from maileroo_cli.webhook.signing.hiding import Hiding
from maileroo_cli.webhook.signing.secret import Secret

HIDING: ContextVar[Hiding] = ContextVar("mhook_hiding", default=Hiding())  # noqa: B039  (it is never changed)


@contextmanager
def hiding(*secrets: Secret | None) -> Iterator[None]:
    """Let errors of applications that are imported or started in this block be told without these secrets."""
    known = [one for one in secrets if one is not None]
    token = HIDING.set(Hiding(*known) if known else HIDING.get())
    try:
        yield
    finally:
        HIDING.reset(token)


def one_line(text: str, longest: int) -> str:
    """Return a text of an application in one line that may go to a terminal, and is not endless."""
    text = " ".join(text.split())
    return printable(text if len(text) <= longest else f"{text[:longest]}…")


def printable(text: str) -> str:
    """Return a text whose characters that are none for a terminal, such as its escape sequences, are visible."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
