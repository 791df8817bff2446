"""Verifying one bare body from Python."""

from pathlib import Path

import pytest

from maileroo_cli.errors import ExitCode, InputError
from maileroo_cli.operation.verify.body import verify_body
from maileroo_cli.operation.verify.lot import VerifyTask
from maileroo_cli.webhook.signing.signature import sign
from tests.operation.verify.signed_files import SECRET, lots_of, total_of


@pytest.mark.parametrize(("signature", "code"), [(sign(b"{}", SECRET), ExitCode.OK), ("0" * 64, ExitCode.FAILED)])
def test_in_three_lines(tmp_path: Path, signature: str, code: ExitCode) -> None:
    """A body and a header's value are enough."""
    (tmp_path / "body.json").write_bytes(b"{}")
    results = list(verify_body(str(tmp_path / "body.json"), signature, VerifyTask([SECRET])))
    (lot,) = lots_of(results)
    assert [checked.where for checked in lot.requests] == [str(tmp_path / "body.json")]
    assert total_of(results).exit_code is code


def test_a_body_that_is_not_there(tmp_path: Path) -> None:
    """What cannot be read raises."""
    with pytest.raises(InputError):
        next(verify_body(str(tmp_path / "nope"), "", VerifyTask([SECRET])))
