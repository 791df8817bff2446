"""A run's plan as the JSON text that its file holds, and back."""

import json
from dataclasses import asdict, fields
from typing import Any

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.schedule.definition import Basis, Fact, Schedule
from maileroo_cli.webhook.catalogue.event import Grade


def write_plan(plan: RunPlan) -> str:
    """Return the plan as one line of JSON in ASCII; numbers keep every bit."""
    return json.dumps(asdict(plan), separators=(",", ":"))


def read_plan(text: str) -> RunPlan:
    """Return the plan that :func:`write_plan` wrote; anything else raises ``ValueError``, ``TypeError``, ``KeyError``.

    What a plan did not have yet when it was written has its default.
    """
    data: dict[str, Any] = json.loads(text)
    values = {field.name: data[field.name] for field in fields(RunPlan) if field.name in data}
    values["faults"] = tuple(map(str, data["faults"]))
    values["allow_no_effect"] = tuple(map(str, data.get("allow_no_effect", ())))
    values["schedule"], values["success"] = _schedule(data["schedule"]), Success(data["success"])
    values |= {name: str(data[name]) for name in ("url", "against", "clock")}
    values |= {name: float(data[name]) for name in ("start", "timeout")}
    return RunPlan(**values)


def _schedule(data: dict[str, Any]) -> Schedule:
    return Schedule(
        data["name"],
        data["meaning"],
        tuple(map(float, data["waits"])),
        data["source"],
        tuple(map(_fact, data["facts"])),
        tuple(map(_fact, data["ends"])),
        tuple((int(number), _fact(fact)) for number, fact in data["readings"]),
        bool(data.get("any_2xx", False)),
        tuple(map(int, data.get("refusals", ()))),
    )


def _fact(data: dict[str, Any]) -> Fact:
    grade = data["grade"]
    return Fact(data["about"], data["text"], Basis(grade) if grade in set(Basis) else Grade(grade))
