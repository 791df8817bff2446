"""``--maileroo-check``: each rule of a correct receiver as a test of its own."""

import re
import threading
from xml.etree import ElementTree as ET

import flask
import pytest
import starlette.applications
from werkzeug.serving import make_server

from maileroo_cli.integrations.pytest import checking
from maileroo_cli.rules.catalogue import Suite, select_rules
from maileroo_cli.webhook.signing.secret import MASK
from tests.integrations.pytest.applications import (
    FAILING_IMPORT,
    FAILING_START,
    FLASK,
    FORMS,
    QUOTING_START,
    STARLETTE,
    UNSIGNED,
)
from tests.integrations.pytest.conftest import Run, outcomes

IMPORTED = (checking, flask, starlette.applications)
"""What runs within this process import as well, and would otherwise import again and again."""

CHECK = "--maileroo-check=receiver:app"
SOME = "--maileroo-select=SIG001-003"


def results(result: pytest.RunResult) -> dict[str, str]:
    """Return the outcome of each rule, from the lines of a verbose run."""
    lines = re.findall(r"^maileroo-check::(\w+) (PASSED|FAILED|SKIPPED|ERROR)", result.stdout.str(), re.MULTILINE)
    return {rule: outcome.lower() for rule, outcome in lines}


def test_each_rule_is_a_test(run: Run, pytester: pytest.Pytester) -> None:
    """Every rule of the full suite is collected under its id, beside the other tests."""
    pytester.makepyfile(receiver=FLASK)
    result = run("def test_own(): pass", CHECK, "--collect-only", "-q")
    rules = [f"maileroo-check::{rule.id}" for rule in select_rules(Suite.FULL)]
    assert [line for line in result.stdout.lines if "::" in line] == ["test_it.py::test_own", *rules]


@pytest.mark.parametrize("application", [FLASK, STARLETTE], ids=["WSGI", "ASGI"])
def test_a_correct_receiver_passes(run: Run, pytester: pytest.Pytester, application: str) -> None:
    """A rule that is kept is a test that passes; one that needs more is skipped, and says what it needs."""
    pytester.makepyfile(receiver=application)
    result = run("def test_own(): pass", CHECK, SOME, "--maileroo-select=SIG023,EFFECT001", "-v", "-rs")
    assert results(result) == dict.fromkeys(["SIG001", "SIG002", "SIG003"], "passed") | {
        "SIG023": "passed",
        "EFFECT001": "skipped",
    }
    assert outcomes(result) == {"passed": 5, "skipped": 1}
    result.stdout.fnmatch_lines(
        ["SKIPPED*maileroo-check:1: needs effects (assert_rules takes that, in a test of yours)*"]
    )


def test_a_finding_is_a_failure_that_explains(run: Run, pytester: pytest.Pytester) -> None:
    """It says what a correct receiver does, what this one did, what that costs, how to mend it, and the request."""
    pytester.makepyfile(receiver=UNSIGNED)
    result = run("", CHECK, "--maileroo-select=SIG002,SHAPE020", "--show-capture=no")
    text = result.stdout.str()
    assert outcomes(result) == {"passed": 1, "failed": 2}
    result.stdout.fnmatch_lines(
        [
            "*_ maileroo-check::SIG002 _*",
            "SIG002  error: lets forged events in",
            "  A correct receiver refuses a request without a signature.",
            "  Yours: a request without a signature was accepted with 200.",
            "  Cost: *",
            "  Fix: *",
            "  See and send it again:",
            "    pytest --maileroo-check=receiver:app maileroo-check::SIG002",
            "  Learn more: mhook rules explain SIG002",
            "  POST http://localhost/webhook",
            "  Content-Type: application/json",
            "  answered 200 after *",
            "*_ maileroo-check::SHAPE020 _*",
            "*json.decoder.JSONDecodeError: Expecting value*",
            "FAILED maileroo-check::SIG002 - Failed: SIG002  error: lets forged events in",
        ]
    )
    assert "maileroo_cli" not in text
    assert "collecting.py" not in text


