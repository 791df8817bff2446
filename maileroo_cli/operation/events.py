"""One event in one call, for test suites: the vocabulary comes from the cache, the time from the clock."""

import time

from maileroo_cli.transport.file.vocabulary import load_vocabulary
from maileroo_cli.webhook.generation.payload import Recipe
from maileroo_cli.webhook.generation.plan import Plan
from maileroo_cli.webhook.generation.stream import Event, stream
from maileroo_cli.webhook.generation.vocabulary import DEFAULT_LOCALE


def make_event(
    event_type: str,
    *,
    seed: int | None = None,
    at: float | None = None,
    recipe: Recipe | None = None,
    locale: str = DEFAULT_LOCALE,
) -> Event:
    """Return one realistic event of ``event_type``: its ``body`` holds the bytes to sign and to send.

    With a ``seed`` the same bytes come again; ``at`` is the event's time in Unix seconds. An unknown type or locale
    raises ``UsageError``.
    """
    plan = Plan(types=(event_type,), seed=seed, at=at, recipe=recipe or Recipe())
    return next(stream(plan, load_vocabulary(locale), time.time))
