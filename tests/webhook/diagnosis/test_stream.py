"""Many requests of one stream: what is no longer searched in full, and what is found all the same."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

import pytest

from maileroo_cli.webhook.diagnosis.explain import Diagnosis
from maileroo_cli.webhook.diagnosis.history import SearchHistory
from maileroo_cli.webhook.diagnosis.stream import UNSEARCHED, StreamDiagnosis
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import sign, verify
from tests.webhook.diagnosis.test_explain import BODY, CANARY, VECTORS, codes, tag

FOREIGN = hashlib.sha256(b"nobody's").hexdigest()
SECRETS = [Secret(CANARY)]


class Stream:
    """Requests one after the other; so many of a kind are searched in full where that leads to nothing."""

    def __init__(self, thorough: float, secrets: Sequence[Secret] = SECRETS, known: Sequence[Secret] = ()) -> None:
        self.history = SearchHistory(thorough)
        self._secrets = secrets
        self._stream = StreamDiagnosis(secrets, known, self.history)

    def diagnose(self, body: bytes, header: str, headers: Sequence[tuple[str, str]] = (), **request: Any) -> Diagnosis:
        """Diagnose the next request."""
        look = self._stream.look_at(body, header)
        expected = [sign(body, secret) for secret in self._secrets]
        told = {"method": "POST", "url": ""} | request
        return self._stream.diagnose(
            body, header, look, expected, due=self._stream.is_due(look), headers=tuple(headers), **told
        )


def test_only_some_are_searched_in_full() -> None:
    """After some without an explanation the next that look alike are told to be searched briefly, but not others."""
    stream = Stream(2)
    found = [stream.diagnose(BODY, FOREIGN) for _ in range(4)]
    assert [codes(one) for one in found] == [["unexplained"]] * 4
    assert [one.brief for one in found] == [False, False, True, True]
    assert [one.causes[0] == UNSEARCHED for one in found] == [False, False, True, True]
    assert "No known mistake" not in found[3].causes[0].sentence
    assert not stream.diagnose(BODY + b"\n", FOREIGN).brief
    assert not stream.diagnose(BODY, FOREIGN[:-1]).brief


def test_one_in_many_is_searched_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sent may change in the middle: what one of those explains is found in the others from then on."""
    monkeypatch.setattr("maileroo_cli.webhook.diagnosis.history.EVERY", 5)
    stream = Stream(1)
    assert [stream.diagnose(BODY, FOREIGN).brief for _ in range(4)] == [False, True, True, True]
    rare = tag(BODY, CANARY.swapcase())
    assert [codes(stream.diagnose(BODY, rare))[0] for _ in range(3)] == [
        "unexplained",
        "secret-case",
        "secret-case",
    ]


CHEAP = {
    "prefix": f"sha256={tag(BODY)}",
    "upper case": tag(BODY).upper(),
    "base64": base64.b64encode(bytes.fromhex(tag(BODY))).decode(),
    "one digit": tag(BODY)[:9] + ("0" if tag(BODY)[9] != "0" else "1") + tag(BODY)[10:],
    "one digit late": tag(BODY)[:59] + ("0" if tag(BODY)[59] != "0" else "1") + tag(BODY)[60:],
    "one digit less": tag(BODY)[1:],
    "the secret": CANARY,
    "its hash": hashlib.sha256(CANARY.encode()).hexdigest(),
    "half of it twice": tag(BODY)[:32] * 2,
    "hex of hex": tag(BODY)[:32].encode().hex(),
    "a known secret": tag(BODY, "another"),
}


@pytest.mark.parametrize("header", CHEAP.values(), ids=CHEAP)
def test_mistakes_of_the_header_are_always_found(header: str) -> None:
    """What takes hardly any time is tried with every request, as in a search in full."""
    known = [Secret("another")]
    whole, brief = (Stream(thorough, known=known).diagnose(BODY, header) for thorough in (1, -1))
    assert codes(brief) == codes(whole) != ["unexplained"]
    assert brief.detail == whole.detail


def test_a_body_that_is_not_whole_is_always_told() -> None:
    """A fact that the request shows by itself is told alone: the sum says how many were not searched in full."""
    found = Stream(-1).diagnose(BODY, FOREIGN, [("Content-Length", "9999")])
    assert codes(found) == ["body-incomplete"]
    assert (found.detail, found.brief) == (f"only {len(BODY)} of 9999 bytes arrived", True)


def test_what_was_found_is_found_again() -> None:
    """Whatever explained one request of a stream explains the same in a later one that is not searched in full."""
    tried = 0
    for vector in VECTORS:
        body, header = base64.b64decode(vector["body"]), vector["header"]
        text = vector.get("secret")
        secret = Secret(text if isinstance(text, str) else base64.b64decode(vector["secret_base64"]))
        if not isinstance(header, str) or not header.strip() or verify(body, header, secret):
            continue
        stream = Stream(1, [secret], [Secret(one, "known") for one in vector.get("known_secrets", ())])
        headers = [(name, value) for name, value in vector.get("headers", ())]
        request = {"method": vector.get("method") or "", "url": vector.get("url") or ""}
        first = stream.diagnose(body, header, headers, **request)
        if not first.computed:
            continue
        stream.history._thorough = -1
        again = stream.diagnose(body, header, headers, **request)
        assert codes(again) == codes(first), vector["name"]
        tried += 1
    assert tried > len(VECTORS) // 2


def test_hmac() -> None:
    """A construction that was found is tried with the keys and bodies that were found, too."""
    stream = Stream(1)
    for name in ("sha1", "sha512"):
        assert codes(stream.diagnose(BODY, tag(BODY, name=name))) == [f"hmac-{name}"]
    stream.history._thorough = -1
    wrong = hmac.new(CANARY.encode(), BODY + b"x", "sha512").hexdigest()
    assert codes(stream.diagnose(BODY + b"x", wrong)) == ["hmac-sha512"]
    assert stream.diagnose(BODY, wrong[::-1]).brief
