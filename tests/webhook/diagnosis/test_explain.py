"""The diagnosis, held against signatures that the tests make wrongly with the standard library alone."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maileroo_cli.errors import EmptySecretError
from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES
from maileroo_cli.webhook.diagnosis.explain import Diagnosis, diagnose
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER
from tests.webhook import signature_vectors, vector_case

VECTORS: list[dict[str, Any]] = json.loads(signature_vectors.PATH.read_bytes())["vectors"]
BODY = vector_case.BODY
CANARY = "Canary-5e1f0c77-secret"
HEADERS = st.none() | st.text() | st.binary() | st.from_regex(r"[a-z0-9]{0,8}[=:,]?[0-9a-fA-F+/=]{8,70}")


def tag(body: bytes, secret: str = CANARY, name: str = "sha256") -> str:
    """Return the hex HMAC of ``body``."""
    return hmac.new(secret.encode(), body, name).hexdigest()


def codes(diagnosis: Diagnosis) -> list[str]:
    """Return the codes of a diagnosis."""
    return [cause.code for cause in diagnosis.causes]


def diagnose_vector(vector: dict[str, Any]) -> Diagnosis:
    """Return the diagnosis of a vector as of a request: a doubled header is read first, and stands in the headers."""
    text = vector.get("secret")
    secret = text if isinstance(text, str) else base64.b64decode(vector["secret_base64"])
    header = vector["header"]
    headers = [(name, value) for name, value in vector.get("headers", ())]
    if isinstance(header, list):
        headers += [("X-Maileroo-Signature", value) for value in header]
        header = header[0]
    known = vector.get("known_secrets", ())
    return diagnose(
        base64.b64decode(vector["body"]),
        header,
        secret,
        known_secrets=known,
        headers=headers,
        method=vector.get("method"),
        url=vector.get("url"),
        other_bodies=[base64.b64decode(body) for body in vector.get("other_bodies", ())],
    )


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["name"]))
def test_a_vector_gets_its_causes(vector: dict[str, Any]) -> None:
    """Each mistake made by hand is named, alone or together with those that it coincides with."""
    assert codes(diagnose_vector(vector)) == vector["causes"]


def test_every_cause_has_a_vector() -> None:
    """No cause stands in the catalogue without a case that leads to it."""
    assert {code for vector in VECTORS for code in vector["causes"]} == set(CAUSES)


def test_a_valid_signature_has_no_cause() -> None:
    """What verifies is not diagnosed, with the header given or found among the headers."""
    assert diagnose(BODY, tag(BODY), CANARY) == Diagnosis(())
    assert diagnose(BODY, None, CANARY, headers=[("X-Maileroo-Signature", tag(BODY))]) == Diagnosis(())


def test_the_secret_that_was_used_is_named_by_reference() -> None:
    """With several secrets, the diagnosis says which one the mistake was made with."""
    secrets = [Secret("one", "env:ONE"), Secret("two", "env:TWO")]
    diagnosis = diagnose(BODY, tag(BODY + b"\n", "two"), secrets)
    assert codes(diagnosis) == ["body-newline-added"]
    assert diagnosis.secret == "env:TWO"


@pytest.mark.parametrize(
    ("known", "reference"),
    [
        (Secret("old", "env:OLD"), "env:OLD"),
        ([Secret("older", "env:OLDER"), Secret("old", "env:OLD")], "env:OLD"),
        ("old", "known secret 1"),
        (["", "new", b"old"], "known secret 3"),
    ],
    ids=["one", "several", "bare text", "empty and duplicate ones"],
)
def test_another_known_secret_is_named(known: Any, reference: str) -> None:
    """The reference of the known secret that was used is told, and empty ones are passed over."""
    diagnosis = diagnose(BODY, tag(BODY, "old"), "new", known_secrets=known)
    assert codes(diagnosis) == ["secret-other-known"]
    assert diagnosis.detail == reference
    assert diagnosis.secret == reference


def test_a_mistake_with_another_known_secret_is_found() -> None:
    """A known secret with a newline, over a body with one, in a header with a prefix: three mistakes at once."""
    header = f"sha256={tag(BODY, 'old' + chr(10))}"
    diagnosis = diagnose(BODY, header, "new", known_secrets=[Secret("old", "env:OLD")])
    assert codes(diagnosis) == ["secret-other-known", "secret-newline", "header-prefixed"]
    assert "env:OLD" in diagnosis.detail


def test_an_own_setting_that_was_not_expanded_is_recognised() -> None:
    """The name of the variable that the secret comes from, used as the key, is a placeholder."""
    diagnosis = diagnose(BODY, tag(BODY, "${HOOK_KEY}"), Secret(CANARY, "env:HOOK_KEY"))
    assert codes(diagnosis) == ["secret-placeholder"]


@pytest.mark.parametrize("secrets", ["", [], ["good", ""]])
def test_diagnosing_without_a_secret_is_refused(secrets: Any) -> None:
    """As for verifying, an empty secret is an error and no diagnosis."""
    with pytest.raises(EmptySecretError):
        diagnose(BODY, "0" * 64, secrets)


def test_quick_diagnosis_finds_single_mistakes_alone() -> None:
    """Without thoroughness one mistake of key, body or algorithm is found, also in a wrong header, but no pair."""
    single, pair = tag(json.dumps(vector_case.CLICKED).encode()), tag(BODY + b"\n", CANARY + "\n")
    assert codes(diagnose(BODY, f"sha256={single}", CANARY, thorough=False)) == ["json-python", "header-prefixed"]
    assert codes(diagnose(BODY, pair, CANARY, thorough=False)) == ["unexplained"]
    assert codes(diagnose(BODY, pair, CANARY)) == ["secret-newline", "body-newline-added"]


def test_a_duplicate_header_is_read_in_any_form() -> None:
    """The right signature in the second of two headers is found, with a prefix too, however the name is written."""
    headers = [("X-MAILEROO-SIGNATURE", "0" * 64), ("x-maileroo-signature", f"sha256={tag(BODY)}")]
    diagnosis = diagnose(BODY, "0" * 64, CANARY, headers=headers)
    assert codes(diagnosis) == ["header-duplicated", "header-prefixed"]


def test_a_header_of_another_name_is_named_only_where_harmless() -> None:
    """The other header's name is repeated if it is an ordinary name."""
    ordinary = diagnose(BODY, "", CANARY, headers=[("Accept", "*/*"), ("X-Signature", tag(BODY))])
    strange = diagnose(BODY, None, CANARY, headers=[("\x1b[31m", tag(BODY))])
    assert (codes(ordinary), ordinary.detail) == (["header-other-name"], "X-Signature")
    assert (codes(strange), strange.detail) == (["header-other-name"], "")


