"""Which commands there are, in which groups, and where each one lives."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from keyword import iskeyword
from types import ModuleType

COMMANDS = {
    "check": "Check whether an endpoint is right: play all that Maileroo, accidents and attackers do to it.",
    "rules": "Tell what a correct receiver does, rule by rule: all that mhook check asks.",
    "events": "Show the events that Maileroo sends: fields, a sample, and how sure each fact is.",
    "generate": "Make events: the exact body of one, or one JSON object per line for several.",
    "sign": "Sign a body as Maileroo does, and print the signature or a ready request.",
    "send": "Send signed events to your receiver and judge its answers.",
    "load": "Find out how much an endpoint can take: distinct signed events at due times, at any rate.",
    "listen": "Catch webhooks: keep each request byte for byte, verify it, and answer or forward it.",
    "inspect": "Show captured webhooks in the browser, live while mhook listen catches them, and send them again.",
    "verify": "Verify captured requests, and say why a signature does not verify.",
    "captures": "Look at captured requests; compare, export, import, resend and delete them.",
    "replay": "Play all retries against your receiver, with failures, in a second or in real time.",
    "storm": "Show what your receiver meets in the hours after an outage, when all that failed is tried again.",
    "runs": "Look at earlier runs of mhook replay, go on with them, and delete them.",
    "schedule": "Show when Maileroo tries an event again: each attempt, its wait and its local time.",
    "schema": "Print the JSON Schema (2020-12) of one event type or of all, or an OpenAPI document.",
    "init": "Write a first mhook.toml, the config file of a project.",
    "config": "Look at the settings of a project: its config file, profiles and variables.",
    "causes": "Explain why a signature does not verify: every cause, how it comes about, and the fix.",
    "demo": "Show in one go what mhook does: send, verify, explain mistakes, check, replay retries.",
    "manual": "Read the manual: list its topics, or show one.",
}
"""Every command with the first sentence of its help, so that the list of them can be shown without importing any."""

PANELS = {
    "Check an endpoint": ("check", "rules"),
    "Make and send events": ("generate", "sign", "send"),
    "Put an endpoint under load": ("load",),
    "Catch and look": ("listen", "inspect", "verify", "captures"),
    "Test the retries": ("replay", "storm", "runs", "schedule"),
    "Set up a project": ("init", "config"),
    "Learn": ("demo", "manual", "events", "schema", "causes"),
}
"""Under which title each command is listed in the help of the program."""

GROUPS = ("rules", "captures", "runs", "config")
"""Commands that are followed by another one; their module holds such a list, ``COMMANDS``, of its own."""

_PLACE = "maileroo_cli.cli.commands"
_FACTS = ("events", "schema", "causes", "schedule")
_ELSEWHERE = {"init": "maileroo_cli.cli.config.init"} | {name: f"maileroo_cli.cli.facts.{name}" for name in _FACTS}
"""Commands beside those that they belong with, though they are in no group."""


def command_lines() -> Iterator[tuple[str, ...]]:
    """Yield the words of every command, a group before those in it."""
    for name in COMMANDS:
        yield (name,)
        if name in GROUPS:
            yield from ((name, second) for second in module_of((name,)).COMMANDS)


def module_of(words: Sequence[str]) -> ModuleType:
    """Import the module of a command, or of a group, which holds the list of its commands."""
    if len(words) == 1:
        own = f"maileroo_cli.cli.{words[0]}.group" if words[0] in GROUPS else f"{_PLACE}.{words[0]}"
        return import_module(_ELSEWHERE.get(words[0], own))
    name = f"{words[1]}_" if iskeyword(words[1]) else words[1]
    return import_module(f"maileroo_cli.cli.{words[0]}.{name}")
