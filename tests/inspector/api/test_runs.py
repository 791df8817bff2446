"""GET /api/runs and /api/runs/ID: every kind of run in one list, and each with its report and its pictures."""

import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from maileroo_cli.delivery.storm.live.attempts import EndedAttempt, WaveAttempt
from maileroo_cli.delivery.storm.live.notes import SeenStorm
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.inspector.api.runs import read_run, read_runs
from maileroo_cli.inspector.call import InspectorCall, NotFoundError
from maileroo_cli.inspector.settings import InspectorSettings
from maileroo_cli.transport.run.state import KeptResult, ResultKind, RunState
from maileroo_cli.transport.run.written.result import keep_result
from maileroo_cli.transport.run.written.storm import create_storm
from tests.answer_keys import check_answer
from tests.delivery.replaying import delivery
from tests.delivery.storm.played import events_of, make_plan
from tests.transport.stored_run import attempt, new_run

_KEYS = ["kind", "run", "time", "url", "state", "summary"]


def runs(folder: Path, **query: str) -> list[dict[str, Any]]:
    """Return the list of the runs in a folder."""
    answer = read_runs(InspectorCall(settings(folder), query={name: [value] for name, value in query.items()}))
    listed: list[dict[str, Any]] = check_answer(answer)["runs"]
    return listed


def run(folder: Path, name: str) -> dict[str, Any]:
    """Return one run."""
    return check_answer(read_run(InspectorCall(settings(folder), path={"run": name})))


def settings(folder: Path) -> InspectorSettings:
    """Return the settings of an inspector that shows this folder of runs."""
    return InspectorSettings(folder / "captures.db", folder)


def replayed(folder: Path) -> str:
    """Make a replay that has ended, and return its id."""
    with new_run(folder) as made:
        attempt(made, delivery(), 1, 200)
    return made.id


def stormed(folder: Path, *, over: bool) -> str:
    """Make a storm of which one attempt was made, and return its id."""
    plan = make_plan()
    event = next(events_of(plan))
    with create_storm(folder, plan, time.time()) as file:
        file.end(WaveAttempt(event, 1, event.time), EndedAttempt(event.time, event.time, event.time + 1, 200))
        if over:
            file.finish(9.0, 3, SeenStorm())
        else:
            file.reach(5.0)
    return file.id


def check_picture(svg: str) -> None:
    """Check that a picture is a whole file that needs nothing else, for light and for dark."""
    root = ET.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert float(root.get("width", "0")) > 0
    assert float(root.get("height", "0")) > 0
    names = {element.tag.partition("}")[2] for element in root.iter()}
    assert not names & {"script", "image", "foreignObject", "use", "a", "iframe"}
    assert not re.search(r"\b(href|src|on\w+)=|url\(|@import", svg)
    assert "@media (prefers-color-scheme:dark)" in svg


def test_no_folder(tmp_path: Path) -> None:
    """Where no run was ever made, the list is empty."""
    assert runs(tmp_path / "runs") == []


def test_every_kind_is_listed(tmp_path: Path) -> None:
    """Replays and storms are in one list, the newest first, each with its state and what it came to in words."""
    storm, replay = stormed(tmp_path, over=False), replayed(tmp_path)
    first, second = sorted(runs(tmp_path), key=lambda one: one["kind"])
    assert [list(one) for one in (first, second)] == [_KEYS, _KEYS]
    assert (first["kind"], first["run"], first["state"]) == ("replay", replay, "finished")
    assert first["summary"].endswith("1 accepted after 1 attempt")
    assert (second["kind"], second["run"], second["state"]) == ("storm", storm, "interrupted")
    assert "down" in second["summary"]
    times = [one["time"] for one in runs(tmp_path)]
    assert times == sorted(times, reverse=True)


def test_the_newest_alone(tmp_path: Path) -> None:
    """A limit leaves the newest."""
    replayed(tmp_path)
    newest = replayed(tmp_path)
    assert len(runs(tmp_path)) == 2
    assert len(runs(tmp_path, limit="1")) == 1
    assert newest in [one["run"] for one in runs(tmp_path)]
    with pytest.raises(UsageError):
        runs(tmp_path, limit="0")


