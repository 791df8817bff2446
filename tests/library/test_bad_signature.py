"""Every wrong signature of an event, each by its name."""

from typing import get_args

import pytest

from maileroo_cli import BadRequest, BadSignature, bad_signatures, diagnose, make_event, verify
from maileroo_cli.webhook.signing.tamper import BadSignatureName

EVENT = make_event("delivered", seed=1)
HEADER = "x-maileroo-signature"


def test_all_of_them() -> None:
    """Each kind comes once, under its name, for the same bytes; by its name it is the same request."""
    found = list(bad_signatures(EVENT, "secret", url="/hook"))
    assert [bad.name for bad in found] == list(BadSignature)
    for bad in found:
        assert isinstance(bad, BadRequest)
        assert bad.request == EVENT.request("secret", "/hook", bad=bad.name)
        assert bad.request.body == EVENT.body


@pytest.mark.parametrize(("name", "request_"), bad_signatures(EVENT, "secret"), ids=lambda one: str(one)[:16])
def test_none_of_them_verifies(name: str, request_: object) -> None:
    """Whatever a client makes of the header, no signature is valid, and the diagnosis has a cause."""
    request = EVENT.request("secret", bad=name)
    given = request.headers.get(HEADER)
    assert not verify(request.body, given, "secret")
    assert diagnose(request.body, given, "secret", headers=request.headers).causes


def test_the_names_for_editors_are_those_of_the_enum() -> None:
    """What completion offers as text is what there is."""
    assert get_args(BadSignatureName) == tuple(BadSignature)
