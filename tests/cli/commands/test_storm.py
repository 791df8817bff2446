"""``mhook storm URL``: a storm that is sent to a real receiver, told in each format, kept, and gone on with."""

import json
import os
import re
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from maileroo_cli.delivery.storm.live.events import StormEvent, make_storm_events
from maileroo_cli.delivery.storm.live.plan import StormPlan
from maileroo_cli.delivery.storm.traffic import event_times
from maileroo_cli.transport.file.vocabulary import load_vocabulary
from maileroo_cli.transport.run.written.storm import list_storms, read_storm
from maileroo_cli.webhook.generation.traffic import parse_mix
from tests.cli.calling import SECRET, Mhook, Ran, command, environment
from tests.receivers.correct import Incoming, Reply
from tests.receivers.in_storm import StandsStorms

_STORM = ("--traffic", "1/s", "--outage", "1m", "--schedule", "0s,10s,30s,80s", "--scale", "240")
_FAST = (*_STORM, "--steady", "0.3", "--settle", "0.1")


class _Signed(StandsStorms):
    """Knows the secret of these tests, and how often it was sent what."""

    def __init__(self) -> None:
        super().__init__()
        self.take_secrets([SECRET.encode()])
        self.requests: Counter[str] = Counter()
        self.answered = threading.Semaphore(0)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Count what comes."""
        self.requests[json.loads(body)["event_id"]] += 1
        reply = super().accept(request, body)
        self.answered.release()
        return reply


def _events(plan: StormPlan) -> Iterator[StormEvent]:
    mix, vocabulary = parse_mix(plan.scenario.mix), load_vocabulary()
    times, seed = event_times(plan.sent), plan.scenario.seed
    return make_storm_events(times, mix, vocabulary, start=plan.start, seed=seed, ids=plan.ids)


@pytest.fixture(scope="module")
def receiver() -> Iterator[_Signed]:
    """Listen for all tests that do not ask what came."""
    with _Signed() as listening:
        yield listening


def test_a_storm_is_told_in_text(mhook: Mhook, receiver: _Signed, tmp_path: Path) -> None:
    """The answer comes first; then charts, what came of it, and a picture where one is wanted."""
    picture = tmp_path / "storm.html"
    ran = mhook("storm", receiver.url, *_FAST, "--seed", "3", "--closed", "--runs", tmp_path, "--picture", picture)
    assert ran.code == 0, ran.text
    assert ran.lines[0].startswith(("recovers: after 1m down", "drains: after 1m down"))
    assert re.search(r"^  events +\d+: \d+ accepted$", ran.text, re.MULTILINE)
    assert re.search(r"^  answers +\d+ of 200, 10 lost on purpose$", ran.text, re.MULTILINE)
    assert "nobody looked" in ran.text
    assert "storm/" not in ran.err
    assert "<svg" in picture.read_text(encoding="utf-8")
    assert "60 events a minute to http://127.0.0.1" in ran.err


def test_a_storm_is_one_object(mhook: Mhook, receiver: _Signed) -> None:
    """Its counts add up, and its moments add up to them; with an observer its effects are there too."""
    observe = ("--observe-url", receiver.observe_url, "--state-url", receiver.state_url)
    ran = mhook("storm", receiver.url, *_FAST, *observe, "--seed", "5", "--no-journal", "--format", "json")
    (told,) = ran.objects
    assert ran.code == told["exit_code"] == 0
    assert told["events"] == told["accepted"] + told["given_up"] + told["open"]
    assert told["attempts"] == told["outage_attempts"] + sum(told["answer_counts"].values())
    moments = told["moments"]
    assert sum(one["new_events"] for one in moments) == told["events"]
    assert sum(one["accepted"] for one in moments) == told["accepted"] == told["answer_counts"]["200"]
    assert (told["effects_missing"], told["effects_too_many"]) == (0, 0)
    assert told["run"] is None


def test_the_same_seed_gives_a_receiver_new_events(mhook: Mhook) -> None:
    """One that remembers those of an earlier storm has its effects all the same."""
    with _Signed() as remembers:
        observe = ("--observe-url", remembers.number_url, "--seed", "7", "--no-journal", "--format", "json")
        first, again = (mhook("storm", remembers.url, *_FAST, *observe).objects[0] for _ in range(2))
    assert again["effects"] == first["effects"] == first["accepted"] == again["accepted"]
    assert not again["faults_found"]


@pytest.mark.parametrize(("status", "remedy"), [(401, "another secret"), (202, "--success any-2xx")])
def test_a_receiver_that_takes_nothing_gets_no_storm(mhook: Mhook, status: int, remedy: str) -> None:
    """It ends before the outage does, and says what to do about the answer."""

    class TakesNothing(_Signed):
        def accept(self, request: Incoming, body: bytes) -> Reply:
            return Reply(status, "")

    with TakesNothing() as listening:
        long = ("--traffic", "1/s", "--outage", "2h", "--scale", "240", "--steady", "0.3")
        ran = mhook("storm", listening.url, *long, "--no-journal", "--format", "json")
    (told,) = ran.objects
    assert ran.code == 1
    assert told["reason"] == "undecided: nothing succeeded before the outage, and so no storm was sent"
    assert [(one["finding"], remedy in one["fix"]) for one in told["faults_found"]] == [("fails-before", True)]
    assert f"ended in {status}" in told["faults_found"][0]["reason"]


@pytest.mark.parametrize("form", ["junit", "github"])
def test_a_storm_is_told_to_continuous_integration(mhook: Mhook, tmp_path: Path, form: str) -> None:
    """A receiver that works twice on what comes twice is a failure there, and exits 1."""

    class Doubles(_Signed):
        def is_new(self, event_id: str) -> bool:
            return True

    summary = tmp_path / "summary.md"
    with Doubles() as doubles:
        observe = ("--observe-url", doubles.number_url)
        arguments = ("storm", doubles.url, *_FAST, *observe, "--no-journal", "--format", form)
        ran = mhook(*arguments, env={"GITHUB_STEP_SUMMARY": str(summary)})
    assert ran.code == 1
    if form == "junit":
        tree = ET.fromstring(ran.out)
        failed = [case.get("name") for case in tree.iter("testcase") if case.find("failure") is not None]
        assert failed == ["doubled"]
        assert tree.get("failures") == "1"
    else:
        assert ran.lines[0].startswith("::error title=mhook storm%3A doubled::no deduplication: 10 effects too many")
        assert "no deduplication" in summary.read_text(encoding="utf-8")


def test_a_storm_that_is_over_is_told_again(mhook: Mhook, receiver: _Signed, tmp_path: Path) -> None:
    """Nothing is sent, and the counts are the same."""
    where = ("--runs", tmp_path, "--format", "json")
    (first,) = mhook("storm", receiver.url, *_FAST, "--seed", "6", *where).objects
    before = receiver.requests.total()
    ran = mhook("storm", "--resume", "last", *where)
    (again,) = ran.objects
    assert "this storm is over" in ran.err
    assert receiver.requests.total() == before
    (listed,) = mhook("runs", "list", *where).objects
    assert (listed["schema"], listed["run"], listed["url"]) == ("mhook.kept-storm/1", first["run"], receiver.url)
    assert (listed["outage_s"], listed["state"], listed["held_by"]) == (60, "finished", None)
    assert re.search(rf"^{first['run']} .* finished$", mhook("runs", "list", "--runs", tmp_path).text, re.MULTILINE)
    kept, shown = mhook("runs", "show", first["run"], *where).objects
    assert kept == listed
    assert {**shown, "run": first["run"]} == again
    text = mhook("runs", "show", first["run"], "--runs", tmp_path, "--picture", tmp_path / "storm.svg")
    assert text.code == 0
    assert mhook("storm", "--resume", "last", "--runs", tmp_path).lines == text.lines[2:]
    assert (tmp_path / "storm.svg").read_text(encoding="utf-8").startswith("<svg")
    assert receiver.requests.total() == before
    for key in ("run", "events", "accepted", "attempts", "answer_counts", "lost_answers", "reversed_mail_pairs"):
        assert again[key] == first[key], key
    assert mhook("runs", "delete", first["run"], "--runs", tmp_path).code == 0
    assert not list_storms(tmp_path)


def test_a_storm_that_is_over_keeps_its_findings(mhook: Mhook, tmp_path: Path) -> None:
    """What was observed is kept with it, so its exit code is the same when it is told again."""

    class Doubles(_Signed):
        def is_new(self, event_id: str) -> bool:
            return True

    with Doubles() as doubles:
        observe = ("--observe-url", doubles.number_url, "--state-url", doubles.state_url)
        where = ("--runs", tmp_path, "--format", "json")
        first = mhook("storm", doubles.url, *_FAST, *observe, *where)
        again = mhook("storm", "--resume", "last", *where)
    assert first.code == again.code == 1
    (told,), (kept,) = first.objects, again.objects
    assert kept == told
    assert told["effects_too_many"] == 10


def test_the_value_of_a_header_is_in_no_file(mhook: Mhook, receiver: _Signed, tmp_path: Path) -> None:
    """It is sent and may be a secret; who goes on with the storm gives it again, and no other one."""
    header, folder = ("-H", "Authorization: Bearer hidden"), tmp_path / "runs"
    assert mhook("storm", receiver.url, *_FAST, *header, "--runs", folder).code == 0
    (path,) = list_storms(folder)
    assert read_storm(path).plan.header_names == ("Authorization",)
    assert b"hidden" not in path.read_bytes()
    lines = [line for line in path.read_bytes().splitlines(keepends=True) if not line.startswith((b"end", b"seen"))]
    path.write_bytes(b"".join(lines))
    resume = ("storm", "--resume", "last", "--runs", folder)
    for given in ((), ("-H", "X-Other: 1")):
        ran = mhook(*resume, *given)
        assert ran.code == 2
        assert "the headers it began with: Authorization" in ran.err
    assert mhook(*resume, *header).code == 0


def test_attempts_of_no_known_outcome_are_told(mhook: Mhook, tmp_path: Path) -> None:
    """What was sent and not noted when mhook was killed is sent again; that is said, also where it has two effects."""

    class Doubles(_Signed):
        def is_new(self, event_id: str) -> bool:
            return True

    with Doubles() as doubles:
        observe, where = ("--observe-url", doubles.number_url), ("--runs", tmp_path, "--format", "json")
        # With an end of its own: else the attempt that is missing makes traffic go on, on a slow machine by an event.
        (first,) = mhook("storm", doubles.url, *_FAST, "--after", "90s", *observe, *where).objects
        (path,) = list_storms(tmp_path)
        lines = [line for line in path.read_bytes().splitlines(True) if not line.startswith((b"end", b"seen"))]
        (place,) = [number for number, line in enumerate(lines) if line.startswith(b"0 1 ")]
        path.write_bytes(b"".join([*lines[:place], *lines[place + 1 :]]))
        (told,) = mhook("storm", "--resume", "last", *observe, *where).objects
    assert (first["unknown"], told["unknown"]) == (0, 1)
    (reason,) = [one["reason"] for one in told["faults_found"] if one["finding"] == "doubled"]
    assert "11 effects too many" in reason
    assert reason.endswith(", or since 1 attempt of before has no known outcome")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal")
def test_a_storm_that_is_killed_goes_on(mhook: Mhook, tmp_path: Path) -> None:
    """What was noted as accepted is not sent again, and in the end each event was accepted."""
    with _Signed() as receiver:
        receiver.effects["before"] = 7
        observe = ("--observe-url", receiver.number_url)
        arguments = ["storm", receiver.url, *_FAST, "--closed", "--runs", str(tmp_path), *observe, "--format", "json"]
        process = subprocess.Popen(command(arguments), env=environment(), stdout=subprocess.DEVNULL, stderr=-1)
        for _ in range(60):
            assert receiver.answered.acquire(timeout=30)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        (path,) = list_storms(tmp_path)
        noted = read_storm(path)
        accepted = [key for key, what in noted.recorded.items() if what.end == 200 and not key.is_cut]
        sent = receiver.requests.copy()
        ran = mhook("storm", "--resume", "last", "--runs", tmp_path, *observe, "--format", "json")
        (told,) = ran.objects
        assert ran.code == 0
        assert told["effects"] == told["accepted"]
        assert (noted.base, told["effects_unseen_reason"]) == (7, None)
        assert noted.events is None
        assert accepted
        assert told["events"] == told["accepted"] + told["given_up"]
        ids = {event.place: event.event_id for event in _events(noted.plan)}
        for key in accepted:
            assert receiver.requests[ids[key.place]] == sent[ids[key.place]]
        assert set(read_storm(path).recorded) > set(noted.recorded)


def test_ctrl_c_ends_a_storm_and_tells_how_it_goes_on(mhook: Mhook, tmp_path: Path) -> None:
    """What came of it until then is told, and the command to go on."""
    with _Signed() as receiver:
        arguments = ["storm", receiver.url, *_FAST, "--runs", str(tmp_path)]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command(arguments), env=environment(), stdout=pipe, stderr=pipe)
        for _ in range(30):
            assert receiver.answered.acquire(timeout=30)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out.startswith(b"undecided: interrupted with ")
    (path,) = list_storms(tmp_path)
    assert f"go on with: mhook storm --resume {path.name.removesuffix('.storm')} --runs ".encode() in err


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ([], "no URL is given"),
        (["http://example.com/hook"], "a storm may bring example.com down, and it is not this machine"),
        (["http://example.com/hook", "--authorize", "example.org"], "--authorize names another host"),
        (["http://127.0.0.1:9/x", "--outage", "1h,2h"], "a storm that is sent has one --outage"),
        (["http://127.0.0.1:9/x", "--mode", "sleepy"], "--mode 'sleepy' is no kind of outage"),
        (["http://127.0.0.1:9/x", "--scale", "1", "--outage", "30d"], "this storm may take 7"),
        (["http://127.0.0.1:9/x", "--traffic", "50000/s"], "events before its recovery, and at most 1,000,000"),
        (["http://127.0.0.1:9/x", "--drain"], "--drain goes on after the time of --after"),
        (["http://127.0.0.1:9/x", "--pair-gap", "5m"], "--pair-gap only applies with --plan"),
        (["--plan", "--closed"], "--closed has no meaning with --plan"),
        (["--resume", "last"], "there is no storm 'last'"),
        (["--resume", "last", "--outage", "5m"], "--outage cannot change a resumed storm"),
        (["http://127.0.0.1:9/x", "--observe-url", "http://x/", "--observe-cmd", "x"], "cannot both be given"),
        (["http://127.0.0.1:9/x", "--picture", "storm.png"], "is neither SVG nor HTML"),
    ],
)
def test_what_cannot_be_is_refused(mhook: Mhook, tmp_path: Path, arguments: list[str], error: str) -> None:
    """One clear line, and nothing is sent or kept."""
    ran: Ran = mhook("storm", *arguments, "--runs", tmp_path / "runs")
    assert ran.code == 2
    assert error in ran.error
    assert not (tmp_path / "runs").exists()


def test_a_receiver_that_is_not_there_is_unreachable(mhook: Mhook, tmp_path: Path) -> None:
    """Nothing is kept of a storm that never began."""
    ran = mhook("storm", "http://127.0.0.1:9/x", *_FAST, "--runs", tmp_path / "runs", "--wait-for", "0")
    assert ran.code == 4
    assert not (tmp_path / "runs").exists()
