"""What the process of a master or a worker tells, as this side takes it: the process is played by one of ours.

Real ones are in ``tests/with_locust``.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Rate
from maileroo_cli.delivery.load.interval import EndKey
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import LoadResult, ProbeWanted, WorkerResult
from maileroo_cli.delivery.load.tally import LoadTally
from maileroo_cli.errors import MhookError, UsageError
from maileroo_cli.integrations.locust import child
from maileroo_cli.integrations.locust.joining import take_part
from maileroo_cli.integrations.locust.place import Place
from maileroo_cli.integrations.locust.window import MasterTerms, over_machines
from maileroo_cli.operation.load.results import LoadEnded, LoadEvent, LoadProgress, LoadStarted
from maileroo_cli.operation.load.run import run_load
from maileroo_cli.transport.load.worker.start import OwnProcess
from maileroo_cli.webhook.signing.secret import Secret
from tests.certificates import Certificates
from tests.receivers.raw import Receiver

SECRET = Secret("canary-of-events")
PLAN = LoadPlan("http://127.0.0.1:9/", ArrivalPlan(Rate(10.0), 10, 1.0), types=("delivered",))
TERMS = MasterTerms(Place("127.0.0.1", 0), 2)

Play = Callable[..., Path]


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Play]:
    """Return what lets the next process tell these events and end; it keeps its order in the file that is returned."""
    order, module = tmp_path / "order.json", tmp_path / "played.py"
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])

    def start(_: str, job: dict[str, Any], **__: str) -> OwnProcess:
        return OwnProcess("played", job)

    def prepare(*events: dict[str, Any], then: str = "") -> Path:
        lines = "".join(f"{json.dumps(event)}\n" for event in events)
        module.write_text(
            "import sys\n"
            "def work():\n"
            f"    open({str(order)!r}, 'w').write(sys.stdin.readline())\n"
            f"    sys.stdout.write({lines!r})\n"
            f"    sys.stdout.flush()\n"
            f"    {then or 'pass'}\n",
            encoding="utf-8",
        )
        return order

    monkeypatch.setattr(child, "OwnProcess", start)
    yield prepare
    sys.modules.pop("played", None)


def told(started: int, **more: Any) -> dict[str, Any]:
    """Return what a worker tells at its end that answered all with 200."""
    tally = LoadTally(PLAN.interval_s)
    for index in range(started):
        tally.add((index, 0.0, 0, index, -1, b""), 0.0, 0.1, 200)
    result = {"tally": tally.as_dict(), "planned": started, "complete": True, "seconds": 0.1, "failure": ""}
    return {**result, "at_limit": False, "samples": ["{}"], **more}


def run(plan: LoadPlan = PLAN) -> tuple[list[LoadEvent], LoadResult, list[str]]:
    """Run a load over two machines; return what it yields, its result and what was noted."""
    notes: list[str] = []
    window = over_machines(TERMS, notes.append)
    events = list(run_load(plan, SECRET, probe=ProbeWanted.NONE, open_window=window))
    (ended,) = [one for one in events if isinstance(one, LoadEnded)]
    return events, ended.result, notes


def test_a_run_is_told(play: Play) -> None:
    """Who comes is noted, how it stands is yielded, and the result is what the workers told."""
    order = play(
        {"event": "listening", "host": "127.0.0.1", "port": 5557},
        {"event": "refused", "name": "c", "why": "its secret is another one"},
        {"event": "joined", "name": "a #1", "number": 1, "of": 2},
        {"event": "started"},
        {"event": "progress", "seconds": 0.5, "p99_s": 0.1, "started": 4, "ended": 3, "failed": 2, "under_way": 1},
        {"event": "ended", "workers": [["a #1", {}, told(6)], ["b #2", {}, told(4, at_limit=True)]], "failures": []},
        {"event": "over"},
    )
    events, result, notes = run(replace(PLAN, insecure=True))
    assert LoadStarted(result.plan, 2) in events
    assert LoadProgress(0.5, 5, 4, 3, 2, 1, 0.1) in events
    assert notes == [
        "waiting for 2 workers: mhook load --worker 127.0.0.1:5557",
        "refused the worker c: its secret is another one",
        "the worker a #1 has joined (1 of 2)",
    ]
    assert result.workers == (WorkerResult("a #1", 6, 6), WorkerResult("b #2", 4, 4))
    assert result.tally.ends == {EndKey(RequestKind.EVENT, 200): 10}
    assert (result.planned, result.discrepancies, result.at_limit) == (10, (), True)
    given = json.loads(order.read_text())
    assert (given["role"], given["workers"], given["authorities"]) == ("master", 2, None)
    assert bytes.fromhex(given["secret"]) == SECRET.reveal()


def test_a_lost_worker_is_told(play: Play) -> None:
    """What a lost worker told last is in the result, and so is what its master found."""
    found = "b #2 ended before it told all: 2 requests were started, of which 1 had ended"
    play(
        {"event": "started"},
        {"event": "lost", "name": "b #2"},
        {
            "event": "ended",
            "workers": [["a #1", {}, told(3, complete=False, failure="no memory")], ["b #2", {"started": 2}, None]],
            "failures": [found],
        },
        {"event": "over"},
    )
    _, result, notes = run()
    assert notes == ["the worker b #2 is lost"]
    assert result.workers == (WorkerResult("a #1", 3, 3), WorkerResult("b #2", 0, 2, lost=True))
    assert {found, "a #1: no memory"} <= set(result.discrepancies)
    assert (result.tally.started, result.unknown, result.not_started, result.planned) == (3, 5, 2, 10)


def test_what_a_process_fails_in(play: Play) -> None:
    """Its error is raised as it was, with its code; where it ends too early, that is said."""
    play({"event": "error", "error": [2, "cannot listen", "choose another --bind"]})
    with pytest.raises(UsageError, match="cannot listen: choose another --bind"):
        run()
    play({"event": "started"})
    with pytest.raises(MhookError, match="has ended before its time"):
        run()


def test_ctrl_c_is_handed_on(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first Ctrl-C asks the process to break off, and what it tells then is the result; the code is that of 130."""
    ended = {"event": "ended", "workers": [["a #1", {}, told(3, complete=False)]], "failures": []}
    lines = f"{json.dumps(ended)}\n{json.dumps({'event': 'over'})}\n"
    play({"event": "started"}, then=f"assert 'stop' in sys.stdin.readline(); sys.stdout.write({lines!r})")
    seen: list[LoadEvent] = []
    take = child.LocustProcess._next

    def interrupted(process: child.LocustProcess) -> dict[str, Any] | None:
        if seen and not process.was_stopped:
            raise KeyboardInterrupt
        return take(process)

    monkeypatch.setattr(child.LocustProcess, "_next", interrupted)
    events = run_load(PLAN, SECRET, probe=ProbeWanted.NONE, open_window=over_machines(TERMS, print))
    kept = (event for event in events if isinstance(event, LoadStarted | LoadEnded))
    with pytest.raises(KeyboardInterrupt):
        seen.extend(kept)
    assert isinstance(seen[-1], LoadEnded)
    assert seen[-1].result.interrupted
    assert seen[-1].result.tally.started == 3


def test_authorities_go_along(play: Play, certificates: Certificates) -> None:
    """The workers are told whom to trust, by the text of the file: they may be where it is not."""
    order = play({"event": "started"}, {"event": "ended", "workers": [], "failures": []}, {"event": "over"})
    run(replace(PLAN, url="https://127.0.0.1:9/", cacert=certificates.authority))
    assert json.loads(order.read_text())["authorities"] == Path(certificates.authority).read_text(encoding="ascii")


def test_a_worker_is_told(play: Play) -> None:
    """A worker notes how far it is, and returns how many requests it started."""
    order = play(
        {"event": "waiting"},
        {"event": "prepared", "number": 1, "of": 2, "url": "http://localhost/"},
        {"event": "started"},
        {"event": "ended", "started": 1_500},
        {"event": "over"},
    )
    notes: list[str] = []
    with Receiver() as master:
        assert take_part(Place("127.0.0.1", master.port), SECRET, notes.append) == 1_500
        given = json.loads(order.read_text())
        assert (given["role"], given["port"]) == ("worker", master.port)
    assert [note.split(" ")[0] for note in notes] == ["found", "part", "the", "the"]
    assert "1,500 requests" in notes[-1]
