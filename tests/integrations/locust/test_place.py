"""Tests of maileroo_cli.integrations.locust.place."""

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.integrations.locust.place import Place, parse_place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("192.0.2.7", Place("192.0.2.7", 5557)),
        ("load.example.com:6000", Place("load.example.com", 6000)),
        ("127.0.0.1:0", Place("127.0.0.1", 0)),
        ("[::1]", Place("::1", 5557)),
        ("[::1]:6000", Place("::1", 6000)),
    ],
)
def test_a_place_is_read_and_shown(text: str, place: Place) -> None:
    """A host stands alone or with a port, an IPv6 address in brackets; what is shown can be read again."""
    assert parse_place(text, "--bind") == place
    assert parse_place(str(place), "--bind") == place


@pytest.mark.parametrize(
    "text", ["", ":6000", "::1", "[::1", "[::1]6000", "a b", "http://host", "host:x", "host:65536", "host:-1"]
)
def test_anything_else_is_refused(text: str) -> None:
    """What is no host and no port is refused in one line that names the option and shows how to write it."""
    with pytest.raises(UsageError, match=r"^--worker '") as caught:
        parse_place(text, "--worker")
    assert "--worker 192.0.2.7:5557" in caught.value.hint
