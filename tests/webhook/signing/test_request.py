"""Headers of requests: what goes along when a request is sent again."""

import pytest

from maileroo_cli.webhook.signing.request import Headers, Request, end_to_end


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((), ()),
        ((("B", "1"), ("a", ""), ("B", "2")), (("B", "1"), ("a", ""), ("B", "2"))),
        ((("Host", "h"), ("CONTENT-LENGTH", "2"), ("expect", "100-continue"), ("A", "1")), (("A", "1"),)),
        ((("Transfer-Encoding", "chunked"), ("TE", "x"), ("Upgrade", "y"), ("Proxy-Connection", "z")), ()),
        (
            (("Connection", "close, X-One ,x-two"), ("x-one", "1"), ("X-TWO", "2"), ("X-Three", "3")),
            (("X-Three", "3"),),
        ),
    ],
    ids=["none", "order and duplicates", "framing", "one connection", "what Connection names"],
)
def test_what_goes_along(headers: Headers, expected: Headers) -> None:
    """Headers of one connection and of the framing stay behind, in any case; the others keep their order."""
    assert end_to_end(headers) == expected


def test_a_request_shows_no_signature() -> None:
    """A signature may be the secret itself, and a repr gets into logs: it has a mask in its place."""
    request = Request("POST", "/webhook", (("X-Test", "1"), ("X-Maileroo-Signature", "canary")), b"{}")
    assert repr(request) == (
        "Request(method='POST', url='/webhook',"
        " headers=(('X-Test', '1'), ('X-Maileroo-Signature', '********')), body=b'{}')"
    )
    assert request.headers[1][1] == "canary"
