"""The one table of what the inspector answers: method, path, and the function that makes the answer.

A part of a path in braces varies. Every route needs the token; the page's own files are no routes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import cast
from urllib.parse import unquote_to_bytes

from maileroo_cli.inspector.call import InspectorCall, Json

ApiFunction = Callable[[InspectorCall], Json]

GET, POST = "GET", "POST"
STREAM = "/api/stream"
"""The one path whose answer does not end; its function yields."""

_API = "maileroo_cli.inspector.api"


@dataclass(frozen=True, slots=True)
class ApiRoute:
    """One route; ``function`` is named, and only imported when it is first asked for.

    One that ``waits`` may take long to answer, and is not among those that others wait for. One that is ``large`` may
    take the machine for seconds, so that only few of them run at once, and others do not wait for them.
    """

    method: str
    path: str
    function: str
    waits: bool = False
    large: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the path, between the slashes."""
        return tuple(self.path.split("/"))

    def load(self) -> ApiFunction:
        """Return the function."""
        module, _, name = self.function.rpartition(".")
        return cast("ApiFunction", getattr(import_module(f"{_API}.{module}"), name))


ROUTES = (
    ApiRoute(GET, "/api/state", "state.read_state"),
    ApiRoute(GET, "/api/captures", "captures.read_captures"),
    ApiRoute(GET, "/api/captures/{id}", "capture.read_one_capture"),
    ApiRoute(GET, "/api/captures/{id}/body", "capture.read_body"),
    ApiRoute(GET, "/api/captures/{id}/pretty", "capture.read_pretty", large=True),
    ApiRoute(GET, "/api/captures/{id}/rewriting", "capture.read_rewriting", large=True),
    ApiRoute(GET, "/api/captures/{id}/copy", "export.read_copy", large=True),
    ApiRoute(GET, "/api/mails/{id}", "mail.read_mail", large=True),
    ApiRoute(GET, "/api/diff", "diff.read_diff", large=True),
    ApiRoute(POST, "/api/diagnose", "diagnose.diagnose", large=True),
    ApiRoute(POST, "/api/export", "export.export", large=True),
    ApiRoute(GET, STREAM, "stream.stream"),
    ApiRoute(GET, "/api/wait", "wait.read_wait", waits=True),
    ApiRoute(POST, "/api/resend", "resend.resend", waits=True),
    ApiRoute(GET, "/api/runs", "runs.read_runs", large=True),
    ApiRoute(GET, "/api/runs/{run}", "runs.read_run", large=True),
)
"""All of them. Tests go through this table, so that what is added here is tested by itself."""


def find_route(method: str, path: bytes) -> tuple[ApiRoute, dict[str, str]] | None:
    """Return the route of a path as it came, and the parts of it that vary, decoded; ``None`` where there is none."""
    parts = path.split(b"/")
    for route in ROUTES:
        if route.method == method and (values := _matched(route, parts)) is not None:
            return route, values
    return None


def methods_of(path: bytes) -> Iterator[str]:
    """Yield the methods that a path has."""
    parts = path.split(b"/")
    return (route.method for route in ROUTES if _matched(route, parts) is not None)


def _matched(route: ApiRoute, parts: list[bytes]) -> dict[str, str] | None:
    """Return the parts that vary; what is fixed has to be written as it is, with no ``%``."""
    if len(parts) != len(route.parts):
        return None
    values: dict[str, str] = {}
    for own, given in zip(route.parts, parts, strict=True):
        if own.startswith("{"):
            text = unquote_to_bytes(given).decode("utf-8", "replace")
            if not text:
                return None
            values[own.strip("{}")] = text
        elif own.encode() != given:
            return None
    return values
