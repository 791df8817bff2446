"""Decoding the entries of a HAR: many at once, one alone, or a large one part by part. The rest is stepped over.

A list of tiny objects takes 25 times as much memory as its JSON: so of a large entry no such part is decoded at once.
"""

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from maileroo_cli.capture.formats.har.entry import (
    AnsweredHarEntry,
    HarContent,
    HarEntry,
    HarHeader,
    HarMark,
    HarPostData,
    HarRequest,
)
from maileroo_cli.capture.formats.har.json_scan import has_many_parts
from maileroo_cli.errors import InputError

_LARGE = 1 << 20
"""From this size on an entry is decoded part by part, in bytes."""

_PART_LIMIT = 4 << 20
"""More of one part that is no text is not decoded."""

_BLOCK_LIMIT = 2 << 20
_NOTHING = msgspec.Raw()


class LargePostData(msgspec.Struct, frozen=True, gc=False):
    """The body of a large entry; what could take many times its size is not decoded yet. So it is in what follows."""

    text: str | None = None
    mime_type: str | None = msgspec.field(default=None, name="mimeType")
    encoding: str | None = None
    custom_encoding: str | None = msgspec.field(default=None, name="_encoding")
    file: str | None = msgspec.field(default=None, name="_file")
    params: msgspec.Raw = _NOTHING
    comment: str | None = None


class LargeRequest(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """The request of a large entry."""

    method: str
    url: str
    headers: msgspec.Raw = _NOTHING
    post_data: LargePostData | None = None
    body_size: msgspec.Raw = _NOTHING
    comment: str | None = None
    content: HarContent | None = msgspec.field(default=None, name="_content")
    body_status: str | None = msgspec.field(default=None, name="_requestBodyStatus")


class LargeEntry(msgspec.Struct, frozen=True, gc=False):
    """A large entry."""

    request: LargeRequest
    started: str | None = msgspec.field(default=None, name="startedDateTime")
    mark: HarMark | None = msgspec.field(default=None, name="_mhook")
    response: msgspec.Raw = _NOTHING
    time: msgspec.Raw = _NOTHING
    timings: msgspec.Raw = _NOTHING


class LargeResponse(msgspec.Struct, frozen=True, gc=False):
    """The answer of a large entry."""

    status: msgspec.Raw = _NOTHING
    status_text: msgspec.Raw = msgspec.field(default=_NOTHING, name="statusText")
    headers: msgspec.Raw = _NOTHING
    content: HarContent | None = None


_BLOCK_DECODERS: dict[bool, msgspec.json.Decoder[Any]] = {
    False: msgspec.json.Decoder(list[HarEntry]),
    True: msgspec.json.Decoder(list[AnsweredHarEntry]),
}
_RAW_DECODER = msgspec.json.Decoder(list[msgspec.Raw])
_LARGE_DECODER, _RESPONSE_DECODER = msgspec.json.Decoder(LargeEntry), msgspec.json.Decoder(LargeResponse)
_HEADERS_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder(list[HarHeader] | dict[str, Any] | None)
_ANY_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder()
_DECODER, _ANSWERED_DECODER = msgspec.json.Decoder(HarEntry), msgspec.json.Decoder(AnsweredHarEntry)


def decode_entries(block: memoryview, answers: bool = False) -> Sequence[HarEntry | InputError] | None:
    """Read an array of entries at once, with their ``answers`` where they are wanted.

    ``None`` where it is no whole array, or not one that can be read at once.
    """
    if len(block) <= _BLOCK_LIMIT:
        try:
            entries: list[HarEntry | InputError] = _BLOCK_DECODERS[answers].decode(block)
            return entries
        except msgspec.ValidationError:
            pass
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return None
    try:  # each is copied at once: whatever still points into the block would hold it
        items = [bytes(memoryview(item)) for item in _RAW_DECODER.decode(block)]
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    return [read_entry(item, answers) for item in items]


def read_entry(raw: bytes | memoryview, answers: bool = False) -> HarEntry | InputError:
    """Return what :func:`decode_entry` does, or the error that it raises; nothing then points into ``raw``."""
    try:
        return decode_entry(raw, answers)
    except InputError as error:
        error.__context__ = None
        return error.with_traceback(None)


def decode_entry(raw: bytes | memoryview, answers: bool = False) -> HarEntry:
    """Read one entry, with its answer where ``answers`` are wanted; what is none raises ``InputError``.

    Where the bytes are not UTF-8, each that is not becomes a lone surrogate (U+DC80 to U+DCFF).
    """
    try:
        if len(raw) > _LARGE:
            return _decode_large(raw, answers)
        return _ANSWERED_DECODER.decode(raw) if answers else _DECODER.decode(raw)
    except msgspec.ValidationError as error:
        raise InputError(f"its request cannot be read ({error})") from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        pass
    return _decode_leniently(raw, answers)


def _decode_leniently(raw: bytes | memoryview, answers: bool) -> HarEntry:
    """Read what programs write beside the standard: NaN, and lone surrogates."""
    if has_many_parts(raw):
        raise InputError("it is not strict JSON, and has too many parts to be read leniently")
    try:
        value = json.loads(str(raw, "utf-8", "surrogateescape"))
    except RecursionError:
        raise InputError("it is nested too deeply") from None
    except ValueError as error:
        raise InputError(f"it is not JSON ({error})") from None
    try:
        return msgspec.convert(value, AnsweredHarEntry if answers else HarEntry)
    except msgspec.ValidationError as error:
        raise InputError(f"its request cannot be read ({error})") from None
    except UnicodeEncodeError:
        raise InputError("a key of its request holds a lone surrogate") from None
    except RecursionError:
        raise InputError("it is nested too deeply") from None


def _decode_large(raw: bytes | memoryview, answers: bool) -> HarEntry:
    """Read an entry part by part; one part that is too large raises ``InputError``."""
    entry = _LARGE_DECODER.decode(raw)
    request, post = entry.request, entry.request.post_data
    data = None
    if post is not None:
        params = _part(post.params, "the fields of its form", _ANY_DECODER)
        data = HarPostData(
            post.text, post.mime_type, post.encoding, post.custom_encoding, post.file, params, post.comment
        )
    made = HarRequest(
        request.method,
        request.url,
        _part(request.headers, "its headers", _HEADERS_DECODER),
        data,
        _part(request.body_size, "the parts of its bodySize", _ANY_DECODER),
        request.comment,
        request.content,
        request.body_status,
    )
    if not answers:
        return HarEntry(made, entry.started, entry.mark)
    time, timings = (_part(one, "its times", _ANY_DECODER) for one in (entry.time, entry.timings))
    return AnsweredHarEntry(made, entry.started, entry.mark, _large_response(entry.response), time, timings)


def _large_response(raw: msgspec.Raw) -> dict[str, Any] | None:
    """Return the answer of a large entry; one that is too large, or none, makes nothing else unreadable."""
    try:
        response = _RESPONSE_DECODER.decode(raw)
        parts = {"status": response.status, "statusText": response.status_text, "headers": response.headers}
        found = {name: _part(part, "its answer's parts", _ANY_DECODER) for name, part in parts.items()}
    except (InputError, msgspec.DecodeError, RecursionError):
        return None
    content = response.content
    return {**found, "content": content and {"text": content.text, "encoding": content.encoding}}


def _part(raw: msgspec.Raw, what: str, decoder: "msgspec.json.Decoder[Any]") -> Any:
    size = len(memoryview(raw))
    if size > _PART_LIMIT:
        raise InputError(f"{what} are larger than {_PART_LIMIT >> 20} MiB")
    return decoder.decode(raw) if size else None
