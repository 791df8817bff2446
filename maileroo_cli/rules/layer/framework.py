"""Which framework answered, by the marks that its answers bear. Nothing is guessed: most answers bear none."""

import re

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.rules.lesson.definition import Framework
from maileroo_cli.webhook.signing.request import header_values

_HEAD = 4_000


_HEADERS: tuple[tuple[str, str, Framework], ...] = (
    ("x-powered-by", r"(?i)next\.js", Framework.NEXT),
    ("x-powered-by", r"(?i)express", Framework.EXPRESS),
    ("set-cookie", r"laravel_session=|XSRF-TOKEN=", Framework.LARAVEL),
    ("server", r"(?i)wsgiserver", Framework.DJANGO),
    ("x-runtime", r"[0-9.]+$", Framework.RAILS),
)
_BODIES: tuple[tuple[bytes, Framework], ...] = (
    (rb"<title>DisallowedHost|CSRF verification failed\. Request aborted|django", Framework.DJANGO),
    (rb"<pre>Cannot (?:POST|GET) /", Framework.EXPRESS),
    (rb"/_next/static/", Framework.NEXT),
    (rb"<title>Page Expired</title>|Illuminate\\", Framework.LARAVEL),
    (rb"Action ?Controller|config\.hosts|The change you wanted was rejected", Framework.RAILS),
    (rb'Whitelabel Error Page|^\{"timestamp":"[^"]*","status":\d+,"error":', Framework.SPRING),
    (rb'^\{"detail":"(?:Not Found|Method Not Allowed|Not authenticated)"\}$|^Invalid host header$', Framework.FASTAPI),
    (rb"^<!doctype html>\n<html lang=en>\n<title>\d{3} ", Framework.FLASK),
    (rb"^404 page not found\n$|Forbidden - (?:CSRF|invalid) token|cross-origin request detected", Framework.GO),
)


def recognise_framework(attempt: Attempt) -> Framework | None:
    """Return which framework answered; ``None`` where the answer does not tell."""
    for name, pattern, framework in _HEADERS:
        if any(re.search(pattern, value) for value in header_values(attempt.headers, name)):
            return framework
    head = attempt.body[:_HEAD]
    return next((framework for pattern, framework in _BODIES if re.search(pattern, head)), None)
