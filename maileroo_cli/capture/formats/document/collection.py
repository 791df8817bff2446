"""Collections of programs that send requests, exported as JSON: Postman and Insomnia.

Their variables, ``{{…}}``, are filled in when a request is sent: a text that holds one may have been sent otherwise.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from maileroo_cli.capture.formats.document.body import NOT_HELD, FoundBody, find_body, lost_body
from maileroo_cli.capture.formats.document.request import fields_of, make_request
from maileroo_cli.capture.header_forms import read_header_form
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult
from maileroo_cli.webhook.signing.request import header_values
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

VARIABLE = re.compile(r"\{\{[^{}\n]{1,100}\}\}|\{%[^%\n]{1,200}%\}")
_NAME = re.compile(r"\{\{\s*([^{}\n]{1,100}?)\s*\}\}")
_DEEPEST = 60
_ROUNDS = 3
"""A variable may stand for another one."""
_MOST, _LONGEST = 1_000, 4_096
"""So many variables are filled into a text, each with so many characters."""
_DISABLED = re.compile(r"^\s*//.*\n?", re.MULTILINE)


def is_postman(value: Mapping[str, Any]) -> bool:
    """Tell whether this is an item of a collection of Postman, or a request of an old one."""
    request = value.get("request")
    if isinstance(request, dict):
        body = request.get("body")
        return (
            "header" in request or isinstance(request.get("url"), dict) or (isinstance(body, dict) and "mode" in body)
        )
    return "rawModeData" in value or "dataMode" in value


def read_postman(value: Mapping[str, Any]) -> Iterator[ReadResult | None]:
    """Yield the request of an item of Postman's; ``None`` for one that cannot be a webhook."""
    request = value["request"] if isinstance(value.get("request"), dict) else value
    texts = request.get("header", request.get("headers"))
    headers = read_header_form(_DISABLED.sub("", texts) if isinstance(texts, str) else texts or [])
    if headers is None:
        if isinstance(texts, str) and not texts.strip():
            headers = ()
        else:
            yield DamagedPlace("", "its headers cannot be read")
            return
    body = request.get("body", request.get("rawModeData"))
    found = _postman_body(body) if isinstance(body, dict) else find_body(body) if body else lost_body(NOT_HELD)
    fields = fields_of(request)
    fields["name"] = value.get("name", "")
    yield with_variables(make_request(fields, headers, found), "Postman")


def filled(value: dict[str, Any]) -> dict[str, Any]:
    """Return a collection or a folder with its own variables in its requests; anything else as it is."""
    variables, items, resources = value.get("variable"), value.get("item"), value.get("resources")
    if isinstance(variables, list) and isinstance(items, list):
        return {**value, "item": _fill(items, _of_postman(variables))}
    if isinstance(resources, list) and value.get("_type") == "export":
        return {**value, "resources": _fill(resources, _of_insomnia(resources))}
    return value


def _of_postman(variables: list[Any]) -> dict[str, str]:
    known = {
        one["key"]: str(one.get("value", ""))
        for one in variables
        if isinstance(one, dict) and isinstance(one.get("key"), str) and one.get("disabled") is not True
    }
    return {name: text for name, text in known.items() if 0 < len(text) <= _LONGEST}


def _of_insomnia(resources: list[Any]) -> dict[str, str]:
    """Return the texts of an export's environments; one that has several values has none, as any may be chosen."""
    found: dict[str, set[str]] = {}
    for one in resources:
        if isinstance(one, dict) and one.get("_type") == "environment" and isinstance(one.get("data"), dict):
            for name, text in one["data"].items():
                found.setdefault(name, set()).add(text if isinstance(text, str) else "")
    known = {
        name: text
        for name, texts in found.items()
        if len(texts) == 1 and 0 < len(text := next(iter(texts))) <= _LONGEST
    }
    return known | {f"_.{name}": text for name, text in known.items()}


def _fill(value: Any, known: Mapping[str, str], depth: int = 0) -> Any:
    if depth > _DEEPEST or not known:
        return value
    if isinstance(value, str) and "{{" in value:
        for _ in range(_ROUNDS):
            if value.count("{{") > _MOST:  # else variables of variables could fill the memory
                break
            value = _NAME.sub(lambda found: known.get(found[1], found[0]), value)
        return value
    if isinstance(value, list):
        return [_fill(one, known, depth + 1) for one in value]
    if isinstance(value, dict):
        return {key: _fill(one, known, depth + 1) for key, one in value.items()}
    return value


def _postman_body(body: Mapping[str, Any]) -> FoundBody:
    mode = body.get("mode")
    if body.get("disabled") is True or mode in (None, "none"):
        return lost_body(NOT_HELD)
    if mode == "raw" or (
        isinstance(mode, str) and isinstance(body.get(mode), str)
    ):  # what Bruno exports has its text under "json" or "text"
        return find_body(body.get(mode))
    file = body.get("file")
    name = file.get("src") if isinstance(file, dict) else file
    if mode == "file":
        return lost_body(f"the body is in another file ({str(name)[:100]!r})")
    return lost_body("the body was kept as separate fields, not as bytes")


def is_insomnia(value: Mapping[str, Any]) -> bool:
    """Tell whether this is a request of an export of Insomnia."""
    return value.get("_type") == "request"


def read_insomnia(value: Mapping[str, Any]) -> Iterator[ReadResult | None]:
    """Yield the request of an export of Insomnia; ``None`` for one that cannot be a webhook."""
    headers = read_header_form(value.get("headers") or [])
    if headers is None:
        yield DamagedPlace("", "its headers cannot be read")
        return
    body = value.get("body")
    found = find_body(body) if body and (not isinstance(body, dict) or len(body) > 1) else lost_body(NOT_HELD)
    fields = fields_of(value)
    fields["id"], fields["time"] = value.get("name", ""), value.get("modified")
    yield with_variables(make_request(fields, headers, found), "Insomnia")


def with_variables(found: ReadRequest | None, tool: str) -> ReadRequest | None:
    """Return the request with the doubt that a variable in its body or signature raises."""
    if found is None or not found.whole:
        return found
    reason = "it holds the variable {}, which " + tool + " fills in"
    for value in header_values(found.record.headers, SIGNATURE_HEADER):
        if name := VARIABLE.search(value):
            return found._replace(whole=False, notes=(reason.format(name[0]),))
    name = VARIABLE.search(found.record.content.decode("utf-8", "replace"))
    return found._replace(doubt=reason.format(name[0])) if name and not found.doubt else found
