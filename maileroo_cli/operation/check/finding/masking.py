"""Hiding the secret in what a check tells: rules send it on purpose, and a receiver may repeat it.

The values of headers that carry other secrets, such as ``Authorization``, are hidden as well: reports are kept, and
shown to others.
"""

import re
from dataclasses import replace

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.operation.check.plan import CheckPlan
from maileroo_cli.operation.check.results import CheckExchange, RuleOutcome
from maileroo_cli.webhook.signing.request import Headers, Request
from maileroo_cli.webhook.signing.secret import MASK, Secret

_CONFIDENTIAL = re.compile(r"auth|cookie|token|secret|password|api-?key", re.IGNORECASE)


def hide_secret(outcome: RuleOutcome, secret: Secret) -> RuleOutcome:
    """Return an outcome of which no text and no byte holds the secret."""
    hide = _Hiding(secret)
    masked = {id(one.attempt): hide.exchange(one) for one in outcome.exchanges}
    verdict, seen = outcome.verdict, outcome.verdict.seen
    if seen is not None:
        seen = masked[id(seen)].attempt if id(seen) in masked else hide.attempt(seen)
    told = replace(verdict, reason=hide.text(verdict.reason), fix=hide.text(verdict.fix), seen=seen)
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


class _Hiding:
    def __init__(self, secret: Secret) -> None:
        self._key = secret.reveal()
        self._texts = {self._key.decode("latin-1"), self._key.decode("utf-8", "backslashreplace")}

    def text(self, text: str) -> str:
        for one in self._texts:
            text = text.replace(one, MASK)
        return text

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
            headers=self.headers(attempt.headers),
            body=self.body(attempt.body),
            location=None if attempt.location is None else self.text(attempt.location),
            detail=self.text(attempt.detail),
        )

    def exchange(self, exchange: CheckExchange) -> CheckExchange:
        return exchange._replace(request=self.request(exchange.request), attempt=self.attempt(exchange.attempt))
