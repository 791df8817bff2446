"""Hiding the secret in what a check tells: rules send it on purpose, and a receiver may repeat it.

The values of headers that carry other secrets, such as ``Authorization``, are hidden as well: reports are kept, and
shown to others. Where an answer repeats them, or a value of the URL's query, which may be a token, it is hidden too.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote_plus

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.errors import MhookError
from maileroo_cli.operation.check.plan import CheckPlan
from maileroo_cli.operation.check.results import CheckExchange, RuleOutcome
from maileroo_cli.webhook.signing.hiding import Hiding
from maileroo_cli.webhook.signing.request import Headers, Request
from maileroo_cli.webhook.signing.secret import MASK, Secret

_CONFIDENTIAL = re.compile(r"auth|cookie|token|secret|password|api-?key", re.IGNORECASE)
_SHORTEST = 6
"""Values of fewer signs are no credentials, and may stand anywhere by chance."""


def hide_secret(outcome: RuleOutcome, secret: Secret, url: str = "", headers: Headers = ()) -> RuleOutcome:
    """Return an outcome of which no text and no byte holds the secret.

    Nor do its answers hold the credentials that every request carries in its ``url`` or ``headers``.
    """
    hide = _Hiding(secret, tuple(_credentials(url, headers)))
    masked = {id(one.attempt): hide.exchange(one) for one in outcome.exchanges}
    verdict, seen = outcome.verdict, outcome.verdict.seen
    if seen is not None:
        seen = masked[id(seen)].attempt if id(seen) in masked else hide.attempt(seen)
    told = replace(verdict, reason=hide.told(verdict.reason), fix=hide.told(verdict.fix), seen=seen)
    return replace(outcome, verdict=told, exchanges=tuple(masked[id(one.attempt)] for one in outcome.exchanges))


def hide_in_plan(plan: CheckPlan, secret: Secret) -> CheckPlan:
    """Return a plan of which no request holds the secret."""
    hide = _Hiding(secret)
    return replace(
        plan,
        rules=tuple(
            replace(one, requests=tuple(each._replace(request=hide.request(each.request)) for each in one.requests))
            for one in plan.rules
        ),
    )


def hide_in_error(error: MhookError, secret: Secret) -> MhookError:
    """Return an error of which the message does not hold the secret: an observer's command may have printed it."""
    error.message = _Hiding(secret).text(error.message)
    return error


def _credentials(url: str, headers: Headers) -> Iterator[str]:
    """Yield the values that may be credentials: whole, without a scheme before them, and without escapes.

    In a query that is told by the name, or by a value that is no plain word, which sentences may have too.
    """
    given = [value for name, value in headers if _CONFIDENTIAL.search(name)]
    for part in url.partition("?")[2].split("&"):
        name, equals, value = part.partition("=")
        value = value if equals else name
        if _CONFIDENTIAL.search(name) or not value.isalpha():
            given.append(value)
    for value in given:
        yield from {value, value.rpartition(" ")[2], unquote_plus(value)}


class _Hiding:
    def __init__(self, secret: Secret, credentials: tuple[str, ...] = ()) -> None:
        self._key = secret.reveal()
        self._hiding = Hiding(secret)
        self._credentials = sorted((one for one in credentials if len(one) >= _SHORTEST), key=len, reverse=True)

    def text(self, text: str) -> str:
        return self._hiding.text(text)

    def told(self, text: str) -> str:
        """Return a text that comes from an answer, or may quote one."""
        for one in self._credentials:
            text = text.replace(one, MASK)
        return self.text(text)

    def told_headers(self, headers: Headers) -> Headers:
        return tuple((name, self.told(value)) for name, value in self.headers(headers))

    def told_body(self, body: bytes) -> bytes:
        for one in self._credentials:
            body = body.replace(one.encode("utf-8", "surrogateescape"), MASK.encode())
        return self.body(body)

    def headers(self, headers: Headers) -> Headers:
        return tuple(
            (name, MASK if value and _CONFIDENTIAL.search(name) else self.text(value)) for name, value in headers
        )

    def body(self, body: bytes) -> bytes:
        return body.replace(self._key, MASK.encode()) if self._key in body else body

    def request(self, request: Request) -> Request:
        return Request(request.method, self.text(request.url), self.headers(request.headers), self.body(request.body))

    def attempt(self, attempt: Attempt) -> Attempt:
        return replace(
            attempt,
            headers=self.told_headers(attempt.headers),
            body=self.told_body(attempt.body),
            location=None if attempt.location is None else self.told(attempt.location),
            detail=self.told(attempt.detail),
            traceback=self.told(attempt.traceback),
            raised=self.told(attempt.raised),
        )

    def exchange(self, exchange: CheckExchange) -> CheckExchange:
        return exchange._replace(request=self.request(exchange.request), attempt=self.attempt(exchange.attempt))
