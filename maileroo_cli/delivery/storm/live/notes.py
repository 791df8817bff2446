"""What is noted of a storm so that another process can go on with it, as lines of text. The file is in ``transport``.

The plan is the first line. Each attempt that was sent has a line when it ended; a moment alone says how far the storm
had come.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.storm.live.attempts import AttemptKey, EndedAttempt, WaveAttempt
from maileroo_cli.delivery.storm.live.plan import StormPlan
from maileroo_cli.delivery.storm.live.result import EffectsLook, StormEffects, StormStates

FORMAT = "mhook storm 1"
"""What marks the file of a storm; a change that an older mhook could not read gets another number."""

_OVER = "end"
_BASE = "base"
_CUT = "cut"
_SEEN = "seen"
_NUMBERS = 6
"""So many words the line of an attempt has at least."""


@dataclass(frozen=True, slots=True)
class SeenStorm:
    """What was observed of a storm: effects, states, why they were not to be had, and whether connections ran out.

    ``unknown`` is of :class:`StormResult`.
    """

    effects: StormEffects | None = None
    states: StormStates | None = None
    unseen: str = ""
    at_limit: bool = False
    unknown: int = 0


class NotedStorm(NamedTuple):
    """What a file tells: the plan, what was ``recorded``, and up to which ``moment``.

    ``events`` is how many there were in a storm that is over, ``None`` where it is not. ``base`` is how many effects
    were observed before it, ``None`` where nobody looked. ``seen`` is what was observed after one that is over.
    """

    plan: StormPlan
    recorded: dict[AttemptKey, EndedAttempt]
    moment: float
    events: int | None
    base: float | None = None
    seen: SeenStorm = SeenStorm()


def plan_line(plan: StormPlan) -> bytes:
    """Return the first line."""
    return json.dumps({"format": FORMAT, "plan": plan.as_dict()}, separators=(",", ":")).encode() + b"\n"


def attempt_line(attempt: WaveAttempt, what: EndedAttempt) -> bytes:
    """Return the line of an attempt that ended. Numbers keep every bit, so that what follows falls due as it would."""
    cut = f" {_CUT}" if attempt.is_cut else ""
    numbers = f"{what.due!r} {what.began!r} {what.ended!r}"
    return f"{attempt.event.place} {attempt.number} {numbers} {what.end}{cut}\n".encode()


def moment_line(moment: float) -> bytes:
    """Return the line that says how far the storm has come."""
    return f"@ {moment!r}\n".encode()


def base_line(effects: float) -> bytes:
    """Return the line that says how many effects there were before the storm."""
    return f"{_BASE} {effects!r}\n".encode()


def seen_line(seen: SeenStorm) -> bytes:
    """Return the line that says what was observed after the storm."""
    return f"{_SEEN} {json.dumps(asdict(seen), separators=(',', ':'))}\n".encode()


def end_line(moment: float, events: int) -> bytes:
    """Return the line that says that the storm is over, after so many events."""
    return f"{_OVER} {moment!r} {events}\n".encode()


def is_end(last: Sequence[bytes]) -> bool:
    """Tell whether a file's last line, if it has one, says that the storm is over."""
    return bool(last) and last[0].startswith(_OVER.encode() + b" ")


def read_notes(lines: Iterable[bytes]) -> NotedStorm:
    """Read what was noted; anything else raises ``ValueError``. A last line without its end was never finished."""
    found = iter(lines)
    plan = _read_plan(next(found, b""))
    recorded: dict[AttemptKey, EndedAttempt] = {}
    moment, events, base, seen = -plan.before, None, None, SeenStorm()
    for line in found:
        if not line.endswith(b"\n"):
            break
        if line.startswith(_SEEN.encode()):
            seen = _read_seen(line.removeprefix(_SEEN.encode()))
            continue
        words = line.decode("ascii").split()
        if words[:1] == [_BASE]:
            base = float(words[1])
            continue
        if words[:1] == [_OVER]:
            events = int(words[2])
        if len(words) < _NUMBERS:
            moment = max(moment, float(words[1]))
            continue
        place, number, due, began, ended, end = words[:_NUMBERS]
        key = AttemptKey(int(place), int(number), words[_NUMBERS:] == [_CUT])
        how = int(end) if end.isdigit() else Outcome(end)
        recorded[key] = EndedAttempt(float(due), float(began), float(ended), how)
        moment = max(moment, float(ended))
    return NotedStorm(plan, recorded, moment, events, base, seen)


def _read_plan(line: bytes) -> StormPlan:
    try:
        head = json.loads(line)
        if head["format"] != FORMAT:
            raise ValueError("it was made by another version of mhook")
        return StormPlan.from_dict(head["plan"])
    except (LookupError, TypeError, AttributeError, RecursionError, ArithmeticError) as error:
        raise ValueError("its first line is no plan of a storm") from error


def _read_seen(text: bytes) -> SeenStorm:
    try:
        data = json.loads(text)
        effects, states = data["effects"], data["states"]
        if effects is not None:
            effects = StormEffects(**{**effects, "looks": tuple(EffectsLook(*look) for look in effects["looks"])})
        states = None if states is None else StormStates(**states)
        return SeenStorm(effects, states, str(data["unseen"]), bool(data["at_limit"]), int(data["unknown"]))
    except (LookupError, TypeError, AttributeError, RecursionError, ArithmeticError) as error:
        raise ValueError("what was observed after it cannot be read") from error
