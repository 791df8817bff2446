"""GET /api/diff: how two captures differ."""

from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.api.capture import look_up
from maileroo_cli.inspector.call import InspectorCall, Json
from maileroo_cli.operation.captures.diff import diff_captures
from maileroo_cli.report.inspect.depth.covering import Cover
from maileroo_cli.report.inspect.depth.difference import difference_object

_LONGEST = 80


def read_diff(call: InspectorCall) -> Json:
    """Answer what differs in the requests of two captures: head, values, writing and bytes."""
    call.refuse_others("first", "second", "signatures")
    settings, signatures = call.settings, call.flag("signatures")
    names = [call.one(name) for name in ("first", "second")]
    first, second = (name[:_LONGEST] if name else "" for name in names)
    if not (first and second):
        raise UsageError("first or second is not given", "name two captures")
    found = look_up(lambda: diff_captures(settings.store, first, second, signatures=signatures))
    return difference_object(
        found,
        (
            Cover(found.first, secrets=settings.secrets, signatures=signatures),
            Cover(found.second, secrets=settings.secrets, signatures=signatures),
        ),
    )
