"""The texts that other services sign: the request's URL or method together with the body."""

from collections.abc import Iterator, Sequence

from maileroo_cli.webhook.diagnosis.finding import Candidate, changed
from maileroo_cli.webhook.signing.request import header_values

_MAX_URL = 2048
_MAX_BODY = 64 * 1024
_SMALL_SIZE = 8 * 1024
_SEPARATORS = (b"", b".", b":", b"\n", b"|", b" ")
_PATHS = (
    "/webhook",
    "/webhooks",
    "/webhooks/maileroo",
    "/webhook/maileroo",
    "/hooks/maileroo",
    "/hook",
    "/maileroo",
    "/",
)
_HOSTS = ("https://example.com", "https://hooks.example.com", "http://localhost:8000", "http://127.0.0.1:8000")
_EXAMPLES = tuple(host + path for host in (*_HOSTS, "http://localhost:3000", "") for path in _PATHS)
"""The URLs of examples and of local receivers: what a test signs, where nothing is known of the request."""


def request_urls(method: str | None, url: str | None, headers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the forms in which the request's URL may have been signed, each with what it is called."""
    if not url:
        return []
    target = url[:_MAX_URL]
    absolute = target.partition("://")[2]
    path = f"/{absolute.partition('/')[2]}" if absolute else target
    urls = {target: "the full URL" if absolute else "the path"}
    for host in [] if absolute else [*header_values(headers, "x-forwarded-host"), *header_values(headers, "host")][:2]:
        for scheme in ("https", "http"):
            urls.setdefault(f"{scheme}://{host.strip()}{path}", "the full URL")
    urls.setdefault(path, "the path")
    urls.update({one.partition("?")[0]: f"{name} without its query" for one, name in urls.items() if "?" in one})
    urls[""] = ""
    return [(one, name) for one, name in urls.items() if one or method]


def add_urls(
    body: bytes, method: str | None, urls: Sequence[tuple[str, str]], times: Sequence[bytes] = ()
) -> Iterator[Candidate]:
    """Yield ``body`` after and before each of ``urls``, with and without ``method`` and the ``times`` of headers.

    Nothing comes of a large body.
    """
    if len(body) > _MAX_BODY:
        return
    for url, name in urls:
        text = url.encode("utf-8", "surrogatepass")
        for separator in _SEPARATORS:
            if url:
                yield changed(text + separator + body, "signed-url", f"{name} before the body")
                yield changed(body + separator + text, "signed-url", f"{name} after the body")
            if method:
                verb = method.encode("utf-8", "surrogatepass")[:32]
                start = verb + separator + text + separator if url else verb + separator
                what = f"the method and {name}" if url else "the method"
                yield changed(start + body, "signed-url", f"{what} before the body")
                for time in times:
                    value = start + body + separator + time
                    yield changed(value, "signed-url", f"{what} before the body, and a timestamp after it")


def add_example_urls(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` after and before the URLs that stand in examples: for a request whose own is not known."""
    if len(body) > _SMALL_SIZE:
        return
    for url in _EXAMPLES:
        yield changed(url.encode() + body, "signed-url", f"{url} before the body")
        yield changed(body + url.encode(), "signed-url", f"{url} after the body")
        yield changed(b"POST" + url.encode() + body, "signed-url", f"the method and {url} before the body")
