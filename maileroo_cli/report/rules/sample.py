"""What a rule sends, shown as the request that says most, with a line of shell that sends it."""

from collections.abc import Iterator
from typing import Any

from maileroo_cli.operation.check.rehearsal import PlannedRequest
from maileroo_cli.operation.check.sample import SAMPLE_SECRET, RuleSample
from maileroo_cli.report.keys.value import body_value, headers_value
from maileroo_cli.report.rules.part import ExplanationPart, PartKind, text_part
from maileroo_cli.rules.step import Manner
from maileroo_cli.webhook.signing.request import Headers, header_values
from maileroo_cli.webhook.text.count import count

_LARGEST = 2_000
"""Bytes: a larger body is told by its size."""

_HEADERS: dict[Manner, Headers] = {
    Manner.WHOLE: (),
    Manner.CHUNKED: (("Transfer-Encoding", "chunked"),),
    Manner.EXPECT_CONTINUE: (("Expect", "100-continue"),),
}
"""What makes curl send a request in the same manner, where anything does."""


def sample_parts(sample: RuleSample) -> Iterator[ExplanationPart]:
    """Yield how many requests there are, and the one that says most, with a secret that everybody may know."""
    one = sample.telling
    if one is None:
        return
    number = len(sample.requests)
    which = "This is one request" if number == 1 else f"The most telling of {count(number, 'request')}"
    manner = "" if one.manner is Manner.WHOLE else f", {one.manner}"
    size = f"{one.request.method}, {len(one.request.body):,} bytes{manner}"
    signed = f"made with the secret `{SAMPLE_SECRET}`"
    yield text_part(f"{which} ({size}), {signed}. A correct receiver answers {one.ideal}.")
    if command := curl_of(one):
        yield ExplanationPart(PartKind.CODE, command, "sh")


def curl_of(one: PlannedRequest) -> str | None:
    """Return lines of shell that send a request; ``None`` where its body is too large, or curl cannot send it so."""
    from maileroo_cli.capture.formats.curl.command import curl_data, curl_line, sent_headers
    from maileroo_cli.errors import MhookError

    request = one.request
    more = _HEADERS.get(one.manner)
    if len(request.body) > _LARGEST or more is None:
        return None
    absent = [name for name in ("User-Agent", "Content-Type") if not header_values(request.headers, name)]
    data = curl_data(request.body) if request.body or request.method == "POST" else None
    try:
        headers = (*sent_headers(request.headers), *more)
        line = curl_line(request.method, request.url, headers, data, len(request.body), absent)
    except (MhookError, ValueError):
        return None
    head, option, body = line.partition(" --data-binary ")
    return head.replace(" -H ", " \\\n  -H ") + (f" \\\n  {option.strip()} {body}" if option else "")


def sample_fields(sample: RuleSample) -> dict[str, Any] | None:
    """Return the request that says most as an object; ``None`` where nothing is sent."""
    one = sample.telling
    if one is None:
        return None
    request = one.request
    return {
        "method": request.method,
        "url": request.url,
        "headers": headers_value(request.headers),
        **body_value(request.body),
        "manner": str(one.manner),
        "expected_status": one.ideal,
    }
