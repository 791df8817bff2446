"""What is visible in the secrets that were given: odd forms, and signs that other programs change."""

import re
from collections.abc import Iterable, Iterator

from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.secret_form import odd_forms

_CHANGED = re.compile(rb"[$#&\\!%^`'\"=;|<>*?(){}~\s]")
_SHORT = 8
_NUMBER = re.compile(rb"\d+\.\d*|\d(?:\.\d+)?[eE][+-]?\d+")


def odd_secrets(secrets: Iterable[Secret]) -> Iterator[str]:
    """Yield what looks wrong with each secret."""
    for secret in secrets:
        for form in odd_forms(secret):
            yield f"{_name(secret)} {form.what}"
        if _NUMBER.fullmatch(secret.reveal()):
            yield f"{_name(secret)} looks like a number that YAML or a spreadsheet rewrote"
        if len(secret.reveal()) < _SHORT:
            yield f"{_name(secret)} is unusually short: was it cut off at a character like # or $?"


def changeable_secrets(secrets: Iterable[Secret]) -> Iterator[str]:
    """Yield which secrets have signs that shells and settings files change, although they look whole here."""
    for secret in secrets:
        if _CHANGED.search(secret.reveal()):
            yield f"{_name(secret)} has characters that shells, Compose or .env files change: $ # & \\ or quotes"


def _name(secret: Secret) -> str:
    return "the secret" if secret.reference == "secret" else f"the secret {secret.reference}"
