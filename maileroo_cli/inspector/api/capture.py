"""What the inspector answers about one capture: all that is known of it, its bodies' bytes, and its JSON in lines."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from maileroo_cli.capture.entry import Capture
from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.asked import asked_filter
from maileroo_cli.inspector.call import InspectorCall, Json, NotFoundError
from maileroo_cli.operation.inspect.depth.examination import examine_capture, read_capture
from maileroo_cli.report.inspect.depth.capture_fields import examination_object, pretty_object, window_object
from maileroo_cli.report.inspect.depth.covering import Cover
from maileroo_cli.report.inspect.depth.rewriting import rewriting_object

WINDOW = 64 * 1024
"""So many bytes of a body are answered at once at most."""

_FARTHEST = 1 << 40
_LONGEST_NAME = 80
_Found = TypeVar("_Found")


def read_one_capture(call: InspectorCall) -> Json:
    """Answer all that is known of one capture: its verdict explained, its headers, and what follows its answer."""
    settings, signatures = call.settings, call.flag("signatures")
    wanted = asked_filter(call, "signatures")
    place = partial(settings.follower.view.position, wanted=wanted)
    found = look_up(lambda: examine_capture(settings.store, capture_name(call), settings.assessments, place))
    cover = Cover(found.shown.capture, secrets=settings.secrets, signatures=signatures)
    return examination_object(found, cover, has_target=settings.endpoint is not None)


def read_body(call: InspectorCall) -> Json:
    """Answer a window of the body of a request, or of what an application answered."""
    part = call.one("part", "request")
    if part not in ("request", "response"):
        raise UsageError(f"part is {str(part)[:40]!r}", "give request or response")
    first = call.number("first", 0, 0, _FARTHEST)
    limit = call.number("limit", WINDOW, 1, WINDOW)
    capture = find_one(call)
    if part == "request":
        return window_object(capture.content.body, first, limit)
    cover = Cover(capture, secrets=call.settings.secrets, signatures=call.flag("signatures"))
    return window_object(cover.data(capture.content.answer_body), first, limit)


def read_pretty(call: InspectorCall) -> Json:
    """Answer the JSON of a request's body with a line for each value, every literal as it was written."""
    return pretty_object(find_one(call).content.body)


def read_rewriting(call: InspectorCall) -> Json:
    """Answer where programs that parse a request's body and write it anew would write other bytes."""
    return rewriting_object(find_one(call).content.body)


def find_one(call: InspectorCall) -> Capture:
    """Return the capture that the path names; ``NotFoundError`` where there is none."""
    return look_up(lambda: read_capture(call.settings.store, capture_name(call)))


def capture_name(call: InspectorCall) -> str:
    """Return the name of a capture as the path has it, short enough to be repeated in an error."""
    return call.path.get("id", "")[:_LONGEST_NAME]


def look_up(find: Callable[[], _Found]) -> _Found:
    """Return what is found by a name; where that names nothing, or not one thing alone, raise ``NotFoundError``."""
    try:
        return find()
    except UsageError as error:
        raise NotFoundError(error.message, error.hint) from None
