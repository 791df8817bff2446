"""What a check says beforehand: exactly what it then sends to a receiver that does everything right."""

import json
from dataclasses import replace

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.operation.check.plan import CheckPlan, make_plan, make_probes
from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.rules.catalogue import GATE, Suite, select_rules
from maileroo_cli.rules.in_process import IN_PROCESS_BLIND, why_blind
from maileroo_cli.rules.verdict import RuleResult
from maileroo_cli.transport.app.opening import make_application
from maileroo_cli.webhook.generation.payload import RESERVED_DOMAINS
from tests.receivers.as_application import as_wsgi
from tests.receivers.correct import CorrectReceiver
from tests.rules.checking import make_settings

URL = "http://127.0.0.1:1/webhook"


def plan_of(seed: int = 1, suite: Suite = Suite.FULL, marker: str = "c0ffee00") -> CheckPlan:
    """Return the plan of a suite."""
    settings = replace(make_settings(URL, seed=seed), rules=select_rules(suite), marker=marker)
    return make_plan(settings, make_probes(settings))


def bodies(plan: CheckPlan) -> dict[str, list[bytes]]:
    """Return the bodies of each rule, in order."""
    return {one.rule.id: [each.request.body for each in one.requests] for one in plan.rules}


@pytest.mark.parametrize("suite", Suite)
def test_what_is_planned_is_sent(suite: Suite) -> None:
    """A correct receiver gets as many requests as the plan says, and each rule comes to its verdict with them."""
    with CorrectReceiver() as receiver:
        run = CheckRun(replace(make_settings(receiver.url), rules=select_rules(suite)))
        planned = {one.rule.id: len(one.requests) for one in run.plan.rules if one.lacks is None}
        sent = {one.rule.id: one.sent for one in run if one.verdict.result is not RuleResult.SKIP}
    assert {name: planned[name] for name in sent} == sent
    assert run.summary.sent == sum(sent.values())


def test_what_cannot_be_shown_in_process_is_planned_as_skipped() -> None:
    """With an application a rule that it cannot show is left out, with its reason, whatever it needs besides."""
    with CorrectReceiver() as receiver, make_application(as_wsgi(receiver)) as application:
        settings = make_settings(URL)
        settings = replace(settings, endpoint=replace(settings.endpoint, application=application))
        plan = make_plan(settings, make_probes(settings))
    left_out = {one.rule.id: one.left_out for one in plan.rules if one.left_out}
    assert left_out == {name: why_blind(name) for name in IN_PROCESS_BLIND}
    assert not [one.rule.id for one in plan.rules if one.left_out and (one.lacks or one.is_tried)]
    assert plan.requests == sum(len(one.requests) for one in plan.rules if one.is_tried)
    assert not [one.rule.id for one in plan_of().rules if one.left_out]


def test_a_seed_makes_the_same_requests() -> None:
    """The same seed makes the same requests, whatever else is selected; another one makes others."""
    full, smoke, other = bodies(plan_of()), bodies(plan_of(suite=Suite.SMOKE)), bodies(plan_of(seed=2))
    assert bodies(plan_of()) == full
    assert {name: full[name] for name in smoke} == smoke
    assert full[GATE] != other[GATE]


def test_what_a_check_leaves_can_be_found() -> None:
    """Each event has the marker, and each request says who sent it; recipients are on domains that nobody has."""
    domains = (*RESERVED_DOMAINS, ".test", ".invalid")
    for one in plan_of(marker="0123456789abcdef").rules:
        if not one.rule.id.startswith("DELIVERY"):
            continue
        for each in one.requests:
            payload = json.loads(each.request.body)
            recipients = payload["event_data"].get("to", [])
            assert payload["message_reference_id"].startswith("0123456789abcdef")
            assert any("mhook" in value for name, value in each.request.headers if name.lower() == "user-agent")
            assert all(to.endswith(domains) for to in ([recipients] if isinstance(recipients, str) else recipients))


def test_a_wave_is_of_different_events() -> None:
    """What comes at once are different events of different mails: nothing of it is a duplicate."""
    events = [json.loads(body) for body in bodies(plan_of())["DELIVERY014"]]
    assert len({event["event_id"] for event in events}) == len({event["message_id"] for event in events}) == 100


def test_a_budget_needs_more_answers() -> None:
    """A percentile says little of five answers: with a budget there are twenty."""
    settings = replace(make_settings(URL, ["DELIVERY002"]), budget=0.5)
    (_, with_budget) = make_plan(settings, make_probes(settings)).rules
    (_, without) = make_plan(replace(settings, budget=None), make_probes(replace(settings, budget=None))).rules
    assert (len(with_budget.requests), len(without.requests)) == (20, 5)


@pytest.mark.parametrize("text", ["SIG002-004", "sig002-sig004", "SIG002-3,SIG004"])
def test_a_range_is_selected_as_reports_name_it(text: str) -> None:
    """What a report prints of several rules can be given to --select."""
    assert [rule.id for rule in select_rules(Suite.SMOKE, [text])] == ["SIG002", "SIG003", "SIG004"]


@pytest.mark.parametrize("text", ["SIG004-002", "SIG900-999", "NONE001-002", "NOPE"])
def test_what_names_no_rule_is_refused_in_a_line(text: str) -> None:
    """The message does not list a hundred rules."""
    with pytest.raises(UsageError) as caught:
        select_rules(Suite.SMOKE, [text])
    assert len(str(caught.value)) < 150
