"""The language of ``--fault`` and ``--faults``: what goes wrong at which attempt.

::

    --fault N=FAULT           at attempt N; N-M=FAULT from N to M; repeatable
    --faults ITEM[,ITEM…]     attempt by attempt from the first; after the last item there is no fault
    ITEM    FAULT[*TIMES], or ok[*TIMES]
    FAULT   refuse, dns, tls, connect-timeout, status:NNN or only NNN, truncate, drip[:DURATION] (at most 1h), corrupt,
            reset, lost, late, gateway:NNN, reset-after, duplicate, reorder, or ok (no fault, not even a random one)

Attempts are numbered from 1, a status is one from 200 to 599, blanks around a part are dropped. About one attempt
something is said once at most.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import assert_never

from maileroo_cli.delivery.fault.kind import FAULT_TRAITS, Fault, FaultArgument, FaultKind
from maileroo_cli.delivery.fault.plan import FaultPlan
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.instant import parse_duration
from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest
from maileroo_cli.webhook.text.shown import show

FAULT_FORMS = "write it like 1=refuse, 2-3=status:503 or 4=lost"
LIST_FORMS = "write it like refuse,503*2,lost,ok"
LONGEST_DRIP = 3_600.0

_OK = "ok"
_SPAN = re.compile(r"([0-9]{1,6})(?:\s*-\s*([0-9]{1,6}))?", re.ASCII)
_TIMES = re.compile(r"[0-9]{1,6}", re.ASCII)
_WITH_STATUS = [kind for kind, traits in FAULT_TRAITS.items() if traits.argument is FaultArgument.STATUS]
_WRITTEN = {kind: f"{kind}:503" if kind in _WITH_STATUS else str(kind) for kind in FaultKind} | {_OK: _OK}
_MEANT = {
    "abort": "reset",
    "close": "truncate",
    "cut": "truncate",
    "double": "duplicate",
    "down": "refuse",
    "drop": "lost",
    "dup": "duplicate",
    "error": "status:500",
    "fail": "status:500",
    "flip": "corrupt",
    "hang": "late or connect-timeout",
    "none": "ok",
    "proxy": "gateway:502",
    "rst": "reset",
    "slow": "drip",
    "ssl": "tls",
    "swap": "reorder",
    "timeout": "connect-timeout or late",
    "twice": "duplicate",
}


def parse_faults(
    single: Sequence[str], listed: str | None, rate: float = 0.0, seed: int = 0, attempts: int = 9
) -> FaultPlan:
    """Read the texts of ``--fault`` and the one of ``--faults``; ``rate`` and ``seed`` are those of random faults.

    ``attempts`` is how many the schedule has. Every mistake raises ``UsageError``: one line with the place, what is
    wrong, and what to write.
    """
    if not 0 <= rate <= 1:
        raise UsageError(f"the rate of faults cannot be {rate:g}", "give a probability from 0 to 1")
    said: dict[int, tuple[Fault | None, str]] = {}
    for number, fault, where in _all_said(single, listed, attempts):
        if number in said:
            both = f"{said[number][1]} and {where}"
            raise UsageError(f"{both} both name attempt {number}", "give one fault for that attempt")
        said[number] = fault, where
    return FaultPlan(MappingProxyType({number: said[number][0] for number in sorted(said)}), rate, seed)


def parse_fault(text: str, where: str) -> Fault | None:
    """Read one FAULT, ``None`` for ``ok``; ``where`` begins the message of the ``UsageError`` about a mistake."""
    name, colon, argument = (part.strip() for part in text.partition(":"))
    name = name.lower()
    if name.isascii() and name.isdigit() and not colon:
        return Fault(FaultKind.STATUS, _status(name, where))
    if name not in _WRITTEN:
        raise UsageError(f"{where}: there is no fault '{show(text.strip())}'", _nearest(name))
    if name == _OK:
        return _without_argument(None, name, colon, where)
    kind = FaultKind(name)
    taken = FAULT_TRAITS[kind].argument
    match taken:
        case FaultArgument.NONE:
            return _without_argument(Fault(kind), name, colon, where)
        case FaultArgument.DURATION:
            return Fault(kind, seconds=_drip(argument, where) if colon else None)
        case FaultArgument.STATUS:
            if not argument:
                raise UsageError(f"{where}: {name} needs a status", f"write it like {name}:503")
            return Fault(kind, _status(argument, where))
        case _:
            assert_never(taken)


def _without_argument(fault: Fault | None, name: str, colon: str, where: str) -> Fault | None:
    if colon:
        raise UsageError(f"{where}: {name} does not take a value", f"write {name}")
    return fault


def format_faults(plan: FaultPlan) -> tuple[str, ...]:
    """Return the texts of ``--fault`` that :func:`parse_faults` reads as what ``plan`` says of attempts."""
    said = enumerate(sorted(plan.by_number.items(), key=lambda one: one[0]))
    # Within a run of attempts that follow each other, a number and its place differ by the same.
    runs = groupby(said, lambda one: (one[1][1], one[1][0] - one[0]))
    return tuple(_format_run(fault, [number for _, (number, _) in run]) for (fault, _), run in runs)


def _format_run(fault: Fault | None, numbers: Sequence[int]) -> str:
    span = f"{numbers[0]}-{numbers[-1]}" if len(numbers) > 1 else str(numbers[0])
    return f"{span}={_OK if fault is None else fault}"


def _all_said(single: Sequence[str], listed: str | None, attempts: int) -> Iterator[tuple[int, Fault | None, str]]:
    """Yield what is said of each attempt, and where."""
    for text in single:
        where = f"--fault '{show(text)}'"
        first, last, fault = _parse_single(text, where)
        _refuse_beyond(last, attempts, where)
        yield from ((number, fault, where) for number in range(first, last + 1))
    if listed is not None:
        where = f"--faults '{show(listed)}'"
        number = 0
        for fault, times in _parse_list(listed, where):
            _refuse_beyond(number + times, attempts, where)
            yield from ((number + one, fault, where) for one in range(1, times + 1))
            number += times


def _refuse_beyond(number: int, attempts: int, where: str) -> None:
    if number > attempts:
        what = f"{where} names attempt {number}, but the schedule has {count(attempts, 'attempt')}"
        raise UsageError(what, "leave it out, or choose a longer schedule")


def _parse_single(text: str, where: str) -> tuple[int, int, Fault | None]:
    span, equals, written = (part.strip() for part in text.partition("="))
    if not equals:
        hint = "give a list of faults with --faults" if "," in text else FAULT_FORMS
        raise UsageError(f"{where} does not name an attempt", hint)
    found = _SPAN.fullmatch(span)
    if found is None:
        raise UsageError(f"{where}: '{show(span)}' is not an attempt", f"{FAULT_FORMS}, with attempts from 1")
    first, last = int(found[1]), int(found[2] or found[1])
    if first < 1:
        raise UsageError(f"{where}: there is no attempt 0", "attempts count from 1")
    if last < first:
        raise UsageError(f"{where}: {span} ends before it begins", f"write {last}-{first}" if last else FAULT_FORMS)
    for sign, hint in ((",", "give --fault once for each"), ("*", "for several attempts, write 2-3=FAULT")):
        if sign in written:
            raise UsageError(f"{where}: '{show(written)}' is more than one fault", hint)
    if not written:
        raise UsageError(f"{where}: a fault is missing", FAULT_FORMS)
    return first, last, parse_fault(written, where)


def _parse_list(text: str, where: str) -> Iterator[tuple[Fault | None, int]]:
    items = text.split(",")
    for number, item in enumerate(items, 1):
        place = f"{where}, item {number}" if len(items) > 1 else where
        written, star, times = (part.strip() for part in item.partition("*"))
        if not written:
            raise UsageError(f"{place}: a fault is missing", f"{LIST_FORMS}; ok means no fault")
        if "=" in written:
            raise UsageError(
                f"{place}: '{show(written)}' is not a fault", ("use --fault for a fault with an attempt's number")
            )
        if star and not (_TIMES.fullmatch(times) and int(times)):
            raise UsageError(f"{place}: '*{show(times)}' is not a repeat count", "write it like 503*2")
        yield parse_fault(written, place), int(times) if star else 1


def _status(text: str, where: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise UsageError(f"{where}: '{show(text)}' is not a status", "give one from 200 to 599")
    if len(text) == 3 and 200 <= int(text) <= 599:
        return int(text)
    if len(text) == 3 and text.startswith("1"):
        raise UsageError(f"{where}: {text} does not end a request", "give one from 200 to 599")
    raise UsageError(f"{where}: {show(text)} is not an HTTP status", "give one from 200 to 599")


def _drip(text: str, where: str) -> float:
    try:
        seconds = parse_duration(text)
    except UsageError as error:
        raise UsageError(f"{where}: {error.message}", error.hint) from None
    if seconds > LONGEST_DRIP:
        raise UsageError(f"{where}: a body can drip for an hour at most", "write it like drip:5s")
    return round(seconds, 3)


def _nearest(name: str) -> str:
    if name in _MEANT:
        return did_you_mean([_MEANT[name]])
    near = [_WRITTEN[one] for one in find_nearest(name, _WRITTEN, most=2)]
    return did_you_mean(near, f"use one of {', '.join(_WRITTEN.values())}")
