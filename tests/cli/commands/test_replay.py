"""``mhook replay`` through the real command line: schedules, faults, clocks, effects, runs, formats and exit codes."""

import json
import os
import shlex
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.transport.run.file import RunFile, create_run
from tests.cli.calling import SECRET, VARIABLE, Mhook, check_printable, command, environment, process
from tests.cli.endpoint import Endpoint
from tests.cli.store import captured, event, fill
from tests.delivery.replaying import SetTimekeeper
from tests.receivers.raw import OK, Peer, Receiver, closed_port

PLAY = "maileroo_cli.operation.replay.play"
TIMES = [0, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 50_400]
COUNT = "import os, sys; print(sum(os.environ['MHOOK_EVENT_ID'] in line for line in open(sys.argv[1])))"


def test_the_whole_schedule_is_used_up(mhook: Mhook, project: Path) -> None:
    """Nine requests with the same bytes and signature, at the planned times, then the event is lost: exit code 1."""
    with Endpoint(503) as endpoint:
        ran = mhook("replay", "failed", "--url", endpoint.url, "--format", "json")
    start, *attempts, delivery, summary = ran.objects
    assert (ran.code, ran.err) == (1, "")
    assert len(set(endpoint.bodies)) == 1
    assert len(endpoint.bodies) == 9
    assert all(one.signed for one in endpoint.arrived)
    assert [one["attempt"] for one in attempts] == list(range(1, 10))
    assert [one["planned_s"] for one in attempts] == TIMES
    assert {(one["outcome"], one["status"], one["receiver_could_act"]) for one in attempts} == {("answered", 503, True)}
    assert (delivery["end"], delivery["attempts"], summary["exit_code"]) == ("given-up", 9, 1)
    assert start["waits_s"] == [300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600]


@pytest.mark.parametrize(
    ("arguments", "times"),
    [
        (["--attempts", "8"], TIMES[:8]),
        (["--schedule", "0s,5m,30m"], [0, 300, 1_800]),
        (["--schedule", "resend"], [0, 5, 305, 2_105, 9_305, 27_305, 63_305, 99_305]),
        (["--schedule", "postmark", "--attempts", "2"], [0, 60]),
    ],
    ids=lambda value: " ".join(map(str, value)),
)
def test_other_schedules(mhook: Mhook, project: Path, arguments: list[str], times: list[int]) -> None:
    """The other reading, offsets, and what other providers publish."""
    ran = mhook("replay", "--against", "careful:500", *arguments, "--format", "json")
    assert [one["planned_s"] for one in ran.objects if "attempt" in one] == times
    assert ran.code == 1


