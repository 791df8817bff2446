"""What the command line and pytest's settings say, read when somebody needs it. Wrong ones are usage errors.

Those of the command line are read at once. A setting is for many runs, most of which do without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from maileroo_cli.library.result.rules import SeverityName

Value = TypeVar("Value")

DEFAULT_PATH = "/webhook"
_SEVERITIES: dict[str, SeverityName] = {"error": "error", "warning": "warning", "info": "info"}


def given(config: pytest.Config, name: str) -> str | None:
    """Return the option of that name, such as ``fail_on``, else the setting; ``None`` where neither is given."""
    option: str | None = getattr(config.option, f"maileroo_{name}")
    return option if option is not None else config.getini(f"maileroo_{name}") or None


def listed(config: pytest.Config, name: str) -> list[str]:
    """Return every value of a repeatable option, else those of the setting."""
    option: list[str] = getattr(config.option, f"maileroo_{name}")
    return option or list(config.getini(f"maileroo_{name}"))


def check_options(config: pytest.Config) -> None:
    """Raise ``pytest.UsageError`` for an option of the command line that cannot be."""
    find_path(config)
    find_seed(config)
    find_severity(config)
    if config.option.maileroo_secret is not None:
        from maileroo_cli.integrations.pytest.secret import find_secret

        find_secret(config)


def find_path(config: pytest.Config) -> str:
    """Return the path to which requests go."""
    path = given(config, "path") or DEFAULT_PATH
    if not path.startswith("/") or path.startswith("//") or not path.isprintable() or " " in path:
        raise pytest.UsageError(f"--maileroo-path {path!r} is not a path: write it like {DEFAULT_PATH}")
    return path


def find_seed(config: pytest.Config) -> int:
    """Return the number by which everything is drawn; another one draws everything anew."""
    return _read(config, "seed", int, "is not a number: write it like 7") or 0


def find_severity(config: pytest.Config) -> SeverityName:
    """Return from which severity on a finding fails its test."""
    return _read(config, "fail_on", _severity, "is not a severity: use error, warning or info") or "error"


def _severity(text: str) -> SeverityName:
    severity = _SEVERITIES.get(text)
    if severity is None:
        raise ValueError(text)
    return severity


def _read(config: pytest.Config, name: str, read: Callable[[str], Value], problem: str) -> Value | None:
    text = given(config, name)
    try:
        return None if text is None else read(text)
    except ValueError:
        raise pytest.UsageError(f"--maileroo-{name.replace('_', '-')} {text!r} {problem}") from None
