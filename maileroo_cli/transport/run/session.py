"""The beginning of a run's file, and of each process that has it: what is written before the first attempt is made."""

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from maileroo_cli.capture.database.connection import Access, connect
from maileroo_cli.capture.database.failure import DATABASE_ERRORS, SQLITE_ERRORS, unwritable
from maileroo_cli.delivery.replay.clock import ClockAnchor, parse_clock, resume_moment
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import Delivery
from maileroo_cli.delivery.replay.timekeeper import Timekeeper
from maileroo_cli.transport.run.folder import run_id, run_wording
from maileroo_cli.transport.run.origin.key import find_or_make_key, read_key
from maileroo_cli.transport.run.origin.tag import RunTagger, is_made_with, make_tag
from maileroo_cli.transport.run.plan import write_plan
from maileroo_cli.transport.run.queries import RunQueries
from maileroo_cli.transport.run.rows import INSERT_DELIVERY, delivery_row
from maileroo_cli.transport.run.schema import MAKE, UNKNOWN, check_tables, upgrade

_PAGE = 1_024


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Open a run for writing; what the disk refuses raises ``InputError``."""
    try:
        return connect(path, Access.WRITE)
    except SQLITE_ERRORS as error:
        raise unwritable(path, run_wording(path), error) from None


def fill(
    connection: sqlite3.Connection,
    path: Path,
    plan: RunPlan,
    deliveries: Iterable[Delivery],
    anchor: ClockAnchor,
    key: bytes | None,
) -> None:
    """Write a new run in one transaction, and with a plain journal: so its first bytes tell at once what it is.

    Without the user's ``key`` it gets no tag.
    """
    text = write_plan(plan)
    tagger = None if key is None else RunTagger(key, text)
    connection.execute(f"PRAGMA page_size = {_PAGE}")
    connection.executescript(f"BEGIN IMMEDIATE; {MAKE}")
    _insert_session(connection, anchor)
    followed = deliveries if tagger is None else tagger.follow(deliveries)
    connection.executemany(INSERT_DELIVERY, map(delivery_row, followed))
    tag = None if tagger is None else tagger.tag()
    connection.execute("INSERT INTO run (id, plan, tag) VALUES (?, ?, ?)", (run_id(path), text, tag))
    connection.execute("COMMIT")


def is_own(reader: RunQueries) -> bool:
    """Tell whether this user made the run on this machine, and nobody else changed since what it does."""
    tag, key = reader.tag(), read_key()
    return tag is not None and key is not None and is_made_with(key, reader.plan_text(), reader.deliveries(), tag)


def own_tag(reader: RunQueries) -> str | None:
    """Return the tag that makes the run this user's own; ``None`` where no key can be kept."""
    key = find_or_make_key()
    return None if key is None else make_tag(key, reader.plan_text(), reader.deliveries())


def begin_session(
    connection: sqlite3.Connection,
    plan: RunPlan,
    anchor: ClockAnchor,
    timekeeper: Timekeeper,
    tag: str | None = None,
) -> None:
    """Note that this process has the run from now on; attempts that were begun and have no outcome are unknown.

    It gets the ``tag``, where there is one.
    """
    moment = resume_moment(anchor, parse_clock(plan.clock), timekeeper)
    try:
        connection.execute("BEGIN IMMEDIATE")
        upgrade(connection, check_tables(connection))
        _insert_session(connection, ClockAnchor(moment, timekeeper.wall(), timekeeper.steady(), timekeeper.boot()))
        if tag is not None:
            connection.execute("UPDATE run SET tag = ?", (tag,))
        connection.execute("UPDATE attempt SET outcome = ? WHERE outcome IS NULL", (UNKNOWN,))
        connection.execute("COMMIT")
    except DATABASE_ERRORS:
        roll_back(connection)
        raise


def _insert_session(connection: sqlite3.Connection, anchor: ClockAnchor) -> None:
    connection.execute("INSERT INTO session (moment, wall, steady, boot) VALUES (?, ?, ?, ?)", anchor)


def roll_back(connection: sqlite3.Connection) -> None:
    """End a transaction that failed."""
    if connection.in_transaction:
        with suppress(*SQLITE_ERRORS):
            connection.execute("ROLLBACK")
