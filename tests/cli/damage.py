"""Stores and runs that were damaged at random, and the command lines that meet them; for tests and the soak.

Whatever a file holds, a command says what is wrong in one line and ends with a documented exit code. Nothing is ever
shown that is not checked by :func:`tests.cli.calling.check`.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from typing import NamedTuple

from maileroo_cli.capture.entry import Capture
from tests.capture.old_store import fill_old
from tests.cli.store import captured, event, fill
from tests.delivery.replaying import delivery
from tests.transport.old_run import make_old
from tests.transport.stored_run import attempt, new_run

CODES = frozenset(range(5))
"""The exit codes of a command that was not interrupted."""

Change = Callable[[Random, Path], str]


class DamagedFile(NamedTuple):
    """A file that was damaged: what it is, how it was damaged, and the command lines that it can be met with."""

    path: Path
    damage: str
    commands: Sequence[Sequence[str]]


STORE_COMMANDS = (
    *(f"captures {words}".split() for words in (
        "list", "list --format json", "list --text e --limit 2", "list --type opened", "show last",
        "show 0002", "show last~1 --format json", "show last --secret env:MAILEROO_WEBHOOK_SECRET", "show 0001 --raw",
        "export", "export --as har", "export --as http", "export --as curl", "diff last last~1",
        "timeline last", "timeline last --format json", "path", "path --format json", "prune --keep 2",
        "prune --keep 2 --dry-run", "prune --max-size 1kB --format json", "prune --older-than 1d", "prune 0002",
        "prune --all", "import more.ndjson", "import more.har", "resend last --url http://127.0.0.1:9/",
    )),
    ["listen", "--port", "0", "--expect", "delivered=1 within 0.1s", "--format", "json"],
    ["listen", "--port", "0", "--expect", "delivered=1 within 0.1s", "--keep", "1", "--prune-existing"],
    ["verify"],
    ["verify", "--format", "json"],
    ["verify", "--store", ".mhook/captures.db"],
)  # fmt: skip
RUN_COMMANDS = tuple(
    words.split()
    for words in (
        "runs list", "runs list --format json", "runs show last", "runs show last --format json", "runs show 1",
        "runs resume last", "runs resume last --format json", "replay --resume last", "runs delete last",
        "runs delete --finished", "replay delivered --url http://127.0.0.1:9/", "runs delete --all",
    )
)  # fmt: skip


def damaged_stores(random: Random, folder: Path) -> Iterator[DamagedFile]:
    """Yield ever another damaged store, at the same place: ``folder`` is a project's."""
    path = folder / ".mhook" / "captures.db"
    _write_imports(folder)
    while True:
        old = random.random() < 0.3
        _make_store(path, random, old=old)
        damage = random.choice(_STORE_DAMAGES)(random, path)
        yield DamagedFile(path, f"{'old ' if old else ''}store: {damage}", STORE_COMMANDS)


def damaged_runs(random: Random, folder: Path) -> Iterator[DamagedFile]:
    """Yield ever another damaged run, alone in the runs of the project at ``folder``."""
    while True:
        path = _make_run(folder / ".mhook" / "runs", random)
        damage = random.choice(_RUN_DAMAGES)(random, path)
        yield DamagedFile(path, f"run: {damage}", RUN_COMMANDS)


def _make_store(path: Path, random: Random, *, old: bool) -> None:
    for one in path.parent.glob("captures.db*"):
        one.unlink()
    captures = [_capture(number, random) for number in range(1, random.choice((2, 4, 30)))]
    if old:
        fill_old(path, *captures)
    else:
        fill(path, *captures)


