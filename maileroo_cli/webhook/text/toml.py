"""Reading TOML that somebody else may have written. What its keys mean is decided by whoever asks.

Python's parser keeps every beginning of a dotted key: one of 32,000 parts takes gigabytes. So the parts are counted
first, in one pass that knows strings and comments, and a text with too long a key is never parsed.
"""

import re
import tomllib
from typing import Any

MOST_PARTS = 32
"""So many names, with dots between them, one key may have; ours have three."""

_PART = r"""(?:"(?:[^"\\\n]|\\[^\n])*+"|'[^'\n]*+'|[A-Za-z0-9_-]++)"""
_SKIPPED = r'''#[^\n]*+|"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)|\'\'\'.*?(?:\'\'\'|\Z)'''
_TOKEN = re.compile(rf"{_SKIPPED}|(?P<key>{_PART}(?:[ \t]*+\.[ \t]*+{_PART})*+)", re.DOTALL)
_ONE_PART = re.compile(_PART)


class LongKeyError(ValueError):
    """A key of more parts than anybody writes; it may be TOML all the same."""


def read_toml(text: str) -> dict[str, Any]:
    """Return what a text in TOML holds; what is none, or is nested too deeply, raises ``ValueError``."""
    _refuse_long_keys(text)
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:
        # Python's own limit on digits names a function of Python's, which is of no use to a user.
        raise ValueError("a number has too many digits") from None


def _refuse_long_keys(text: str) -> None:
    for token in _TOKEN.finditer(text):
        key = token["key"]
        if key is None or key.count(".") < MOST_PARTS:
            continue
        if len(_ONE_PART.findall(key)) > MOST_PARTS:
            line = text.count("\n", 0, token.start()) + 1
            raise LongKeyError(f"a key in line {line} has more than {MOST_PARTS} parts")
