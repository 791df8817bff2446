"""Body styles: byte for byte what the encoders of other languages write, and always the same payload."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.signing.body_style import Style, encode
from maileroo_cli.webhook.signing.signature import sign
from tests.webhook.vector_case import CLICKED

ORACLE = json.loads((Path(__file__).parents[3] / "fixtures/bodies/oracle.json").read_bytes())
CASES = {case["name"]: case["payload"] for case in ORACLE["cases"]}
BODIES = [
    (Style(style), name, body) for style, made in ORACLE["styles"].items() for name, body in made["bodies"].items()
]
OLDER_GO = "backspace and form feed"
"""The one case that Go before 1.22, which wrote the oracle, encodes otherwise than Go does since."""

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.text(st.sampled_from('<>&/\\"u0028d\u2028\u2029\x7f\b\f\n\x00é😀')),
)
keys = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.text("<&/\\\u2028é", max_size=3)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
)
payloads = st.dictionaries(keys, values, max_size=6)


def typed(value: Any) -> Any:
    """Return a payload of the oracle with the strings that JSON cannot hold, as a command line would give them."""
    if isinstance(value, list):
        return [typed(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$bytes" in value:
        return base64.b64decode(value["$bytes"]).decode("utf-8", "surrogateescape")
    if "$utf16" in value:
        return "".join(map(chr, value["$utf16"]))
    return {key: typed(item) for key, item in value.items()}


@pytest.mark.parametrize(("style", "name", "body"), BODIES, ids=[f"{one[0]}-{one[1]}" for one in BODIES])
def test_a_body_is_what_the_language_itself_writes(style: Style, name: str, body: str) -> None:
    """Every style gives the very bytes that Go, Node.js or PHP gave for the same payload."""
    if style is Style.GO and name == OLDER_GO:
        body = body.replace(r"\u0008", r"\b").replace(r"\u000c", r"\f")
    assert encode(typed(CASES[name]), style) == body.encode()


@pytest.mark.parametrize("name", CASES)
def test_python_is_what_json_dumps_writes(name: str) -> None:
    """The style python gives the bytes of the running Python's json.dumps."""
    payload = typed(CASES[name])
    assert encode(payload, Style.PYTHON) == json.dumps(payload).encode()


def test_every_foreign_style_has_an_oracle() -> None:
    """Each style but python was written by its own language, which the file names with its version."""
    assert set(ORACLE["styles"]) == set(Style) - {Style.PYTHON}
    assert {made["made_with"] for made in ORACLE["styles"].values()} == {
        "go1.19.8",
        "Node.js 20.20.2",
        "PHP 8.2.36",
    }
    for style, made in ORACLE["styles"].items():
        skipping = {case["name"] for case in ORACLE["cases"] if style in case.get("skip", ())}
        assert set(made["bodies"]) == set(CASES) - skipping


@pytest.mark.parametrize(
    ("style", "length", "signature"),
    [
        (Style.GO, 459, "14036cb8d272ae93b0194b9ea2e0824b11b3ced7bdf8874d4dce26b979cf444a"),
        (Style.COMPACT, 444, "de6d100ca0de455a9c3ca49c191ae111b4b5934815f7ae2b86f84c9a05ef840d"),
        (Style.PHP, 449, "a602887e9524092da45bd11e1c3fd13a5a8c91ba944be555cd5512810ef7b2aa"),
    ],
)
def test_the_published_vector(style: Style, length: int, signature: str) -> None:
    """The clicked sample has a known length and a known signature in three styles."""
    body = encode(CLICKED, style)
    assert len(body) == length
    assert sign(body, "secret") == signature


def test_go_is_the_default() -> None:
    """A body without a wish for a style is what Maileroo sends."""
    assert encode(CLICKED) == encode(CLICKED, Style.GO)


@pytest.mark.parametrize("style", Style)
def test_keys_are_sorted_at_every_level(style: Style) -> None:
    """The order in which a payload was built never shows in its body, with floats in it or without."""
    for number in (1, 1.5):
        ordered = {"a": [{"x": number, "y": 2}], "b": {"c": 3, "d": 4}}
        shuffled = {"b": {"d": 4, "c": 3}, "a": [{"y": 2, "x": number}]}
        assert encode(shuffled, style) == encode(ordered, style)


def same(got: Any, wanted: Any) -> bool:
    """Compare what was read with what was written; a whole float may have been written as an integer."""
    if isinstance(wanted, dict):
        return got.keys() == wanted.keys() and all(same(got[key], wanted[key]) for key in wanted)
    if isinstance(wanted, list):
        return len(got) == len(wanted) and all(map(same, got, wanted))
    return bool(float(got) == wanted if isinstance(wanted, float) else got == wanted)


@given(payload=payloads)
def test_every_style_parses_back(payload: dict[str, Any]) -> None:
    """Whatever the payload, every style is valid UTF-8 and JSON for the same payload."""
    for style in Style:
        assert same(json.loads(encode(payload, style).decode("utf-8", "strict")), payload)


@given(text=st.text(st.characters(), max_size=20))
def test_surrogates_survive_as_escapes(text: str) -> None:
    """Where the language escapes a lone surrogate, the text is the same again, halves of a pair joined."""
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    for style in (Style.COMPACT, Style.PRETTY, Style.PYTHON):
        assert json.loads(encode({"a": text}, style)) == {"a": joined}


@given(payload=payloads | st.dictionaries(st.text(st.characters()), st.text(st.characters()), max_size=3))
def test_go_leaves_no_html_raw(payload: dict[str, Any]) -> None:
    """The style go never holds a raw < > & or line separator, and is valid UTF-8 even for surrogates."""
    body = encode(payload).decode("utf-8", "strict")
    assert not set(body) & set("<>&\u2028\u2029")


@given(payload=payloads)
def test_php_is_ascii(payload: dict[str, Any]) -> None:
    """The style php is ASCII, and every slash in it has its backslash."""
    body = encode(payload, Style.PHP).decode("ascii")
    assert body.count("/") == body.count("\\/")


@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_keeps_its_value(number: float) -> None:
    """A float is written so that reading it gives the same number, in every style."""
    for style in Style:
        [(_, got)] = json.loads(encode({"n": number}, style)).items()
        assert float(got) == number


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_json_cannot_hold_is_refused(style: Style, number: float) -> None:
    """No style ever writes NaN or Infinity."""
    with pytest.raises(UsageError, match="cannot be written as JSON"):
        encode({"a": [number]}, style)
