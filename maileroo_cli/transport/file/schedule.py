"""From what the user gave for a schedule to the schedule: a name, offsets, or a file."""

import os

from maileroo_cli.delivery.schedule.catalogue import SCHEDULES, find_schedule
from maileroo_cli.delivery.schedule.definition import Schedule
from maileroo_cli.errors import InputError
from maileroo_cli.transport.file.source import STDIN, describe, read_source

_LARGEST = 64 * 1024


def load_schedule(given: str) -> Schedule:
    """Return the schedule that is meant: a name of the catalogue, offsets like ``0s,5m,30m``, a TOML file, or ``-``.

    A file is what ends in ``.toml``, has a separator of folders in it, or exists under that name. What is none of them
    raises ``UsageError``, a file that cannot be read ``InputError``.
    """
    if given in SCHEDULES:
        return SCHEDULES[given]
    if _looks_like_file(given):
        return _load_file(given)
    if "," in given or given[:1].isdigit():
        from maileroo_cli.delivery.schedule.text import parse_schedule

        return parse_schedule(given)
    return find_schedule(given)


def _load_file(name: str) -> Schedule:
    try:
        text = read_source(name, _LARGEST).decode()
    except UnicodeDecodeError:
        form = "mhook manual replay shows the form of a schedule"
        raise InputError(f"{describe(name)} is not valid TOML (it is not UTF-8 text)", form) from None
    from maileroo_cli.delivery.schedule.text import parse_schedule_file

    return parse_schedule_file(text, "stdin" if name == STDIN else os.path.basename(name))


def _looks_like_file(text: str) -> bool:
    return text == STDIN or text.endswith(".toml") or os.sep in text or "/" in text or os.path.exists(text)
