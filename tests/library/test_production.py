"""``verify`` in a receiver: it needs the standard library and little of ours, takes bytes and gives a verdict."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli import EmptySecretError, Problem, Verdict, sign, verify

OURS = [
    "maileroo_cli",
    "maileroo_cli.errors",
    "maileroo_cli.webhook",
    "maileroo_cli.webhook.signing",
    "maileroo_cli.webhook.signing.secret",
    "maileroo_cli.webhook.signing.signature",
]
CODE = """
import sys
before = set(sys.modules)
from maileroo_cli import SIGNATURE_HEADER, sign, verify
assert verify(b"{}", sign(b"{}", "secret"), ["old secret", "secret"])
assert not verify(b"{}", None, "secret")
print(*sorted(set(sys.modules) - before))
"""


def test_only_the_standard_library_is_loaded() -> None:
    """A receiver that verifies loads six small modules of ours and nothing that anybody has to install."""
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert [name for name in loaded if name.startswith("maileroo_cli")] == OURS
    others = {name.partition(".")[0] for name in loaded} - {"maileroo_cli"}
    assert others <= set(sys.stdlib_module_names)
    assert not others & {"asyncio", "email", "http", "logging", "socket", "ssl", "threading", "urllib"}


@given(body=st.binary(max_size=200), header=st.none() | st.text() | st.binary())
def test_every_body_and_header_gets_a_verdict(body: bytes, header: str | bytes | None) -> None:
    """Whatever arrives, there is an answer: nothing that a stranger sends raises."""
    verdict = verify(body, header, "secret")
    assert isinstance(verdict, Verdict)
    assert verdict.valid is bool(verdict) is (verdict.problem is None)


@given(body=st.binary(max_size=200), secrets=st.lists(st.binary(min_size=1), min_size=1, max_size=3))
def test_each_of_several_secrets_counts(body: bytes, secrets: list[bytes]) -> None:
    """During a rotation a signature of either secret is valid; that of another body is not."""
    for secret in secrets:
        assert verify(body, sign(body, secret), secrets)
        assert verify(body + b" ", sign(body, secret), secrets).problem is Problem.MISMATCH


@pytest.mark.parametrize("secret", ["", b"", None, [], ["secret", ""], [None]], ids=repr)
def test_without_a_secret_nothing_is_accepted(secret: object) -> None:
    """A receiver whose secret is not configured gets an error, never a valid verdict."""
    with pytest.raises(EmptySecretError):
        verify(b"{}", sign(b"{}", "secret"), secret)  # type: ignore[arg-type]
