"""The option ``--profile``, which every command has that settings may fill."""

import inspect
from typing import Annotated

import typer

from maileroo_cli.operation.config.effective import find_config
from maileroo_cli.operation.config.setting import PROFILE_VARIABLE


def offer_profiles() -> list[tuple[str, str]]:
    """Offer a shell the profiles of the config file; none where it cannot be read."""
    try:
        return [(name, "a profile") for name in find_config().profiles]
    except Exception:  # noqa: BLE001  (what is wrong with the file is said by the command that reads it)
        return []


PROFILE = inspect.Parameter(
    "profile",
    inspect.Parameter.KEYWORD_ONLY,
    default=None,
    annotation=Annotated[
        str | None,
        typer.Option(
            "--profile",
            metavar="NAME",
            autocompletion=offer_profiles,
            help=f"Take the settings of this profile of the config file. Without it ${PROFILE_VARIABLE}, or none.",
            show_default=False,
        ),
    ],
)
