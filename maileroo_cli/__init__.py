"""mhook: Maileroo's webhooks on your own machine.

The names below are the public API; each is imported when it is first used, so that ``import maileroo_cli`` costs
nothing.

>>> from maileroo_cli import sign, verify
>>> verify(b"{}", sign(b"{}", "secret"), "secret").valid
True
"""

# Type checkers take any variable of this name for true: they see the names that __getattr__ finds at run time.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from maileroo_cli.capture.check.assessment import Assessment as Assessment
    from maileroo_cli.capture.record import CaptureRecord as CaptureRecord
    from maileroo_cli.capture.record import decode_record as decode_record
    from maileroo_cli.capture.record import encode_record as encode_record
    from maileroo_cli.errors import MhookError as MhookError
    from maileroo_cli.library.bad_signature import BadRequest as BadRequest
    from maileroo_cli.library.bad_signature import bad_signatures as bad_signatures
    from maileroo_cli.library.captures.awaiting import NotReceivedError as NotReceivedError
    from maileroo_cli.library.captures.captured import CapturedRequest as CapturedRequest
    from maileroo_cli.library.captures.listening import Listener as Listener
    from maileroo_cli.library.captures.reading import read_captures as read_captures
    from maileroo_cli.library.event import Event as Event
    from maileroo_cli.library.mails import make_lifecycle as make_lifecycle
    from maileroo_cli.library.making import make_event as make_event
    from maileroo_cli.library.request import WebhookRequest as WebhookRequest
    from maileroo_cli.version import __version__ as __version__
    from maileroo_cli.webhook.catalogue.event import EventType as EventType
    from maileroo_cli.webhook.catalogue.openapi import openapi_document as openapi_document
    from maileroo_cli.webhook.catalogue.schema import event_schema as event_schema
    from maileroo_cli.webhook.catalogue.schema import union_schema as union_schema
    from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES as CAUSES
    from maileroo_cli.webhook.diagnosis.causes.catalogue import Cause as Cause
    from maileroo_cli.webhook.diagnosis.explain import Diagnosis as Diagnosis
    from maileroo_cli.webhook.diagnosis.explain import diagnose as diagnose
    from maileroo_cli.webhook.signing.body_style import Style as Style
    from maileroo_cli.webhook.signing.body_style import encode as encode
    from maileroo_cli.webhook.signing.secret import Secret as Secret
    from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER as SIGNATURE_HEADER
    from maileroo_cli.webhook.signing.signature import Signer as Signer
    from maileroo_cli.webhook.signing.signature import Verdict as Verdict
    from maileroo_cli.webhook.signing.signature import sign as sign
    from maileroo_cli.webhook.signing.signature import verify as verify
    from maileroo_cli.webhook.signing.tamper import BadSignature as BadSignature

_PUBLIC = {
    "Assessment": "capture.check.assessment",
    "CapturedRequest": "library.captures.captured",
    "Listener": "library.captures.listening",
    "NotReceivedError": "library.captures.awaiting",
    "BadRequest": "library.bad_signature",
    "BadSignature": "webhook.signing.tamper",
    "CaptureRecord": "capture.record",
    "Cause": "webhook.diagnosis.causes.catalogue",
    "CAUSES": "webhook.diagnosis.causes.catalogue",
    "Diagnosis": "webhook.diagnosis.explain",
    "Event": "library.event",
    "EventType": "webhook.catalogue.event",
    "MhookError": "errors",
    "SIGNATURE_HEADER": "webhook.signing.signature",
    "Secret": "webhook.signing.secret",
    "Signer": "webhook.signing.signature",
    "Style": "webhook.signing.body_style",
    "Verdict": "webhook.signing.signature",
    "WebhookRequest": "library.request",
    "bad_signatures": "library.bad_signature",
    "decode_record": "capture.record",
    "diagnose": "webhook.diagnosis.explain",
    "encode": "webhook.signing.body_style",
    "encode_record": "capture.record",
    "event_schema": "webhook.catalogue.schema",
    "make_event": "library.making",
    "make_lifecycle": "library.mails",
    "openapi_document": "webhook.catalogue.openapi",
    "read_captures": "library.captures.reading",
    "sign": "webhook.signing.signature",
    "union_schema": "webhook.catalogue.schema",
    "verify": "webhook.signing.signature",
    "__version__": "version",
}

__all__ = sorted(_PUBLIC)  # noqa: PLE0605  (a list of strings)


def __getattr__(name: str) -> object:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_PUBLIC[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
