"""``mhook events``, ``mhook schema`` and ``mhook causes``: what mhook knows, shown in whole and in part."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from maileroo_cli.capture.http.anomaly import ANOMALIES, Anomaly
from maileroo_cli.webhook.catalogue.event import CATALOGUE, EventType
from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES
from tests.cli.calling import Mhook, check_printable


@pytest.mark.parametrize("width", ["40", "100", "300"])
def test_events(mhook: Mhook, width: str) -> None:
    """Every type with its grade, and every lifecycle, is in the list."""
    ran = mhook("events", env={"COLUMNS": width})
    assert (ran.code, ran.err) == (0, "")
    for spec in CATALOGUE.values():
        assert f"  {spec.type:<10}  {spec.grade}" in ran.text
    assert all(f"\n  {name} " in ran.text for name in LIFECYCLES)
    if width != "40":
        assert all(len(line) <= int(width) for line in ran.lines)


@pytest.mark.parametrize("kind", EventType)
def test_event(mhook: Mhook, kind: EventType) -> None:
    """A type's fields come with kind, grade and meaning, and its sample is JSON of that type."""
    ran = mhook("events", kind)
    assert ran.code == 0
    for field in CATALOGUE[kind].fields:
        assert any(line.split()[:2] == [field.path, str(field.kind).split()[0]] for line in ran.lines), field.path
    assert json.loads(ran.text[ran.text.index("\n  {\n", ran.text.index("SAMPLE")) :])["event_type"] == kind


def test_event_that_others_call_otherwise(mhook: Mhook) -> None:
    """The names that receivers wait for in vain are told where they mean a type."""
    assert "bounced" in mhook("events", "failed").text


def test_events_as_json(mhook: Mhook) -> None:
    """Types and lifecycles are objects, each with its name."""
    objects = mhook("events", "--format", "json").objects
    kinds = [one for one in objects if one["schema"] == "mhook.event/2"]
    lives = [one for one in objects if one["schema"] == "mhook.lifecycle/2"]
    assert [one["event_type"] for one in kinds] == list(EventType)
    assert [one["lifecycle"] for one in lives] == list(LIFECYCLES)
    assert mhook("events", "failed", "-f", "json").objects == [one for one in kinds if one["event_type"] == "failed"]


@pytest.mark.parametrize("kind", [None, *EventType])
@pytest.mark.parametrize("form", ["text", "json"])
def test_schema(mhook: Mhook, kind: str | None, form: str) -> None:
    """What is printed is a JSON Schema, and what is generated validates against it."""
    ran = mhook("schema", *([kind] if kind else []), "--format", form)
    assert (ran.code, ran.err) == (0, "")
    document = json.loads(ran.out)
    Draft202012Validator.check_schema(document)
    body = mhook("generate", kind or "clicked").out
    Draft202012Validator(document).validate(json.loads(body))
    assert (ran.out.count(b"\n") == 1) == (form == "json")


def test_schema_refuses_other_types(mhook: Mhook) -> None:
    """The schema of one type is not that of another."""
    document = json.loads(mhook("schema", "opened").out)
    assert not Draft202012Validator(document).is_valid(json.loads(mhook("generate", "clicked").out))


def test_openapi(mhook: Mhook) -> None:
    """The OpenAPI document describes the webhook."""
    document = json.loads(mhook("schema", "--openapi").out)
    assert document["openapi"].startswith("3.1")
    assert document["webhooks"]


def test_causes(mhook: Mhook) -> None:
    """Every cause is in the list, each on a line of its own."""
    ran = mhook("causes", env={"COLUMNS": "80"})
    assert (ran.code, ran.err) == (0, "")
    starts = [line.split()[0] for line in ran.lines if line.startswith("  ") and line[2] != " "]
    assert starts == list(CAUSES)
    assert all(len(line) <= 80 for line in ran.lines)


@pytest.mark.parametrize("code", CAUSES)
def test_cause(mhook: Mhook, code: str) -> None:
    """A cause is told in full, with its fix."""
    ran = mhook("causes", code, env={"COLUMNS": "10000"})
    assert ran.code == 0
    cause = CAUSES[code]
    assert [line.strip() for line in ran.lines if line] == [
        *(f"{code}  ({cause.group})", cause.sentence, cause.explanation, f"Fix: {cause.fix}")
    ]


@pytest.mark.parametrize("anomaly", ANOMALIES.values(), ids=list(ANOMALIES))
def test_anomaly(mhook: Mhook, anomaly: Anomaly) -> None:
    """What makes a request malformed is named in the list, and told with its status and its fix."""
    assert re.search(rf"\b{anomaly.code}[,.]", " ".join(mhook("causes").text.split()))
    ran = mhook("causes", anomaly.code, env={"COLUMNS": "10000"})
    said = f"{anomaly.code}  (malformed: mhook listen answers {anomaly.status})"
    assert [line.strip() for line in ran.lines if line] == [said, anomaly.sentence, f"Fix: {anomaly.fix}"]
    (found,) = mhook("causes", anomaly.code, "--format", "json").objects
    assert list(found.items()) == [
        ("schema", "mhook.anomaly/2"), ("anomaly", anomaly.code), ("status", anomaly.status),
        ("reason", anomaly.sentence), ("fix", anomaly.fix),
    ]  # fmt: skip


def test_an_unknown_code_has_a_nearest(mhook: Mhook) -> None:
    """A code that is none is refused with the nearest, whether of a cause or of what is malformed."""
    assert mhook("causes", "bare-fl").error == "there is no cause 'bare-fl': did you mean bare-lf?"
    assert mhook("causes", "wrong-secret").error == (
        "there is no cause 'wrong-secret': did you mean secret-other-known, secret-mistyped or unexplained?"
    )
    assert mhook("causes", "json-compat").error.startswith("there is no cause 'json-compat': did you mean json-compact")


def test_causes_as_json(mhook: Mhook) -> None:
    """As JSON a cause is an object with its code."""
    objects = mhook("causes", "-f", "json").objects
    assert [one["cause"] for one in objects] == list(CAUSES)
    assert mhook("causes", "unexplained", "-f", "json").objects == [
        one for one in objects if one["cause"] == "unexplained"
    ]


@pytest.mark.parametrize("words", [["events"], ["events", "failed"], ["causes"], ["causes", "unexplained"]])
def test_colours(mhook: Mhook, words: list[str]) -> None:
    """Colours change nothing but colours, and a terminal alone has them."""
    plain, coloured = mhook(*words), mhook(*words, terminal=True, env={"COLUMNS": "100"})
    check_printable(coloured)
    assert b"\x1b" not in plain.out
    assert b"\x1b[1m" in coloured.out
    text = coloured.text
    for code in ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[36m"):
        text = text.replace(code, "")
    assert text == plain.text