def _capture(number: int, random: Random) -> Capture:
    body = event(number, random.choice(("opened", "delivered")), filling="x" * random.choice((0, 10, 9_000)))
    answered = random.random() < 0.3
    answer = (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", b"ok") if answered else (b"", b"")
    return captured(number, body, answer=answer, answered="application" if answered else "script")


def _write_imports(folder: Path) -> None:
    from maileroo_cli.capture.record import encode_record

    (folder / "more.ndjson").write_bytes(
        b"".join(encode_record(captured(number).record) + b"\n" for number in (2, 3, 70, 71))
    )
    response = {"status": 200, "headers": [{"name": "A", "value": "b"}], "content": {"text": "hello"}}
    request = {"method": "POST", "url": "http://a.test/", "headers": [], "postData": {"text": event(80).decode()}}
    entry = {"request": request, "response": response, "time": 3, "startedDateTime": "2026-01-01T00:00:00.000Z"}
    (folder / "more.har").write_text(json.dumps({"log": {"version": "1.2", "creator": {}, "entries": [entry]}}))


def _make_run(folder: Path, random: Random) -> Path:
    for one in folder.glob("*"):
        one.unlink()
    deliveries = [delivery(index, 60.0 * index) for index in range(random.choice((1, 3, 20)))]
    with new_run(folder, deliveries) as run:
        for planned in deliveries[: random.randrange(len(deliveries) + 1)]:
            for number in range(1, random.choice((2, 3))):
                attempt(run, planned, number, random.choice((200, 503)), 1_790_000_000.0 + 400 * number)
        if random.random() < 0.3:
            run.begin(deliveries[-1], 9, 1_790_000_000.0, 1_790_000_000.0)
        if random.random() < 0.3:
            run.look(0, 1.0)
    if random.random() < 0.3:
        make_old(run.path, random.choice((1, 2)))
    return run.path


def _flip(random: Random, path: Path) -> str:
    """Change some bytes anywhere."""
    data = bytearray(path.read_bytes())
    places = [random.randrange(len(data)) for _ in range(random.choice((1, 1, 3, 20, 200)))]
    for place in places:
        data[place] = random.randrange(256)
    path.write_bytes(data)
    return f"{len(places)} bytes changed"


def _flip_in_head_of_page(random: Random, path: Path) -> str:
    """Change bytes where a page of the file says what is in it."""
    data = bytearray(path.read_bytes())
    size = int.from_bytes(data[16:18])
    page = random.randrange(len(data) // size) * size
    start = page + (100 if page == 0 and random.random() < 0.7 else 0)
    for _ in range(random.choice((1, 2, 8))):
        data[start + random.randrange(40)] = random.choice((0, 1, 2, 5, 10, 13, 127, 128, 255, random.randrange(256)))
    path.write_bytes(data)
    return f"the head of the page at {page} changed"


def _overwrite(random: Random, path: Path) -> str:
    data = bytearray(path.read_bytes())
    start, size = random.randrange(len(data)), random.choice((16, 300, 4096))
    kind = random.choice(("zeros", "noise", "another part"))
    piece = {"zeros": bytes(size), "noise": random.randbytes(size), "another part": bytes(data[:size])}[kind]
    data[start : start + size] = piece
    path.write_bytes(data)
    return f"{size} bytes at {start} became {kind}"


def _truncate(random: Random, path: Path) -> str:
    data = path.read_bytes()
    end = random.choice((random.randrange(len(data)), random.randrange(len(data) // 1024 + 1) * 1024, 100, 1))
    path.write_bytes(data[:end])
    return f"cut off after {end} of {len(data)} bytes"


def _append(random: Random, path: Path) -> str:
    with path.open("ab") as file:
        file.write(random.randbytes(random.choice((1, 4096, 5000))))
    return "more bytes at its end"


def _damage_log(random: Random, path: Path) -> str:
    """Leave a log that was not moved into the file, and damage that, or the file beside it."""
    log = path.with_name(f"{path.name}-wal")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        table = "content" if path.name == "captures.db" else "parcel"
        connection.execute(f"UPDATE {table} SET body = CAST(body || body AS BLOB)")
        files = {one: one.read_bytes() for one in (path, log)}
    for one, data in files.items():
        one.write_bytes(data)
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    return f"with a log: {random.choice((_flip, _truncate))(random, random.choice((log, log, path)))}"


_VALUES = (
    "'x'", "''", "1.5", "-1", "0", "NULL", "x'ff'", "x''", "CAST(X'ff' AS TEXT)", "9e999", "-9e999", "1e300", "-1e300",
    "9223372036854775807", "-9223372036854775808", "'nan'", "char(27) || '[31m'", "char(0)", "'\u202e'", "1e15",
    "printf('%.*c', 100000, 'x')", "zeroblob(100000)", "'[1]'", "'{}'", "253402300800", "rowid",
)  # fmt: skip
"""What may stand anywhere in a table, in SQL."""


_WHERE = ("", " WHERE rowid % 2", " WHERE rowid < 2", " WHERE rowid = (SELECT max(rowid) FROM {})")
_LOOSEN = "UPDATE sqlite_master SET sql = replace(sql, ') STRICT', ')/*STRICT*/')"
_HOLD = "UPDATE sqlite_master SET sql = replace(sql, ')/*STRICT*/', ') STRICT')"


def _odd_value(random: Random, path: Path) -> str:
    """Write what mhook never writes into a table, SQLite's own types notwithstanding."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = random.choice(tables)
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        column, value = random.choice(columns), random.choice(_VALUES)
        where = random.choice(
            ("", f" WHERE rowid = {random.randrange(4)}", " WHERE rowid = (SELECT max(rowid) FROM t)")
        )
        statement = f"UPDATE {table} SET {column} = {value}{where.replace('FROM t', f'FROM {table}')}"
    _execute(path, statement)
    return statement


def _delete_rows(random: Random, path: Path) -> str:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    table = random.choice(tables)
    statement = f"DELETE FROM {table}{random.choice(_WHERE).format(table)}"
    _execute(path, statement)
    return statement


def _execute(path: Path, statement: str) -> None:
    """Change a table that is not held to its types for as long; what SQLite refuses all the same is left out."""
    for change in (_LOOSEN, statement, _HOLD):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection, suppress(sqlite3.Error):
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute(change)


def _plant(random: Random, path: Path) -> str:
    """Put something into the file that mhook does not make."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = random.choice(tables)
        endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
        statement = random.choice((
            f"CREATE TRIGGER planted AFTER INSERT ON {table} BEGIN DELETE FROM {table}; END",
            f"CREATE TRIGGER planted BEFORE UPDATE ON {table} BEGIN SELECT RAISE(IGNORE); END",
            f"CREATE TRIGGER planted AFTER INSERT ON {table} BEGIN SELECT count(*) FROM ({endless}); END",
            f"CREATE VIEW planted AS {endless}",
            f"DROP TABLE {table};;CREATE VIEW {table} AS {endless}",
            f"CREATE INDEX planted ON {table} (rowid + 1)",
            f"ALTER TABLE {table} ADD COLUMN planted TEXT",
            f"ALTER TABLE {table} RENAME TO planted",
            f"DROP TABLE {table}",
            'CREATE TABLE "plan\x1b[31mted" (x CHECK (x > 1))',
            "CREATE VIRTUAL TABLE planted USING fts5(x)",
            "ANALYZE",
        ))  # fmt: skip
        for part in statement.split(";;"):
            with suppress(sqlite3.Error):
                connection.execute(part)
    return statement


def _mark(random: Random, path: Path) -> str:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        name = random.choice(("user_version", "application_id"))
        connection.execute(f"PRAGMA {name} = {random.choice((0, 1, 2, 3, 4, 99, -1))}")
    return f"another {name}"


def _change_plan(random: Random, path: Path) -> str:
    """Change one value in a run's plan, or make it no plan at all."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        (text,) = connection.execute("SELECT plan FROM run").fetchone()
        plan = json.loads(text)
        holder = random.choice((plan, plan, plan["schedule"]))
        name = random.choice(sorted(holder))
        holder[name] = random.choice(
            (None, True, -1, 0, 1.5, 1e300, float("nan"), float("inf"), "", "x", "\ud800", "\x1b[31m", [], ["x"], {},
             [-1], [[1, 2]], 10**400, {"a": 1}, "virtual", "scaled:1e9", "x" * 10_000)
        )  # fmt: skip
        odd = json.dumps(plan)
        if random.random() < 0.1:
            odd = random.choice(("", "{", "null", "[" * 100_000, "[]", "1", odd[:-1], "\x00"))
        connection.execute("UPDATE run SET plan = ?", (odd,))
    return f"the plan's {name} is {str(holder[name])[:40]!r}"


_ANY: tuple[Change, ...] = (
    _flip, _flip, _flip_in_head_of_page, _flip_in_head_of_page, _overwrite, _truncate, _append, _damage_log,
    _odd_value, _odd_value, _odd_value, _odd_value, _delete_rows, _plant, _mark,
)  # fmt: skip
_STORE_DAMAGES = _ANY
_RUN_DAMAGES = (*_ANY, _change_plan, _change_plan)