def test_a_body_cut_at_any_length_is_recognised() -> None:
    """Every beginning of a small body is tried, and the length is told."""
    for length in range(1, len(BODY), 37):
        diagnosis = diagnose(BODY, tag(BODY[:length]), CANARY)
        assert codes(diagnosis) == ["body-cut"]
        assert str(length) in diagnosis.detail


@pytest.mark.parametrize("size", [1024, 4096, 65536])
def test_a_large_body_cut_at_a_usual_length_is_recognised(size: int) -> None:
    """Of a larger body the usual sizes of buffers are tried."""
    assert codes(diagnose(bytes(100_000), tag(bytes(size)), CANARY)) == ["body-cut"]


def test_a_body_cut_at_its_announced_length_is_recognised() -> None:
    """A body with more bytes than Content-Length says is tried at that length."""
    body = bytes(50_000)
    diagnosis = diagnose(body, tag(body[:43_210]), CANARY, headers=[("content-length", "43210")])
    assert codes(diagnosis) == ["body-cut"]


def test_every_shortened_tag_is_recognised_from_eight_digits() -> None:
    """Fewer than eight digits prove nothing; from eight on the tag is known to be a part."""
    for length in range(1, 64):
        expected = "header-truncated" if length >= 8 else "header-malformed"
        assert codes(diagnose(BODY, tag(BODY)[:length], CANARY)) == [expected]


@pytest.mark.parametrize("length", [10, 32, 43])
def test_a_shortened_base64_tag_is_recognised(length: int) -> None:
    """A cut is seen through another notation too."""
    header = base64.b64encode(bytes.fromhex(tag(BODY))).decode()[:length]
    expected = ["header-base64", "header-truncated"] if length >= 11 else ["header-malformed"]
    assert codes(diagnose(BODY, header, CANARY)) == (expected if length < 43 else ["header-base64"])


@pytest.mark.parametrize(
    ("body", "headers", "hint"),
    [
        (BODY, [("Content-Encoding", "GZIP")], "Content-Encoding"),
        (b'{"a":"\xef\xbf\xbd"}', [], "U+FFFD"),
        (BODY, [("Content-Length", "3")], "Content-Length says 3"),
    ],
    ids=["decompressed", "replaced", "longer"],
)
def test_what_is_suspicious_is_told(body: bytes, headers: list[tuple[str, str]], hint: str) -> None:
    """Where nothing is proved, hints stay hints: the cause is unexplained and the detail says what was seen."""
    diagnosis = diagnose(body, "0" * 64, CANARY, headers=headers)
    assert codes(diagnosis) == ["unexplained"]
    assert hint in diagnosis.detail


def test_a_content_length_that_is_no_number_is_ignored() -> None:
    """Rubbish in Content-Length leads to no conclusion."""
    for value in ("", "x", "-1", "1e3", "٣", "9" * 30):
        assert codes(diagnose(BODY, "0" * 64, CANARY, headers=[("Content-Length", value)])) == ["unexplained"]


