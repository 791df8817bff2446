"""What is written about the findings that the user has accepted; which of them still holds is told in ``standing``.

Where they are written down is decided by whoever asks; they come as the table that was read.
"""

import datetime as dt
from collections.abc import Mapping

from maileroo_cli.errors import UsageError
from maileroo_cli.operation.check.results import AcceptedFinding
from maileroo_cli.rules.catalogue import GATE, RULES
from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest, suggest
from maileroo_cli.webhook.text.shown import show

_KEYS = ("reason", "until")
_FORM = '"SIG004" = { reason = "…", until = 2027-01-31 }'


def parse_accepted(table: Mapping[str, object], where: str = "accept") -> dict[str, AcceptedFinding]:
    """Return what is accepted, by the id of its rule; what is not written as it has to be raises ``UsageError``.

    Each entry has a ``reason``, and may have the last day that it holds, ``until``. ``where`` names the table.
    """
    found: dict[str, AcceptedFinding] = {}
    for name, entry in table.items():
        rule = name.strip().upper()
        if rule not in RULES:
            raise UsageError(
                f"{where}: there is no rule '{show(name)}'",
                did_you_mean(find_nearest(rule, RULES), "mhook rules lists them"),
            )
        if rule == GATE:
            hint = "mend the receiver first: where no valid event is accepted, hardly another rule is tried"
            raise UsageError(f"{where}: {GATE} cannot be accepted", hint)
        if rule in found:
            raise UsageError(f"{where}: {rule} is there twice", "leave one out")
        found[rule] = _parse_entry(entry, f"{where}: {rule}")
    return found


def _parse_entry(entry: object, where: str) -> AcceptedFinding:
    if not isinstance(entry, Mapping):
        raise UsageError(f"{where} is not a table", f"write it like {_FORM}")
    for key in entry:
        if key not in _KEYS:
            raise UsageError(f"{where} has the unknown key '{show(str(key))}'", suggest(str(key), _KEYS))
    reason = entry.get("reason")
    if not isinstance(reason, str) or not reason.strip():
        raise UsageError(f"{where} has no reason", f"say why it is accepted: {_FORM}")
    return AcceptedFinding(reason.strip(), _parse_day(entry.get("until"), where))


def _parse_day(value: object, where: str) -> dt.date | None:
    if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    try:
        if isinstance(value, str):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise UsageError(f"{where}: until is not a day", "write it like until = 2027-01-31")
