"""GET /api/state: what the inspector shows, and what it may do."""

from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.capture.store.lock import find_holder
from maileroo_cli.capture.transfer.filter_words import FILTER_WORDS
from maileroo_cli.inspector.call import InspectorCall, Json
from maileroo_cli.report.inspect.state import InspectorState, state_object


def read_state(call: InspectorCall) -> Json:
    """Return the state of the store as it is now, and what the command line decided."""
    call.refuse_others()
    settings = call.settings
    view = settings.follower.view
    listed, holder = view.look(), find_holder(settings.store)
    return state_object(
        InspectorState(
            short_name(settings.store),
            listed.total,
            listed.newest_row,
            view.verdict_counts(),
            len(settings.secrets),
            settings.secrets[0].reference if settings.secrets else None,
            None if settings.endpoint is None else settings.endpoint.target.url,
            None if holder is None else holder.pid,
            None if holder is None else holder.url or None,
            FILTER_WORDS,
        )
    )
