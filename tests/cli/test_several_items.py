"""What concerns several things is told of each: as JSON, one object a line, each with its schema, and none missing."""

from pathlib import Path
from typing import NamedTuple

import pytest

from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES
from tests.cli.calling import Mhook
from tests.cli.endpoint import Endpoint
from tests.cli.store import captured, event, fill
from tests.delivery.replaying import delivery
from tests.transport.stored_run import attempt, new_run


class Case(NamedTuple):
    """A command line, and how many objects of which schema it prints."""

    line: str
    expected: dict[str, int]


URL = "http://127.0.0.1:9/webhook"
CASES = {
    "send, dry": Case(f"send delivered --count 3 --dry-run --url {URL}", {"mhook.request/1": 3}),
    "send a mix, dry": Case(f"send --mix delivered=1 -n 4 --dry-run --url {URL}", {"mhook.request/1": 8}),
    "send a lifecycle, dry": Case(f"send --lifecycle engaged --dry-run --url {URL}", {"mhook.request/1": 7}),
    "send": Case("send delivered --count 3 --url {url}", {"mhook.attempt/2": 3, "mhook.send-summary/2": 1}),
    "send twice each": Case(
        "send delivered --count 2 --duplicate 2 --url {url}", {"mhook.attempt/2": 4, "mhook.send-summary/2": 1}
    ),
    "resend": Case("captures resend 0001 0002 0003 --url {url}", {"mhook.attempt/2": 3, "mhook.send-summary/2": 1}),
    "verify": Case("verify", {"mhook.verify/2": 3, "mhook.verify-summary/2": 1}),
    "list": Case("captures list", {"mhook.capture-entry/2": 3}),
    "runs": Case("runs list", {"mhook.run/2": 2}),
    "events": Case("events", {"mhook.event/2": len(EventType), "mhook.lifecycle/2": len(LIFECYCLES)}),
    "causes": Case("causes", {"mhook.cause/2": len(CAUSES)}),
}


@pytest.fixture
def filled(project: Path) -> Path:
    """A project with three captures and two runs."""
    fill(project / ".mhook" / "captures.db", *(captured(number, event(number)) for number in (1, 2, 3)))
    for _ in range(2):
        with new_run(project / ".mhook" / "runs") as played:
            attempt(played, delivery(), 1, 200)
    return project


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_each_has_its_object(mhook: Mhook, filled: Path, case: Case) -> None:
    """There are as many objects as things, and no two of them are the same."""
    with Endpoint() as endpoint:
        ran = mhook(*case.line.format(url=endpoint.url).split(), "--format", "json")
    assert ran.code == 0, ran.err
    schemas = [one["schema"] for one in ran.objects]
    assert {schema: schemas.count(schema) for schema in schemas} == case.expected
    if "--duplicate" not in case.line:
        assert len(set(ran.lines)) == len(ran.lines)


def test_a_timeline_has_each_event(mhook: Mhook, filled: Path) -> None:
    """The one object of a mail has an entry for each of its events, in order."""
    (told,) = mhook("captures", "timeline", "m" * 24, "--format", "json").objects
    (entries,) = [value for value in told.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    assert len(entries) == 3


def test_a_bare_request_each(mhook: Mhook, filled: Path) -> None:
    """As text the requests of a dry run follow each other after an empty line, and all can be read back."""
    ran = mhook("send", "delivered", "--count", "3", "--dry-run", "--url", URL)
    assert ran.out.count(b"POST /webhook HTTP/1.1\r\n") == 3
    assert ran.out.count(b"\n\nPOST ") == 2
    (filled / "sent.http").write_bytes(ran.out)
    assert mhook("verify", "sent.http").lines[-1] == "3 requests: 3 valid"


def test_terminal(mhook: Mhook, filled: Path) -> None:
    """On a terminal as well: each request begins after an empty line, but for the first one."""
    ran = mhook("send", "delivered", "--count", "3", "--dry-run", "--url", URL, terminal=True)
    starts = [place for place, line in enumerate(ran.lines) if line.startswith("POST /webhook")]
    assert (len(starts), starts[0]) == (3, 0)
    assert all(ran.lines[place - 1] == "" for place in starts[1:])


def test_generated(mhook: Mhook) -> None:
    """Bodies come one a line, as many as are asked for, all different; signed ones are records."""
    ran = mhook("generate", "delivered", "--count", "3")
    assert len({one["event_id"] for one in ran.objects}) == len(ran.lines) == 3
    ran = mhook("generate", "delivered", "--count", "3", "--signed")
    assert [one["schema"] for one in ran.objects] == ["mhook.capture/1"] * 3


@pytest.mark.parametrize("form", ["ndjson", "har", "http", "curl", "pytest"])
def test_exported(mhook: Mhook, filled: Path, form: str) -> None:
    """Each capture is in the file, whatever the format."""
    ran = mhook("captures", "export", "--as", form, "--with-signatures")
    for number in (1, 2, 3):
        assert captured(number).entry.event_id in ran.text.replace('\\"', '"').replace("'\n", "")
