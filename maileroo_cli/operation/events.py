"""Making the events that somebody wants: by type, by lifecycle, or by a mix of mails.

The vocabulary comes from the cache, the time from the clock. How a payload looks is decided in ``webhook.generation``,
what a file holds in ``outgoing``.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.errors import UsageError
from maileroo_cli.transport.file.source import STDIN
from maileroo_cli.transport.file.vocabulary import load_vocabulary
from maileroo_cli.webhook.catalogue.event import CATALOGUE, LOOKALIKES
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES, Lifecycle, illegal_order
from maileroo_cli.webhook.generation.payload import Recipe
from maileroo_cli.webhook.generation.plan import Plan
from maileroo_cli.webhook.generation.stream import EncodedEvent, stream
from maileroo_cli.webhook.generation.vocabulary import DEFAULT_LOCALE
from maileroo_cli.webhook.signing.body_style import Style

if TYPE_CHECKING:
    from maileroo_cli.webhook.generation.traffic import Mix
    from maileroo_cli.webhook.override.assignment import Override

Note = Callable[[str], None]
"""Is told in a line what the user should know and is no error."""

_MIX_MAILS = 100


class WantedEvents(NamedTuple):
    """What is to be made, as a user writes it; exactly one of ``types``, ``lifecycle`` and ``mix`` has to be given.

    ``lifecycle`` is a name or a TOML file, ``mix`` like ``delivered=80,opened=15,bounced=5``. ``number`` is how often
    the types are repeated, or how many mails there are; 1, or 100 for a mix. ``at`` is when the first event happens:
    a moment, Unix seconds, or relative like ``-2h``. ``set`` and ``unset`` change payloads by path. ``force`` allows
    types, fields and values that Maileroo does not send.
    """

    types: Sequence[str] = ()
    lifecycle: str | None = None
    mix: str | None = None
    number: int | None = None
    seed: int | None = None
    at: str | None = None
    set: Sequence[str] = ()
    unset: Sequence[str] = ()
    recipe: Recipe = Recipe()
    style: Style = Style.GO
    locale: str = DEFAULT_LOCALE
    force: bool = False


class MadeEvents(NamedTuple):
    """Events as they are made, and how many there are, where that is known."""

    events: Iterable[EncodedEvent]
    total: int | None


def make_planned(plan: Plan, locale: str = DEFAULT_LOCALE) -> Iterator[EncodedEvent]:
    """Yield the events of a plan, in the words of ``locale``; an unknown one raises ``UsageError``."""
    return stream(plan, load_vocabulary(locale), time.time)


def make_events(wanted: WantedEvents, note: Note) -> MadeEvents:
    """Make what is wanted; what cannot be made raises ``UsageError``, a file that cannot be read ``InputError``."""
    plan = plan_events(wanted, note)
    return MadeEvents(make_planned(plan, wanted.locale), plan.length)


def names_a_file(words: Sequence[str]) -> bool:
    """Tell whether these words are one file, or ``-``, rather than event types; both together raise ``UsageError``."""
    if not any(_looks_like_file(word) for word in words):
        return False
    if len(words) > 1:
        for word in words:
            if _looks_like_address(word):
                raise UsageError(f"{word} is no event type and no file", f"to send to it, write --url {word}")
        raise UsageError("both a file and something else to send were given", "give one file, or event types")
    return True


def plan_events(wanted: WantedEvents, note: Note) -> Plan:
    """Return the plan of what is wanted; ``note`` is told where a lifecycle has an order that Maileroo never sends."""
    given = [bool(wanted.types), wanted.lifecycle is not None, wanted.mix is not None]
    if sum(given) != 1:
        what = (
            "there is no event to make"
            if not any(given)
            else ("more than one of event types, --lifecycle and --mix was given")
        )
        raise UsageError(what, "give event types, or --lifecycle, or --mix; mhook events lists them")
    return Plan(
        types=tuple(wanted.types),
        lifecycle=None if wanted.lifecycle is None else _lifecycle(wanted.lifecycle, note, force=wanted.force),
        mix=None if wanted.mix is None else _mix(wanted.mix),
        count=wanted.number or (_MIX_MAILS if wanted.mix is not None else 1),
        seed=wanted.seed,
        at=None if wanted.at is None else _instant(wanted.at),
        style=wanted.style,
        recipe=wanted.recipe,
        overrides=_overrides(wanted) if wanted.set or wanted.unset else (),
        force=wanted.force,
    )


def _looks_like_file(word: str) -> bool:
    if word in CATALOGUE or word in LOOKALIKES:
        return False
    return word == STDIN or os.sep in word or "/" in word or "." in word or os.path.exists(word)


def _looks_like_address(word: str) -> bool:
    return word.startswith(("/", "http://", "https://")) and not os.path.exists(word)


# What few command lines ask for is imported only then: a start is short, and each of these takes its share of it.


def _lifecycle(given: str, note: Note, *, force: bool) -> Lifecycle:
    from maileroo_cli.transport.file.lifecycle import load_lifecycle

    life = load_lifecycle(given, force=force)
    if given not in LIFECYCLES and (problem := illegal_order(life)):
        note(f"{given}: {problem}; Maileroo is not known to send events in that order")
    return life


def _mix(text: str) -> "Mix":
    from maileroo_cli.webhook.generation.traffic import parse_mix

    return parse_mix(text)


def _instant(text: str) -> float:
    from maileroo_cli.webhook.text.instant import parse_instant

    return parse_instant(text, time.time())


def _overrides(wanted: WantedEvents) -> "tuple[Override, ...]":
    from maileroo_cli.webhook.override.assignment import parse_set, parse_unset

    return (*map(parse_set, wanted.set), *map(parse_unset, wanted.unset))
