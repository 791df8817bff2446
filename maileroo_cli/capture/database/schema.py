"""The check that a database has exactly the tables that mhook makes, before anything else is asked of it.

A trigger, a view, an index or a column more would let whoever made the file decide what a statement of ours does.
"""

import re
import sqlite3
from collections.abc import Sequence

from maileroo_cli.webhook.text.shown import show

KNOWS_STRICT = sqlite3.sqlite_version_info >= (3, 37)
STRICT = " STRICT" if KNOWS_STRICT else ""
"""What follows a table whose types SQLite holds to; before 3.37 it cannot, and only what reads a row checks them."""

_NAME = re.compile(r"CREATE TABLE (\w+)")
_SPACE = re.compile(r"[ \t\n\f\r]+")


class SchemaError(ValueError):
    """The database has other tables than mhook makes, or more; the text goes on after "it"."""


def check_schema(connection: sqlite3.Connection, tables: Sequence[str]) -> None:
    """Raise ``SchemaError`` unless these tables are there, as these statements make them, and nothing else is."""
    wanted = {_NAME.match(table)[1]: _plain(table) for table in tables}  # type: ignore[index]
    rows = "SELECT type, name, tbl_name, sql FROM sqlite_master LIMIT ?"
    for kind, name, table, sql in connection.execute(rows, (len(wanted) + 1,)).fetchall():
        expected = wanted.pop(name, None) if isinstance(name, str) else None
        if kind != "table" or table != name or expected is None:
            raise SchemaError(f"has {_article(kind)} {_word(kind)} {_shown(name)} that is not mhook's")
        if not isinstance(sql, str) or _plain(sql) != expected:
            raise SchemaError(f"has a table {_shown(name)} whose columns are not mhook's")
    if wanted:
        raise SchemaError(f"has no table {_shown(next(iter(wanted)))}")


def _plain(sql: str) -> str:
    """Return a statement without what changes nothing: SQLite's white space, and whether it could be held to types."""
    return _SPACE.sub(" ", sql).replace("( ", "(").replace(" )", ")").removesuffix(" STRICT")


def _word(kind: object) -> str:
    return kind if kind in ("table", "index", "view", "trigger") and isinstance(kind, str) else "thing"


def _article(kind: object) -> str:
    return "an" if kind == "index" else "a"


def _shown(name: object) -> str:
    return f"'{show(name)}'" if isinstance(name, str) else "without a name"
