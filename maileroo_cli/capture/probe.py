"""What tells a probe from a webhook: a health check, a browser, or a script that waits for the server.

Maileroo sends its webhooks by POST, with a body and a signature (official).
"""

from maileroo_cli.webhook.signing.request import METHOD, TOKEN

_READING = ("GET", "HEAD", "OPTIONS")


def is_probe(method: str, body: bytes, signature: str | None) -> bool:
    """Tell whether a request can be no webhook: it is no POST, or has neither body nor signature.

    A ``method`` that is empty, or that HTTP cannot carry, is one that is not known, as where a file does not tell it.
    """
    if not body and signature is None:
        return True
    return method != METHOD and is_other_method(method)


def is_other_method(method: str) -> bool:
    """Tell whether a method is known, and is not Maileroo's."""
    return method.upper() != METHOD and TOKEN.fullmatch(method) is not None


def only_reads(method: str, body: bytes) -> bool:
    """Tell whether a request asks for something and brings nothing, so that letting it pass does no harm."""
    return not body and method in _READING


def explain_probe(method: str, body: bytes, signature: str | None) -> str:
    """Return in a few words what makes a request a probe; empty where it is none."""
    if not is_probe(method, body, signature):
        return ""
    if not body and signature is None:
        return f"{method or 'request'} with neither body nor signature"
    return f"{method}, but Maileroo sends POST"
