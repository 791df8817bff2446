"""What is read of a HAR's entry, and how: the fields that make up a request. The rest is stepped over undecoded."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from maileroo_cli.errors import InputError


class HarHeader(msgspec.Struct, frozen=True, gc=False):
    """One header. Its value should be text; Polly.JS writes the number of a Content-Length as one."""

    name: str
    value: str | int | float | None = ""


class HarPostData(msgspec.Struct, frozen=True, gc=False):
    """The body, as text or as the fields of a form.

    ``encoding`` is that of HAR 1.3's draft, which several programs write; HAR 1.2 has none.
    """

    text: str | None = None
    mime_type: str | None = msgspec.field(default=None, name="mimeType")
    encoding: str | None = None
    custom_encoding: str | None = msgspec.field(default=None, name="_encoding")
    file: str | None = msgspec.field(default=None, name="_file")
    params: Any = None
    comment: str | None = None


class HarContent(msgspec.Struct, frozen=True, gc=False):
    """Where HTTP Toolkit puts a body that is no text."""

    text: str | None = None
    encoding: str | None = None


class HarRequest(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A request of an entry. ``body_size`` can be anything: some programs count characters in it, or nothing.

    ``headers`` should be a list; some programs write them as an object.
    """

    method: str
    url: str
    headers: list[HarHeader] | dict[str, Any] | None = None
    post_data: HarPostData | None = None
    body_size: Any = None
    comment: str | None = None
    content: HarContent | None = msgspec.field(default=None, name="_content")
    body_status: str | None = msgspec.field(default=None, name="_requestBodyStatus")


class HarMark(msgspec.Struct, frozen=True, gc=False):
    """What mhook adds to the entries that it writes: the target as it was, and what the record leaves open."""

    target: str
    anomaly: str | None = None
    anomaly_reason: str | None = None


class HarEntry(msgspec.Struct, frozen=True, gc=False):
    """An entry of a HAR."""

    request: HarRequest
    started: str | None = msgspec.field(default=None, name="startedDateTime")
    mark: HarMark | None = msgspec.field(default=None, name="_mhook")


_BLOCK_DECODER = msgspec.json.Decoder(list[HarEntry])
_RAW_DECODER = msgspec.json.Decoder(list[msgspec.Raw])
_DECODER = msgspec.json.Decoder(HarEntry)


def decode_entries(block: memoryview) -> Sequence[HarEntry | InputError] | None:
    """Read an array of entries at once. ``None`` where it is no whole array, or not one that can be read at once."""
    try:
        return _BLOCK_DECODER.decode(block)
    except msgspec.ValidationError:
        pass
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    try:  # each is copied at once: whatever still points into the block would hold it
        items = [bytes(memoryview(item)) for item in _RAW_DECODER.decode(block)]
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    return [_decode(item) for item in items]


def decode_entry(raw: bytes) -> HarEntry:
    """Read one entry; what is none raises ``InputError``.

    Where the bytes are not UTF-8, each that is not becomes a lone surrogate (U+DC80 to U+DCFF).
    """
    try:
        return _DECODER.decode(raw)
    except msgspec.ValidationError as error:
        raise InputError(f"its request cannot be read ({error})") from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        pass
    try:  # json reads what programs write beside the standard: NaN, and lone surrogates
        value = json.loads(raw.decode("utf-8", "surrogateescape"))
    except RecursionError:
        raise InputError("it is nested too deeply") from None
    except ValueError as error:
        raise InputError(f"it is not JSON ({error})") from None
    try:
        return msgspec.convert(value, HarEntry)
    except msgspec.ValidationError as error:
        raise InputError(f"its request cannot be read ({error})") from None
    except UnicodeEncodeError:
        raise InputError("a key of its request holds a lone surrogate") from None
    except RecursionError:
        raise InputError("it is nested too deeply") from None


def _decode(raw: bytes) -> HarEntry | InputError:
    try:
        return decode_entry(raw)
    except InputError as error:
        return error.with_traceback(None)
