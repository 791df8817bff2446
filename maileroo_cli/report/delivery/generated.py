"""Writing generated events: the bare body of one, a body a line, or capture records. Making them is not done here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count

from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.safe_text import safe_lines
from maileroo_cli.webhook.generation.stream import Event
from maileroo_cli.webhook.signing.body_style import Style
from maileroo_cli.webhook.signing.secret import Secret

_HOST = ("Host", "localhost")


@dataclass(frozen=True, slots=True)
class EventLayout:
    """How events are laid out: ``single`` writes one bare body; with ``secret`` they become capture records."""

    single: bool
    secret: Secret | None
    target: str
    style: Style


def write_events(events: Iterable[Event], layout: EventLayout, output: str | None, console: Console) -> None:
    """Write the events to the file ``output``, or to stdout where it is ``None`` or ``-``.

    A terminal gets harmless text with a newline after a single body; a file or a pipe gets the body's bytes alone.
    """
    if layout.style is Style.PRETTY and not layout.single and layout.secret is None:
        raise UsageError("the pretty style needs several lines for one event", "make one event, or use --signed")
    if output in (None, "-"):
        _write_all(events, layout, _shown_on(console) if console.is_terminal else console.data)
        return
    try:
        with open(str(output), "wb") as file:
            _write_all(events, layout, file.write)
    except OSError as error:
        raise InputError(f"cannot write {output!r} ({error.strerror or error})", "check --output") from None
    except ValueError:
        raise UsageError(f"{output!r} is not a file name", "check --output") from None


def _shown_on(console: Console) -> Callable[[bytes], None]:
    return lambda data: console.lines(safe_lines(data.removesuffix(b"\n")))


def _write_all(events: Iterable[Event], layout: EventLayout, write: Callable[[bytes], object]) -> None:
    if layout.secret is not None:
        _write_records(events, layout.secret, layout.target, write)
        return
    end = b"" if layout.single else b"\n"
    for event in events:
        write(event.body + end)


def _write_records(events: Iterable[Event], secret: Secret, target: str, write: Callable[[bytes], object]) -> None:
    """Write each event as the request that would have arrived a second after it."""
    from maileroo_cli.capture.record import CaptureRecord, encode_record
    from maileroo_cli.webhook.signing.request import METHOD, webhook_headers
    from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, Signer
    from maileroo_cli.webhook.text.date import iso_seconds

    sign, make, number = Signer(secret).sign, CaptureRecord.of, count(1)
    fixed = (_HOST, *webhook_headers(()))
    for event in events:
        body = event.body
        headers = (*fixed, ("Content-Length", str(len(body))), (SIGNATURE_HEADER, sign(body)))
        identity = event.event_id or f"event-{next(number)}"
        time = f"{iso_seconds(event.at + 1)}.000Z"
        write(encode_record(make(identity, time, METHOD, target, headers, body)) + b"\n")
