"""JSON that went through a language: what was signed is among what is tried, whatever the payload holds."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.webhook.diagnosis.candidates.json.literal import java_double
from maileroo_cli.webhook.diagnosis.candidates.json.variation import SMALL_SIZE, rewrite_differently

TEXT = st.text(st.characters(exclude_categories=["Cs", "Co"]), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers(-(10**14), 10**14) | TEXT
PAYLOADS = st.dictionaries(
    TEXT, SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(TEXT, SCALARS, max_size=3), min_size=1, max_size=4
)


def compact(tree: Any) -> bytes:
    """Return JSON without spaces."""
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()


def tried(body: bytes) -> set[bytes]:
    """Return every other body that is tried."""
    return {candidate.value for candidate in rewrite_differently(body)}


def without_nulls(tree: Any) -> Any:
    """Return a payload without the members that are null."""
    if isinstance(tree, dict):
        return {key: without_nulls(value) for key, value in tree.items() if value is not None}
    return [without_nulls(value) for value in tree] if isinstance(tree, list) else tree


def strings(tree: Any) -> Any:
    """Return a payload whose numbers are strings."""
    if isinstance(tree, dict):
        return {key: strings(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [strings(value) for value in tree]
    return str(tree) if isinstance(tree, int) and not isinstance(tree, bool) else tree


def laravel(tree: Any) -> Any:
    """Return a payload with trimmed strings, those that are empty as null."""
    if isinstance(tree, dict):
        return {key: laravel(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [laravel(value) for value in tree]
    return (tree.strip() or None) if isinstance(tree, str) else tree


@pytest.mark.parametrize("change", [without_nulls, strings, laravel], ids=lambda change: str(change.__name__))
@given(payload=PAYLOADS)
def test_changed_values_are_found(change: Any, payload: dict[str, Any]) -> None:
    """What a language leaves out, trims or turns into text is found, as compact JSON and as PHP writes it."""
    body, signed = compact(payload), compact(change(payload))
    php = json.dumps(change(payload), separators=(",", ":")).replace("/", "\\/").replace("\\u007f", "\x7f").encode()
    assert signed == body or {signed, php} <= tried(body)


@given(PAYLOADS)
def test_pythons_text_of_a_payload_is_read(payload: dict[str, Any]) -> None:
    """A payload stored as Python shows it is found again as JSON, unless it is JSON already."""
    shown = str(payload)
    assert not shown.startswith("{'") or compact(payload) in tried(shown.encode())


@given(st.dictionaries(st.from_regex("[a-z]{1,5}", fullmatch=True), st.none() | st.integers(0, 99) | st.just("nil=>")))
def test_rubys_text_of_a_payload_is_read(payload: dict[str, Any]) -> None:
    """A payload stored as Ruby shows it, in the old form and in that of 3.4, is found again as JSON."""
    parts = [f'"{key}"=>{"nil" if value is None else json.dumps(value)}' for key, value in payload.items()]
    old = "{" + ", ".join(parts) + "}"
    for shown in (old, re.sub(r'(?<=")=>(?=[n\d"])', " => ", old)):
        assert not payload or compact(payload) in tried(shown.encode())


@pytest.mark.parametrize(
    ("literal", "shown"),
    [
        *(("0", "0.0"), ("774", "774.0"), ("1767312000", "1.767312E9"), ("-1767312000", "-1.767312E9")),
        *(("10000000", "1.0E7"), ("9999999", "9999999.0"), ("0.0001", "1.0E-4"), ("0.001", "0.001")),
        *(("123456789012345678", "1.2345678901234568E17"), ("100", "100.0")),
    ],
)
def test_a_double_is_written_as_java_does(literal: str, shown: str) -> None:
    """Java writes an exponent from ten million on and below a thousandth."""
    assert java_double(literal) == shown


def test_a_large_body_is_left_alone() -> None:
    """What takes long is not done for a body that is larger than any event."""
    assert tried(compact({"a": None})) != set()
    assert tried(compact({"a": None, "b": "x" * SMALL_SIZE})) == set()
