"""The kinds of requests that a user can name: the eight event types, and ``other`` for whatever names none of them."""

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.catalogue.lookalike import suggest_type
from maileroo_cli.webhook.text.shown import show

OTHER = "other"
KINDS = (*(str(name) for name in EventType), OTHER)
_TYPES = frozenset(KINDS) - {OTHER}


def kind_of(event_type: str) -> str:
    """Return the kind of a request whose body names ``event_type``; empty where it names none."""
    return event_type if event_type in _TYPES else OTHER


def parse_kind(text: str, where: str, also: tuple[str, ...] = ()) -> str:
    """Read one of the kinds, or of the words in ``also``; ``UsageError`` says ``where`` and names the nearest."""
    name = text.strip().lower()
    if name in KINDS or name in also:
        return name
    if not name:
        raise UsageError(f"{where}: an event type is missing", f"use one of {', '.join((*KINDS, *also))}")
    problem = f"{where}: there is no event type '{show(text.strip())}'"
    raise UsageError(problem, suggest_type(name, (*KINDS, *also)))
