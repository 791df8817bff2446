"""A process that reads a store with one command after another until its stdin ends, and tells what failed.

    python -m tests.transport.server.reading STORE FIRST

Starting Python takes longer than any of the commands, so they are called in one process.
"""

import json
import os
import sys
import threading
from itertools import count

from tests.cli.calling import VARIABLE, Mhook
from tests.transport.server.driver import KEY

COMMANDS = (
    ("captures", "list", "--limit", "5"),
    ("captures", "show", "last"),
    ("captures", "path"),
    ("captures", "list", "--limit", "0", "--format", "json"),
    ("captures", "list", "--text", "-1-3", "--limit", "3"),
    ("captures", "show", "last~3", "--raw"),
    ("captures", "prune", "--keep", "3", "--dry-run"),
    ("captures", "list", "--reverse", "--limit", "20"),
    ("captures", "export"),
    ("captures", "path"),
    ("verify",),
)
"""What is read; the last two are the dearest."""

NOTHING_YET = ("there is no store at", "there is no capture")


def say(line: str) -> None:
    """Tell whoever started this process a line."""
    os.write(1, f"{line}\n".encode())


def main(store: str, first: str) -> None:
    """Read, and tell how often it was done and what failed."""
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.buffer.read()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    say("ready")
    mhook, readings, failed, begun = Mhook(), 0, [], False
    for number in count(int(first)):
        if ended.is_set():
            break
        command = COMMANDS[number % len(COMMANDS)]
        ran = mhook(*command, "--store", store, env={VARIABLE: KEY})
        nothing = not begun and any(word in ran.err for word in NOTHING_YET)
        readings += not nothing
        begun = begun or (command[1:2] == ("show",) and ran.code == 0)
        if ran.code != 0 and not nothing:
            failed.append({"command": command, "code": ran.code, "error": ran.err})
    say(json.dumps({"readings": readings, "failed": failed}))


if __name__ == "__main__":
    main(*sys.argv[1:])
