"""What holds for every receiver of the manual, in whatever language it is written."""

import hmac
import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from maileroo_cli import BadSignature
from maileroo_cli.cli.app import run
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES
from maileroo_cli.webhook.signing.body_style import Style
from tests.docs.receiver_page import Program

SECRET = "test-secret"
_COUNTING = """
import sqlite3, sys
database = sqlite3.connect({database!r}, timeout=30)
print(database.execute("SELECT count(*) FROM event WHERE id = ?", sys.argv[1:]).fetchone()[0])
"""
# The first build of a program in Go takes a while.
_WAITING = ("--wait-for", "120")


class Sender:
    """Runs ``mhook send`` against a receiver, with the secret of the environment; its files lie in ``folder``."""

    def __init__(self, program: Program, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._program = program
        self._capsys = capsys
        self.folder = folder

    def send(self, status: int, *words: str) -> list[dict[str, str]]:
        """Send what has to be answered with ``status``; return each attempt as ``--format json`` tells it."""
        command = ["send", *words, "--expect", str(status), "--url", self._program.url, *_WAITING]
        code = run([*command, "--format", "json"])
        out, err = self._capsys.readouterr()
        told = [json.loads(line) for line in out.splitlines()]
        attempts = [line for line in told if line["schema"].startswith("mhook.attempt/")]
        assert (code, bool(attempts)) == (0, True), f"{command}\n{out}{err}{self._program.said}"
        return attempts

    def events(self) -> str:
        """Return a file with every type and every lifecycle in every body style, signed."""
        path = self.folder / "events.ndjson"
        with path.open("a") as file:
            for style in Style:
                for words in (EventType, *(("--lifecycle", name) for name in LIFECYCLES)):
                    assert run(["generate", *words, "--style", style, "--signed"]) == 0
                    file.write(self._capsys.readouterr().out)
        return str(path)

    def body(self, text: str) -> str:
        """Return a file with this body."""
        path = self.folder / "body.json"
        path.write_text(text)
        return str(path)


def check_receiver(program: Program, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Send all that Maileroo sends, and what it does not: see that each event is stored once, and nothing else is."""
    sender = Sender(program, folder, capsys)
    accepted = [
        *sender.send(200, sender.events(), "--concurrency", "8"),
        *sender.send(200, "delivered", "--named", "--tag", "campaign=Grüße", "--to", "Zoë <zoe@example.com>"),
        *sender.send(200, "unsubscribed", "--force-unknown"),
        *sender.send(200, "failed", "--duplicate", "3"),
        *sender.send(200, "clicked", "--duplicate", "20", "--concurrency", "20"),
    ]
    refused = sender.send(401, "opened", "--bad-signature", "all")
    handled = {attempt["bad_signature"]: attempt["bad_signature_handling"] for attempt in refused}
    assert handled == dict.fromkeys(BadSignature, "refused")
    # As long as a signature: two bytes outside ASCII are two letters to some, and four bytes once these are encoded.
    for digits in (60, 62):
        sender.send(401, "opened", "--header", f"x-maileroo-signature: {'0' * digits}é")
    sender.send(413, sender.body(json.dumps({"event_id": "large", "padding": "x" * 1_100_000})), "--raw-body")
    accepted += sender.send(200, "complained")
    assert stored(folder) == sorted({attempt["event_id"] for attempt in accepted})
    check_all_rules(program, folder, capsys)
    check_broken_store(program, folder, capsys)


def check_all_rules(program: Program, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """See that the whole suite finds nothing of weight, also where the stored events are counted."""
    counting = folder / "effects.py"
    counting.write_text(_COUNTING.format(database=str(folder / "events.db")))
    observer = f'{sys.executable} -SE {counting} "$MHOOK_EVENT_ID"'
    command = ["check", program.url, "--suite", "full", "--fail-on", "warning", "--observe-cmd", observer]
    code = run([*command, "--format", "json"])
    out, err = capsys.readouterr()
    told = [json.loads(line) for line in out.splitlines()]
    found = {one["rule"]: one["reason"] for one in told if one.get("result") == "fail" and one["severity"] != "info"}
    assert (code, found) == (0, {}), f"{err}{program.said}"
    # What is skipped needs the state of a recipient, or a command that breaks, restarts or configures the receiver.
    assert told[-1]["passed"] > 100


def check_broken_store(program: Program, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """See that an event that cannot be stored is answered with 500, so that it comes again."""
    with database(folder) as connection:
        connection.executescript("DROP TABLE event; CREATE VIEW event AS SELECT 1 AS id, 2 AS body")
    Sender(program, folder, capsys).send(500, "delivered")


def check_without_secret(program: Program, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """See that a receiver without a secret accepts nothing, not even what is signed with an empty one."""
    sender = Sender(program, folder, capsys)
    text = '{"event_id":"1","event_type":"delivered"}'
    signed_with_nothing = f"x-maileroo-signature: {hmac.new(b'', text.encode(), 'sha256').hexdigest()}"
    for words in ((), ("--header", signed_with_nothing), ("--bad-signature", "missing"), ("--bad-signature", "empty")):
        sender.send(401, sender.body(text), "--raw-body", *words)
    assert stored(folder) == []


def stored(folder: Path) -> list[str]:
    """Return the ids of the stored events in order; each has to be that of the body beside it."""
    with database(folder) as connection:
        rows = connection.execute("SELECT id, body FROM event ORDER BY id").fetchall()
    assert [json.loads(body)["event_id"] for _, body in rows] == [key for key, _ in rows]
    return [key for key, _ in rows]


@contextmanager
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open the database of a receiver, which may have none yet."""
    with closing(sqlite3.connect(folder / "events.db")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS event (id TEXT PRIMARY KEY, body BLOB)")
        yield connection
