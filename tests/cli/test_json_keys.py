"""One vocabulary of JSON keys: what every command prints is in the list, and one filter works on all of it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.report.keys.check import CHECK_KEYS
from maileroo_cli.report.keys.facts import FACT_KEYS
from maileroo_cli.report.keys.form import Form
from maileroo_cli.report.keys.inspector.catalogue import ANSWERS
from maileroo_cli.report.keys.load import LOAD_KEYS
from maileroo_cli.report.keys.replay import REPLAY_KEYS
from maileroo_cli.report.keys.rules import RULE_KEYS
from maileroo_cli.report.keys.schemas import KEYS, SCHEMAS
from maileroo_cli.report.keys.sent_storm import SENT_STORM_KEYS
from maileroo_cli.report.keys.storm import STORM_KEYS
from maileroo_cli.report.keys.traffic import TRAFFIC_KEYS
from tests.cli.calling import Mhook
from tests.cli.endpoint import Endpoint
from tests.cli.store import captured, event, fill, signature
from tests.listening import Client, ListenProcess

ROOT = Path(__file__).parents[2] / "maileroo_cli"
_NAMED = re.compile(r'"(mhook\.[a-z-]+/\d+)"')
_ENDINGS = {"_time": {Form.TIME}, "_s": {Form.NUMBER, Form.NUMBERS}, "_ms": {Form.NUMBER}, "_bytes": {Form.COUNT}}
_EVENT_ID = f"{1:048x}"


def test_every_schema_is_in_the_list() -> None:
    """Each schema that the program names is in the list, and the other way round."""
    own = ROOT / "report" / "keys"
    named = {
        name
        for path in ROOT.rglob("*.py")
        if own not in path.parents
        for name in _NAMED.findall(path.read_text(encoding="utf-8"))
    }
    assert named == set(SCHEMAS) | set(ANSWERS)


def test_every_key_is_in_the_list() -> None:
    """A key is listed once, by some schema or object, and each of those has listed keys alone."""
    every = [
        key.name
        for key in (
            *TRAFFIC_KEYS,
            *REPLAY_KEYS,
            *CHECK_KEYS,
            *LOAD_KEYS,
            *STORM_KEYS,
            *SENT_STORM_KEYS,
            *FACT_KEYS,
            *RULE_KEYS,
        )
    ]
    assert len(every) == len(set(every))
    used = {name for schema in SCHEMAS.values() for name in schema.keys}
    used |= {name for key in KEYS.values() for name in key.keys}
    assert used == set(every)


@pytest.mark.parametrize("name", sorted(KEYS))
def test_a_name_says_the_form(name: str) -> None:
    """The ending of a key tells its unit, and its sentence ends as one."""
    key = KEYS[name]
    assert key.meaning.endswith((".", "…"))
    assert key.name.endswith("_counts") == (key.form in (Form.COUNTS, Form.GROUPED_COUNTS))
    assert (key.form is Form.TIME) == (key.name == "time" or key.name.endswith("_time"))
    assert bool(key.keys) == (key.form in (Form.OBJECT, Form.OBJECTS))
    for ending, forms in _ENDINGS.items():
        assert not key.name.endswith(ending) or key.form in forms


def post(body: bytes) -> bytes:
    """Return a signed request."""
    head = (
        f"POST / HTTP/1.1\r\nHost: x\r\nX-Maileroo-Signature: {signature(body)}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def told(mhook: Mhook, project: Path) -> list[dict[str, Any]]:
    """Return the objects of every command, on stdout and stderr; each call is held to the list."""
    found: list[dict[str, Any]] = []

    def call(*words: str, stdin: bytes = b"") -> None:
        ran = mhook(*words, "--format", "json", stdin=stdin)
        found.extend(ran.objects + ran.talk)

    with ListenProcess(project, "--expect", "delivered=2 within 1m") as listen:
        with Client(listen.port) as client:
            for body in (event(1), event(1)):
                assert client.send(post(body)).answer().status == 200
        found += listen.wait().objects
    store = fill(project / ".mhook" / "captures.db", captured(1, event(1)), captured(2, event(2)))
    for words in ("list", "show last~1", "diff last~1 last", "timeline last", "path", "prune --keep 1 --dry-run"):
        call("captures", *words.split(), "--store", str(store))
    call("captures", "import", "-", stdin=b'{"schema":"mhook.capture/1"}\n')
    call("captures", "import", str(project / "nowhere"))
    exported = mhook("captures", "export", "--with-signatures", "--store", str(store))
    found += exported.objects
    found.append(json.loads(mhook("captures", "export", "--as", "fixture", "--store", str(store)).out))
    for words in (
        "events",
        "schedule maileroo",
        "storm --plan",
        "causes",
        "causes cut-off",
        "demo",
        "runs list",
        "inspect --port 0 --until-eof",
        "manual",
        "manual replay",
        "init",
        "config show",
        "rules list",
        "rules explain SIG002",
    ):
        call(*words.split())
    (project / "mhook.toml").unlink()
    call("replay", "--against", "careful:503,200", "--set", f"event_id={_EVENT_ID}")
    call("runs", "show", "last")
    call("runs", "delete", "last")
    call("sign", "-", stdin=event(1))
    call("verify", "-", stdin=exported.out)
    with Endpoint() as endpoint:
        call("send", "delivered", "--set", f"event_id={_EVENT_ID}", "--url", endpoint.url)
        call("send", "delivered", "--dry-run", "--url", endpoint.url)
        call("check", endpoint.url, "--select", "SIG002")
        call("check", endpoint.url, "--select", "SIG002", "--dry-run", "--show")
        storm = ("--outage", "6s", "--schedule", "0s,3s,9s", "--traffic", "2/s", "--steady", "0.1")
        call("storm", endpoint.url, *storm)
        call("load", endpoint.url, "delivered", "-n", "2")
        call("runs", "list")
    return found


def test_one_filter_for_all(mhook: Mhook, project: Path) -> None:
    """Every schema is printed by some command, and the same question is answered by all that know the answer."""
    found = told(mhook, project)
    assert {one["schema"] for one in found} == set(SCHEMAS)
    about = {one["schema"] for one in found if one.get("event_id") == _EVENT_ID}
    assert about == {
        f"mhook.{name}/2"
        for name in (
            "arrival",
            "capture-entry",
            "capture-shown",
            "verify",
            "attempt",
            "replay-attempt",
            "replay-delivery",
        )
    }
    times = [one["time"] for one in found if one.get("time")]
    assert all(time.endswith("Z") and len(time) == 24 for time in times)
    slow = [one for one in found if (one.get("duration_ms") or 0) > 0]
    assert {one["schema"] for one in slow} >= {"mhook.arrival/2", "mhook.attempt/2", "mhook.capture-entry/2"}
    assert {one["exit_code"] for one in found if "exit_code" in one} <= {0, 1, 3}
