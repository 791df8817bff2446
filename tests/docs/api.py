"""The public API as text: every exported name with its signature, and its members where it is a class.

``python -m tests.docs.api`` writes ``tests/docs/api.txt``; a test compares the two. What is taken away or changed in
that file breaks the promise of the manual's page on the library; what is added does not.
"""

import enum
import inspect
import re
import typing
from collections.abc import Callable, Iterator
from pathlib import Path

import maileroo_cli
from maileroo_cli import strategies

FILE = Path(__file__).parent / "api.txt"
_WIDTH = 110
_MODULE = re.compile(r"\b(?:maileroo_cli(?:\.[a-z_]+)+|typing|collections\.abc|datetime|os|hypothesis\.strategies)\.")
_MEMBER = re.compile(r"<(\w+\.\w+): '[\w-]+'>")


def api_text() -> str:
    """Return every exported name, in order."""
    lines = [line for name in maileroo_cli.__all__ for line in _described(name, getattr(maileroo_cli, name))]
    for name in strategies.__all__:
        lines += (f"strategies: {line}" for line in _described(name, getattr(strategies, name)))
    return "\n".join(lines) + "\n"


def _described(name: str, value: object) -> Iterator[str]:
    if isinstance(value, type):
        yield from _class(name, value)
    elif inspect.isroutine(value):
        for overload in typing.get_overloads(value):
            kind = next(iter(inspect.signature(overload).parameters.values()))
            yield f"@overload {name}({_plain(str(kind))}, ...) -> {_returned(overload)}"
        yield from _function(name, value)
    elif isinstance(value, str) and name != "__version__":
        yield f"{name} = {value!r}"
    else:
        yield f"{name}: {type(value).__name__}"


def _class(name: str, value: type) -> Iterator[str]:
    if typing.is_typeddict(value):
        yield f"class {name}(TypedDict):"
        for key, kind in typing.get_type_hints(value).items():
            yield f"    {key}: {_type(kind)}"
        return
    yield f"class {name}({', '.join(base.__name__ for base in value.__bases__)}):"
    if issubclass(value, enum.Enum):
        yield from (f"    {one.name} = {one.value!r}" for one in value)
    else:
        yield from _indented(_function("__init__", value))
    for member in sorted({one for kind in _own(value) for one in vars(kind) if not one.startswith("_")}):
        yield from _indented(_member(member, value))


def _own(value: type) -> list[type]:
    return [one for one in value.__mro__ if one.__module__.startswith("maileroo_cli")]


def _member(name: str, value: type) -> Iterator[str]:
    member = inspect.getattr_static(value, name)
    if isinstance(member, property) and member.fget is not None:
        yield f"{name}: {_returned(member.fget)}"
    elif isinstance(member, classmethod):
        yield from (f"@classmethod {line}" for line in _function(name, getattr(value, name)))
    elif inspect.isfunction(member):
        yield from _function(name, member)


def _function(name: str, value: Callable[..., object]) -> Iterator[str]:
    """Yield a function in one line, or where that is long, in one for each parameter."""
    signature = inspect.signature(value)
    line = f"{name}{_plain(str(signature))}"
    if len(line) <= _WIDTH:
        yield line
        return
    yield f"{name}("
    starred = False
    for one in signature.parameters.values():
        if one.kind is one.KEYWORD_ONLY and not starred:
            starred = True
            yield "    *,"
        yield f"    {_plain(str(one))},"
    yield f") -> {_returned(value)}"


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (f"    {line}" for line in lines)


def _returned(value: Callable[..., object]) -> str:
    return _type(inspect.signature(value).return_annotation)


def _type(annotation: object) -> str:
    return _plain(annotation if isinstance(annotation, str) else inspect.formatannotation(annotation))


def _plain(text: str) -> str:
    """Leave out where a type comes from: it may move."""
    return _MODULE.sub("", _MEMBER.sub(r"\1", text)).replace("+P_co", "P")


def main() -> None:
    """Write the file."""
    FILE.write_text(api_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
