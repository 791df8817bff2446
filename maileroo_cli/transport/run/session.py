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
from maileroo_cli.transport.run.folder import run_id
from maileroo_cli.transport.run.plan import write_plan
from maileroo_cli.transport.run.rows import INSERT_DELIVERY, delivery_row
from maileroo_cli.transport.run.schema import MAKE, RUN, UNKNOWN, check_tables, upgrade

_PAGE = 1_024


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Open a run for writing; what the disk refuses raises ``InputError``."""
    try:
        return connect(path, Access.WRITE)
    except SQLITE_ERRORS as error:
        raise unwritable(path, RUN, error) from None


def fill(
    connection: sqlite3.Connection, path: Path, plan: RunPlan, deliveries: Iterable[Delivery], anchor: ClockAnchor
) -> None:
    """Write a new run in one transaction, and with a plain journal: so its first bytes tell at once what it is."""
    connection.execute(f"PRAGMA page_size = {_PAGE}")
    connection.executescript(f"BEGIN IMMEDIATE; {MAKE}")
    connection.execute("INSERT INTO run (id, plan) VALUES (?, ?)", (run_id(path), write_plan(plan)))
    _insert_session(connection, anchor)
    connection.executemany(INSERT_DELIVERY, map(delivery_row, deliveries))
    connection.execute("COMMIT")


def begin_session(connection: sqlite3.Connection, plan: RunPlan, anchor: ClockAnchor, timekeeper: Timekeeper) -> None:
    """Note that this process has the run from now on; attempts that were begun and have no outcome are unknown."""
    moment = resume_moment(anchor, parse_clock(plan.clock), timekeeper)
    try:
        connection.execute("BEGIN IMMEDIATE")
        upgrade(connection, check_tables(connection))
        _insert_session(connection, ClockAnchor(moment, timekeeper.wall(), timekeeper.steady(), timekeeper.boot()))
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