def test_faults_and_what_they_leave(mhook: Mhook, project: Path) -> None:
    """Each attempt tells its fault, what the sender saw, and whether the receiver could act; only that reaches it."""
    with Endpoint() as endpoint:
        ran = mhook("replay", "--url", endpoint.url, "--faults", "refuse,503,lost,ok", "--format", "json")
    attempts = [one for one in ran.objects if "attempt" in one]
    assert [(one["fault"], one["outcome"], one["status"], one["receiver_could_act"]) for one in attempts] == [
        ("refuse", "refused", None, False),
        ("status:503", "answered", 503, False),
        ("lost", "timeout", None, True),
        (None, "answered", 200, True),
    ]
    assert [one["receiver_statuses"] for one in attempts] == [[], [], [200], [200]]
    assert [one["planned_s"] for one in attempts] == [0, 300, 900, 1_800]
    assert [one["elapsed_s"] for one in attempts] == [0, 300, 900, 1_830]
    assert (ran.code, len(endpoint.arrived)) == (0, 2)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--against", "careful:500,500,reset,200"], 0, "accepted at attempt 4 after 30m; 1 effect"),
        (["--against", "careful", "--fault", "1=lost"], 0, "accepted at attempt 2 after 5m 30s; 1 effect"),
        (["--against", "careless", "--fault", "1=lost"], 1, "after 5m 30s; 2 effects for one event"),
        (["--against", "careless", "--fault", "1=duplicate"], 1, "2 effects"),
        (["--against", "picky", "--fault", "1=gateway:502"], 1, "a duplicate was refused"),
        (["--against", "careful", "--fault", "1-9=corrupt"], 1, "given up after 9 attempts in 14h: this event is lost"),
        (["--against", "careful", "--fault", "1=status:200"], 1, "lost without a trace"),
        (["--against", "careful:201"], 1, "given up after 9 attempts"),
        (["--against", "careful:201", "--success", "2xx"], 0, "would have been lost under exactly 200"),
        (["--against", "careful:500*8,200"], 0, "would have been lost under maileroo --attempts 8"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_verdicts(mhook: Mhook, project: Path, arguments: list[str], code: int, said: str) -> None:
    """The last line is the verdict, and the exit code is its."""
    ran = mhook("replay", *arguments, env={VARIABLE: None})
    assert (ran.code, ran.err) == (code, "")
    assert said in ran.lines[-1]
    check_printable(ran)


def test_a_receiver_that_is_never_reached(mhook: Mhook, project: Path) -> None:
    """Where nothing listens the exit code is 4; where faults alone kept it away it is 1."""
    url = f"http://127.0.0.1:{closed_port()}/"
    assert mhook("replay", "--url", url).code == 4
    with Endpoint() as endpoint:
        assert mhook("replay", "--url", endpoint.url, "--fault", "1-9=refuse").code == 1
        assert endpoint.arrived == []


def test_a_lifecycle_comes_in_due_order(mhook: Mhook, project: Path) -> None:
    """Each event has its own schedule, time never goes back, and --together begins all at once."""
    events = ["--lifecycle", "engaged", "--seed", "1", "--against", "careful:503,200", "--format", "json"]
    attempts = [one for one in mhook("replay", *events).objects if "attempt" in one]
    times = [one["time"] for one in attempts]
    assert times == sorted(times)
    assert [one["event_type"] for one in attempts if one["attempt"] == 1][:3] == ["accepted", "delivered", "opened"]
    assert (datetime.fromisoformat(times[-1]) - datetime.fromisoformat(times[0])).total_seconds() > 600
    together = [one for one in mhook("replay", *events, "--together").objects if "attempt" in one]
    assert [one["elapsed_s"] for one in together] == [0] * 7 + [300] * 7
    assert [one["attempt"] for one in together] == [1] * 7 + [2] * 7


def test_reorder_changes_neighbours(mhook: Mhook, project: Path) -> None:
    """The second event of a mail arrives before the first, and that is told."""
    with Endpoint() as endpoint:
        ran = mhook("replay", "--lifecycle", "bounced", "--url", endpoint.url, "--fault", "1=reorder")
    assert [json.loads(body)["event_type"] for body in endpoint.bodies] == ["failed", "accepted"]
    assert "out-of-order" in ran.text
    assert ran.code == 0


def test_random_faults_repeat(mhook: Mhook, project: Path) -> None:
    """The same seed draws the same faults; without one the number is told."""
    line = ["delivered", "opened", "--seed", "1", "--against", "careful", "--fault-rate", "0.9", "--format", "json"]
    runs = [[one["fault"] for one in mhook("replay", *line).objects if "attempt" in one] for _ in range(2)]
    assert runs[0] == runs[1]
    assert any(runs[0])
    other = mhook("replay", *line, "--fault-seed", "2")
    assert [one["fault"] for one in other.objects if "attempt" in one] != runs[0]
    told = mhook("replay", "--against", "careful", "--fault-rate", "0.1")
    assert "--fault-seed" in told.err


def test_captures_and_files(mhook: Mhook, project: Path) -> None:
    """A capture goes with its own bytes and signature, a file's bodies are signed."""
    body = event(5, "opened", x="<é>")
    fill(project / ".mhook" / "captures.db", captured(1, body))
    (project / "bodies.ndjson").write_bytes(event(1) + b"\n" + event(2) + b"\n")
    with Endpoint() as endpoint:
        first = mhook("replay", "--capture", "last", "--url", endpoint.url, env={VARIABLE: None}, hides=False)
        second = mhook("replay", "bodies.ndjson", "--url", endpoint.url)
    assert (first.code, second.code) == (0, 0)
    assert endpoint.bodies == [body, event(1), event(2)]
    assert all(one.signed for one in endpoint.arrived)


@pytest.mark.skipif(sys.platform == "win32", reason="the line is one of a POSIX shell")
@pytest.mark.parametrize(("once", "code", "effects"), [(True, 0, 1), (False, 1, 2)], ids=["once", "each time"])
def test_effects_that_a_command_counts(mhook: Mhook, project: Path, once: bool, code: int, effects: int) -> None:
    """A receiver that notes each charge in a file has one or two for an event whose answer got lost."""
    log, script = project / "charges", project / "count.py"
    script.write_text("import os\nprint(open('charges').read().count(os.environ['MHOOK_EVENT_ID']))\n")
    log.touch()

    def charge(peer: Peer) -> None:
        while (request := peer.read()) is not None:
            identity = json.loads(request.partition(b"\r\n\r\n")[2])["event_id"]
            if not once or identity not in log.read_text():
                with log.open("a") as file:
                    file.write(f"{identity}\n")
            peer.send(OK)

    with Receiver(charge) as receiver:
        line = ["replay", "delivered", "opened", "--url", receiver.url, "--fault", "1=lost", "--format", "json"]
        ran = mhook(*line, "--observe-cmd", f"{shlex.quote(sys.executable)} count.py")
    assert (ran.code, ran.err) == (code, "")
    assert [one["effects"] for one in ran.objects if "findings" in one and "event_id" in one] == [effects, effects]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "there is no receiver"),
        (["--url", "http://127.0.0.1:1/", "--against", "careful"], "both --url and --against name a receiver"),
        (["--against", "carful"], "did you mean careful?"),
        (["--against", "careful", "--fault", "1=tiemout"], "fault"),
        (["--against", "careful", "--fault", "10=lost"], "9 attempts"),
        (["--against", "careful", "--clock", "fast"], "there is no clock 'fast'"),
        (["--against", "careful", "--clock", "scaled:0"], "not a clock speed"),
        (["--against", "careful", "--schedule", "postmrk"], "postmark"),
        (["--against", "careful", "--attempts", "10"], "not have 10 attempts"),
        (["--against", "careful", "--fault-rate", "nan"], "nan"),
        (["--against", "careful", "--picture", "a.png"], ".svg"),
        (["--against", "careful", "--observe-path", "a"], "--observe-path"),
        (["--against", "careful", "--observe-cmd", "x", "--observe-url", "http://127.0.0.1/"], "give one of them"),
        (["--capture", "last", "--seed", "1", "--against", "careful"], "--seed"),
        (["delivered", "--capture", "last", "--against", "careful"], "--capture"),
        (["--resume", "last"], "there is no run"),
        (["--resume", "last", "--clock", "real"], "--clock cannot change"),
        (["delivered", "--resume", "last"], "a resumed run sends its own events"),
        (["deliverd", "--against", "careful"], "delivered"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be(mhook: Mhook, project: Path, arguments: list[str], said: str) -> None:
    """Each mistake is one line with exit code 2, nothing is sent, and no run is left behind."""
    ran = mhook("replay", *arguments)
    assert (ran.code, ran.out) == (2, b"")
    assert said in ran.error
    assert not list(project.glob(".mhook/runs/*"))


def test_formats_for_continuous_integration(mhook: Mhook, project: Path) -> None:
    """JUnit has a case for each event, GitHub an annotation for each that failed."""
    line = ["replay", "delivered", "opened", "--against", "careless", "--fault", "1=lost"]
    report = mhook(*line, "--format", "junit")
    suite = ET.fromstring(report.text)
    assert (report.code, suite.attrib["tests"], suite.attrib["failures"]) == (1, "2", "2")
    assert {one.attrib["type"] for one in suite.iter("failure")} == {"several-effects"}
    annotated = mhook(*line, "--format", "github")
    assert annotated.code == 1
    assert "::error title=mhook replay%3A several-effects::2 effects for one event" in annotated.text


@pytest.mark.parametrize("name", ["replay.svg", "replay.html"])
def test_pictures(mhook: Mhook, project: Path, name: str) -> None:
    """A picture is drawn on its own, and again from the run that was kept."""
    assert mhook("replay", "--against", "careful:503,200", "--picture", name).code == 0
    drawn = (project / name).read_text(encoding="utf-8")
    assert "accepted at attempt 2 after 5m" in drawn
    assert mhook("runs", "show", "last", "--picture", f"again-{name}").code == 0
    assert (project / f"again-{name}").read_text(encoding="utf-8") == drawn


def test_nothing_is_kept_unasked(mhook: Mhook, project: Path) -> None:
    """With --no-journal no file is left; --runs says where runs are kept; none holds the secret."""
    assert mhook("replay", "--against", "careful", "--no-journal").code == 0
    assert list(project.iterdir()) == [project / ".git"]
    assert mhook("replay", "--against", "careful", "--runs", "here").code == 0
    kept = [path for path in (project / "here").iterdir() if path.suffix == ".db"]
    assert len(kept) == 1
    assert SECRET.encode() not in kept[0].read_bytes()


def test_it_goes_on_after_ctrl_c(project: Path) -> None:
    """What is under way at Ctrl-C is unknown and made again; what was accepted is not sent again; exit code 130."""
    with Receiver() as receiver:
        arguments = ["replay", "delivered", "opened", "--url", receiver.url, "--clock", "scaled:1200"]
        arguments += ["--schedule", "0s,1h", "--fault", "1=lost", "--format", "json"]
        with subprocess.Popen(command(arguments), cwd=project, env=environment(), stdout=subprocess.PIPE) as program:
            assert program.stdout is not None
            read = [json.loads(program.stdout.readline()) for _ in range(3)]
            program.send_signal(signal.SIGINT)
            program.communicate(timeout=30)
        assert program.returncode == 130
        assert [one.get("attempt") for one in read] == [None, 1, 1]
        before = len(receiver.requests)
        shown = process(["runs", "list", "--format", "json"], cwd=project).objects
        assert [(one["state"], one["open"]) for one in shown] == [("interrupted", 2)]
        with_speed = process(["replay", "--resume", "last", "--format", "json"], cwd=project, timeout=60)
    assert with_speed.code == 0
    made = [one for one in with_speed.objects if "attempt" in one]
    assert [(one["attempt"], one["end"]) for one in made] == [(1, None)] * 2 + [(2, "accepted")] * 2
    assert all(one in made for one in read[1:])
    assert len(receiver.requests) == before + 2


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_it_goes_on_after_kill(project: Path) -> None:
    """After kill -9 while the receiver is asked, that attempt is shown as unknown and made again, once."""
    programs: list[subprocess.Popen[bytes]] = []

    def behave(peer: Peer) -> None:
        if peer.read() is None:
            return
        if len(receiver.requests) == 1:
            os.kill(programs[0].pid, signal.SIGKILL)
            peer.wait_for_end()
        else:
            peer.send(OK)

    with Receiver(behave) as receiver:
        line = command(["replay", "--url", receiver.url])
        programs.append(subprocess.Popen(line, cwd=project, env=environment(), stdout=subprocess.DEVNULL))
        assert programs[0].wait(timeout=30) == -signal.SIGKILL
        shown = process(["runs", "show", "last", "--format", "json"], cwd=project).objects
        assert [(one["attempt"], one["outcome"]) for one in shown if "attempt" in one] == [(1, "unknown")]
        ran = process(["runs", "resume", "last", "--format", "json"], cwd=project)
    assert ran.code == 0
    made = [(one["attempt"], one["outcome"], one["end"]) for one in ran.objects if "attempt" in one]
    assert made == [(1, "unknown", None), (1, "answered", "accepted")]
    assert ran.objects[-2]["unknown"] == 1
    assert len(receiver.requests) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--observe-cmd", "echo hi"], 3, "number"),
        (["--observe-cmd", "exit 7"], 3, "7"),
        (["--cacert", "nowhere.pem"], 3, "nowhere.pem"),
        (["--no-journal", "--resume", "last"], 2, "--no-journal"),
        (["broken.ndjson"], 3, "line 2"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_known_before_the_run(mhook: Mhook, project: Path, arguments: list[str], code: int, said: str) -> None:
    """What cannot work is one line before anything is sent, and leaves no run behind."""
    (project / "broken.ndjson").write_bytes(event(1) + b"\n{broken\n" + event(2) + b"\n")
    receiver = [] if "--resume" in arguments else ["--against", "careful"]
    if "--cacert" in arguments:
        receiver = ["--url", f"https://127.0.0.1:{closed_port()}/"]
    ran = mhook("replay", *arguments, *receiver)
    assert (ran.code, ran.out) == (code, b"")
    assert said in ran.error
    assert not list(project.glob(".mhook/runs/*"))


@pytest.mark.parametrize(
    ("schedule", "answer", "code", "attempts"),
    [("mailgun", 406, 1, 1), ("standard-webhooks", 204, 0, 1), ("standard-webhooks", 410, 1, 1), ("resend", 204, 1, 8)],
)
def test_the_rules_of_other_providers(
    mhook: Mhook, project: Path, schedule: str, answer: int, code: int, attempts: int
) -> None:
    """What ends a delivery is what the schedule's own provider says."""
    ran = mhook("replay", "--against", f"careful:{answer}", "--schedule", schedule, "--format", "json")
    assert (ran.code, len([one for one in ran.objects if one["schema"] == "mhook.replay-attempt/2"])) == (
        code,
        attempts,
    )


@pytest.mark.parametrize("clock", ["scaled:3600", "real"])
def test_time_starts_at_the_first_attempt(
    mhook: Mhook, project: Path, monkeypatch: pytest.MonkeyPatch, clock: str
) -> None:
    """However long a run takes to get ready, its first attempt is made when it is due, and others count from it."""
    timekeeper = SetTimekeeper()

    def create_slowly(*values: Any, **options: Any) -> RunFile:
        timekeeper.sleep(5.0)
        return create_run(*values, **options)

    monkeypatch.setattr(f"{PLAY}.SystemTimekeeper", lambda: timekeeper)
    monkeypatch.setattr(f"{PLAY}.create_run", create_slowly)
    ran = mhook("replay", "--against", "careful", "--clock", clock, "--format", "json")
    start, attempt, *_ = ran.objects
    assert (ran.code, attempt["elapsed_s"], attempt["time"]) == (0, 0, start["start_time"])


def test_quiet(mhook: Mhook, project: Path) -> None:
    """Quiet, a replay shows what failed and the verdict; a picture is drawn without a word."""
    ran = mhook("replay", "--against", "careful:500,200", "--quiet", "--picture", "run.svg")
    title, attempt, empty, verdict = ran.text.splitlines()
    assert (title.split()[0], attempt.split()[3], empty) == ("PLAN", "1/9", "")
    assert (verdict, ran.err) == ("accepted at attempt 2 after 5m; 1 effect", "")
    assert Path("run.svg").stat().st_size
    again = mhook("runs", "resume", "last", "-q")
    assert again.text.splitlines()[0].startswith("finished at ")
    assert again.text.splitlines()[1:] == ran.text.splitlines()


def test_quiet_objects(mhook: Mhook, project: Path) -> None:
    """For programs too only what failed has an object, beside the start and the summary."""
    ran = mhook("replay", "--against", "careful:500,200", "-q", "--format", "json")
    assert [one["schema"] for one in ran.objects] == [
        "mhook.replay/2", "mhook.replay-attempt/2", "mhook.replay-summary/2",
    ]  # fmt: skip
    assert ran.objects[1]["status"] == 500


def test_what_the_receiver_wrote(mhook: Mhook, project: Path) -> None:
    """Below a failed attempt stands what the receiver wrote, once while it writes the same."""
    with Endpoint(500, body=b"<html><title>KeyError at /webhook</title><p>much more</html>") as endpoint:
        ran = mhook("replay", "failed", "--url", endpoint.url)
    assert [line.strip() for line in ran.text.splitlines() if "KeyError" in line] == ["> KeyError at /webhook"]
