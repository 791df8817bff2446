"""Where a listener is: whether a URL leads back to it."""

import pytest

from maileroo_cli.transport.server.address import Address, leads_back


@pytest.mark.parametrize(
    ("host", "port", "own", "back"),
    [
        ("127.0.0.1", 4747, "127.0.0.1", True),
        ("LOCALHOST", 4747, "127.0.0.1", True),
        ("localhost.", 4747, "::1", True),
        ("::1", 4747, "localhost", True),
        ("127.0.0.1", 4747, "0.0.0.0", True),
        ("127.0.0.9", 4747, "0.0.0.0", True),
        ("0.0.0.0", 4747, "127.0.0.1", True),
        ("::1", 4747, "::", True),
        ("192.0.2.1", 4747, "192.0.2.1", True),
        ("127.0.0.1", 8000, "127.0.0.1", False),
        ("127.0.0.2", 4747, "127.0.0.1", False),
        ("192.0.2.1", 4747, "127.0.0.1", False),
        ("localhost", 4747, "192.0.2.1", False),
        ("app.test", 4747, "0.0.0.0", False),
    ],
)
def test_leads_back(host: str, port: int, own: str, back: bool) -> None:
    """The same port at the same host leads back, and all names of this machine are one; anything else does not."""
    assert leads_back(host, port, Address(own, 4747)) is back


def test_any_free_port() -> None:
    """Where the port is not known yet, nothing leads back to it."""
    assert not leads_back("127.0.0.1", 4747, Address("127.0.0.1", 0))
