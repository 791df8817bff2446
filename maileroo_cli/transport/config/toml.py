"""From a config file's text to its table of settings. No error repeats a value, which may be a secret."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from maileroo_cli.errors import UsageError

_WHERE = re.compile(r"\(at (line \d+), column \d+\)")


def parse_table(text: str, name: str, tables: Sequence[str] = ()) -> Mapping[str, Any] | None:
    """Return the table of settings to which ``tables`` lead in the file ``name``, ``None`` where it has none.

    What is no TOML, and no table, raises ``UsageError``.
    """
    import tomllib

    try:
        table: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _WHERE.search(str(error))
        where = f" ({found[1] if found else 'at its end'})"
        hint = "text stands in quotation marks, and a table begins with a line like [check]"
        raise UsageError(f"{name} is not valid TOML{where}", hint) from None
    except (RecursionError, ValueError):  # nested too deeply, or a number of thousands of digits
        raise UsageError(f"{name} is not valid TOML", "write it flat, with short values") from None
    for one in tables:
        if not isinstance(table, dict) or one not in table:
            return None
        table = table[one]
    if not isinstance(table, dict):
        raise UsageError(f"{'.'.join(tables)} in {name} has to be a table", f"begin it with [{'.'.join(tables)}]")
    return table