def test_no_secret_is_shown(run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a finding nor what the application prints shows it, in any style of tracebacks, nor does JUnit's file."""
    monkeypatch.setenv("MAILEROO_WEBHOOK_SECRET", "hush-hush-1")
    pytester.makepyfile(receiver=UNSIGNED)
    for options in (("--tb=long", "--showlocals"), ("--full-trace", "--showlocals"), ("--tb=native", "-rA")):
        result = run("", CHECK, "--maileroo-select=SIG002,SIG009,SIG029", "--junitxml=report.xml", *options)
        assert outcomes(result) == {"passed": 1, "failed": 3}
        assert f"it came with {MASK} and the secret is {MASK}" in result.stdout.str()
        assert "hush-hush-1" not in result.stdout.str()
        assert "hush-hush-1" not in (pytester.path / "report.xml").read_text()


def test_a_light_finding_is_told_and_fails_nothing(run: Run, pytester: pytest.Pytester) -> None:
    """Below the threshold a rule passes, with a line at the end of the run and a property in JUnit's file."""
    pytester.makepyfile(receiver=UNSIGNED)
    options = (CHECK, "--maileroo-select=SIG015", "--junitxml=report.xml")
    result = run("", *options)
    assert outcomes(result) == {"passed": 2}
    result.stdout.fnmatch_lines(
        ["*= maileroo-check: findings that fail nothing =*", "maileroo-check::SIG015 info: a signature in upper case*"]
    )
    cases = {case.get("name"): case for case in ET.parse(pytester.path / "report.xml").iter("testcase")}
    properties = {one.get("name"): one.get("value", "") for one in cases["SIG015"].iter("property")}
    assert properties["maileroo_finding"].startswith("info: a signature in upper case")
    assert properties["maileroo_rule"].startswith("A correct receiver ")
    assert outcomes(run("", *options, "--maileroo-fail-on=info")) == {"passed": 1, "failed": 1}


def test_where_no_event_is_accepted_the_gate_alone_fails(run: Run, pytester: pytest.Pytester) -> None:
    """The gate is always tried first, and says why events are refused; the other rules are skipped."""
    pytester.makepyfile(receiver=FLASK)
    result = run("", CHECK, "--maileroo-select=SIG002,SHAPE001", "--maileroo-secret=not-this-one", "-v")
    assert results(result) == {"SIG001": "failed", "SIG002": "skipped", "SHAPE001": "skipped"}
    assert result.stdout.str().count("See and send it again") == 1
    result.stdout.fnmatch_lines(["WHY014 *", "  Yours: *probably it knows another secret*"])
    result = run("", CHECK, "--maileroo-select=SIG002", "--maileroo-secret=not-this-one", "--maileroo-ignore=WHY")
    assert "WHY" not in result.stdout.str()


def test_rules_are_named_as_tests(run: Run, pytester: pytest.Pytester) -> None:
    """What a report names can be run again: by its node id, by -k, by --deselect, from another folder."""
    pytester.makepyfile(receiver=FLASK)
    own = "def test_own(): pass"
    assert results(run(own, CHECK, SOME, "-v", "maileroo-check::SIG002")) == {"SIG002": "passed"}
    assert outcomes(run(own, CHECK, SOME, "maileroo-check")) == {"passed": 3}
    assert outcomes(run(own, CHECK, SOME, "test_it.py")) == {"passed": 4}
    assert results(run(own, CHECK, "-v", "-k", "SIG002 or SIG003")) == {"SIG002": "passed", "SIG003": "passed"}
    assert outcomes(run(own, CHECK, SOME, "--deselect", "maileroo-check::SIG001")) == {"passed": 3, "deselected": 1}
    assert outcomes(run(own, CHECK, SOME, "-k", "not maileroo-check")) == {"passed": 1, "deselected": 3}
    below = run(own, CHECK, SOME, "../somewhere/maileroo-check::SIG003")
    assert outcomes(below) == {"passed": 1}


def test_what_failed_last_is_tried_again(run: Run, pytester: pytest.Pytester) -> None:
    """--lf runs the rules that failed, and none when the receiver is mended."""
    pytester.makepyfile(receiver=UNSIGNED)
    options = (CHECK, SOME, "-v", "-p", "cacheprovider")
    assert results(run("def test_own(): pass", *options))["SIG002"] == "failed"
    assert set(results(run("def test_own(): pass", *options, "--lf"))) == {"SIG002", "SIG003"}
    pytester.makepyfile(receiver=FLASK)
    assert results(run("def test_own(): pass", *options, "--lf")) == {"SIG002": "passed", "SIG003": "passed"}


def test_settings_ask_for_it_where_no_tests_are_named(run: Run, pytester: pytest.Pytester) -> None:
    """With ``maileroo_check`` among pytest's settings each run checks, but for one of tests that somebody names."""
    pytester.makepyfile(receiver=FLASK)
    pytester.makeini("""
        [pytest]
        maileroo_check = receiver:app
        maileroo_select = SIG001-003 SHAPE001
        maileroo_ignore = SIG003
        maileroo_path = /hooks/maileroo
    """)
    own = "def test_own(): pass"
    assert results(run(own, "-v")) == dict.fromkeys(["SIG001", "SIG002", "SHAPE001"], "passed")
    assert results(run(own, "-v", "test_it.py")) == {}
    assert results(run(own, "-v", "maileroo-check::SIG002")) == {"SIG002": "passed"}
    assert results(run(own, "-v", "--maileroo-check=", "--maileroo-select=")) == {}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("nothing:app",), "--maileroo-check: there is no module 'nothing'"),
        (("receiver:apple",), "--maileroo-check: receiver has no 'apple': did you mean app?"),
        (("receiver",), "--maileroo-check: 'receiver' names a module, but no application in it"),
        (
            ("broken:app",),
            "--maileroo-check: broken cannot be imported: ZeroDivisionError: division by zero (broken.py",
        ),
        (("receiver:SECRET",), "--maileroo-check: receiver:SECRET is a str, not an application"),
        (("http://example.com/",), "--maileroo-check 'http://example.com/' is another machine"),
        (("receiver:app", "--maileroo-select=SUG001"), "there is no rule and no family 'SUG001': did you mean SIG001"),
        (
            ("receiver:app", "--maileroo-select=SIG002", "--maileroo-ignore=SIG"),
            "no rule is left to be tried: compare --maileroo-select with --maileroo-ignore",
        ),
        (("receiver:app", "--maileroo-path=hooks"), "--maileroo-path 'hooks' is not a path"),
        (("receiver:app", "--maileroo-secret=env:NONE"), "--maileroo-secret: the environment variable 'NONE'"),
        (("receiver:app", "--maileroo-fail-on=all"), "--maileroo-fail-on 'all' is not a severity"),
        (("receiver:app", "maileroo-check::SIG999"), "maileroo-check::SIG999: this is no rule of the check"),
    ],
    ids=lambda value: value[-1] if isinstance(value, tuple) else "",
)
def test_what_cannot_be_checked_is_told_in_a_line(
    run: Run, pytester: pytest.Pytester, options: tuple[str, ...], told: str
) -> None:
    """It is a usage error of one line, before any test runs, and no traceback."""
    pytester.makepyfile(receiver=FLASK, broken="1 / 0")
    result = run("", f"--maileroo-check={options[0]}", *options[1:])
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    lines = [line for line in result.stderr.lines if line]
    assert [line[: len(told) + 7] for line in lines] == [f"ERROR: {told}"]
    assert "Traceback" not in result.stdout.str()


