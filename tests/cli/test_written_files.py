"""Files that a command wrote are named on stderr, in one line and from the current folder."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import Mhook, process
from tests.cli.store import captured, fill

WRITING = [
    (["generate", "delivered", "--count", "3", "--output", "{}"], "wrote {}: 3 events"),
    (["captures", "export", "--with-signatures", "--as", "har", "--output", "{}"], "wrote {}: 2 captures"),
    (["replay", "--against", "careful", "--picture", "{}"], "wrote {}"),
]
IDS = ["generate", "export", "picture"]


@pytest.fixture
def project_with_captures(project: Path) -> Path:
    """A project with two captures and a folder for what is written."""
    fill(project / ".mhook" / "captures.db", captured(1), captured(2))
    (project / "out").mkdir()
    return project


@pytest.mark.parametrize(("words", "line"), WRITING, ids=IDS)
@pytest.mark.parametrize("absolute", [False, True], ids=["relative", "absolute"])
def test_a_written_file_is_named(
    mhook: Mhook, project_with_captures: Path, words: list[str], line: str, absolute: bool
) -> None:
    """One line on stderr says which file it is, and how much is in it; the file is there."""
    name = "out/file.svg"
    given = str(project_with_captures / name) if absolute else name
    ran = mhook(*(word.replace("{}", given) for word in words))
    assert (ran.code, ran.err.splitlines()) == (0, [line.replace("{}", name)])
    assert Path(name).stat().st_size


@pytest.mark.parametrize(("words", "line"), WRITING, ids=IDS)
def test_a_program_gets_a_note(mhook: Mhook, project_with_captures: Path, words: list[str], line: str) -> None:
    """With JSON the line is an object."""
    ran = mhook(*(word.replace("{}", "file.svg") for word in words), "--format", "json")
    (note,) = map(json.loads, ran.err.splitlines())
    assert note == {"schema": "mhook.note/1", "note": line.replace("{}", "file.svg")}


@pytest.mark.parametrize("reader", ["head -n 1", "true"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_picture_needs_no_reader(mhook: Mhook, project: Path, reader: str, form: str) -> None:
    """The picture of a run is written whole also where whoever reads the text goes before its end, or at once."""
    assert mhook("replay", "delivered", "--count", "300", "--against", "careful", "-q").code == 0
    mhook("runs", "show", "last", "--picture", "whole.svg")
    words = ["runs", "show", "last", "--picture", "cut.svg", "--format", form]
    process(words, through=f'"$@" | {reader} > /dev/null')
    assert Path("cut.svg").read_text() == Path("whole.svg").read_text()


def test_the_line_is_faint_on_a_terminal(mhook: Mhook, project_with_captures: Path) -> None:
    """Nobody has to read it twice: it is dimmed where colours are."""
    ran = mhook("generate", "delivered", "--output", "file", env={"FORCE_COLOR": "1"})
    assert ran.err == "\x1b[2mwrote file: 1 event\x1b[0m\n"


def test_what_goes_to_stdout_is_no_file(mhook: Mhook, project_with_captures: Path) -> None:
    """Where - stands for the standard output nothing is said."""
    for words in (["generate", "delivered"], ["captures", "export", "--with-signatures"]):
        ran = mhook(*words, "--output", "-")
        assert (ran.err, bool(ran.out)) == ("", True)
        assert not Path("-").exists()


def test_an_empty_export_is_told(mhook: Mhook, project_with_captures: Path) -> None:
    """A file without a capture is written as well, and its line says so."""
    ran = mhook("captures", "export", "--type", "complained", "--output", "file")
    assert (ran.code, ran.err) == (0, "wrote file: 0 captures\n")
