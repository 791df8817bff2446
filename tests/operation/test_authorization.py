"""A load or a storm goes to this machine freely, and to another one only where somebody names it."""

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.operation.authorization import check_authorized
from maileroo_cli.transport.client.target import parse_target


@pytest.mark.parametrize("url", ["http://localhost:8000/webhook", "http://127.0.0.1/", "https://[::1]:8443/hook"])
def test_this_machine_needs_no_authorization(url: str) -> None:
    """This machine is free."""
    check_authorized(parse_target(url), None, what="a load")


def test_another_host_has_to_be_named() -> None:
    """Another host gets it only where exactly it is named, in whatever case."""
    target = parse_target("https://Staging.example.com/hook")
    check_authorized(target, "staging.EXAMPLE.com", what="a load")
    for named in (None, "example.com", "staging.example.com.", "localhost"):
        with pytest.raises(UsageError):
            check_authorized(target, named, what="a load")
