"""mhook: Maileroo's webhooks on your own machine.

The names below are the public API; each is imported when it is first used, so that ``import maileroo_cli`` costs
nothing. The version lives here and nowhere else: the build reads it from this file.

>>> from maileroo_cli import sign, verify
>>> verify(b"{}", sign(b"{}", "secret"), "secret").valid
True
"""

__version__ = "0.1.0"

_PUBLIC = {
    "BadSignature": "webhook.tamper",
    "CaptureRecord": "capture.record",
    "Cause": "webhook.cause",
    "CAUSES": "webhook.cause",
    "Diagnosis": "webhook.diagnosis",
    "Event": "webhook.stream",
    "EventType": "webhook.event",
    "MhookError": "errors",
    "Plan": "webhook.stream",
    "Recipe": "webhook.payload",
    "SIGNATURE_HEADER": "webhook.signature",
    "Secret": "webhook.secret",
    "Signer": "webhook.signature",
    "Style": "webhook.body",
    "Verdict": "webhook.signature",
    "decode_record": "capture.record",
    "diagnose": "webhook.diagnosis",
    "encode": "webhook.body",
    "encode_record": "capture.record",
    "event_schema": "webhook.schema",
    "load_vocabulary": "transport.cache",
    "make_event": "transport.make",
    "openapi_document": "webhook.openapi",
    "sign": "webhook.signature",
    "stream": "webhook.stream",
    "union_schema": "webhook.schema",
    "verify": "webhook.signature",
}

__all__ = ["__version__", *sorted(_PUBLIC)]  # noqa: PLE0604  (they are strings)


def __getattr__(name: str) -> object:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_PUBLIC[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
