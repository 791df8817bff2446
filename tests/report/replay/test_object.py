"""A replay as JSON objects: their keys in order, exact times, and what is not known as null."""

import json
from typing import Any

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.effects.result import DeliveryFinding, FindingKind
from maileroo_cli.delivery.fault.kind import FaultKind, Reach
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.schedule.text import parse_schedule
from maileroo_cli.errors import ExitCode
from maileroo_cli.report.replay.report import ReplayReport
from maileroo_cli.report.terminal.console import Format, ReportFormat
from maileroo_cli.webhook.text.instant import format_instant
from tests.json_keys import check_object
from tests.report.conftest import Page
from tests.report.replaying import START, URL, Played, changed, plan_for, play, show

STORY = play(["refuse", "unknown", "status:503", "lost", "200"], plan=plan_for(faults=("1=refuse",), fault_list="lost"))


def objects(page: Page, played: Played, run: str | None = "r7") -> list[dict[str, Any]]:
    """Return the objects that a run is shown as."""
    show(page.open(format=Format.JSON, terminal=False), played, ReportFormat.JSON, run=run)
    return [json.loads(line) for line in page.lines]


def of(found: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Return the objects of one schema."""
    return [one for one in found if one["schema"] == f"mhook.replay{name}/2"]


def test_keys(page: Page) -> None:
    """Each object has its keys in a fixed order, after its schema."""
    found = objects(page, STORY)
    for one in found:
        check_object(one)
        assert one["run"] == "r7"
    assert [one["schema"] for one in found[1:-2]] == ["mhook.replay-attempt/2"] * 5


def test_earlier_attempts(page: Page) -> None:
    """An attempt of an earlier process is the same object as when it was made, an unknown one too."""
    whole = objects(page, STORY)
    with ReplayReport(page.open(format=Format.JSON, terminal=False), ReportFormat.JSON) as report:
        report.start(STORY.plan, 1, "r7")
        for made in STORY.records[:3]:
            report.recall(made)
        for made in STORY.records[3:]:
            report.add(made)
        report.finish(STORY.delivered, STORY.result)
    assert [json.loads(line) for line in page.lines] == whole


def test_beginning(page: Page) -> None:
    """The first object says what is played, each option of faults as it was written."""
    (first,) = of(objects(page, STORY, run=None), "")
    del first["schema"]
    assert first == {
        "run": None,
        "url": URL,
        "application": None,
        "against": None,
        "schedule": "maileroo",
        "max_attempts": 9,
        "waits_s": [300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600],
        "clock": "virtual",
        "start_time": format_instant(START),
        "success": "strict",
        "timeout_s": 30,
        "faults": ["1=refuse", "lost"],
        "fault_rate": 0,
        "fault_seed": 0,
        "deliveries": 1,
        "no_effect_event_types": [],
        "finished_time": None,
    }


def test_attempts(page: Page) -> None:
    """Each attempt has its planned seconds exactly, and those that really passed, on both sides' view."""
    refused, unknown, gateway, lost, last = of(objects(page, STORY), "-attempt")
    assert [one["planned_s"] for one in (refused, unknown, gateway, lost, last)] == [0, 300, 300, 900, 1_800]
    assert last["elapsed_s"] == 1_830
    assert last["time"] == format_instant(START + 1_830)
    assert (refused["fault"], refused["outcome"], refused["reach"]) == ("refuse", "refused", "nothing")
    assert refused["receiver_could_act"] is False
    assert (gateway["status"], gateway["receiver_statuses"], gateway["receiver_could_act"]) == (503, [], False)
    assert (lost["outcome"], lost["receiver_statuses"], lost["duration_ms"]) == ("timeout", [200], 30_000)
    assert lost["receiver_could_act"] is True
    assert (last["fault"], last["ok"], last["end"]) == (None, True, "accepted")


def test_unknown_attempt(page: Page) -> None:
    """Nothing is made up about an attempt whose outcome was never recorded."""
    unknown = of(objects(page, STORY), "-attempt")[1]
    assert unknown["outcome"] == "unknown"
    nothing = ("fault", "status", "duration_ms", "reach", "receiver_could_act", "end", "effects_before")
    assert [unknown[key] for key in nothing] == [None] * len(nothing)
    assert unknown["ok"] is False
    assert unknown["receiver_statuses"] == []


@pytest.mark.parametrize("text", ["0s,0.1s,0.3s", "0s,1.5s,1h0.25s"])
def test_exact_seconds(page: Page, text: str) -> None:
    """A schedule with fractions has exactly them: no sum of floats shows through."""
    schedule = parse_schedule(text)
    played = play(["500"] * 3, plan=plan_for(schedule))
    elapsed = [one["planned_s"] for one in of(objects(page, played), "-attempt")]
    assert elapsed == list(schedule.elapsed)
    assert all(len(repr(seconds)) < 10 for seconds in elapsed)


def test_whole_seconds_are_whole(page: Page) -> None:
    """The planned seconds of Maileroo's schedule are integers."""
    show(page.open(format=Format.JSON), play(["500"] * 9), ReportFormat.JSON)
    assert [f'"planned_s":{int(seconds)},' in page.text for seconds in MAILEROO.elapsed] == [True] * 9


def test_effects(page: Page) -> None:
    """Effects that were observed are numbers, before and after."""
    attempts = of(objects(page, play(["lost", "200"], effects=[(0.0, 1.0), (1.0, 2.5)])), "-attempt")
    assert [(one["effects_before"], one["effects_after"]) for one in attempts] == [(0, 1), (1, 2.5)]


def test_deliveries(page: Page) -> None:
    """Each delivery has its end, the attempt that was accepted, and what was found."""
    findings = {0: [DeliveryFinding(FindingKind.SEVERAL_EFFECTS, "2 effects", 4)]}
    played = changed(play(["lost", "200"], ["500"] * 9, ["500"]), findings=findings, effects={0: 2.0})
    first, second, third = of(objects(page, played), "-delivery")
    assert (first["end"], first["accepted_attempt"], first["effects"]) == ("accepted", 2, 2)
    assert first["findings"] == [{"finding": "several-effects", "attempt": 4, "reason": "2 effects"}]
    assert (second["end"], second["accepted_attempt"], second["planned_s"]) == ("given-up", None, 50_400)
    assert (third["end"], third["accepted_attempt"], third["effects"]) == (None, None, None)


def test_sum(page: Page) -> None:
    """The last object has the counts, what it came to and the exit code."""
    found = objects(page, changed(play(["500"] * 9, ["200"]), verdict="lost", code=ExitCode.FAILED))
    last = found[-1]
    counts = {key: last[key] for key in ("deliveries", "accepted", "given_up", "open", "attempts", "unknown")}
    assert counts == {"deliveries": 2, "accepted": 1, "given_up": 1, "open": 0, "attempts": 10, "unknown": 0}
    assert (last["finding_counts"], last["findings"]) == ({"given-up": 1}, [])
    assert (last["result"], last["reason"], last["exit_code"]) == ("fail", "lost", 1)


def test_closed_sets(page: Page) -> None:
    """Faults, outcomes and reaches are told by the names that the product has for them."""
    steps = {"status": "status:503", "gateway": "gateway:502", "drip": "drip:2s"}
    played = play(*[[steps.get(str(kind), str(kind))] for kind in FaultKind])
    for one in of(objects(page, played), "-attempt"):
        assert one["outcome"] in set(Outcome)
        assert one["reach"] in set(Reach)
        assert one["fault"].partition(":")[0] in set(FaultKind)


def test_untrusted_text_is_kept(page: Page) -> None:
    """Names are whole in JSON, and the line is pure ASCII all the same."""
    name = "\x1b[31m\u202e<script>\n"
    found = objects(page, play(["200"], types=[name], ids=[name]))
    assert (found[1]["event_type"], found[1]["event_id"]) == (name, name)
    assert page.text.isascii()
    assert "\x1b" not in page.text
