"""A load as JSON: its plan and what came of it, each object in the one list of keys."""

import json
from typing import Any

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Ramp, Wave
from maileroo_cli.delivery.load.judgement.budget import NO_ERRORS, LoadBudget
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import EffectsResult, LoadResult, ProbeResult, SlowClientsResult, WorkerResult
from maileroo_cli.report.load.format import LoadReport, LoadSetup
from maileroo_cli.report.load.object import object_lines
from tests.json_keys import check_object
from tests.load_result import URL, load_plan, load_result

EVENT, DUPLICATE, AT_ONCE, BAD = RequestKind


def objects(result: LoadResult, *budgets: LoadBudget) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the plan and the result as objects, each of which the list of keys has."""
    setup = LoadSetup(result.plan, budgets, NO_ERRORS)
    plan, load = map(json.loads, object_lines(LoadReport(setup, setup.judge(result))))
    check_object(plan)
    check_object(load)
    return plan, load


def test_everything_is_told() -> None:
    """Counts, rates, latencies, effects, clients, workers and problems are told, and the series adds up to them."""
    result = load_result(
        load_plan(1_000, 10, bad=0.02),
        {(EVENT, 200): 900, (EVENT, Outcome.TIMEOUT): 10, (DUPLICATE, 200): 60, (BAD, 401): 20},
        effects=EffectsResult(900, 890, 4.25, settled=True),
        slow=SlowClientsResult(5, 20, 18, 1, 1),
        workers=(WorkerResult("worker 1", 1_000, 990),),
    )
    plan, load = objects(result, LoadBudget("p99", 0.001))
    assert (plan["model"], plan["rate_per_second"], plan["planned"], plan["window_s"]) == ("rate", 100, 1_000, 10)
    assert (plan["budgets"], plan["max_errors"], plan["bad_signature_share"]) == (["p99=1ms"], "0", 0.02)
    assert load["started"] + load["not_started"] == load["planned"] == 1_000
    assert load["answered"] == 980
    assert (load["passed"], load["failed"]) == (980, 10)
    assert sum(load["answer_counts"].values()) + load["unfinished"] == load["started"]
    assert load["request_kind_counts"] == {
        "event": {"200": 900, "timeout": 10},
        "duplicate": {"200": 60},
        "bad-signature": {"401": 20},
    }
    for key in ("planned", "started", "ended"):
        assert sum(one[key] for one in load["series"]) == 990
    assert [one["measure"] for one in load["latencies"]] == ["from-due", "from-start", "lateness"]
    assert load["latencies"][0]["p99_9_ms"] == pytest.approx(2, rel=0.01)
    assert load["latencies"][0]["mean_ms"] == pytest.approx(2)
    kinds = {one["request_kind"]: one["mean_ms"] for one in load["request_kind_latencies"]}
    assert kinds == pytest.approx({"event": 2, "duplicate": 2, "bad-signature": 2})
    assert load["backlog_grew"] is False
    assert (load["effects"], load["expected_effects"], load["drain_s"]) == (890, 900, 4.25)
    assert load["slow_requests"] == {"started": 20, "answered": 18, "failed": 1, "unfinished": 1}
    assert [one["finding"] for one in load["problems"]] == [
        "effects-lost",
        "too-many-errors",
        "budget-broken",
        "generator-late",
    ]
    assert (load["result"], load["exit_code"]) == ("fail", 1)


def test_what_there_is_not_is_null() -> None:
    """Without a rate, an observer, slow clients or a budget the keys are there, and null."""
    plan, load = objects(load_result(LoadPlan(URL, ArrivalPlan(Wave(), 5, 0))))
    assert plan["model"] == "wave"
    for name in ("rate_per_second", "users", "ramp_s", "mix", "lifecycle"):
        assert plan[name] is None
    for name in ("planned_per_second", "effects", "drain_s", "slow_requests", "sustained_per_second", "backlog_grew"):
        assert load[name] is None
    assert (load["result"], load["exit_code"]) == ("pass", 0)


def test_ramps_and_users() -> None:
    """A ramp tells both of its rates, and a closed model its users, for whom nobody plans a number."""
    plan, load = objects(load_result(LoadPlan(URL, ArrivalPlan(Ramp(10, 50, 4), 120, 4))), LoadBudget("p99", 1))
    assert (plan["rate_per_second"], plan["last_rate_per_second"], plan["ramp_s"]) == (10, 50, 4)
    assert load["broken_from_s"] is None
    assert 40 < load["sustained_per_second"] <= 50
    plan, _ = objects(load_result(LoadPlan(URL, ArrivalPlan(Wave(), 50, 5), users=3)))
    assert (plan["model"], plan["users"], plan["planned"]) == ("users", 3, None)


def test_an_interrupted_load_and_one_without_a_window() -> None:
    """An interrupted load has no result, and one that the probe kept from beginning has no latencies."""
    _, load = objects(load_result(ends={(EVENT, 200): 10}, interrupted=True, seconds=0.1))
    assert (load["result"], load["exit_code"]) == ("skip", 130)
    probe = ProbeResult(None, None, takes_events=False, refuses_forged=False)
    _, load = objects(load_result(ends={(EVENT, 200): 0}, planned=0, probe=probe, seconds=0.0))
    assert load["latencies"][0]["p50_ms"] is None
    assert (load["probe_valid"], load["series"]) == (None, [])
