"""The TypedDicts of the payloads, written from the catalogue of fields.

``python -m tests.docs.payload_types`` writes the module; a test compares the two.
"""

import textwrap
from collections.abc import Iterator
from pathlib import Path

from maileroo_cli.webhook.catalogue.event import CATALOGUE, ENVELOPE, EventSpec, EventType, Field, FieldKind

MODULE = Path(__file__).parent.parent.parent / "maileroo_cli" / "webhook" / "catalogue" / "payload_types.py"
_WIDTH = 120
_TYPES = {
    FieldKind.INTEGER: "int",
    FieldKind.STRING: "str",
    FieldKind.STRINGS: "list[str]",
    FieldKind.TAGS: "list[Tag] | dict[str, str] | None",
}
_SENDER = "event_data.from"
_HEAD = '''"""The payload of each event type as a TypedDict: an editor completes its keys, a type checker knows them.

Written from the catalogue in ``event`` by ``python -m tests.docs.payload_types``: change the catalogue, not this.
"""

from typing import Literal, TypeAlias, TypedDict


class Tag(TypedDict):
    """One tag of a mail."""

    name: str
    value: str


class PayloadEnvelope(TypedDict):
    """What every payload has, whatever happened to the mail."""
'''


def module_text() -> str:
    """Return the module as it has to be."""
    return "\n".join(_lines()) + "\n"


def name_of(event_type: EventType, ending: str) -> str:
    """Return the name of a type's class."""
    return f"{event_type.capitalize()}{ending}"


def _lines() -> Iterator[str]:
    yield _HEAD
    for field in ENVELOPE:
        if field.path not in ("event_data", "event_type"):
            yield from _field(field.path, _TYPES[field.kind], field)
    yield from _sender()
    for spec in CATALOGUE.values():
        yield from _classes(spec)
    yield from ("", "")
    yield "EventPayload: TypeAlias = ("
    yield "    " + "\n    | ".join(name_of(event_type, "Payload") for event_type in CATALOGUE)
    yield ")"
    yield '"""The payload of any event; ``event_type`` tells which."""'


def _sender() -> Iterator[str]:
    """Yield the one key that no class can have as its attribute, since it is a word of Python's own."""
    field = next(field for spec in CATALOGUE.values() for field in spec.data if field.path == _SENDER)
    yield from ("", "")
    yield 'SenderData = TypedDict("SenderData", {"from": list[str]})'
    yield f'"""``from``: {field.meaning}."""'


def _classes(spec: EventSpec) -> Iterator[str]:
    data = name_of(spec.type, "Data")
    own = [field for field in spec.data if field.path != _SENDER]
    yield from ("", "")
    yield f"class {data}({'TypedDict' if own == list(spec.data) else 'SenderData'}):"
    yield f'    """The ``event_data`` of a payload of ``{spec.type}``."""'
    yield ""
    for field in own:
        yield from _field(_key(field), _TYPES[field.kind], field)
    yield from ("", "")
    yield f"class {name_of(spec.type, 'Payload')}(PayloadEnvelope):"
    yield f'    """The payload of ``{spec.type}`` ({spec.grade}).'
    yield ""
    yield from (f"    {line}" for line in textwrap.wrap(spec.meaning, _WIDTH - 4))
    yield '    """'
    yield ""
    envelope = {field.path: field for field in ENVELOPE}
    yield from _field("event_type", f'Literal["{spec.type}"]', envelope["event_type"])
    yield from _field("event_data", data, envelope["event_data"])


def _key(field: Field) -> str:
    return field.path.rpartition(".")[2]


def _field(key: str, kind: str, field: Field) -> Iterator[str]:
    yield f"    {key}: {kind}"
    yield from _docstring(f"{field.meaning[0].upper()}{field.meaning[1:]}. ({field.grade})")


def _docstring(text: str) -> Iterator[str]:
    lines = textwrap.wrap(text, _WIDTH - 7)
    if len(text) + 10 <= _WIDTH:
        yield f'    """{text}"""'
        return
    yield f'    """{lines[0]}'
    yield from (f"    {line}" for line in lines[1:])
    yield '    """'


def main() -> None:
    """Write the module."""
    MODULE.write_text(module_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
