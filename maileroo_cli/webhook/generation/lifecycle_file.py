"""A lifecycle that the user wrote, in TOML. The text is handed in; what a lifecycle is stands in ``lifecycle``.

::

    name = "slow-bounce"            # optional, as are meaning and recipients
    recipients = 2

    [[step]]
    event = "accepted"

    [[step]]
    event = "deferred"
    after = "5m-30m"                # a duration, or least-most; since the step before
    recipient = 1                   # counted from 0
    set = { "event_data.reason" = "450 4.2.0 come back later" }
    unset = ["tags"]
"""

from typing import Any

from maileroo_cli.errors import InputError, MhookError, UsageError
from maileroo_cli.webhook.generation.lifecycle import Lifecycle, LifecycleStep, PayloadChange
from maileroo_cli.webhook.generation.plan import check_types
from maileroo_cli.webhook.override.assignment import compile_overrides, make_override, make_removal, validate_overrides
from maileroo_cli.webhook.override.syntax import COMMAND_LINE, Syntax
from maileroo_cli.webhook.text.instant import parse_duration
from maileroo_cli.webhook.text.nearest import suggest
from maileroo_cli.webhook.text.toml import LongKeyError, read_toml

_TOP = ("name", "meaning", "recipients", "step")
_STEP = ("event", "after", "recipient", "set", "unset")
_MOST_STEPS, _MOST_RECIPIENTS, _MOST_BITS = 10_000, 1_000, 1_024


def parse_lifecycle(text: str, source: str, *, force: bool = False, syntax: Syntax = COMMAND_LINE) -> Lifecycle:
    """Read the TOML of one lifecycle; ``source`` names it in errors, ``force`` allows unknown types and fields.

    ``syntax`` is how the file was asked for. TOML that cannot be read raises ``InputError``, a wrong key, type or value
    ``UsageError``; both say which step.
    """
    try:
        data = read_toml(text)
        _refuse_huge_numbers(data)
    except LongKeyError as error:
        raise InputError(f"cannot read {source!r}: {error}", syntax.form) from None
    except ValueError as error:  # TOMLDecodeError, or a number that Python refuses to read
        raise InputError(f"{source} is not valid TOML ({error})", syntax.form) from None
    _known(data, _TOP, source)
    steps = data.get("step")
    if not isinstance(steps, list) or not steps or len(steps) > _MOST_STEPS:
        raise UsageError(f"{source} has no steps", "write at least one [[step]] with an event")
    recipients = _whole(data.get("recipients", 1), 1, _MOST_RECIPIENTS, f"{source}: recipients")
    name = str(data.get("name", source))
    wording = syntax.in_toml()
    read = tuple(
        _step(step, f"{source}: step {number}", recipients, force, wording) for number, step in enumerate(steps, 1)
    )
    return Lifecycle(name, str(data.get("meaning", "")), read, recipients)


def _refuse_huge_numbers(value: Any) -> None:
    """Raise ``ValueError`` for a whole number that cannot be written with decimal digits, as hex digits can make it."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, int) and one.bit_length() > _MOST_BITS:
            raise ValueError("a number has too many digits")
        left += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()


def _step(step: Any, where: str, recipients: int, force: bool, syntax: Syntax) -> LifecycleStep:
    if not isinstance(step, dict):
        raise UsageError(f"{where} is not a table", 'write [[step]] and, on the next line, event = "delivered"')
    _known(step, _STEP, where)
    event = step.get("event")
    if not isinstance(event, str):
        raise UsageError(f"{where} has no event", 'write event = "delivered"')
    try:
        check_types([event], force=force, syntax=syntax)
        return LifecycleStep(
            event,
            _after(step.get("after", "0s")),
            _whole(step.get("recipient", 0), 0, recipients - 1, "recipient"),
            _change(step, event, force, syntax),
        )
    except MhookError as error:
        raise UsageError(f"{where}: {error.message}", error.hint) from None


def _after(value: Any) -> tuple[float, float]:
    """Read a duration or ``least-most``; a bare number is seconds."""
    least, dash, most = str(value).partition("-")
    first = parse_duration(least)
    last = parse_duration(most) if dash else first
    if last < first:
        raise UsageError(f"after = {str(value)!r} ends before it starts", 'write the shorter wait first, like "5m-30m"')
    return first, last


def _change(step: dict[str, Any], event: str, force: bool, syntax: Syntax) -> PayloadChange | None:
    wanted, removed = step.get("set", {}), step.get("unset", [])
    if not isinstance(wanted, dict):
        raise UsageError("set is not a table", 'write set = { "event_data.reason" = "…" }')
    if not isinstance(removed, list):
        raise UsageError("unset is not an array", 'write unset = ["tags"]')
    overrides = [make_override(path, value) for path, value in wanted.items()]
    overrides += [make_removal(str(path)) for path in removed]
    if not overrides:
        return None
    validate_overrides(overrides, [event], force=force, syntax=syntax)
    return compile_overrides(overrides, event, force=force, syntax=syntax).apply


def _whole(value: Any, least: int, most: int, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise UsageError(f"{what} cannot be {str(value)[:40]!r}", f"give a whole number from {least} to {most}")
    return value


def _known(table: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            raise UsageError(f"{where}: there is no key {key!r}", suggest(key, known))
