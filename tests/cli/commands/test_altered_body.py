"""``corrupt`` in a replay: a body that was altered on the way has to be refused for its signature."""

from pathlib import Path

import pytest

from tests.cli.calling import Mhook
from tests.cli.endpoint import Endpoint


@pytest.mark.parametrize("status", [400, 401, 403])
def test_refused(mhook: Mhook, project: Path, status: int) -> None:
    """A receiver that refuses it, and accepts the right one next time, is correct."""
    with Endpoint(refusal=status) as endpoint:
        ran = mhook("replay", "--url", endpoint.url, "--fault", "1=corrupt")
    assert (ran.code, [one.signed for one in endpoint.arrived]) == (0, [False, True])
    assert f"refused with {status}, as it should be" in ran.text


NOT_REFUSED = {
    404: "that is the route, not the signature",
    405: "that is the route, which takes no POST, not the signature",
    413: "that is the size limit, not the signature",
    415: "that is the content type, not the signature",
    419: "that is a CSRF check, not the signature",
    422: "that is validation: the body was parsed before the signature was checked",
    302: "that is a redirect, not the signature",
    500: "the signature check itself failed",
}


@pytest.mark.parametrize(("status", "what"), NOT_REFUSED.items())
def test_not_refused_for_its_signature(mhook: Mhook, project: Path, status: int, what: str) -> None:
    """Any other answer shows no check of the signature, and lets the run fail although the event was accepted."""
    with Endpoint(refusal=status) as endpoint:
        ran = mhook("replay", "--url", endpoint.url, "--fault", "1=corrupt", "--format", "json")
        text = mhook("replay", "--url", endpoint.url, "--fault", "1=corrupt")
    *_, delivered, summary = ran.objects
    (found,) = [one for one in delivered["findings"] if one["finding"] == "altered-not-refused"]
    assert f"answered {status} to a body that was altered in transit: {what}; answer 401" in found["reason"]
    assert (ran.code, summary["exit_code"], delivered["end"]) == (1, 1, "accepted")
    assert text.code == 1
    assert f"answered {status}; {what}" in text.text
    assert "an altered body was not refused because of its signature" in text.lines[-1]


@pytest.mark.parametrize("status", [408, 425, 429, 502, 503, 504])
def test_what_may_pass(mhook: Mhook, project: Path, status: int) -> None:
    """An answer that says nothing of the check, since the next may be another, is told as a risk."""
    with Endpoint(refusal=status) as endpoint:
        ran = mhook("replay", "--url", endpoint.url, "--fault", "1=corrupt")
        told = mhook("replay", "--url", endpoint.url, "--fault", "1=corrupt", "--format", "json")
    assert ran.code == 0
    assert "it did not show whether it refuses altered bodies" in ran.lines[-1]
    assert [one["finding"] for one in told.objects[-2]["findings"]] == ["altered-undecided"]


def test_among_many(mhook: Mhook, project: Path) -> None:
    """Of several events each that was not refused is counted."""
    with Endpoint(refusal=404) as endpoint:
        ran = mhook("replay", "delivered", "opened", "--url", endpoint.url, "--fault", "1=corrupt")
    assert ran.code == 1
    assert "2 of 2 altered, and not refused because of that; 2 accepted" in ran.lines[-1]


def test_accepted(mhook: Mhook, project: Path) -> None:
    """A receiver that checks nothing accepts it, which is the worst."""
    with Endpoint(checks=False) as endpoint:
        ran = mhook("replay", "--url", endpoint.url, "--fault", "1=corrupt")
    assert ran.code == 1
    assert "an altered body was accepted" in ran.lines[-1]