def test_facts_about_header_and_body_are_told_together() -> None:
    """A malformed header on an incomplete body are two facts."""
    diagnosis = diagnose(b"{", "nonsense", CANARY, headers=[("Content-Length", "10")])
    assert codes(diagnosis) == ["body-incomplete", "header-malformed"]


@given(st.binary(min_size=1, max_size=300), st.binary(min_size=32, max_size=32))
@settings(max_examples=15)
def test_a_random_signature_is_unexplained(body: bytes, other: bytes) -> None:
    """No body makes a foreign signature look like a known mistake."""
    assert codes(diagnose(body, other.hex(), CANARY)) == ["unexplained"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")), HEADERS)
@settings(max_examples=60)
def test_diagnosing_is_total(body: bytes, header: str | bytes | None) -> None:
    """Any body with any header gets a cause from the catalogue, never an exception, and never the verdict valid."""
    found = codes(diagnose(body, header, CANARY, thorough=False))
    assert found
    assert set(found) <= set(CAUSES)


@given(st.lists(st.tuples(st.text() | st.just(SIGNATURE_HEADER), st.text()), max_size=5), st.text(min_size=1))
@settings(max_examples=40)
def test_any_headers_are_survived(headers: list[tuple[str, str]], value: str) -> None:
    """Headers of any text, those that look like times and ids too, raise nothing."""
    awkward = [*headers, ("x-timestamp", value), ("webhook-id", value), ("Content-Length", value)]
    assert codes(diagnose(BODY, "0" * 64, CANARY, headers=awkward, thorough=False))
    assert codes(diagnose(BODY, None, CANARY, headers=awkward))


@given(JSON.filter(lambda value: isinstance(value, dict | list)))
@settings(max_examples=40)
def test_any_json_written_anew_is_recognised(payload: Any) -> None:
    """What json.dumps makes of any payload is traced back from its compact form, or is the very same bytes."""
    compact = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    signed = json.dumps(json.loads(compact), indent=2).encode()
    found = codes(diagnose(compact, tag(signed), CANARY))
    assert "unexplained" not in found


@given(st.none() | st.text(), st.none() | st.text(), st.text())
@settings(max_examples=40)
def test_any_method_and_url_are_survived(method: str | None, url: str | None, host: str) -> None:
    """A request line of any text leads to no exception and to no cause of its own."""
    headers = [("Host", host), ("X-Timestamp", host)]
    assert codes(diagnose(b"{}", "0" * 64, CANARY, headers=headers, method=method, url=url)) == ["unexplained"]


ORACLE = json.loads((signature_vectors.PATH.parents[1] / "bodies" / "oracle.json").read_bytes())["styles"]
# One style's text does not hold what the other's is made of: a zero's sign, a float that is whole, an old escape.
LOST = {"zeros", "whole floats", "around 1e15 to 1e17", "backspace and form feed"}


@pytest.mark.parametrize("signed", ORACLE)
@pytest.mark.parametrize("sent", ORACLE)
def test_what_real_encoders_write_is_recognised(sent: str, signed: str) -> None:
    """A body that one language wrote is traced to what another language's own encoder makes of the same payload."""
    for name, body in ORACLE[sent]["bodies"].items():
        other = ORACLE[signed]["bodies"].get(name)
        if other not in (None, body) and name not in LOST:
            found = codes(diagnose(body.encode(), tag(other.encode()), CANARY))
            assert found[0].startswith("json-"), name


@pytest.mark.parametrize("header", [CANARY, f"{CANARY}={'0' * 64}", f"sha256={CANARY}", f'"{CANARY}"', f"{CANARY}:x"])
@pytest.mark.parametrize("body", [b"", BODY, CANARY.encode(), b'{"a":"' + CANARY.encode() + b'"}'])
def test_no_secret_is_ever_told(header: str, body: bytes) -> None:
    """No diagnosis and no entry of the catalogue repeats the secret, not even from a header or body that holds it."""
    for value in (header, header.encode(), None):
        headers = [("X-Key", header), (SIGNATURE_HEADER, header), ("X-Timestamp", CANARY)]
        diagnosis = diagnose(body, value, CANARY, known_secrets=[CANARY + "-old"], headers=headers)
        assert CANARY not in repr(diagnosis) + str(diagnosis) + diagnosis.detail


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["name"]))
def test_the_expected_signature_is_never_told(vector: dict[str, Any]) -> None:
    """No diagnosis holds the right signature, its base64 form, or a part of them that would help to guess."""
    text = vector.get("secret")
    key = text.encode() if isinstance(text, str) else base64.b64decode(vector["secret_base64"])
    expected = hmac.new(key, base64.b64decode(vector["body"]), hashlib.sha256)
    shown = repr(diagnose_vector(vector)).lower()
    assert expected.hexdigest()[:12] not in shown
    assert base64.b64encode(expected.digest()).decode()[:12].lower() not in shown


def test_details_are_plain_text() -> None:
    """No detail of any vector holds a control character."""
    for vector in VECTORS:
        assert diagnose_vector(vector).detail.isprintable()
