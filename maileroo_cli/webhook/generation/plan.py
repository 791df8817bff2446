"""Which events are to be made, and whether Maileroo has such types. They are made in ``stream``."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.catalogue.event import CATALOGUE
from maileroo_cli.webhook.catalogue.lookalike import suggest_type
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES, Lifecycle
from maileroo_cli.webhook.generation.payload import Recipe
from maileroo_cli.webhook.override.syntax import COMMAND_LINE, Syntax
from maileroo_cli.webhook.signing.body_style import Style

if TYPE_CHECKING:
    from maileroo_cli.webhook.generation.traffic import Mix
    from maileroo_cli.webhook.override.assignment import Override


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make. One of ``types``, ``lifecycle`` and ``mix`` says which events.

    ``count`` is how often the list of types is repeated, or how many mails there are. ``at`` is when the first event
    happens, in Unix seconds. ``force`` allows types and paths that the catalogue does not know.
    ``syntax`` is how it was asked for.
    """

    types: tuple[str, ...] = ()
    lifecycle: Lifecycle | None = None
    mix: "Mix | None" = None
    count: int = 1
    seed: int | None = None
    at: float | None = None
    style: Style = Style.GO
    recipe: Recipe = field(default_factory=Recipe)
    overrides: "tuple[Override, ...]" = ()
    force: bool = False
    syntax: Syntax = COMMAND_LINE

    @property
    def event_types(self) -> tuple[str, ...]:
        """Every type that the stream can hold."""
        if self.mix is not None:
            return self.mix.types
        return self.lifecycle.types if self.lifecycle is not None else self.types

    @property
    def length(self) -> int | None:
        """How many events the stream holds, where that is known in advance."""
        if self.mix is not None:
            return None
        return self.count * (len(self.lifecycle.steps) if self.lifecycle is not None else len(self.types))


def check_types(types: Sequence[str], *, force: bool | None = False, syntax: Syntax = COMMAND_LINE) -> None:
    """Raise ``UsageError`` for a type that Maileroo does not have, naming the nearest; ``force`` allows it.

    ``None`` stands for where they cannot be forced.
    """
    for name in types:
        if name in CATALOGUE or force:
            continue
        hint = suggest_type(name)
        hint += f"; {syntax.lifecycle.format(name)}" if name in LIFECYCLES else ""
        hint += f" ({syntax.force})" if force is not None else ""
        raise UsageError(f"there is no event type {name!r}", hint)
