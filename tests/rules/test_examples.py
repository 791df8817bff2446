"""The examples, as real programs, pass all rules over a socket, with every look into their work."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.rules.in_process import IN_PROCESS_BLIND, why_blind
from maileroo_cli.rules.step import Hook
from maileroo_cli.rules.verdict import RuleResult
from maileroo_cli.transport.app.opening import make_application
from maileroo_cli.transport.client.target import parse_target
from tests.receivers.correct import PATH, SECRET
from tests.receivers.examples.database import ExampleDatabase
from tests.receivers.examples.running import EXAMPLES, EXAMPLES_FOLDER, RunningExample, example_environment
from tests.receivers.insight import CalledHook, ReceiverObserver, RecipientState
from tests.rules.checking import make_settings

pytestmark = pytest.mark.slow
OUTAGES = ("EFFECT015", "EFFECT016", "EFFECT017", "EFFECT018")


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_passes(name: str, tmp_path: Path) -> None:
    """There is no finding, nothing that can be tried is left out, and the program has not complained."""
    with RunningExample(name, tmp_path) as example:
        observer, state = ReceiverObserver(example.database), RecipientState(example.database)
        # A disk may be busy, and each event of a wave is written before it is answered.
        settings = replace(make_settings(example.url), endpoint=Endpoint(parse_target(example.url), 30.0), limit=300.0)
        run = CheckRun(replace(settings, observer=observer, state=state))
        outcomes = list(run)
        said = example.said
    assert [(one.rule.id, one.verdict.reason) for one in run.summary.findings] == [], said
    skipped = [(one.rule.id, one.verdict.reason) for one in outcomes if one.verdict.result is RuleResult.SKIP]
    assert [one for one in skipped if not one[1].startswith("needs ")] == []
    assert "Traceback" not in said


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_survives_outages(name: str, tmp_path: Path) -> None:
    """While no event can be stored none is accepted, and nothing is lost or done twice then, or in a crash."""
    with RunningExample(name, tmp_path) as example:
        store = example.database
        hooks = {
            Hook.BREAK: CalledHook(lambda _: store.set_down(down=True)),
            Hook.MEND: CalledHook(lambda _: store.set_down(down=False)),
            Hook.RESTART: CalledHook(lambda _: example.restart()),
        }
        settings = make_settings(example.url, OUTAGES)
        run = CheckRun(replace(settings, observer=ReceiverObserver(store), hooks=hooks))
        outcomes = list(run)
    told = {one.rule.id: one.verdict.result for one in outcomes if one.rule.id in OUTAGES}
    assert told == dict.fromkeys(OUTAGES, RuleResult.PASS), example.said


def make_example(name: str, database: Path) -> tuple[Any, Callable[[list[str]], None]]:
    """Return the application of an example, and what gives it other secrets."""
    if name == "flask":
        flask = import_module("flask_app.app").create_app(SECRET, database)
        return flask, lambda secrets: flask.config.update(MAILEROO_SECRET=secrets)
    fastapi = import_module("fastapi_app.main").create_app(SECRET, database)
    return fastapi, lambda secrets: setattr(fastapi.state, "secret", secrets)


@pytest.mark.parametrize("name", ["flask", "fastapi"])
def test_an_example_passes_in_process(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that can be shown is: its store breaks and is mended, and its secrets change, while it runs."""
    monkeypatch.syspath_prepend(EXAMPLES_FOLDER)
    store = ExampleDatabase(tmp_path / "events.db")
    app, give_secrets = make_example(name, store.path)
    hooks = {
        Hook.BREAK: CalledHook(lambda _: store.set_down(down=True)),
        Hook.MEND: CalledHook(lambda _: store.set_down(down=False)),
        Hook.SECRET: CalledHook(lambda given: give_secrets(given["MHOOK_SECRETS"].split())),
    }
    url = f"http://localhost{PATH}"
    with make_application(app) as application:
        settings = replace(make_settings(url), endpoint=Endpoint(parse_target(url), 30.0, application=application))
        observer, state = ReceiverObserver(store), RecipientState(store)
        outcomes = list(CheckRun(replace(settings, observer=observer, state=state, hooks=hooks, limit=300.0)))
    left = {one.rule.id: one.verdict.reason for one in outcomes if one.verdict.result is not RuleResult.PASS}
    assert left == {rule_id: why_blind(rule_id) for rule_id in IN_PROCESS_BLIND}


@pytest.mark.parametrize("app", [*(one.app for one in EXAMPLES.values()), "django_app.wsgi:application"])
def test_a_command_line_checks_an_example(app: str, tmp_path: Path) -> None:
    """A check with ``--app`` finds nothing of weight, and leaves out only what needs more than the application."""
    EXAMPLES[app.partition("_")[0]].prepare(tmp_path)
    command = [sys.executable, "-m", "maileroo_cli", "check", "--app", app, "--format", "json", "--timeout", "30"]
    done = subprocess.run(command, cwd=tmp_path, env=example_environment(), capture_output=True, text=True, check=False)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    found = {one["rule"]: one["reason"] for one in told if one.get("severity") in ("error", "warning")}
    skipped = {one["rule"]: one["reason"] for one in told if one.get("result") == "skip"}
    assert (done.returncode, found) == (0, {}), done.stderr
    blind = {rule_id: why_blind(rule_id) for rule_id in IN_PROCESS_BLIND}
    assert {rule_id: why for rule_id, why in skipped.items() if not why.startswith("needs ")} == blind
