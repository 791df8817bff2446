"""What no call does, whatever lies in the store or beside it: wait without end, tell a secret, or fail by itself."""

import os
from pathlib import Path

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.api.captures import read_captures
from maileroo_cli.inspector.api.export import export, read_copy
from maileroo_cli.inspector.api.runs import read_runs
from maileroo_cli.inspector.api.wait import read_wait
from maileroo_cli.inspector.call import ConflictError, InspectorCall
from maileroo_cli.inspector.settings import InspectorSettings
from maileroo_cli.operation.inspect.depth import taking
from maileroo_cli.operation.inspect.news import NewCaptures
from maileroo_cli.report.inspect.streamed import stream_event
from tests.answer_keys import check_answer
from tests.cli.calling import SECRET
from tests.cli.store import captured, event, signature
from tests.inspector.api.calling import call, settings


def copied(given: InspectorSettings, name: str, form: str) -> str:
    """Return one capture as text."""
    text: str = read_copy(InspectorCall(given, {"id": name}, {"as": [form]}))["text"]
    return text


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_among_the_runs(tmp_path: Path) -> None:
    """A pipe that has the name of a run is none: to open it would be to wait for whoever writes it."""
    given = settings(tmp_path, captured(1))
    given.runs.mkdir()
    for suffix in (".db", ".storm", ".check", ".load"):
        os.mkfifo(given.runs / f"1ng0005{suffix}")
    assert check_answer(read_runs(call(given)))["runs"] == []


def test_a_target_with_secrets(tmp_path: Path) -> None:
    """A secret or a signature in a target or a name stands in no list, no stream, and no page that is exported."""
    target = f"/w?key={SECRET}&s={signature(event(1))}"
    given = settings(tmp_path, captured(1, target=target, event_type=f"x{SECRET}"))
    window = given.follower.view.window()
    streamed = stream_event(NewCaptures(1, 1, {}, 0, tuple(window.rows)), given.cover).decode()
    listed = check_answer(read_captures(call(given)))
    told = [listed, check_answer(read_wait(call(given))), streamed]
    told += [export(call(given, body={"as": "html", "filter": {}, "count": 1}))]
    for one in map(str, told):
        assert SECRET not in one
        assert signature(event(1)) not in one
        assert "/w?key=" in one
    assert signature(event(1))[:8] in listed["captures"][0]["target"]


def test_half_a_character_in_a_filter(tmp_path: Path) -> None:
    """What no database can look for is refused in words."""
    given = settings(tmp_path, captured(1))
    with pytest.raises(UsageError, match="type has half a character"):
        export(call(given, body={"as": "html", "filter": {"type": "\ud800"}, "count": 1}))


def test_large_bodies_are_no_tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would take long to be written is refused before it is begun, and the command that does it is named."""
    monkeypatch.setattr(taking, "LARGEST_TEST", len(event(1)))
    given = settings(tmp_path, captured(1), captured(2, event(2, more="x")))
    assert copied(given, "0001", "pytest")
    with pytest.raises(UsageError, match="too large for this") as caught:
        copied(given, "0002", "pytest")
    assert "mhook captures export --as pytest" in caught.value.hint
    assert copied(given, "0002", "curl")


@pytest.mark.parametrize("form", ["html", "ndjson", "pytest"])
def test_nobody_waits_for_an_export(tmp_path: Path, form: str) -> None:
    """Once whoever asked has gone, nothing more is written."""
    given = settings(tmp_path, captured(1), captured(2))
    body = {"as": form, "filter": {}, "count": 2}
    with pytest.raises(ConflictError, match="0 captures are there"):
        export(InspectorCall(given, body=body, gone=lambda: True))


def test_many_names_are_looked_up_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each id need not be searched for by itself; they come in the order in which they were named."""
    given = settings(tmp_path, *(captured(number) for number in range(1, 6)))
    names = [f"{number:04x}".ljust(16, "0") for number in (4, 2, 5)]
    monkeypatch.setattr("maileroo_cli.capture.store.archive.Archive.find_id", None)
    answer = export(call(given, body={"as": "ndjson", "captures": names, "count": 3}))
    assert answer["written"] == 3
    places = [answer["text"].index(name) for name in names]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("body", "said"),
    [({}, "as is not given"), ({"as": "exe"}, "as is 'exe'"), ({"as": "html", "filter": {}}, "count is not given")],
)
def test_what_is_missing_is_said(tmp_path: Path, body: dict[str, object], said: str) -> None:
    """What was left out is told apart from what is wrong."""
    with pytest.raises(UsageError, match=said):
        export(call(settings(tmp_path, captured(1)), body=body))
