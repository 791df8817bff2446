"""GET /api/captures: a part of the list of captures, filtered or not."""

from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.asked import asked_filter
from maileroo_cli.inspector.call import InspectorCall, Json
from maileroo_cli.report.inspect.listed import captures_object

_LIMIT, _MOST = 200, 1000
_LAST = 10**18 - 1


def read_captures(call: InspectorCall) -> Json:
    """Return ``limit`` captures from the position ``first`` on, or those behind the row ``after``, or the newest."""
    wanted = asked_filter(call, "first", "after", "limit")
    limit = call.number("limit", _LIMIT, 1, _MOST)
    first = call.number("first", 0, 0, _LAST) if call.one("first") is not None else None
    after = call.number("after", 0, 0, _LAST) if call.one("after") is not None else None
    if first is not None and after is not None:
        raise UsageError("both first and after are given", "give only one of them")
    window = call.settings.follower.view.window(wanted, first=first, after=after, limit=limit)
    return captures_object(window, call.settings.cover)
