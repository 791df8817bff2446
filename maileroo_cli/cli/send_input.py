"""Reading what only ``send`` takes: a file in place of event types, and headers."""

import os

from maileroo_cli.cli.event_options import EventOptions
from maileroo_cli.cli.options import refuse_given
from maileroo_cli.errors import UsageError
from maileroo_cli.transport.file.source import STDIN
from maileroo_cli.webhook.catalogue.event import CATALOGUE, LOOKALIKES
from maileroo_cli.webhook.signing.request import TOKEN

_OWN = ("content-length", "transfer-encoding")


def names_a_file(what: list[str]) -> bool:
    """Tell whether the arguments of ``send`` are one file (or ``-``) rather than event types."""
    if not any(_looks_like_file(word) for word in what):
        return False
    if len(what) > 1:
        raise UsageError("a file was named together with something else", "name one file, or event types")
    return True


def parse_header(text: str) -> tuple[str, str]:
    """Read ``Name: value``; what HTTP cannot carry, or what frames the request, raises ``UsageError``."""
    name, colon, value = text.partition(":")
    name, value = name.strip(), value.strip()
    if not colon or not TOKEN.fullmatch(name):
        raise UsageError(f"--header {text[:60]!r} is not a header", "write it like 'X-Trace: 42'")
    if any(ord(char) < 0x20 and char != "\t" for char in value) or "\x7f" in value:
        raise UsageError(f"the value of the header {name} holds a control character", "leave it out")
    if name.lower() in _OWN:
        raise UsageError(f"the header {name} cannot be set", "it follows from the URL and the body")
    return name, value


def refuse_event_options(options: EventOptions) -> None:
    """Refuse what would change the bodies of a file, since they are sent as they are."""
    refuse_given(options, "cannot change the bodies of a file")


def _looks_like_file(word: str) -> bool:
    if word in CATALOGUE or word in LOOKALIKES:
        return False
    return word == STDIN or os.sep in word or "/" in word or "." in word or os.path.exists(word)
