"""The file of a storm: what is noted is read again, and what is no storm is refused in one clear line."""

from pathlib import Path

import pytest

from maileroo_cli.capture.store.lock import StoreHeldError
from maileroo_cli.delivery.storm.live.attempts import EndedAttempt, WaveAttempt
from maileroo_cli.delivery.storm.live.notes import SeenStorm
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.transport.run.written.storm import (
    create_storm,
    delete_storm,
    find_storm,
    is_over,
    list_storms,
    open_storm,
    read_storm,
    remove_old_storms,
    storm_id,
)
from tests.delivery.storm.played import events_of, make_plan

_PLAN = make_plan()
_EVENT = next(events_of(_PLAN))
_ATTEMPT, _WHAT = WaveAttempt(_EVENT, 1, _EVENT.time), EndedAttempt(_EVENT.time, _EVENT.time, _EVENT.time + 1, 200)


def _made(folder: Path, seconds: float = 1_700_000_000.0) -> Path:
    with create_storm(folder, _PLAN, seconds) as file:
        file.end(_ATTEMPT, _WHAT)
        file.reach(5.0)
        return file.path


def test_what_was_noted_is_read_again(tmp_path: Path) -> None:
    """The plan, each attempt and how far it came; also of a storm that goes on and ends."""
    path = _made(tmp_path / "runs")
    file, noted = open_storm(path)
    with file:
        assert (noted.plan, noted.recorded, noted.moment, noted.events) == (_PLAN, {_ATTEMPT.key: _WHAT}, 5.0, None)
        file.finish(9.0, 3, SeenStorm())
    again = read_storm(path)
    assert (again.moment, again.events) == (9.0, 3)


def test_one_process_has_a_storm(tmp_path: Path) -> None:
    """While it is played nobody else may go on with it."""
    with create_storm(tmp_path, _PLAN, 1_700_000_000.0) as file, pytest.raises(StoreHeldError):
        open_storm(file.path)


def test_a_line_that_was_cut_short_is_taken_away(tmp_path: Path) -> None:
    """What is written after it stands on a line of its own."""
    path = _made(tmp_path)
    with path.open("ab") as file:
        file.write(b"7 1 3.0 3")
    opened, noted = open_storm(path)
    with opened:
        assert len(noted.recorded) == 1
        opened.reach(8.0)
    assert read_storm(path).moment == 8.0


def test_storms_have_ids_of_their_own(tmp_path: Path) -> None:
    """Two of the same second do not share one, and each is found by it, by its beginning, or as the last."""
    paths = [_made(tmp_path), _made(tmp_path)]
    assert list_storms(tmp_path) == paths
    assert find_storm(tmp_path, "last") == paths[1]
    assert find_storm(tmp_path, storm_id(paths[0])) == paths[0]
    with pytest.raises(UsageError, match="several"):
        find_storm(tmp_path, storm_id(paths[0])[:2])
    with pytest.raises(UsageError, match="no storm"):
        find_storm(tmp_path, "zzz")
    with pytest.raises(UsageError, match="none yet"):
        find_storm(tmp_path / "nothing", "last")


@pytest.mark.parametrize("content", [b"", b"\x00\xff\n", b"{}\n", b'{"format":"mhook storm 1","plan":[]}\n'])
def test_what_is_no_storm_is_refused(tmp_path: Path, content: bytes) -> None:
    """It stays as it is."""
    path = tmp_path / "0000001.storm"
    path.write_bytes(content)
    with pytest.raises(InputError, match="damaged"):
        open_storm(path)
    assert path.read_bytes() == content


def test_storms_that_are_over_are_taken_away(tmp_path: Path) -> None:
    """The last ones stay, and each that is not over; nothing of those that go is left."""
    paths = [_made(tmp_path) for _ in range(4)]
    for path in paths[:3]:
        file, _ = open_storm(path)
        with file:
            file.finish(9.0, 3, SeenStorm())
    assert [is_over(path) for path in paths] == [True, True, True, False]
    assert remove_old_storms(tmp_path, None) == 0
    assert remove_old_storms(tmp_path, 1) == 2
    assert list_storms(tmp_path) == paths[2:]
    delete_storm(paths[2], dry_run=True)
    delete_storm(paths[2])
    assert {path.name for path in tmp_path.iterdir()} == {paths[3].name, f"{paths[3].name}.lock"}


def test_a_storm_that_is_played_is_not_deleted(tmp_path: Path) -> None:
    """It stays as it is."""
    with create_storm(tmp_path, _PLAN, 1_700_000_000.0) as file:
        with pytest.raises(StoreHeldError):
            delete_storm(file.path)
        assert file.path.exists()
