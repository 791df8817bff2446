"""The secret of a test run: where it comes from, and how no failure shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from maileroo_cli.errors import MhookError
from maileroo_cli.transport.file.secret import is_default_set, load_secret
from maileroo_cli.webhook.signing.secret import MASK, Secret

if TYPE_CHECKING:
    from collections.abc import Callable

TEST_SECRET = "maileroo-test-secret"  # noqa: S105  (one that everybody may know)
"""What signs where nobody names a secret."""

_OPTION = "--maileroo-secret"
_SETTING = "maileroo_secret"
_FORMS = "give env:NAME, file:PATH, or the secret itself"


class SecretText(str):
    """A secret as text: where a failure shows the values of variables, it shows a mask."""

    __slots__ = ()
    is_maileroo_secret = True

    def __repr__(self) -> str:
        return repr(MASK)


def shown_nowhere(secret: Secret) -> SecretText:
    """Return a secret as text whose repr does not show it; bytes that are no UTF-8 come back as they were."""
    return SecretText(secret.reveal().decode("utf-8", "surrogateescape"))


def find_secret(config: pytest.Config, note: Callable[[str], None] = lambda _: None) -> Secret:
    """Return the secret that the command line names, or pytest's settings, or the environment, else ``TEST_SECRET``.

    What names none raises ``pytest.UsageError``. ``note`` is told in a line what is odd about it.
    """
    given: str | None = config.option.maileroo_secret
    reference, name = (given, _OPTION) if given is not None else (config.getini(_SETTING) or None, _SETTING)
    if reference is None and not is_default_set():
        return Secret(TEST_SECRET, "the test secret")
    if reference == "-":
        raise pytest.UsageError(f"{name} cannot come from the standard input, which pytest keeps to itself: {_FORMS}")
    try:
        if reference == "":
            return Secret("", f"given with {name}")
        if name == _OPTION:
            return load_secret(reference, note)
        return load_secret(_from_settings(reference, config), note if _names_a_place(reference) else lambda _: None)
    except MhookError as error:
        where = f"{name}: " if reference is not None else ""
        raise pytest.UsageError(f"{where}{error.message}: {_FORMS}") from None


def _names_a_place(reference: str | None) -> bool:
    """Whether a secret is elsewhere. Of one that stands in the settings, what is odd about command lines is not."""
    return reference is None or reference.startswith(("env:", "file:"))


def _from_settings(reference: str | None, config: pytest.Config) -> str | None:
    """Return a reference of pytest's settings, whose files are named from where these lie."""
    scheme, colon, path = (reference or "").partition(":")
    if config.inipath is None or not colon or scheme != "file":
        return reference
    return f"file:{config.inipath.parent / path}"
