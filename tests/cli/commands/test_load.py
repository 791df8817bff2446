"""``mhook load``: real loads of a real receiver, which is correct or broken, and command lines that cannot be."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.calling import Mhook
from tests.cli.load_receiver import Answer, LoadReceiver, correct

SOME = ("--users", "4", "-n", "60")
"""A load for which no moment is too late, however busy the machine is."""

URL = "http://127.0.0.1:9/webhook"


def test_a_correct_receiver(mhook: Mhook, tmp_path: Path) -> None:
    """A correct receiver passes: all that was sent arrived, adds up, is in every report, and had its effect once."""
    files = {form: tmp_path / f"load.{form}" for form in ("json", "junit", "html", "text")}
    with LoadReceiver() as receiver:
        ran = mhook(
            "load",
            receiver.url,
            *("--wave", "60"),
            *("--duplicates", "10%", "--concurrent-duplicates", "5%", "--bad", "10%", "--seed", "7"),
            *("--budget", "p99=20s", "--settle", "0.1"),
            *("--observe-url", receiver.url, "--observe-path", "count"),
            *(word for form, path in files.items() for word in ("--report", f"{form}={path}")),
        )
        assert ran.code == 0, ran.text
        assert receiver.statuses.total() == 62
        (found,) = [json.loads(line) for line in files["json"].read_text().splitlines()][1:]
        assert found["started"] == found["passed"] == found["planned"] == 60
        assert found["effects"] == found["expected_effects"] == len(receiver.events) - 1
        assert found["answer_counts"] == {"200": receiver.statuses[200] - 1, "401": receiver.statuses[401] - 1}
    kinds = found["request_kind_counts"]
    assert set(kinds) == {"event", "duplicate", "concurrent-duplicate", "bad-signature"}
    assert ran.lines[-1].startswith("passed: 60 of 60 requests ended as they should, p99 ")
    assert files["text"].read_text().splitlines()[-1] == ran.lines[-1]
    assert {case.get("name") for case in ET.parse(files["junit"]).getroot()[0]} >= {"budget p99=20s"}
    assert "<svg" in files["html"].read_text()


@pytest.mark.parametrize(
    ("answer", "options", "finding", "says"),
    [
        (lambda *_: 200, ("--bad", "20%"), "forged-accepted", "with a bad signature were accepted"),
        (
            lambda signed, before: 409 if before else correct(signed, 0),
            ("--duplicates", "20%", "--max-errors", "100%"),
            "duplicate-refused",
            "duplicates were not accepted (",
        ),
        (lambda *_: 503, (), "too-many-errors", "60 of 60 requests went wrong (60 x 503), and none may"),
        (correct, ("--budget", "p50=0.001ms"), "budget-broken", "from due, over p50=0.001ms"),
    ],
    ids=["forged", "duplicates", "errors", "budget"],
)
def test_a_broken_receiver(mhook: Mhook, answer: Answer, options: tuple[str, ...], finding: str, says: str) -> None:
    """What is wrong with a receiver is found, alone, and the exit code is 1."""
    with LoadReceiver(answer, spared=2) as receiver:
        ran = mhook("load", receiver.url, "delivered", *SOME, *options, "--format", "json")
    assert ran.code == 1
    load = ran.objects[-1]
    problems = {one["finding"]: one["reason"] for one in load["problems"]}
    assert set(problems) == {finding}
    assert says in problems[finding]
    assert load["result"] == "fail"


@pytest.mark.parametrize(("effects", "finding"), [(0, "effects-lost"), (2, "effects-doubled")])
def test_effects_that_are_wrong(mhook: Mhook, effects: int, finding: str) -> None:
    """A receiver that accepts events without effect, or with two of them, is found out by the observer."""
    with LoadReceiver(effects=effects) as receiver:
        looks = ("--observe-url", receiver.url, "--observe-path", "count", "--settle", "0.1")
        ran = mhook("load", receiver.url, "delivered", *SOME, *looks, "--quiet")
    assert ran.code == 1
    assert ran.lines[0].startswith(f"{finding}: ")
    assert ran.lines[-1].startswith(f"failed: {finding}; 60 of 60 requests")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda *_: 401, "probe-failed: the probe's valid event was not accepted: 401"),
        (lambda *_: 200, "forged-accepted: the probe's event with a bad signature was accepted with 200"),
        (
            lambda signed, _: 200 if signed else 404,
            "probe-failed: the probe's event with a bad signature got 404, not 401, 403 or 400",
        ),
    ],
    ids=["valid", "forged", "undecided"],
)
def test_a_probe_that_fails(mhook: Mhook, answer: Answer, says: str) -> None:
    """Nothing is sent to an endpoint that does not take events, or does not refuse forged ones."""
    with LoadReceiver(answer) as receiver:
        ran = mhook("load", receiver.url, *SOME)
        assert receiver.statuses.total() <= 2
    assert ran.code == 1
    assert says in ran.lines


def test_github(mhook: Mhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GitHub gets an annotation for each finding, the text, and a summary."""
    summary = tmp_path / "summary"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    with LoadReceiver(lambda *_: 503) as receiver:
        ran = mhook("load", receiver.url, "delivered", "--wave", "5", "--no-probe", "--format", "github")
    assert ran.code == 1
    assert [line for line in ran.lines if line.startswith("::error title=mhook load%3A too-many-errors::5 of 5 ")]
    assert "### mhook load: failed" in summary.read_text()


