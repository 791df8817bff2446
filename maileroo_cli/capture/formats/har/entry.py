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
    """What mhook adds to the entries that it writes: the target as it was, the capture's id, and who answered it.

    It also keeps what the record leaves open.
    """

    target: str
    id: str = ""
    answered: str = ""
    anomaly: str | None = None
    anomaly_reason: str | None = None


class HarEntry(msgspec.Struct, frozen=True, gc=False):
    """An entry of a HAR."""

    request: HarRequest
    started: str | None = msgspec.field(default=None, name="startedDateTime")
    mark: HarMark | None = msgspec.field(default=None, name="_mhook")


class AnsweredHarEntry(HarEntry, frozen=True, gc=False):
    """An entry together with what the request was answered, whatever stands there."""

    response: Any = None
    time: Any = None
    timings: Any = None


_BLOCK_DECODERS: dict[bool, msgspec.json.Decoder[Any]] = {
    False: msgspec.json.Decoder(list[HarEntry]),
    True: msgspec.json.Decoder(list[AnsweredHarEntry]),
}
_RAW_DECODER = msgspec.json.Decoder(list[msgspec.Raw])
_DECODER, _ANSWERED_DECODER = msgspec.json.Decoder(HarEntry), msgspec.json.Decoder(AnsweredHarEntry)


def decode_entries(block: memoryview, answers: bool = False) -> Sequence[HarEntry | InputError] | None:
    """Read an array of entries at once, with their ``answers`` where they are wanted.

    ``None`` where it is no whole array, or not one that can be read at once.
    """
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
    return [_decode(item, answers) for item in items]


def decode_entry(raw: bytes, answers: bool = False) -> HarEntry:
    """Read one entry, with its answer where ``answers`` are wanted; what is none raises ``InputError``.

    Where the bytes are not UTF-8, each that is not becomes a lone surrogate (U+DC80 to U+DCFF).
    """
    try:
        return _ANSWERED_DECODER.decode(raw) if answers else _DECODER.decode(raw)
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
        return msgspec.convert(value, AnsweredHarEntry if answers else HarEntry)
    except msgspec.ValidationError as error:
        raise InputError(f"its request cannot be read ({error})") from None
    except UnicodeEncodeError:
        raise InputError("a key of its request holds a lone surrogate") from None
    except RecursionError:
        raise InputError("it is nested too deeply") from None


def _decode(raw: bytes, answers: bool) -> HarEntry | InputError:
    try:
        return decode_entry(raw, answers)
    except InputError as error:
        return error.with_traceback(None)
