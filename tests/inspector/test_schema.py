"""What a real ``mhook inspect`` answers is what the manual's list says, as JSON Schema has it."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from maileroo_cli.inspector.routes import ROUTES
from maileroo_cli.report.keys.inspector.catalogue import ANSWERS
from tests.browser.sample_store import MAIL, sample_captures, write_sample
from tests.inspecting import InspectProcess
from tests.inspector.json_schema import faults, schema_of
from tests.listening import PATIENCE
from tests.receivers.raw import Receiver

_CAPTURES = sample_captures()
VALID, INVALID, PROBE = (_CAPTURES[number].entry.id for number in (5, 6, 10))
GETS = {
    "/api/state": "mhook.inspector/1",
    "/api/captures": "mhook.inspector-captures/1",
    "/api/captures?first=2&limit=3&verdict=valid": "mhook.inspector-captures/1",
    "/api/captures?after=3": "mhook.inspector-captures/1",
    **{f"/api/captures/{one.entry.id}": "mhook.inspector-capture/1" for one in _CAPTURES},
    f"/api/captures/{VALID}/body": "mhook.inspector-body/1",
    f"/api/captures/{PROBE}/body?part=response&first=2": "mhook.inspector-body/1",
    f"/api/captures/{VALID}/pretty": "mhook.inspector-pretty/1",
    f"/api/captures/{PROBE}/pretty": "mhook.inspector-pretty/1",
    f"/api/captures/{VALID}/rewriting": "mhook.inspector-rewriting/1",
    **{
        f"/api/captures/{VALID}/copy?as={form}": "mhook.inspector-copy/1"
        for form in ("curl", "http", "mhook", "pytest")
    },
    f"/api/mails/{MAIL}": "mhook.inspector-mail/1",
    f"/api/diff?first={VALID}&second={INVALID}": "mhook.inspector-diff/1",
    f"/api/diff?first={VALID}&second={VALID}": "mhook.inspector-diff/1",
    "/api/wait?type=opened&count=2&seconds=5": "mhook.inspector-wait/1",
    "/api/wait?type=failed&count=2&seconds=0": "mhook.inspector-wait/1",
    "/api/runs": "mhook.inspector-runs/1",
    "/api/captures/ffffffffffffffff": "mhook.inspector-error/1",
    "/api/nothing": "mhook.inspector-error/1",
    "/api/captures?first=x": "mhook.inspector-error/1",
}
POSTS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("/api/resend", {"captures": [VALID], "count": 1, "signature": "kept", "edit": None}, "mhook.inspector-resent/1"),
    ("/api/resend", {"filter": {"type": ["opened"]}, "count": 9, "signature": "kept"}, "mhook.inspector-error/1"),
    ("/api/diagnose", {"capture": INVALID, "signature": "0" * 64}, "mhook.inspector-diagnosis/1"),
    ("/api/export", {"filter": {}, "count": 12, "as": "html", "signatures": False}, "mhook.inspector-export/1"),
    ("/api/export", {"captures": [VALID], "count": 1, "as": "pytest"}, "mhook.inspector-export/1"),
)


@pytest.fixture(scope="module")
def inspector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InspectProcess]:
    """Serve a store of every verdict, with a target that answers."""
    store = write_sample(tmp_path_factory.mktemp("store"))
    with Receiver() as receiver, InspectProcess(store, "--target", receiver.url) as running:
        yield running


@pytest.mark.parametrize("name", ANSWERS)
def test_each_schema_is_one(name: str) -> None:
    """The schemas themselves are as JSON Schema 2020-12 wants them."""
    Draft202012Validator.check_schema(schema_of(name))


@pytest.mark.parametrize("path", GETS)
def test_an_answer_has_its_schema(inspector: InspectProcess, path: str) -> None:
    """Each call answers an object of its schema: exactly those keys, each in its form."""
    status, shown = inspector.ask(path)
    assert shown["schema"] == GETS[path], shown
    assert faults(shown) == []
    assert (status == 200) == (shown["schema"] != "mhook.inspector-error/1")


@pytest.mark.parametrize(("path", "body", "schema"), POSTS, ids=[f"{one[0]} {one[2]}" for one in POSTS])
def test_what_is_done_answers_its_schema(
    inspector: InspectProcess, path: str, body: dict[str, Any], schema: str
) -> None:
    """So does each POST."""
    _, shown = inspector.ask(path, body)
    assert shown["schema"] == schema, shown
    assert faults(shown) == []


def test_the_stream_tells_objects_of_its_schemas(tmp_path: Path) -> None:
    """An event says what is new as its schema says, and its id is the newest row."""
    store = write_sample(tmp_path)
    with InspectProcess(store) as inspector:
        connection = HTTPConnection("127.0.0.1", inspector.port, timeout=PATIENCE)
        headers = {"Authorization": f"Bearer {inspector.token}", "Last-Event-ID": "3"}
        connection.request("GET", "/api/stream", headers=headers)
        answer = connection.getresponse()
        fields: dict[str, str] = {}
        while "data" not in fields:
            name, _, value = answer.readline().decode().rstrip("\n").partition(": ")
            fields[name] = value
        connection.close()
    shown = json.loads(fields["data"])
    assert fields["event"] == "captures"
    assert faults(shown) == []
    assert [one["row"] for one in shown["captures"]] == list(range(4, 13))
    assert fields["id"] == str(shown["newest_row"]) == "12"


def test_each_route_is_asked() -> None:
    """No route is left out here but those of a single run, which have a test of their own."""
    asked = [*GETS, *(one[0] for one in POSTS)]
    fixed = [route.path.partition("{")[0] for route in ROUTES]
    assert [path for path in fixed if path != "/api/stream" and not any(one.startswith(path) for one in asked)] == [
        "/api/runs/"
    ]
