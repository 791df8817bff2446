"""From the options of ``generate`` and ``send`` to a plan of events."""

import os
import time
from typing import TYPE_CHECKING

from maileroo_cli.cli.event_options import EventOptions
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.transport.file.source import read_source
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES, Lifecycle, find_lifecycle, illegal_order
from maileroo_cli.webhook.generation.payload import Recipe
from maileroo_cli.webhook.generation.plan import Plan

if TYPE_CHECKING:
    from maileroo_cli.webhook.generation.traffic import Mix
    from maileroo_cli.webhook.override.assignment import Override

_LARGEST_LIFECYCLE = 1024 * 1024
_MIX_MAILS = 100


def plan_events(types: list[str], options: EventOptions, console: Console) -> Plan:
    """Return the plan that the options ask for; exactly one of types, lifecycle and mix has to be given."""
    given = [bool(types), options.lifecycle is not None, options.mix is not None]
    if sum(given) != 1:
        what = "no event was asked for" if not any(given) else "more than one kind of events was asked for"
        raise UsageError(what, "give event types, or --lifecycle, or --mix; mhook events lists them")
    return Plan(
        types=tuple(types),
        lifecycle=None if options.lifecycle is None else _lifecycle(options, console),
        mix=None if options.mix is None else _mix(options.mix),
        count=options.count or (_MIX_MAILS if options.mix is not None else 1),
        seed=options.seed,
        at=None if options.at is None else _instant(options.at),
        style=options.style,
        recipe=_recipe(options),
        overrides=_overrides(options) if options.set or options.unset else (),
        force=options.force_unknown,
    )


# What few command lines ask for is imported only then: a start is short, and each of these takes its share of it.


def _mix(text: str) -> "Mix":
    from maileroo_cli.webhook.generation.traffic import parse_mix

    return parse_mix(text)


def _instant(text: str) -> float:
    from maileroo_cli.webhook.text.instant import parse_instant

    return parse_instant(text, time.time())


def _overrides(options: EventOptions) -> "tuple[Override, ...]":
    from maileroo_cli.webhook.override.assignment import parse_set, parse_unset

    return (*map(parse_set, options.set), *map(parse_unset, options.unset))


def _lifecycle(options: EventOptions, console: Console) -> Lifecycle:
    name = options.lifecycle or ""
    if name in LIFECYCLES or not _looks_like_file(name):
        return find_lifecycle(name)
    try:
        text = read_source(name, _LARGEST_LIFECYCLE).decode()
    except UnicodeDecodeError:
        raise InputError(f"{name!r} is not TOML (it is not UTF-8 text)", "see the README for its form") from None
    from maileroo_cli.webhook.generation.lifecycle_file import parse_lifecycle

    life = parse_lifecycle(text, os.path.basename(name), force=options.force_unknown)
    if problem := illegal_order(life):
        console.note(f"{name}: {problem}; Maileroo is not known to send that order")
    return life


def _looks_like_file(name: str) -> bool:
    return name.endswith(".toml") or os.sep in name or "/" in name or os.path.exists(name)


def _recipe(options: EventOptions) -> Recipe:
    return Recipe(
        sender=None if options.sender is None else _address(options.sender, "--from"),
        recipients=tuple(_address(one, "--to") for one in options.to),
        domain=None if options.domain is None else _domain(options.domain),
        tags=_tags(options.tag),
        tags_as_object=options.tags_as_object,
        reference_id=options.reference_id,
        named=options.named,
    )


def _address(text: str, option: str) -> str:
    local, at, domain = text.rpartition("@")
    if not (local and at and domain.strip("> ")):
        raise UsageError(
            f"{option} {text!r} is not an address", "write it like ada@example.com or 'Ada <ada@example.com>'"
        )
    return text


def _domain(text: str) -> str:
    if not text or "@" in text or "/" in text or any(char.isspace() for char in text):
        raise UsageError(f"--domain {text!r} is not a domain", "write it like mail.example.com")
    return text


def _tags(texts: list[str]) -> tuple[tuple[str, str], ...] | None:
    if not texts:
        return None
    if texts == ["none"]:
        return ()
    tags = []
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise UsageError(f"--tag {text!r} is not a tag", "write it like --tag campaign=spring, or --tag none")
        tags.append((name, value))
    return tuple(tags)