def test_an_application_that_cannot_start_is_told_by_each_rule(run: Run, pytester: pytest.Pytester) -> None:
    """It is an error of the tests, in one line, and is not started for each of them again."""
    pytester.makepyfile(receiver=FAILING_START)
    result = run("", CHECK, SOME)
    assert outcomes(result) == {"errors": 3}
    assert "receiver:app did not start: the database is not there" in result.stdout.str()
    assert "maileroo_cli" not in result.stdout.str()


def test_the_application_starts_and_ends_once(run: Run, pytester: pytest.Pytester) -> None:
    """Its lifespan begins with the first rule and ends with the run, also where that is broken off."""
    pytester.makepyfile(receiver=STARLETTE)
    pytester.makeconftest("""
        import sys
        def pytest_unconfigure(config):
            print("lives:", *sys.modules["receiver"].lives if "receiver" in sys.modules else ["not imported"])
    """)
    run("def test_own(): pass", CHECK, SOME, "-s").stdout.fnmatch_lines(["lives: begins ends"])
    run("def test_own(): assert 0", CHECK, SOME, "-s", "-x").stdout.fnmatch_lines(["lives:"])
    run("", CHECK, SOME, "-s", "-x", "--maileroo-secret=not-this-one").stdout.fnmatch_lines(["lives: begins ends"])
    run("", CHECK, SOME, "-s", "--collect-only").stdout.fnmatch_lines(["lives:"])


