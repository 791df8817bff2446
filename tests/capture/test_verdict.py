"""The store knows every verdict that checking can find, and one more."""

from maileroo_cli.capture.verdict import RequestVerdict, StoredVerdict


def test_what_is_found_can_be_stored() -> None:
    """A verdict has the same text wherever it stands; only a stored request can be unchecked."""
    assert {str(one) for one in StoredVerdict} == {*map(str, RequestVerdict), "unchecked"}
