"""Files among the runs that mhook did not write: each is told as unreadable at once, and stops nothing."""

import json
import os
from pathlib import Path

import pytest

from maileroo_cli.errors import InputError
from maileroo_cli.operation.inspect.runs import DamagedRun, find_inspected, list_inspected
from maileroo_cli.transport.run.written.storm import read_storm
from tests.cli.calling import process
from tests.inspector.api.test_runs import stormed

_SUFFIXES = (".db", ".storm", ".check", ".load")


def _make(path: Path, what: str) -> None:
    match what:
        case "pipe":
            os.mkfifo(path)
        case "link":
            path.symlink_to("/dev/zero")
        case "ring":
            path.symlink_to(path.name)
        case "folder":
            path.mkdir()
        case "huge":
            path.touch()
            os.truncate(path, 10**10)
        case _:
            path.write_bytes(b"[" * 100_000)


@pytest.mark.skipif(os.name == "nt", reason="it has no pipes among its files")
@pytest.mark.parametrize("what", ["pipe", "link", "ring", "folder", "huge", "nested"])
@pytest.mark.parametrize("suffix", _SUFFIXES)
def test_what_is_no_run(tmp_path: Path, suffix: str, what: str) -> None:
    """A pipe and a link are no runs, a folder and a huge or nested file are unreadable; nothing waits for any."""
    _make(tmp_path / f"1ng0001{suffix}", what)
    listed = list_inspected(tmp_path, 10)
    if what in ("pipe", "link"):
        assert not listed
        assert find_inspected(tmp_path, "1ng0001") is None
        return
    if (suffix, what) != (".db", "huge"):  # a file of zeros is a run that was just begun
        assert [type(one) for one in listed] == [DamagedRun]
    with pytest.raises(InputError):
        find_inspected(tmp_path, "1ng0001")


@pytest.mark.skipif(os.name == "nt", reason="it has no pipes among its files")
def test_the_command_lists_beside_pipes(tmp_path: Path) -> None:
    """The command passes over pipes, and ends."""
    for place, suffix in enumerate(_SUFFIXES):
        os.mkfifo(tmp_path / f"1ng000{place}{suffix}")
    ran = process(["runs", "list", "--runs", tmp_path])
    assert ran.code == 0, ran.err


@pytest.mark.parametrize(
    ("name", "value"),
    [("url", 5), ("url", "no address"), ("scale", 0), ("scale", float("nan")), ("ids", "x"), ("most_events", 10**30)],
)
def test_values_of_a_storm(tmp_path: Path, name: str, value: object) -> None:
    """A plan with a value that mhook does not write is damaged, and played no further."""
    path = tmp_path / f"{stormed(tmp_path, over=True)}.storm"
    first, *rest = path.read_bytes().splitlines(keepends=True)
    head = json.loads(first)
    head["plan"][name] = value
    path.write_bytes(json.dumps(head).encode() + b"\n" + b"".join(rest))
    with pytest.raises(InputError, match="is damaged"):
        read_storm(path)


def test_an_endless_rate_of_a_storm(tmp_path: Path) -> None:
    """A rate that no machine could count is refused, not counted."""
    path = tmp_path / f"{stormed(tmp_path, over=True)}.storm"
    first, *rest = path.read_bytes().splitlines(keepends=True)
    head = json.loads(first)
    head["plan"]["scenario"]["per_second"] = 1e30
    path.write_bytes(json.dumps(head).encode() + b"\n" + b"".join(rest))
    with pytest.raises(InputError, match="is damaged"):
        read_storm(path)


def test_a_blank_line_of_a_storm(tmp_path: Path) -> None:
    """A line without a word is damage."""
    path = tmp_path / f"{stormed(tmp_path, over=True)}.storm"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(InputError, match="is damaged"):
        read_storm(path)
