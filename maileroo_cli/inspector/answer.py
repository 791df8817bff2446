"""What the answers of the inspector have in common: the headers of each, JSON, and errors as one object of it.

The headers tell a browser to do nothing but show our page. Which requests are answered at all is decided in ``gate``.
"""

import json
from dataclasses import dataclass
from typing import Any

from maileroo_cli.capture.store.file import is_there
from maileroo_cli.errors import InputError, MhookError, UnreachableError, UsageError
from maileroo_cli.inspector.call import ConflictError, NotFoundError
from maileroo_cli.inspector.settings import InspectorSettings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src blob:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Nothing is loaded from elsewhere, nothing is framed, and no text can become markup or a script."""

SECURITY_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "x-frame-options": "DENY",
}
"""The headers of each answer, an error's too."""

RAW_HEADERS = [(name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]
"""The same as ASGI has them."""

JSON_TYPE = "application/json"
REFUSAL_SCHEMA = "mhook.inspector-error/1"
_STATUSES: tuple[tuple[type[MhookError], int], ...] = (
    (NotFoundError, 404),
    (ConflictError, 409),
    (UsageError, 400),
    (UnreachableError, 502),
)
_INTERNAL, _UNAVAILABLE = 500, 503


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that holds no data: its ``status``, what is wrong in one line, and what to do about it.

    With ``closes`` the connection ends with it, since what else comes on it is not read.
    """

    status: int
    error: str
    hint: str = ""
    closes: bool = False
    allow: str = ""

    @property
    def body(self) -> bytes:
        """The object as bytes."""
        return encode_json({"schema": REFUSAL_SCHEMA, "error": self.error, "hint": self.hint or None})

    @property
    def headers(self) -> dict[str, str]:
        """The headers that it needs beside those of every answer."""
        headers = {"content-type": JSON_TYPE, "content-length": str(len(self.body))}
        if self.closes:
            headers["connection"] = "close"
        if self.allow:
            headers["allow"] = self.allow
        if self.status == 401:
            headers["www-authenticate"] = "Bearer"
        return headers


NO_SUCH_THING = Refusal(404, "there is nothing at this address", "mhook manual inspector lists the paths")


def encode_json(value: dict[str, Any]) -> bytes:
    """Return an object as JSON in ASCII, which any text of a capture fits into, half a character too."""
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def refusal_of(error: Exception, settings: InspectorSettings) -> Refusal:
    """Return how an error is answered; what is no expected one is named by its kind alone."""
    if not isinstance(error, MhookError):
        return Refusal(_INTERNAL, f"mhook failed at this ({type(error).__name__})", "the terminal says more")
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), _INTERNAL)
    if isinstance(error, InputError) and _is_missing(settings):
        status = _UNAVAILABLE
    return Refusal(status, error.message, error.hint)


def _is_missing(settings: InspectorSettings) -> bool:
    """Whether there is no store yet: ``mhook listen`` makes it."""
    try:
        return not is_there(settings.store)
    except InputError:
        return False
