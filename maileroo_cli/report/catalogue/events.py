"""Showing what mhook knows: event types with their fields, and lifecycles. The facts live in ``webhook``."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from maileroo_cli.report.terminal.column import lay_out, paragraph
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.webhook.catalogue.event import CATALOGUE, LOOKALIKES, EventSpec, Grade
from maileroo_cli.webhook.catalogue.sample import sample
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES

EVENT_SCHEMA = "mhook.event/2"
LIFECYCLE_SCHEMA = "mhook.lifecycle/2"


def show_events(console: Console) -> None:
    """Show every event type and every named lifecycle, in short."""
    if console.format is Format.JSON:
        for spec in CATALOGUE.values():
            console.object(EVENT_SCHEMA, _as_object(spec))
        for life in LIFECYCLES.values():
            fields = {"lifecycle": life.name, "meaning": life.meaning, "steps": _steps(life.steps)}
            console.object(LIFECYCLE_SCHEMA, fields)
        return
    _heading(console, "EVENT TYPES")
    rows = [(str(spec.type), str(spec.grade), f"{spec.meaning} {_data_names(spec)}") for spec in CATALOGUE.values()]
    console.lines(lay_out(rows, console.width, _inks(console, Ink.NAME, Ink.FAINT), "  "))
    console.line()
    _heading(console, "LIFECYCLES, for --lifecycle and --mix")
    lives = [(life.name, f"{life.meaning}: {' → '.join(_steps(life.steps))}") for life in LIFECYCLES.values()]
    console.lines(lay_out(lives, console.width, _inks(console, Ink.NAME), "  "))
    console.line()
    _heading(console, "GRADES")
    console.lines(
        lay_out([(str(grade), grade.meaning) for grade in Grade], console.width, _inks(console, Ink.FAINT), "  ")
    )
    console.line()
    console.line("For all fields of a type and a sample: mhook events delivered")


def show_event(console: Console, spec: EventSpec) -> None:
    """Show one event type: its meaning, its fields with their grades, and a sample."""
    if console.format is Format.JSON:
        console.object(EVENT_SCHEMA, _as_object(spec))
        return
    console.line(f"{console.paint(str(spec.type), Ink.STRONG)}  ({spec.grade})")
    console.lines(paragraph(spec.meaning, console.width, "  "))
    console.line()
    _heading(console, "FIELDS")
    rows = [(field.path, str(field.kind), str(field.grade), field.meaning) for field in spec.fields]
    console.lines(lay_out(rows, console.width, _inks(console, Ink.NAME, None, Ink.FAINT), "  "))
    wrong = [name for name, meant in LOOKALIKES.items() if meant == spec.type]
    if wrong:
        console.line()
        console.lines(paragraph(f"Other names for it, which Maileroo never sends: {', '.join(wrong)}.", console.width))
    console.line()
    _heading(
        console,
        "SAMPLE from Maileroo's documentation"
        if spec.grade is Grade.OFFICIAL
        else "SAMPLE, made by hand to fit the known facts",
    )
    text = json.dumps(sample(spec.type), indent=2, ensure_ascii=False)
    console.lines(f"  {line}" for line in text.split("\n"))


def _as_object(spec: EventSpec) -> dict[str, Any]:
    fields = [
        {"path": field.path, "field_type": str(field.kind), "grade": str(field.grade), "meaning": field.meaning}
        for field in spec.fields
    ]
    return {
        "event_type": str(spec.type),
        "meaning": spec.meaning,
        "grade": str(spec.grade),
        "fields": fields,
        "sample": sample(spec.type),
    }


def _data_names(spec: EventSpec) -> str:
    names = ", ".join(field.path.partition(".")[2] for field in spec.data)
    return f"event_data: {names}."


def _steps(steps: Iterable[Any]) -> list[str]:
    return [str(step.event) for step in steps]


def _heading(console: Console, text: str) -> None:
    console.line(console.paint(text, Ink.STRONG))


def _inks(console: Console, *inks: Ink | None) -> list[Callable[[str], str] | None]:
    def painter(ink: Ink) -> Callable[[str], str]:
        return lambda text: console.paint(text, ink)

    return [None if ink is None else painter(ink) for ink in inks]
