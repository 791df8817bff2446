"""Pruning a store from Python."""

from pathlib import Path

import pytest

from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.limits import StoreLimits
from maileroo_cli.errors import UsageError
from maileroo_cli.operation.captures.prune import PruneResult, Pruning, prune_captures
from tests.capture.stored import capture, fill


@pytest.mark.parametrize("dry_run", [True, False])
def test_in_three_lines(tmp_path: Path, *, dry_run: bool) -> None:
    """What is named and what is beyond the limits goes; a dry run counts the same and deletes nothing."""
    path = fill(tmp_path / "captures.db", *map(capture, range(10)))
    result = prune_captures(path, Pruning(("last",), StoreLimits(seconds=7.0), dry_run), now=1010.0)
    assert (result.deleted, result.left, result.dry_run) == (4, 6, dry_run)
    with Archive(path) as archive:
        assert archive.count() == (10 if dry_run else 6)
        assert result.bytes == archive.size()


def test_all_of_them(tmp_path: Path) -> None:
    """A store may be emptied, but not by leaving out what goes."""
    path = fill(tmp_path / "captures.db", capture(1))
    with pytest.raises(UsageError):
        prune_captures(path, Pruning(), now=0.0)
    assert prune_captures(path, Pruning(limits=StoreLimits(captures=0)), now=0.0) == PruneResult(1, 0, 0, dry_run=False)
