"""The fixtures: a payload for each event type, told apart by the schemas, and the README's programs that work."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from maileroo_cli.webhook.catalogue.event import CATALOGUE, EventType, Grade
from maileroo_cli.webhook.catalogue.sample import sample
from maileroo_cli.webhook.catalogue.schema import event_schema, union_schema

FIXTURES = Path(__file__).parents[1] / "fixtures"
PAYLOADS = sorted((FIXTURES / "payloads").iterdir())
README = (FIXTURES / "README.md").read_text(encoding="utf-8")
DOCUMENTED = ("accepted", "clicked", "deferred", "delivered", "opened")
HAND_MADE = ("complained", "failed", "rejected")


def load(name: str) -> dict[str, Any]:
    """Return the payload of the fixture of one event type."""
    payload: dict[str, Any] = json.loads((FIXTURES / "payloads" / f"{name}.json").read_bytes())
    return payload


def texts_in(value: object) -> list[str]:
    """Return every string within a JSON value."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_in(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    return [value] if isinstance(value, str) else []


def test_each_type_has_exactly_one_fixture() -> None:
    """The folder holds one file named after each event type, and nothing else."""
    assert [path.name for path in PAYLOADS] == sorted(f"{event_type}.json" for event_type in EventType)


@pytest.mark.parametrize("event_type", EventType)
def test_a_fixture_validates_as_its_own_type_alone(event_type: EventType) -> None:
    """A fixture fits the schema of its type and the union, and no other type's schema."""
    payload = load(event_type)
    fitting = [other for other in EventType if Draft202012Validator(event_schema(other)).is_valid(payload)]
    assert fitting == [event_type]
    assert Draft202012Validator(union_schema()).is_valid(payload)


@pytest.mark.parametrize("event_type", EventType)
def test_a_fixture_is_the_sample_that_is_shown(event_type: EventType) -> None:
    """What the package shows as a type's sample is the fixture, in the same order of keys."""
    assert json.dumps(load(event_type)) == json.dumps(sample(event_type))


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_a_fixture_is_written_for_people(path: Path) -> None:
    """A file has two spaces of indent, sorted keys and one newline at its end, so that differences are small."""
    raw = path.read_bytes()
    text = json.dumps(json.loads(raw), indent=2, ensure_ascii=False, sort_keys=True)
    assert raw == f"{text}\n".encode()


@pytest.mark.parametrize("name", DOCUMENTED + HAND_MADE)
def test_the_readme_gives_each_file_its_source_and_grade(name: str) -> None:
    """The table lists every file with its source, and with the grade of the catalogue."""
    [row] = re.findall(rf"^\| `payloads/{name}\.json` \| ([^|]+) \| (\w+) \|", README, re.MULTILINE)
    source, grade = row
    assert source.startswith("documented sample" if name in DOCUMENTED else "hand-made")
    assert grade == CATALOGUE[EventType(name)].grade
    assert (grade == Grade.OFFICIAL) == (name in DOCUMENTED)


@pytest.mark.parametrize("name", HAND_MADE)
def test_a_hand_made_fixture_is_consistent(name: str) -> None:
    """Its ids have today's form, its times agree with each other, and its addresses lie on reserved domains."""
    payload = load(name)
    assert re.fullmatch("[0-9a-f]{48}", payload["event_id"])
    assert re.fullmatch("[0-9a-f]{24}", payload["message_reference_id"])
    assert re.fullmatch(r"<\d{24}\.\d{4}\.2024315\d{4,6}@example\.com>", payload["message_id"])
    seconds, milliseconds = payload["inserted_at"].removesuffix("Z").split(".")
    moment = payload["event_time"] % 86_400
    assert seconds.endswith(f"T{moment // 3600:02}:{moment // 60 % 60:02}:{moment % 60:02}")
    assert 397 <= int(milliseconds) <= 664
    domains = {domain for text in texts_in(payload) for domain in re.findall(r"@([\w.]+)", text)}
    assert domains <= {"example.com", "example.net", "example.org"}


@pytest.mark.parametrize(
    ("language", "runner", "name"),
    [
        ("python", (sys.executable, "-W", "error"), "check.py"),
        ("js", ("node",), "check.mjs"),
        ("php", ("php",), "check.php"),
        ("go", ("go", "run"), "check.go"),
    ],
    ids=["python", "node", "php", "go"],
)
def test_the_readmes_program_is_right_about_every_vector(
    language: str, runner: tuple[str, ...], name: str, tmp_path: Path
) -> None:
    """Each program of the README, where its language is installed, agrees with all vectors, and can disagree."""
    if shutil.which(runner[0]) is None:
        pytest.skip(f"{runner[0]} is not installed")
    [code] = re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    program = tmp_path / name
    program.write_text(code, encoding="utf-8")
    changed = json.loads((FIXTURES / "signatures" / "vectors.json").read_bytes())
    changed["vectors"][0]["verdict"] = "invalid"
    (tmp_path / "signatures").mkdir()
    (tmp_path / "signatures" / "vectors.json").write_text(json.dumps(changed), encoding="utf-8")
    answers = [
        subprocess.run([*runner, str(program)], cwd=folder, capture_output=True, check=False, text=True)
        for folder in (FIXTURES, tmp_path)
    ]
    assert [answer.returncode for answer in answers] == [0, 0], answers[0].stderr
    assert [answer.stdout for answer in answers] == ["", f"{changed['vectors'][0]['name']}\n"]


def test_the_package_never_reads_a_fixture() -> None:
    """Fixtures are evidence for tests: no module of the package names their folder."""
    modules = (FIXTURES.parent / "maileroo_cli").rglob("*.py")
    assert not [path.name for path in modules if "fixtures/" in path.read_text(encoding="utf-8")]
