"""What is a probe, and what can be a webhook."""

import pytest

from maileroo_cli.capture.probe import explain_probe, is_probe, only_reads

CASES = {
    "a webhook": ("POST", b"{}", "a" * 64, ""),
    "an unsigned webhook": ("POST", b"{}", None, ""),
    "a signature alone": ("POST", b"", "", ""),
    "in small letters": ("post", b"{}", None, ""),
    "a method that is not known": ("", b"{}", None, ""),
    "a method that HTTP cannot carry": ("\x1b[31m", b"{}", None, ""),
    "nothing at all": ("", b"", None, "request with neither body nor signature"),
    "a health check": ("GET", b"", None, "GET with neither body nor signature"),
    "an empty post": ("POST", b"", None, "POST with neither body nor signature"),
    "another method": ("PATCH", b"{}", "a" * 64, "PATCH, but Maileroo sends POST"),
}


@pytest.mark.parametrize(("method", "body", "signature", "why"), CASES.values(), ids=CASES)
def test_probes(method: str, body: bytes, signature: str | None, why: str) -> None:
    """A request that is no POST, or has neither body nor signature, is one; what is not known speaks for a webhook."""
    assert explain_probe(method, body, signature) == why
    assert is_probe(method, body, signature) is bool(why)


def test_what_only_reads() -> None:
    """What asks for something and brings nothing may pass."""
    assert [method for method in ("GET", "HEAD", "OPTIONS", "POST", "DELETE", "TRACE") if only_reads(method, b"")] == [
        "GET", "HEAD", "OPTIONS",
    ]  # fmt: skip
    assert not only_reads("GET", b"{}")
