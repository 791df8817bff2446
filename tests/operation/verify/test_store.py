"""Verifying the store from Python."""

from pathlib import Path

import pytest

from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.errors import ExitCode, InputError
from maileroo_cli.operation.verify.lot import VerifyTask
from maileroo_cli.operation.verify.results import VerifyStart
from maileroo_cli.operation.verify.store import verify_store
from maileroo_cli.webhook.signing.signature import sign
from tests.capture.stored import capture, fill
from tests.operation.verify.signed_files import SECRET, lots_of, total_of

HEAD = b"POST / HTTP/1.1\r\nX-Maileroo-Signature: %b\r\n\r\n"


def test_in_three_lines(tmp_path: Path) -> None:
    """Each capture is verified anew, in the order of the store; a malformed one is damaged."""
    good = capture(1, head=HEAD % sign(b"{}", SECRET).encode())
    path = fill(tmp_path / "captures.db", good, capture(2, head=HEAD % b"0"), capture(3, anomaly="cut-off"))
    results = list(verify_store(path, VerifyTask([SECRET])))
    assert results[0] == VerifyStart(3, "items", path)
    found = [checked for lot in lots_of(results) for checked in lot.requests]
    assert [checked.verdict for checked in found] == [
        RequestVerdict.VALID,
        RequestVerdict.INVALID,
        RequestVerdict.DAMAGED,
    ]
    assert [checked.where for checked in found] == [f"{number:016x}" for number in (1, 2, 3)]
    assert total_of(results).exit_code is ExitCode.FAILED


def test_an_empty_store(tmp_path: Path) -> None:
    """A store without captures, and one that is not there, raise."""
    for path in (fill(tmp_path / "captures.db"), tmp_path / "nope.db"):
        with pytest.raises(InputError):
            next(verify_store(path, VerifyTask([SECRET])))
