"""Overrides of which one would undo another without a word. What may stand where is in ``field_validation``."""

from collections.abc import Iterable, Sequence

from maileroo_cli.errors import OverrideError
from maileroo_cli.webhook.override.assignment import Override
from maileroo_cli.webhook.override.field_validation import find_field_error
from maileroo_cli.webhook.override.patch import MISSING
from maileroo_cli.webhook.override.syntax import COMMAND_LINE, Syntax
from maileroo_cli.webhook.text.shown import show


def refuse_overlap(
    overrides: Sequence[Override], types: Iterable[str], *, force: bool, syntax: Syntax = COMMAND_LINE
) -> None:
    """Raise ``OverrideError`` where one override takes away what an earlier one of the same event has made.

    Two for one path are fine where each fits other event types, or where they are the same. So is a field within an
    object that was set before.
    """
    if len(overrides) < 2:
        return
    for name in ("",) if force else dict.fromkeys(str(name) for name in types):
        fitting = overrides if force else [one for one in overrides if _fits(one, name)]
        for place, later in enumerate(fitting):
            for earlier in fitting[:place]:
                if earlier.path[: len(later.path)] == later.path and not _is_the_same(earlier, later):
                    raise _undone(earlier, later, syntax)


def _fits(one: Override, name: str) -> bool:
    return find_field_error(one.path, MISSING if one.remove else one.value, name) is None


def _is_the_same(earlier: Override, later: Override) -> bool:
    return (earlier.path, earlier.remove, earlier.text) == (later.path, later.remove, later.text)


def _undone(earlier: Override, later: Override, syntax: Syntax) -> OverrideError:
    first, second = (
        (syntax.removing if one.remove else syntax.setting).format(show(one.text)) for one in (earlier, later)
    )
    return OverrideError(f"{second} undoes {first}", "leave out one of the two")
