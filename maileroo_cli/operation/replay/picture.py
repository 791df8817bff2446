"""The file that a replay is drawn into: what it is by its ending, and whether it can be written, before the run begins.

What is drawn is decided in ``report.replay.picture``.
"""

import os
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.transport.file.output import replace_file

OPTION = "--picture"


class PictureKind(StrEnum):
    """What a picture is; the value is the ending of its name."""

    SVG = ".svg"
    HTML = ".html"


class PicturePlace(Protocol):
    """Where a picture goes."""

    @property
    def name(self) -> str:
        """What it is called, for whoever is told of it."""
        ...

    @property
    def kind(self) -> PictureKind:
        """What is drawn."""
        ...

    def save(self, text: str) -> None:
        """Take the picture."""
        ...


class DrawnPicture:
    """A picture that no file holds; ``text`` is there once it was drawn."""

    name = "the picture"
    kind = PictureKind.SVG

    def __init__(self) -> None:
        self.text = ""

    def save(self, text: str) -> None:
        """Take the picture."""
        self.text = text


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A file to draw into."""

    name: str
    kind: PictureKind

    def save(self, text: str) -> None:
        """Write the picture: the file is there whole or not at all; ``InputError`` says why it cannot be."""
        replace_file(self.name, text.encode(), OPTION)


def picture_file(name: str) -> PictureFile:
    """Return the file of this name; a wrong ending, or a place that cannot be written, raises before a run begins."""
    ending = os.path.splitext(name)[1].lower()
    if ending not in set(PictureKind):
        raise UsageError(f"{OPTION} {name!r} is neither SVG nor HTML", f"end its name with {' or '.join(PictureKind)}")
    folder = os.path.dirname(os.path.realpath(name))
    if not os.path.isdir(folder):
        raise InputError(f"there is no folder {folder!r} for the picture", f"create it, or check {OPTION}")
    if not os.access(folder, os.W_OK) or os.path.isdir(name):
        raise InputError(f"cannot write {name!r}", f"check {OPTION}")
    return PictureFile(name, PictureKind(ending))
