"""One capture with its verdict, from Python."""

from pathlib import Path

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.operation.captures.show import find_capture
from maileroo_cli.webhook.signing.signature import sign
from tests.capture.stored import capture, fill
from tests.operation.verify.signed_files import SECRET

SIGNED = b"POST / HTTP/1.1\r\nX-Maileroo-Signature: %b\r\n\r\n" % sign(b"{}", SECRET).encode()


def test_a_capture_with_its_verdict(tmp_path: Path) -> None:
    """Without a secret the stored verdict is told, with one the signature is checked now."""
    path = fill(tmp_path / "captures.db", capture(1, head=SIGNED, verdict="unchecked"))
    found, stored = find_capture(path, "last")
    assert (found.entry.id, stored.verdict) == (f"{1:016x}", "unchecked")
    assert find_capture(path, "last", [SECRET]).assessment.verdict == "valid"
    with pytest.raises(UsageError):
        find_capture(path, "last~1")
