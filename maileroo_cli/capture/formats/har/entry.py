"""What is read of a HAR's entry: the fields that make up a request. How they are decoded is in ``decoding``."""

from typing import Any

import msgspec


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
