"""One request of a rule exactly as it was sent, how to send it with curl, and what was answered."""

from collections.abc import Iterator
from dataclasses import replace

from maileroo_cli.capture.formats.curl.command import curl_data, curl_line, sent_headers
from maileroo_cli.operation.check.plan import PlannedRule
from maileroo_cli.operation.check.results import CheckExchange, RuleOutcome
from maileroo_cli.report.body.traceback import traceback_lines
from maileroo_cli.report.check.text.sheet import Sheet
from maileroo_cli.report.check.wording import shown_url
from maileroo_cli.report.terminal.console import Ink
from maileroo_cli.report.terminal.safe_text import safe, safe_lines
from maileroo_cli.rules.step import Manner
from maileroo_cli.webhook.signing.request import Request, header_values

_CURL_ADDS = ("User-Agent", "Accept", "Content-Type")
_LONGEST_LINE = 8_000
"""A longer command line is not one that anybody copies."""

_SHOWN_BYTES, _SHOWN_LINES = 4_000, 200
_MANNERS = {
    Manner.WHOLE: "",
    Manner.CHUNKED: ", with a chunked body",
    Manner.EXPECT_CONTINUE: ", with Expect: 100-continue",
    Manner.CUT_OFF: ", cut off within the body",
    Manner.PADDED: ", with spaces behind its body to 50 MiB",
    Manner.ANSWER_UNREAD: ", its answer not read",
}
_EXTRA = {Manner.CHUNKED: ("Transfer-Encoding", "chunked"), Manner.EXPECT_CONTINUE: ("Expect", "100-continue")}
"""What curl is told to send a request in another manner; those that are not here it cannot send."""


def exchange_lines(
    outcome: RuleOutcome, sheet: Sheet, *, is_public: bool = False, has_curl: bool = True
) -> Iterator[str]:
    """Yield each request of a rule that was kept, and its answer; one that is public has no query in its URL."""
    for one in outcome.exchanges:
        yield ""
        yield from one_exchange_lines(outcome, one, sheet, is_public=is_public, has_curl=has_curl)
    left = outcome.sent - len(outcome.exchanges)
    if left > 0 and outcome.exchanges:
        yield ""
        yield f"({left:,} more of this rule are not shown)"


def one_exchange_lines(
    outcome: RuleOutcome, one: CheckExchange, sheet: Sheet, *, is_public: bool = False, has_curl: bool = True
) -> Iterator[str]:
    """Yield one request of a rule, and its answer."""
    yield from _head(outcome.rule.id, one.number, outcome.sent, one.manner, sheet)
    yield from request_lines(one.request, one.manner, is_public=is_public, has_curl=has_curl)
    yield from _answer_lines(one)


def planned_lines(planned: PlannedRule, sheet: Sheet, *, has_curl: bool = True) -> Iterator[str]:
    """Yield each request that a rule would send, and the answer of a correct receiver."""
    for number, one in enumerate(planned.requests, 1):
        yield from _head(planned.rule.id, number, len(planned.requests), one.manner, sheet)
        yield from request_lines(one.request, one.manner, has_curl=has_curl)
        yield from ("", f"  a correct receiver answers {one.ideal}", "")


def request_lines(
    request: Request, manner: Manner = Manner.WHOLE, *, is_public: bool = False, has_curl: bool = True
) -> Iterator[str]:
    """Yield a request: how curl sends it, where it can and ``has_curl``, then its headers, then its body."""
    if is_public:
        request = replace(request, url=shown_url(request.url))
    if has_curl and (line := curl_command(request, manner)):
        yield f"  {line}"
        yield ""
    yield f"  {safe(request.method)} {safe(request.url)}"
    yield from (f"  {safe(name)}: {safe(value, _SHOWN_BYTES)}" for name, value in request.headers)
    yield from _body_lines(request.body)


def curl_command(request: Request, manner: Manner = Manner.WHOLE) -> str:
    """Return the line of shell that sends a request with curl; empty where curl cannot, or the line is too long."""
    if len(request.body) > _LONGEST_LINE or (manner is not Manner.WHOLE and manner not in _EXTRA):
        return ""
    extra = (_EXTRA[manner],) if manner in _EXTRA else ()
    absent = tuple(name for name in _CURL_ADDS if not header_values((*request.headers, *extra), name))
    data = curl_data(request.body) if request.body or request.method in {"POST", "PUT", "PATCH"} else None
    size = 0 if manner is Manner.EXPECT_CONTINUE else len(request.body)
    try:
        headers = (*sent_headers(request.headers), *extra)
        line = curl_line(request.method, request.url, headers, data, size, absent)
    except ValueError:
        return ""
    return line if len(line) <= _LONGEST_LINE and line.isprintable() else ""


def _head(name: str, number: int, total: int, manner: Manner, sheet: Sheet) -> Iterator[str]:
    of = f" of {total:,}" if total > 1 else ""
    yield sheet.paint(f"{name} request {number}{of}{_MANNERS[manner]}", Ink.STRONG)


def _answer_lines(exchange: CheckExchange) -> Iterator[str]:
    attempt = exchange.attempt
    took = f" after {attempt.seconds * 1000:.0f} ms"
    yield ""
    if attempt.status is None:
        yield f"  no answer: {attempt.word}{took}{f' ({safe(attempt.detail, 200)})' if attempt.detail else ''}"
        return
    whole = "" if attempt.word == str(attempt.status) else f", then {attempt.word}"
    yield f"  answered {attempt.status}{whole}{took}"
    yield from (f"  {safe(name)}: {safe(value, _SHOWN_BYTES)}" for name, value in attempt.headers)
    yield from _body_lines(attempt.body)
    if attempt.body_truncated:
        yield "  …"
    if attempt.traceback:
        yield ""
        yield from (f"  {line}" for line in traceback_lines(attempt.traceback))


def _body_lines(body: bytes) -> Iterator[str]:
    if not body:
        return
    yield ""
    lines = safe_lines(body[:_SHOWN_BYTES].removesuffix(b"\n"))
    yield from (f"  {line}".rstrip() for line in lines[:_SHOWN_LINES])
    if len(body) > _SHOWN_BYTES or len(lines) > _SHOWN_LINES:
        yield f"  … ({len(body):,} bytes in all)"
