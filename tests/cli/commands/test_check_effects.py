"""``mhook check`` with commands and URLs that see what the receiver did, and commands that break it."""

import shlex
import sys
from pathlib import Path

import pytest

from tests.cli.calling import SECRET, Mhook, process
from tests.receivers.broken.effect import AnswersBeforeItStores, ForgetsWhatItHasHad, TakesDeferredForFailed
from tests.receivers.correct import CorrectReceiver

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="the commands are written for a POSIX shell")


def looks(receiver: CorrectReceiver) -> list[str]:
    """Return the options that see what a receiver did, which does its work before it answers."""
    return ["--observe-url", receiver.observe_url, "--state-url", receiver.state_url, "--settle", "0"]


def test_a_correct_receiver(mhook: Mhook) -> None:
    """All rules that look are tried, with URLs alone."""
    with CorrectReceiver(SECRET) as receiver:
        ran = mhook("check", receiver.url, "--select", "EFFECT", *looks(receiver))
    assert (ran.code, ran.errors) == (0, [])
    assert "15 passed, 4 skipped" in ran.text


def test_a_broken_receiver(mhook: Mhook) -> None:
    """A state that is wrong is a finding, quoted as it was told."""
    with TakesDeferredForFailed(SECRET) as receiver:
        ran = mhook("check", receiver.url, "--select", "EFFECT", *looks(receiver), "-f", "json")
    assert ran.code == 1
    (found,) = [one for one in ran.objects if one.get("result") == "fail"]
    assert (found["rule"], found["reason"]) == (
        "EFFECT009",
        "after a deferred event the recipient is 'suppressed', as after a failed one",
    )


@on_posix
def test_commands_that_look(mhook: Mhook, tmp_path: Path) -> None:
    """What they are about is in their environment."""
    get = f"{shlex.quote(sys.executable)} -c 'import os, sys, urllib.request as r; e = os.environ; "
    with CorrectReceiver(SECRET) as receiver:
        root = f"http://127.0.0.1:{receiver.port}"
        observe = f'{get} print(r.urlopen("{root}/effects?id=" + e["MHOOK_EVENT_ID"]).read().decode())\''
        state = (
            f'{get} print(r.urlopen("{root}/state?of=%s&mail=%s" % (e["MHOOK_RECIPIENT"], e["MHOOK_REFERENCE_ID"]))'
            ".read().decode())'"
        )
        line = ["check", receiver.url, "--select", "EFFECT004,EFFECT010", "--settle", "0"]
        ran = mhook(*line, "--observe-cmd", observe, "--state-cmd", state)
    assert (ran.code, ran.errors) == (0, [])
    assert "3 passed" in ran.text


@on_posix
@pytest.mark.parametrize(
    ("kind", "rule"), [(CorrectReceiver, ""), (AnswersBeforeItStores, "EFFECT015"), (ForgetsWhatItHasHad, "EFFECT018")]
)
def test_commands_that_break(mhook: Mhook, kind: type[CorrectReceiver], rule: str) -> None:
    """The store is taken away and given back, the receiver is restarted, and what it does wrong is found."""
    with kind(SECRET) as receiver:
        control = f"http://127.0.0.1:{receiver.port}/control"
        get = f"{shlex.quote(sys.executable)} -c 'import sys, urllib.request as r; r.urlopen(sys.argv[1])' {control}"
        hooks = [f"--{name}-cmd={get}/{name}" for name in ("break", "mend", "restart")]
        rules = "EFFECT015,EFFECT018"
        ran = mhook("check", receiver.url, "--select", rules, *looks(receiver), *hooks, "-f", "json")
        assert not receiver.store_down
    assert ran.errors == []
    assert [one["rule"] for one in ran.objects if one.get("result") == "fail"] == ([rule] if rule else [])
    assert ran.code == (1 if rule else 0)


@on_posix
def test_an_interruption_while_the_store_is_away(tmp_path: Path) -> None:
    """Ctrl-C in the middle of an outage that mhook made ends it."""
    broken = tmp_path / "broken"
    with CorrectReceiver(SECRET) as receiver:
        hooks = [
            "--break-cmd",
            f"touch {broken}; kill -INT $PPID; sleep 60",
            "--mend-cmd",
            f"rm {broken}; touch {broken}.not",
        ]
        ran = process(["check", receiver.url, "--select", "EFFECT015", *looks(receiver), *hooks])
    assert ran.code == 130
    assert [path.name for path in tmp_path.iterdir()] == ["broken.not"]


FAILING = [
    (["--observe-url", "{root}/nothing?id={{event_id}}"], 3, "/nothing?… answered 404: it has to answer 200 with a"),
    (
        ["--observe-url", "http://127.0.0.1:9/{{event_id}}"],
        4,
        "--observe-url http://127.0.0.1:9/000000000000000000000000000000000000000000000000 did not answer: ",
    ),
    (["--state-url", "{root}/webhook?to={{recipient}}"], 3, "answered 405: it has to answer 200 with any text, or 404"),
    (["--state-cmd", "echo no table >&2; exit 3"], 3, "--state-cmd ended with 3: no table: run it in a shell to see"),
]


@pytest.mark.parametrize(("options", "code", "message"), FAILING, ids=[line[0][1] for line in FAILING])
def test_looks_that_fail(mhook: Mhook, options: list[str], code: int, message: str, tmp_path: Path) -> None:
    """One line says so, nothing is sent, and no report pretends that something was observed."""
    report = tmp_path / "report.xml"
    with CorrectReceiver(SECRET) as receiver:
        given = [one.format(root=f"http://127.0.0.1:{receiver.port}") for one in options]
        ran = mhook("check", receiver.url, "--select", "EFFECT", *given, "--report", f"junit={report}")
        assert receiver.seen == set()
    assert (ran.code, message in ran.error) == (code, True), ran.error
    assert not report.exists()


MISUSED = [
    (["--effect-of", "failed"], "--effect-of only applies where effects are counted: add --observe-cmd"),
    (["--observe-cmd", "echo 1", "--effect-of", "failed,bounced"], "there is no event type 'bounced': "),
    (["--settle", "2"], "--settle only applies where somebody looks: "),
    (["--observe-path", "a"], "--observe-path only applies to an observer's answer: "),
    (["--state-url", "http://127.0.0.1/"], "--state-url does not say whose state is asked for: put {recipient}"),
    (["--state-url", "http://127.0.0.1/{event_id}"], "--state-url has no placeholder {event_id}: use {recipient} or"),
    (["--state-url", "http://127.0.0.1/{recipient}", "--state-cmd", "x"], "cannot both be given"),
    (["--break-cmd", "true"], "--break-cmd needs --mend-cmd too: give both of them"),
    (["--mend-cmd", "true"], "--mend-cmd needs --break-cmd too: give both of them"),
]


@pytest.mark.parametrize(("options", "message"), MISUSED, ids=[" ".join(line[0]) for line in MISUSED])
def test_options_that_contradict(mhook: Mhook, options: list[str], message: str) -> None:
    """What cannot be meant is refused before anything happens."""
    ran = mhook("check", "http://127.0.0.1:9/webhook", *options)
    assert (ran.code, message in ran.error) == (2, True), ran.error
