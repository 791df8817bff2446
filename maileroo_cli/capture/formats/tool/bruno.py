"""A request of Bruno: a ``.bru`` file of blocks, whose body is indented by two spaces."""

import re
from collections.abc import Iterator

from maileroo_cli.capture.formats.document.body import FoundBody, lost_body
from maileroo_cli.capture.formats.document.collection import with_variables
from maileroo_cli.capture.formats.document.request import fields_of, make_request
from maileroo_cli.capture.read_result import DamagedPlace, ReadResult

_START = re.compile(rb"\s*meta \{\r?\n(?:[ \t][^\n]*\n)*?[ \t]+type:[ \t]*(?:http|graphql)")
_BLOCK = re.compile(r"^([a-z][\w:-]*) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_METHODS = ("get", "post", "put", "patch", "delete", "options", "head")
_BODIES = ("json", "text", "xml")


def is_bruno(head: bytes) -> bool:
    """Tell whether this is a request of Bruno."""
    return _START.match(head) is not None


def parse_bruno(content: bytes) -> Iterator[ReadResult]:
    """Yield the request of the file."""
    text = content.decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    blocks = {found[1]: found[2] for found in _BLOCK.finditer(text)}
    method = next((one for one in _METHODS if one in blocks), "")
    if not method:
        yield DamagedPlace("", "it does not name a method")
        return
    call = dict(_pairs(blocks[method]))
    headers = tuple((name, value) for name, value in _pairs(blocks.get("headers", "")) if not name.startswith("~"))
    fields = fields_of(
        {"method": method, "url": call.get("url", "/"), "name": dict(_pairs(blocks.get("meta", ""))).get("name")}
    )
    found = with_variables(make_request(fields, headers, _body(call.get("body", ""), blocks)), "Bruno")
    yield found or DamagedPlace("", "it has neither a body nor a signature")


def _body(kind: str, blocks: dict[str, str]) -> FoundBody:
    if kind in {"", "none"}:
        return FoundBody(b"")
    if kind not in _BODIES:
        return lost_body("the body is kept as separate fields or in another file, not as bytes")
    lines = [line.removeprefix("  ") for line in blocks.get(f"body:{kind}", "").splitlines()]
    return FoundBody("\n".join(lines).encode("utf-8", "surrogateescape"))


def _pairs(block: str) -> Iterator[tuple[str, str]]:
    for line in block.splitlines():
        name, colon, value = line.strip().partition(":")
        if colon:
            yield name.strip().strip('"'), value.strip()
