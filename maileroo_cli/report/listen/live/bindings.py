"""The one table of the keys in ``mhook listen``: the line at the bottom, the help and what a key does come from it."""

from enum import Enum
from typing import NamedTuple

from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.transport.terminal.key import ENTER


class KeyAction(Enum):
    """What a key does."""

    HELP = "help"
    PAUSE = "pause"
    SHOW = "show"
    EXPLAIN = "explain"
    RESEND = "resend"
    CURL = "curl"
    INSPECT = "inspect"
    FILTER = "filter"
    QUIT = "quit"


class KeyBinding(NamedTuple):
    """One key: a ``label`` for the line at the bottom, a ``short`` one for a narrow line, a sentence for the help."""

    key: str
    action: KeyAction
    label: str
    short: str
    sentence: str


BINDINGS = (
    KeyBinding("?", KeyAction.HELP, "help", "help", "Show these keys."),
    KeyBinding("p", KeyAction.PAUSE, "pause", "pause", "Pause printing, or go on. Requests are answered and stored."),
    KeyBinding(ENTER, KeyAction.SHOW, "last in full", "last", "Show the last request in full."),
    KeyBinding("v", KeyAction.EXPLAIN, "why", "why", "Say why the last invalid request does not verify."),
    KeyBinding("r", KeyAction.RESEND, "resend", "resend", "Send the last request to --forward-to again."),
    KeyBinding("c", KeyAction.CURL, "curl", "curl", "Print the last request as a curl command."),
    KeyBinding("o", KeyAction.INSPECT, "open in the inspector", "open", "Open the last request in the inspector."),
    KeyBinding(
        "/", KeyAction.FILTER, "filter", "filter", "Print only some requests, like type=failed verdict=invalid."
    ),
    KeyBinding("q", KeyAction.QUIT, "quit", "quit", "End mhook listen, as Ctrl-C does."),
)
ACTIONS = {one.key: one.action for one in BINDINGS}
_WIDEST = max(len(one.key) for one in BINDINGS)


def help_lines(console: Console) -> list[str]:
    """Return the help: a line for each key."""
    return [f"  {console.paint(one.key.ljust(_WIDEST), Ink.STRONG)}  {one.sentence}" for one in BINDINGS]