def test_a_damaged_one_is_told(tmp_path: Path) -> None:
    """What cannot be read is in the list, and says so."""
    name = replayed(tmp_path)
    (tmp_path / f"{name}.db").write_bytes(b"no database at all, and long enough to be read as one")
    damaged = stormed(tmp_path, over=True)
    (tmp_path / f"{damaged}.storm").write_bytes(b"{}\n")
    assert {(one["run"], one["kind"], one["state"], one["url"]) for one in runs(tmp_path)} == {
        (name, "replay", "unreadable", None),
        (damaged, "storm", "unreadable", None),
    }


def test_a_replay_in_full(tmp_path: Path) -> None:
    """A replay has its report as plain text and its timeline as a picture."""
    name = replayed(tmp_path)
    told = run(tmp_path, name)
    assert list(told) == ["schema", *_KEYS, "lines", "pictures"]
    assert (told["schema"], told["run"], told["kind"]) == ("mhook.inspector-run/1", name, "replay")
    assert told["lines"][0] == f"{name}  finished"
    assert all(line.isprintable() and len(line) <= 100 for line in told["lines"])
    [picture] = told["pictures"]
    assert picture["title"] == "Timeline of the deliveries"
    check_picture(picture["svg"])


@pytest.mark.parametrize("over", [True, False], ids=["over", "interrupted"])
def test_a_storm_in_full(tmp_path: Path, *, over: bool) -> None:
    """A storm has its report and a picture for each of its charts, also where it was broken off."""
    told = run(tmp_path, stormed(tmp_path, over=over))
    assert told["state"] == ("finished" if over else "interrupted")
    assert all(line.isprintable() and len(line) <= 100 for line in told["lines"][1:])
    assert any(line.strip().startswith("answers") for line in told["lines"])
    titles = [one["title"] for one in told["pictures"]]
    assert titles[:2] == ["Attempts a minute, and events that get through", "Events that wait"]
    for picture in told["pictures"]:
        check_picture(picture["svg"])


@pytest.mark.parametrize("name", ["", "0000000", "last", "..", "../captures", "%2e%2e", "\ud800", "x" * 500])
def test_what_is_not_there(tmp_path: Path, name: str) -> None:
    """Only the whole id of a run that is there names one."""
    replayed(tmp_path)
    with pytest.raises(NotFoundError, match="there is no run"):
        run(tmp_path, name)


def test_a_large_picture_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that would be too much for a page is left out, and the report says so."""
    monkeypatch.setattr("maileroo_cli.report.inspect.runs._MOST_BYTES", 100)
    told = run(tmp_path, replayed(tmp_path))
    assert told["pictures"] == []
    assert told["lines"][-1] == "The picture is too large to be shown here: Timeline of the deliveries"


def kept(folder: Path, kind: ResultKind = ResultKind.CHECK, **other: Any) -> str:
    """Keep a result, and return its id."""
    result = KeptResult(
        time.time(), "http://127.0.0.1:1/", RunState.FINISHED, "nothing is wrong", 0, (), ("one", "two")
    )
    return keep_result(folder, kind, replace(result, **other)).stem


@pytest.mark.parametrize("kind", ResultKind)
def test_a_result_in_full(tmp_path: Path, kind: ResultKind) -> None:
    """What was kept of a check or a load is listed, and told as it was kept."""
    name = kept(tmp_path, kind, pictures=(("A title", "<svg/>"),))
    [listed] = runs(tmp_path)
    assert (listed["kind"], listed["run"], listed["summary"]) == (str(kind), name, "nothing is wrong")
    told = run(tmp_path, name)
    assert (told["lines"], told["pictures"]) == (["one", "two"], [{"title": "A title", "svg": "<svg/>"}])


def test_what_a_file_holds_is_made_safe(tmp_path: Path) -> None:
    """Control characters and changes of direction, which only another program can have put there, are shown as such."""
    name = kept(tmp_path, lines=("a\x1b[31m\u202eb\nc",), reason="x\u2066y", pictures=(("\x07", "<svg/>"),))
    told = run(tmp_path, name)
    for text in (*told["lines"], told["summary"], told["pictures"][0]["title"]):
        assert text.isprintable()


def test_a_damaged_result_is_told(tmp_path: Path) -> None:
    """A result that cannot be read is in the list, and says so."""
    name = kept(tmp_path)
    (tmp_path / f"{name}.check").write_text('{"format":"mhook result 1"}')
    [listed] = runs(tmp_path)
    assert (listed["kind"], listed["state"]) == ("check", "unreadable")
    with pytest.raises(InputError, match="is damaged"):
        run(tmp_path, name)
