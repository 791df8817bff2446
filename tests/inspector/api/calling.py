"""Calls of the inspector's functions over a real store, without a server."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from maileroo_cli.capture.entry import Capture
from maileroo_cli.inspector.call import InspectorCall
from maileroo_cli.inspector.settings import InspectorSettings
from maileroo_cli.webhook.signing.secret import Secret
from tests.cli.calling import SECRET
from tests.cli.store import fill


def settings(folder: Path, *captures: Capture, secrets: Sequence[str] = (SECRET,)) -> InspectorSettings:
    """Return the settings of an inspector whose store has these captures."""
    store = fill(folder / ".mhook" / "captures.db", *captures)
    return InspectorSettings(store, folder / ".mhook" / "runs", tuple(Secret(one, "test") for one in secrets))


def without_secrets(given: InspectorSettings) -> InspectorSettings:
    """Return the same settings with no secret."""
    return replace(given, secrets=())


def call(given: InspectorSettings, id: str = "", body: dict[str, Any] | None = None, **query: Any) -> InspectorCall:
    """Return a call about one capture or mail; a list as a value of the query gives each of its items."""
    asked = {
        name: [str(one) for one in (value if isinstance(value, list) else [value])] for name, value in query.items()
    }
    return InspectorCall(given, {"id": id} if id else {}, asked, body or {})
