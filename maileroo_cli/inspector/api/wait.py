"""GET /api/wait: an answer as soon as so many captures are there, for tests and scripts."""

from maileroo_cli.inspector.asked import asked_filter
from maileroo_cli.inspector.call import InspectorCall, Json
from maileroo_cli.operation.inspect.waiting import AwaitedCaptures, wait_for_captures
from maileroo_cli.report.inspect.awaited import wait_object

_SECONDS, _MOST_SECONDS = 30, 3600
_MOST = 1_000_000
_LAST = 10**18 - 1


def read_wait(call: InspectorCall) -> Json:
    """Wait until there are ``count`` captures that fit the filter, for at most ``seconds``, and return the first."""
    wanted = asked_filter(call, "count", "seconds", "after")
    count = call.number("count", 1, 1, _MOST)
    seconds = call.number("seconds", _SECONDS, 0, _MOST_SECONDS)
    after = call.number("after", 0, 0, _LAST) if call.one("after") is not None else None
    awaited = AwaitedCaptures(wanted, count, after)
    result = wait_for_captures(call.settings.follower, awaited, seconds, call.gone)
    return wait_object(result, call.settings.cover)
