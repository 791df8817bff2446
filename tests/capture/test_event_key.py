"""Two requests are about the same event by its id, or by the body where that names none."""

import pytest

from maileroo_cli.capture.event_key import event_key, request_key

LONG = "x" * 65


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (("e-1", b"a"), ("e-1", b"b"), True),
        (("e-1", b"a"), ("e-2", b"a"), False),
        (("", b"a"), ("", b"a"), True),
        (("", b"a"), ("", b"b"), False),
        ((LONG, b"a"), (LONG, b"b"), True),
        ((LONG, b"a"), (LONG + "y", b"a"), False),
        (("\udcff", b""), ("\udcff", b"a"), True),
    ],
    ids=["same id", "other id", "same body", "other body", "same long id", "other long id", "surrogate"],
)
def test_request_key(first: tuple[str, bytes], second: tuple[str, bytes], same: bool) -> None:
    """The id decides where there is one; else the body does."""
    assert (request_key(*first) == request_key(*second)) is same


def test_a_key_is_small() -> None:
    """An id of any length, and any body, takes no more memory than a real id."""
    assert len(event_key("x" * 64)) == 64
    assert max(len(event_key("x" * 100_000)), len(request_key("", b"x" * 100_000))) == 16
