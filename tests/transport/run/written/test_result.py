"""The file of a check or a load: what was kept is read again, and what is no result is refused in one clear line."""

import json
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.transport.run.folder import make_id, make_run_file
from maileroo_cli.transport.run.state import KeptResult, ResultKind, RunState
from maileroo_cli.transport.run.written.result import (
    delete_result,
    find_result,
    keep_result,
    list_results,
    read_result,
    remove_old_results,
)

_MADE = 1_700_000_000.0
_RESULT = KeptResult(
    _MADE,
    "http://127.0.0.1:9/",
    RunState.FINISHED,
    "nothing is wrong",
    0,
    ('{"a":1}',),
    ("one", "two"),
    (("A title", "<svg/>"),),
)


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(st.text(), max_size=4), kind=st.sampled_from(ResultKind), state=st.sampled_from(RunState))
def test_what_was_kept_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], kind: ResultKind, state: RunState
) -> None:
    """Any text comes back, whichever command it came from."""
    result = replace(_RESULT, lines=tuple(texts), state=state, pictures=tuple((one, one) for one in texts))
    path = keep_result(tmp_path_factory.mktemp("runs"), kind, result)
    assert read_result(path) == (kind, path.stem, result)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Nobody else can read it, and the folder of mhook's own tells git to ignore it."""
    folder = tmp_path / ".mhook" / "runs"
    path = keep_result(folder, ResultKind.CHECK, _RESULT)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (tmp_path / ".mhook" / ".gitignore").is_file()
    assert sorted(one.name for one in folder.iterdir()) == [path.name]


def test_no_two_runs_share_an_id(tmp_path: Path) -> None:
    """Results, and replays that are made in the same second, have ids of their own, the later ones above the others."""
    made = [keep_result(tmp_path, kind, _RESULT).stem for kind in (*ResultKind, *ResultKind)]
    made.append(make_run_file(tmp_path, _MADE).stem)
    made.append(keep_result(tmp_path, ResultKind.LOAD, _RESULT).stem)
    assert made == sorted(set(made))
    assert made[0] == make_id(_MADE)


def test_the_last_ones_stay(tmp_path: Path) -> None:
    """Older results of the same kind are deleted, and those of the other one stay."""
    checks = [keep_result(tmp_path, ResultKind.CHECK, _RESULT) for _ in range(3)]
    load = keep_result(tmp_path, ResultKind.LOAD, _RESULT)
    assert remove_old_results(tmp_path, ResultKind.CHECK, 2) == 1
    assert list_results(tmp_path) == [*checks[1:], load]
    assert remove_old_results(tmp_path, ResultKind.LOAD, None) == 0


def test_found_by_its_beginning(tmp_path: Path) -> None:
    """A result is found by its id, the beginning of it, or as the last one."""
    paths = [keep_result(tmp_path, ResultKind.CHECK, _RESULT) for _ in range(2)]
    assert find_result(tmp_path, paths[0].stem) == paths[0]
    assert find_result(tmp_path, "last") == paths[1]
    with pytest.raises(UsageError, match="several checks begin with"):
        find_result(tmp_path, paths[0].stem[:5])
    with pytest.raises(UsageError, match="there is no check 'zz'"):
        find_result(tmp_path, "zz")


def test_deleted(tmp_path: Path) -> None:
    """Nothing is left of a result that is deleted; a dry run deletes nothing."""
    path = keep_result(tmp_path, ResultKind.CHECK, _RESULT)
    delete_result(path, dry_run=True)
    assert path.exists()
    delete_result(path)
    assert list(tmp_path.iterdir()) == []


_DAMAGE: dict[str, bytes] = {
    "empty": b"",
    "no-json": b"{",
    "no-object": b"[]",
    "not-utf-8": b'"\xff"',
    "deep": b"[" * 100_000,
    "other-format": json.dumps({"format": "mhook result 2"}).encode(),
    "nothing-in-it": json.dumps({"format": "mhook result 1"}).encode(),
}
_WRONG = {
    "made": 1e300,
    "url": None,
    "state": "asleep",
    "reason": 1,
    "exit_code": True,
    "objects": "text",
    "lines": [1],
    "pictures": [["one"]],
    "more": 1,
}


def refused(path: Path) -> None:
    """Check that a file is refused as damaged, in a line that says what to do."""
    with pytest.raises(InputError, match="is damaged") as error:
        read_result(path)
    assert error.value.hint.startswith(f"mhook runs delete {path.stem}")


@pytest.mark.parametrize("name", _DAMAGE)
def test_a_damaged_file(tmp_path: Path, name: str) -> None:
    """What is no result is refused in one line."""
    path = keep_result(tmp_path, ResultKind.CHECK, _RESULT)
    path.write_bytes(_DAMAGE[name])
    refused(path)


@pytest.mark.parametrize("name", _WRONG)
def test_a_field_that_cannot_be(tmp_path: Path, name: str) -> None:
    """A field of another type, and one that nobody knows, are refused."""
    path = keep_result(tmp_path, ResultKind.CHECK, _RESULT)
    found = json.loads(path.read_bytes())
    path.write_text(json.dumps({**found, name: _WRONG[name]}))
    refused(path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """A link under the name of a result leads nowhere."""
    path = keep_result(tmp_path / "runs", ResultKind.CHECK, _RESULT)
    other = path.rename(tmp_path / "elsewhere")
    path.symlink_to(other)
    with pytest.raises(InputError, match="is a symbolic link"):
        read_result(path)


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    """Where nothing can be written, one line says what to do, and nothing is left."""
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"cannot keep a check in .*--no-journal"):
        keep_result(tmp_path / "file" / "runs", ResultKind.CHECK, _RESULT)
