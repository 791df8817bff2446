"""What the rules of the family BYTES send: bodies that differ in their bytes and not in what they say, well signed."""

import json
from typing import Any

import pytest

from maileroo_cli.operation.check.rehearsal import PlannedRequest
from maileroo_cli.operation.check.sample import SAMPLE_MARKER, SAMPLE_SECRET, make_sample
from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.definition import Family
from maileroo_cli.rules.encoding.texts import TEXTS
from maileroo_cli.rules.lesson.catalogue import LESSONS
from maileroo_cli.rules.step import PADDED_SIZE, Manner
from maileroo_cli.webhook.signing.request import header_values
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, sign

IDS = [name for name, rule in RULES.items() if rule.family is Family.ENCODING]
WELL_SIGNED = [name for name in IDS if name != "BYTES021"]
REWRITTEN = [f"BYTES{number:03}" for number in range(2, 12) if number != 8]


def sent(name: str) -> list[PlannedRequest]:
    """Return what a rule sends to a correct receiver."""
    return list(make_sample(RULES[name]).requests)


def body_of(name: str) -> bytes:
    """Return the body of a rule's first request."""
    return sent(name)[0].request.body


def value_of(name: str) -> dict[str, Any]:
    """Return what a rule's first body says."""
    value: dict[str, Any] = json.loads(body_of(name).removeprefix(b"\xef\xbb\xbf"))
    return value


def go_form(name: str) -> bytes:
    """Return a rule's first body as it were with nothing unusual: compact, in order, with raw characters."""
    return json.dumps(value_of(name), ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


@pytest.mark.parametrize("name", WELL_SIGNED)
def test_the_very_bytes_are_signed(name: str) -> None:
    """A receiver that verifies the raw body accepts each request, and each belongs to this run."""
    for one in sent(name):
        assert header_values(one.request.headers, SIGNATURE_HEADER) == [
            sign(one.request.body, Secret(SAMPLE_SECRET, "test"))
        ]
        assert value_of(name)["message_reference_id"].startswith(SAMPLE_MARKER)


@pytest.mark.parametrize("name", REWRITTEN)
def test_a_body_is_written_in_another_way(name: str) -> None:
    """What is sent is a whole event; JavaScript's form alone is the plain one."""
    assert set(value_of(name)) == set(value_of("BYTES001"))
    assert (body_of(name) == go_form(name)) is (name == "BYTES002")


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("BYTES001", rb"\u003c"),
        ("BYTES001", rb"\u0026"),
        ("BYTES001", rb"\u2028"),
        ("BYTES002", b"<c>"),
        ("BYTES003", b"{\n  "),
        ("BYTES004", rb"Fr\u00fchling"),
        ("BYTES005", rb"a\/b"),
        ("BYTES006", b'{"user_id"'),
        ("BYTES007", b" ,\r\n\t"),
        ("BYTES008", b"}\n"),
        ("BYTES009", "\U0001f389".encode()),
        ("BYTES010", rb"\ud83c\udf89"),
        ("BYTES011", rb"\u003C"),
        ("BYTES011", rb"\u002F"),
        ("BYTES011", rb'"event_type":"\u0064elivered"'),
        ("BYTES012", b"\xef\xbb\xbf{"),
        ("BYTES014", b'"user_id":9007199254740993'),
    ],
)
def test_a_body_holds_what_its_rule_is_about(name: str, part: bytes) -> None:
    """The unusual is there, to the byte."""
    assert part in body_of(name)


def test_a_key_comes_twice() -> None:
    """Twice with the same value, so that it does not matter which one counts."""
    pairs = json.loads(body_of("BYTES013"), object_pairs_hook=lambda pairs: pairs)
    values = [value for key, value in pairs if key == "user_id"]
    assert len(values) == 2
    assert values[0] == values[1]


def test_how_requests_go() -> None:
    """In chunks, after asking leave, under other headers, large, and much too large, without that being built."""
    assert [sent(name)[0].manner for name in ("BYTES015", "BYTES016", "BYTES021")] == [
        Manner.CHUNKED,
        Manner.EXPECT_CONTINUE,
        Manner.PADDED,
    ]
    names = [name for one in sent("BYTES018") for name, _ in one.request.headers if name.lower() == SIGNATURE_HEADER]
    assert names == ["X-Maileroo-Signature", "X-MAILEROO-SIGNATURE"]
    assert header_values(sent("BYTES019")[0].request.headers, "user-agent") == []
    assert len(body_of("BYTES020")) == 200_000
    assert len(body_of("BYTES021")) < 1_000 < PADDED_SIZE


def test_each_rule_has_its_text() -> None:
    """In the order of the rules, and with a lesson that there is."""
    assert list(TEXTS) == IDS
    assert {text.lesson for text in TEXTS.values()} <= set(LESSONS)
