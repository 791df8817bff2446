"""Finding the requests within a value of JSON, however deep they lie. Each is read by the module that knows it."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from maileroo_cli.capture.formats.document import collection, inspector
from maileroo_cli.capture.formats.document.request import (
    fields_of,
    find_headers,
    flat_headers,
    looks_like_request,
    make_request,
)
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult
from maileroo_cli.errors import InputError

Object: TypeAlias = Mapping[str, Any]

_DEEPEST = 24
_FAMILY = "mhook."
_TEXTS = ("message", "msg", "log", "body", "event", "data", "payload", "textpayload", "line", "content")
"""Under these names a log keeps what another program logged, as JSON within a string."""

_OWN_FORMS: tuple[tuple[Callable[[Object], bool], Callable[[Object], Iterator[ReadResult | None]]], ...] = (
    (inspector.is_raw, inspector.read_raw),
    (inspector.is_charles, inspector.read_charles),
    (collection.is_insomnia, collection.read_insomnia),
    (collection.is_postman, collection.read_postman),
)


def find_requests(value: Any, *, whole: bool = True, depth: int = 0) -> Iterator[ReadResult | None]:
    """Yield each request in ``value`` without its place, and ``None`` for one that cannot be a webhook.

    ``whole`` is false where only the beginning of the value is known, so that parts of it may be missing.
    """
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from find_requests(item, whole=whole, depth=depth + 1)
    elif isinstance(value, dict):
        value = collection.filled(value)
        found = _read(value, whole=whole)
        if found is not None:
            yield from found
            return
        for key, item in value.items():
            if isinstance(item, dict | list) and not key.lower().startswith("response"):
                yield from find_requests(item, whole=whole, depth=depth + 1)
            elif key.lower() in _TEXTS and isinstance(item, str):
                yield from find_requests(_within(item), whole=whole, depth=depth + 1)


def _read(value: dict[str, Any], *, whole: bool) -> Iterator[ReadResult | None] | None:
    """Return the requests of an object that is one; ``None`` for an object that may hold others."""
    schema = value.get("schema")
    if isinstance(schema, str) and schema.startswith(_FAMILY):
        return iter(_read_ours(value, schema))
    read = next((read for fits, read in _OWN_FORMS if fits(value)), None)
    if read is not None:
        return read(value)
    fields = fields_of(value)
    headers = find_headers(fields)
    if headers is None or not looks_like_request(fields, headers, whole=whole):
        headers = flat_headers(value)
        if headers is None or not looks_like_request(fields, headers, whole=whole):
            return None
    return iter([make_request(fields, headers)])


def _read_ours(value: dict[str, Any], schema: str) -> list[ReadResult | None]:
    if schema.startswith("mhook.capture/"):
        from maileroo_cli.capture.record import decode_record

        try:
            return [ReadRequest(decode_record(json.dumps(value).encode()), "")]
        except (InputError, ValueError) as error:
            return [DamagedPlace("", str(error))]
    if schema.startswith(("mhook.request/", "mhook.capture-shown/")):
        return [inspector.read_dry_run(value)]
    return []


def _within(text: str) -> Any:
    """Return the JSON that a string holds, where it may hold a request."""
    if text[:1] not in {"{", "["} or ("ead" not in text and "event_type" not in text):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