def test_a_url_of_this_machine_is_checked(run: Run) -> None:
    """A receiver that listens is checked as one in process; where nothing listens, the gate says so."""
    namespace: dict[str, flask.Flask] = {}
    exec(UNSIGNED, namespace)
    server = make_server("127.0.0.1", 0, namespace["app"], threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    check = f"--maileroo-check=http://127.0.0.1:{server.port}/webhook"
    try:
        result = run("", check, SOME, "--show-capture=no")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert outcomes(result) == {"passed": 1, "failed": 2}
    result.stdout.fnmatch_lines(["  See and send it again:", f"    pytest {check} maileroo-check::SIG002"])
    assert outcomes(run("", check, SOME)) == {"failed": 1, "skipped": 2}


def test_what_is_checked_is_told_at_the_start(run: Run, pytester: pytest.Pytester) -> None:
    """The header names receiver, path and where the secret comes from, and what is odd about it."""
    pytester.makepyfile(receiver=FLASK)
    (pytester.path / "secret.txt").write_text(" spaced ")
    told = "maileroo: checks receiver:app (secret: {}, path: /webhook)"
    result = run("", CHECK, "--maileroo-secret=file:secret.txt", "--collect-only")
    result.stdout.fnmatch_lines([told.format("file:secret.txt"), "maileroo: the secret file:secret.txt *white space*"])
    result = run("", CHECK, "--maileroo-secret=itself", "--collect-only")
    result.stdout.fnmatch_lines([told.format("literal"), "maileroo: other programs * can see a secret*"])
    pytester.makeini("[pytest]\nmaileroo_secret = itself")
    result = run("", CHECK, "--collect-only")
    assert [line for line in result.stdout.lines if line.startswith("maileroo:")] == [told.format("literal")]


def test_two_receivers_are_refused(run: Run, pytester: pytest.Pytester) -> None:
    """A run checks one; that of the settings gives way to that of the command line."""
    pytester.makepyfile(receiver=FLASK)
    result = run("", "--maileroo-check=another:app", CHECK)
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    assert "ERROR: --maileroo-check is given twice: check one receiver in a run" in result.stderr.str()
    pytester.makeini("[pytest]\naddopts = --maileroo-check=another:app")
    assert outcomes(run("", CHECK, SOME)) == {"passed": 3}


@pytest.mark.parametrize("source", [FAILING_IMPORT, QUOTING_START], ids=["import", "start"])
def test_a_failure_before_the_first_rule_is_harmless(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """It has no secret, and no escape sequence reaches the terminal."""
    monkeypatch.setenv("MAILEROO_WEBHOOK_SECRET", "hush-hush-1")
    pytester.makepyfile(receiver=source)
    result = run("", CHECK, SOME)
    text = result.stdout.str() + result.stderr.str()
    assert rf"\x1b[2J no key {MASK} {MASK}" in text
    assert "\x1b[2J" not in text
    assert "hush-hush-1" not in text


def test_other_forms_of_the_secret_are_hidden(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an application prints, logs and raises may have it in hexadecimal digits, in base64, or escaped."""
    monkeypatch.setenv("MAILEROO_WEBHOOK_SECRET", "hush hush/ö")
    pytester.makepyfile(receiver=FORMS)
    result = run("", CHECK, "--maileroo-select=SIG001", "--tb=long", "-rA")
    assert outcomes(result) == {"failed": 1}
    text = result.stdout.str()
    assert f"printed {MASK} {MASK} {MASK} {MASK}" in text
    assert f"ValueError: raised {MASK} {MASK} {MASK} {MASK}" in text


@pytest.mark.parametrize("name", ["maileroo-check", "maileroo-check::SIG004"])
def test_rules_without_an_application(run: Run, name: str) -> None:
    """Whoever names rules and no receiver is told which option is missing."""
    result = run("def test_it(): pass", name)
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    told = "ERROR: maileroo-check stands for the rules of a check: add --maileroo-check=module:app"
    assert told in result.stderr.lines
