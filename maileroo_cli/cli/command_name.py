"""Words that people try where the name of a command belongs, and what they meant by them."""

from collections.abc import Mapping, Sequence

from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest

_PROGRAM = "mhook"
_MEANT: Mapping[tuple[str, ...], Mapping[str, str]] = {
    (): {
        **dict.fromkeys(("catch", "forward", "proxy", "receive", "serve", "server", "tunnel"), "listen"),
        **dict.fromkeys(("emit", "fire", "post", "trigger"), "send"),
        **dict.fromkeys(("create", "fake", "make", "new", "sample"), "generate"),
        **dict.fromkeys(("play", "retries", "retry", "simulate"), "replay"),
        **dict.fromkeys(("diagnose", "explain", "validate"), "verify"),
        **dict.fromkeys(("doc", "docs", "guide", "man"), "manual"),
        **dict.fromkeys(("history", "list", "log", "logs", "ls", "requests"), "captures list"),
        **dict.fromkeys(("clean", "clear", "del", "delete", "purge", "remove", "rm"), "captures prune"),
        **{name: f"captures {name}" for name in ("diff", "export", "import", "prune", "resend", "show", "timeline")},
        "openapi": "schema --openapi",
        "resume": "runs resume",
        "tour": "demo",
        "types": "events",
    },
    ("captures",): {
        **dict.fromkeys(("clean", "clear", "del", "delete", "purge", "remove", "rm"), "prune"),
        **dict.fromkeys(("cat", "get", "inspect", "view"), "show"),
        **dict.fromkeys(("download", "dump", "save"), "export"),
        **dict.fromkeys(("load", "read"), "import"),
        **dict.fromkeys(("replay", "send"), "resend"),
        "compare": "diff",
        "history": "timeline",
        "ls": "list",
        "where": "path",
    },
    ("rules",): {
        **dict.fromkeys(("cat", "describe", "help", "info", "inspect", "show", "view", "why"), "explain"),
        "ls": "list",
    },
    ("runs",): {
        **dict.fromkeys(("clean", "clear", "del", "prune", "purge", "remove", "rm"), "delete"),
        **dict.fromkeys(("cat", "get", "inspect", "view"), "show"),
        **dict.fromkeys(("continue", "replay"), "resume"),
        "ls": "list",
    },
}
"""The command that is meant by each word, by the words before it."""


def as_options(arguments: Sequence[str]) -> list[str]:
    """Return a command line with the options that ``mhook help [COMMAND]`` and ``mhook version`` stand for."""
    first, *words = arguments or [""]
    if first == "help":
        return [*(word for word in words if word not in ("--help", "-h")), "--help"]
    return ["--version", *words] if first == "version" else list(arguments)


def nearest_command(asked: str, commands: Mapping[str, str], before: tuple[str, ...]) -> str:
    """Return the hint that names the command which was meant by ``asked``, or all that there are."""
    program = " ".join((_PROGRAM, *before))
    meant = _MEANT.get(before, {}).get(asked.lower(), "")
    if meant.partition(" ")[0] in commands:
        return did_you_mean([f"{program} {meant}"])
    if before == ("rules",) and any(character.isdigit() for character in asked):
        return did_you_mean([f"{program} explain {asked.upper()}"])
    near = [f"{program} {name}" for name in find_nearest(asked, commands, most=1)]
    return did_you_mean(near, f"use one of {', '.join(commands)}")
