"""What is noted of a storm so that another process can go on with it, as lines of text. The file is in ``transport``.

The plan is the first line. Each attempt that was sent has a line when it ended; a moment alone says how far the storm
had come.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.storm.live.attempts import AttemptKey, EndedAttempt, WaveAttempt
from maileroo_cli.delivery.storm.live.plan import StormPlan

FORMAT = "mhook.storm-run/1"
"""What marks the file of a storm; a change that an older mhook could not read gets another number."""

_OVER = "end"
_CUT = "cut"


class NotedStorm(NamedTuple):
    """What a file tells: the plan, what was ``recorded``, up to which ``moment``, and whether the storm is over."""

    plan: StormPlan
    recorded: dict[AttemptKey, EndedAttempt]
    moment: float
    is_over: bool


def plan_line(plan: StormPlan) -> bytes:
    """Return the first line."""
    return json.dumps({"format": FORMAT, "plan": plan.as_dict()}, separators=(",", ":")).encode() + b"\n"


def attempt_line(attempt: WaveAttempt, what: EndedAttempt) -> bytes:
    """Return the line of an attempt that ended. Numbers keep every bit, so that what follows falls due as it would."""
    cut = f" {_CUT}" if attempt.is_cut else ""
    numbers = f"{what.due!r} {what.began!r} {what.ended!r}"
    return f"{attempt.event.place} {attempt.number} {numbers} {what.end}{cut}\n".encode()


def moment_line(moment: float, *, is_over: bool = False) -> bytes:
    """Return the line that says how far the storm has come, or that it is over."""
    return f"{_OVER if is_over else '@'} {moment!r}\n".encode()


def read_notes(lines: Iterable[bytes]) -> NotedStorm:
    """Read what was noted; anything else raises ``ValueError``. A last line without its end was never finished."""
    found = iter(lines)
    plan = _read_plan(next(found, b""))
    recorded: dict[AttemptKey, EndedAttempt] = {}
    moment, is_over = -plan.before, False
    for line in found:
        if not line.endswith(b"\n"):
            break
        words = line.decode("ascii").split()
        if len(words) == 2:
            is_over = is_over or words[0] == _OVER
            moment = max(moment, float(words[1]))
            continue
        place, number, due, began, ended, end = words[:6]
        key = AttemptKey(int(place), int(number), words[6:] == [_CUT])
        how = int(end) if end.isdigit() else Outcome(end)
        recorded[key] = EndedAttempt(float(due), float(began), float(ended), how)
        moment = max(moment, float(ended))
    return NotedStorm(plan, recorded, moment, is_over)


def _read_plan(line: bytes) -> StormPlan:
    try:
        head = json.loads(line)
        if head["format"] != FORMAT:
            raise ValueError("it was made by another version of mhook")
        return StormPlan.from_dict(head["plan"])
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("its first line is no plan of a storm") from error
