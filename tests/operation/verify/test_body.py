"""Verifying one bare body from Python."""

from pathlib import Path

import pytest

from maileroo_cli.capture.check.checker import CheckedRequest
from maileroo_cli.errors import ExitCode, InputError
from maileroo_cli.operation.verify.body import verify_body
from maileroo_cli.operation.verify.lot import VerifyTask
from maileroo_cli.webhook.signing.secret import Secret
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


LARGE = b'{"event_type":"opened"}' * 3
KNOWN = Secret("an older one", "env:OLD")
HEADERS = {
    "valid": (sign(LARGE, SECRET), "valid", ""),
    "prefixed": (f"sha256={sign(LARGE, SECRET)}", "invalid", "header-prefixed"),
    "upper case": (sign(LARGE, SECRET).upper(), "invalid", "header-uppercase"),
    "a known secret": (sign(LARGE, KNOWN), "invalid", "secret-other-known"),
    "the secret": (SECRET.reveal().decode(), "invalid", "secret-itself"),
    "one digit less": (sign(LARGE, SECRET)[:-1], "invalid", "header-truncated"),
    "empty": ("", "invalid", "header-empty"),
    "no digits": ("é", "invalid", "header-non-ascii"),
    "rubbish": ("rubbish", "invalid", "header-malformed"),
    "masked": ("********", "unverifiable", ""),
    "foreign": ("0" * 64, "invalid", "unexplained"),
}


def checked(file: Path, header: str) -> CheckedRequest:
    """Return what becomes of a body in a file."""
    (lot,) = lots_of(list(verify_body(str(file), header, VerifyTask([SECRET], [KNOWN]))))
    return lot.requests[0]


@pytest.mark.parametrize(("header", "verdict", "code"), HEADERS.values(), ids=HEADERS)
def test_a_body_in_pieces(
    header: str, verdict: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body that is not held in memory has the verdict and the causes of the header that it has else."""
    file = tmp_path / "body"
    file.write_bytes(LARGE)
    whole = checked(file, header)
    monkeypatch.setattr("maileroo_cli.operation.verify.body._HELD", 20)
    found = checked(file, header)
    assert (found.verdict, "+".join(cause.code for cause in found.causes)) == (verdict, code)
    assert (whole.verdict, whole.causes, whole.secret) == (found.verdict, found.causes, found.secret)
    assert ("larger than 16 MiB, so only mistakes in the header" in found.detail) is (
        code in ("unexplained", "header-non-ascii", "header-malformed")
    )


def test_a_body_of_just_what_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to the limit a body is searched, and one byte more is too much."""
    file = tmp_path / "body"
    file.write_bytes(LARGE)
    header = sign(LARGE + b"\n", SECRET)
    for held, code in ((len(LARGE), "body-newline-added"), (len(LARGE) - 1, "unexplained")):
        monkeypatch.setattr("maileroo_cli.operation.verify.body._HELD", held)
        assert [cause.code for cause in checked(file, header).causes] == [code]


def test_a_body_beyond_all_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is larger than any body is refused, also where it comes in pieces."""
    file = tmp_path / "body"
    file.write_bytes(LARGE)
    monkeypatch.setattr("maileroo_cli.operation.verify.body.LARGEST_BODY", len(LARGE) - 1)
    monkeypatch.setattr("maileroo_cli.operation.verify.body._HELD", 20)
    with pytest.raises(InputError, match="is larger than"):
        checked(file, "0" * 64)