def test_users(mhook: Mhook) -> None:
    """A closed model sends as many as were asked for, and tells how fast that went."""
    with LoadReceiver() as receiver:
        ran = mhook("load", receiver.url, "delivered", "--users", "3", "-n", "30", "--success", "2xx")
        assert receiver.statuses.total() == 32
    assert ran.code == 0
    assert any(line.startswith("rate ") and line.endswith(" started by 3 users") for line in ran.lines)


def test_nobody_listens(mhook: Mhook) -> None:
    """A receiver that cannot be reached is exit code 4, with one line."""
    ran = mhook("load", URL)
    assert ran.code == 4
    assert ran.error == "nothing listens on 127.0.0.1:9: is the receiver running?"


def test_a_dry_run(mhook: Mhook) -> None:
    """A dry run tells what would be sent, and sends nothing."""
    ran = mhook("load", URL, "--ramp", "10..20/s over 10s", "--seed", "5", "--dry-run", "--format", "json")
    assert ran.code == 0
    (plan,) = ran.objects
    assert (plan["planned"], plan["seed"], plan["model"]) == (150, 5, "ramp")
    ran = mhook("load", URL, "--rate", "30/min", "--for", "1m", "--dry-run")
    assert ran.lines[0] == f"30 requests: 30/min for 1m to {URL}"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "there is no URL to send to: give one, such as http://localhost:8000/webhook"),
        ("delivered", "delivered is an event type, and the URL comes first: write mhook load URL delivered"),
        ("example.com", "the URL does not begin with http:// or https://: did you mean https://example.com"),
        (
            "https://example.com/hook",
            "a load may bring example.com down, and it is not this machine: add --authorize example.com",
        ),
        (
            "https://example.com/hook --authorize example.org",
            "--authorize names another host than the URL, example.com: give the same host",
        ),
        (f"{URL} deliverd", "there is no event type 'deliverd': did you mean delivered"),
        (f"{URL} delivered --mix opened=3", "more than one of event types, --lifecycle and --mix was given: give"),
        (f"{URL} --mix everything=3", "everything"),
        (f"{URL} --lifecycle happy", "happy"),
        (f"{URL} --ramp 5..9/s over 2m", "the words of --ramp came as several: put quotes around them"),
        (f"{URL} --rate 500", "--rate '500' does not say of what time: write 500/s, 500/min or 500/h"),
        (f"{URL} --rate 5/s --wave 3", "--rate and --wave cannot both be given: each says when requests are sent"),
        (f"{URL} --bad 5", "--bad '5' is more than 100%: did you mean 5%?"),
        (
            f"{URL} --bad 60% --duplicates 50%",
            "--duplicates 50% and --bad 60% are more than all requests: give shares of at most 100% together",
        ),
        (f"{URL} --duplicates 100%", "without a new event there is nothing to duplicate: give shares below 100%"),
        (f"{URL} --users 1 --concurrent-duplicates 5%", "one user sends one request at a time, and no two at once"),
        (f"{URL} --budget p99", "--budget 'p99' does not say of what it is: write it like p99=1s"),
        (f"{URL} --max-errors some", "--max-errors 'some' is neither a number nor a share: write it like 0, 10 or"),
        (f"{URL} --report load.html", "--report 'load.html' names no format and file: write it like html=load.html"),
        (f"{URL} --report htm=x", "--report knows no format 'htm': did you mean html?"),
        (f"{URL} --report json=-", "--report writes into files: --format json writes to the standard output"),
        (f"{URL} --report json=x --report text=x", "two reports would go into 'x': name a file of its own for each"),
        (f"{URL} --dry-run --format junit", "--dry-run has no verdict for --format junit: use text or json"),
        (f"{URL} --dry-run --report html=x", "--dry-run has no verdict for --report: leave out one of the two"),
        (f"{URL} --observe-path count", "--observe-path only applies to an observer's answer: add --observe-cmd"),
        (f"{URL} --header nothing", "--header 'nothing' is not a header: write it like 'X-Trace: 42'"),
    ],
)
def test_what_cannot_be_asked(mhook: Mhook, project: Path, words: str, says: str) -> None:
    """A command line that cannot be is refused in one line, before anything is sent."""
    ran = mhook("load", *words.split())
    assert ran.code == 2
    assert says in ran.error


def test_the_url_of_the_settings(mhook: Mhook, project: Path) -> None:
    """The URL, headers and more come from the settings, and it is said where to."""
    (project / "mhook.toml").write_text('url = "http://127.0.0.1:9/hook"\ntimeout = 3\n')
    ran = mhook("load", "--dry-run", "--format", "json")
    assert ran.code == 0
    assert (ran.objects[0]["url"], ran.objects[0]["timeout_s"]) == ("http://127.0.0.1:9/hook", 3)
    assert any("sending to http://127.0.0.1:9/hook" in one["note"] for one in ran.talk)
