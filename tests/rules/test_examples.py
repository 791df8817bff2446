"""The examples, as real programs, pass all rules over a socket, with every look into their work."""

from dataclasses import replace
from pathlib import Path

import pytest

from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.rules.step import Hook
from maileroo_cli.rules.verdict import RuleResult
from maileroo_cli.transport.client.target import parse_target
from tests.receivers.examples.running import EXAMPLES, RunningExample
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
