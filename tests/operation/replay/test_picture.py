"""The file that a replay is drawn into: what cannot be is found before the run."""

from pathlib import Path

import pytest

from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.operation.replay.picture import PictureKind, picture_file


@pytest.mark.parametrize(
    ("name", "kind"), [("run.svg", PictureKind.SVG), ("run.HTML", PictureKind.HTML)], ids=["svg", "html"]
)
def test_the_ending_tells(name: str, kind: PictureKind, tmp_path: Path) -> None:
    """A picture is what its name ends with, in any case, and is there whole once it is saved."""
    file = picture_file(str(tmp_path / name))
    file.save("<svg>")
    assert (file.kind, (tmp_path / name).read_text()) == (kind, "<svg>")


@pytest.mark.parametrize("name", ["run.png", "run", "svg", ".svg"])
def test_wrong_ending(name: str) -> None:
    """Another ending is refused before the run, and the error names both."""
    with pytest.raises(UsageError, match=r"\.svg or \.html"):
        picture_file(name)


def test_no_folder(tmp_path: Path) -> None:
    """A folder that is not there, and a folder in the picture's place, are found before the run."""
    with pytest.raises(InputError, match="there is no folder"):
        picture_file(str(tmp_path / "nowhere" / "run.svg"))
    (tmp_path / "run.svg").mkdir()
    with pytest.raises(InputError, match="cannot write"):
        picture_file(str(tmp_path / "run.svg"))
