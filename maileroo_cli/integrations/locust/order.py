"""What the process of a master or a worker is told first, whichever it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from maileroo_cli.integrations.locust.machine.session import Role
from maileroo_cli.integrations.locust.place import Place
from maileroo_cli.version import __version__
from maileroo_cli.webhook.signing.secret import Secret

Note: TypeAlias = Callable[[str], None]
"""Is told in a line what happens beside the window."""


def make_order(role: Role, secret: Secret, place: Place) -> dict[str, Any]:
    """Return who the process is, and where the master is; the secret is among it."""
    return {
        "role": role,
        "secret": secret.reveal().hex(),
        "version": version_here(),
        "host": place.host,
        "port": place.port,
    }


def version_here() -> str:
    """Return what master and workers have to agree in: with another version the events would be others."""
    from importlib.metadata import version

    return f"mhook {__version__} with Faker {version('faker')}"
