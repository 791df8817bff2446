"""mhook: Maileroo's webhooks on your own machine.

The names below are the public API, for tests and for receivers; ``mhook manual library`` tells of them one by one. Each
is imported when it is first used, so that ``import maileroo_cli`` costs nothing.

>>> from maileroo_cli import make_event, verify
>>> request = make_event("delivered", seed=1).request("secret")
>>> verify(request.body, request.headers["x-maileroo-signature"], "secret").valid
True
"""

# Type checkers take any variable of this name for true: they see the names that __getattr__ finds at run time.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from maileroo_cli.capture.check.assessment import Assessment as Assessment
    from maileroo_cli.capture.record import CaptureRecord as CaptureRecord
    from maileroo_cli.capture.record import decode_record as decode_record
    from maileroo_cli.capture.record import encode_record as encode_record
    from maileroo_cli.delivery.attempt.outcome import Attempt as Attempt
    from maileroo_cli.errors import EmptySecretError as EmptySecretError
    from maileroo_cli.errors import InputError as InputError
    from maileroo_cli.errors import MhookError as MhookError
    from maileroo_cli.errors import UsageError as UsageError
    from maileroo_cli.library.bad_signature import BadRequest as BadRequest
    from maileroo_cli.library.bad_signature import bad_signatures as bad_signatures
    from maileroo_cli.library.captures.awaiting import NotReceivedError as NotReceivedError
    from maileroo_cli.library.captures.captured import CapturedRequest as CapturedRequest
    from maileroo_cli.library.captures.listening import Listener as Listener
    from maileroo_cli.library.captures.reading import read_captures as read_captures
    from maileroo_cli.library.checking import assert_rules as assert_rules
    from maileroo_cli.library.checking import check as check
    from maileroo_cli.library.event import Event as Event
    from maileroo_cli.library.mails import make_lifecycle as make_lifecycle
    from maileroo_cli.library.mails import make_traffic as make_traffic
    from maileroo_cli.library.making import make_event as make_event
    from maileroo_cli.library.receiver.running import RunningApplication as RunningApplication
    from maileroo_cli.library.receiver.running import run_application as run_application
    from maileroo_cli.library.replaying import replay as replay
    from maileroo_cli.library.request import WebhookRequest as WebhookRequest
    from maileroo_cli.library.request import sign_request as sign_request
    from maileroo_cli.library.request_file import RecordedRequest as RecordedRequest
    from maileroo_cli.library.request_file import read_request_file as read_request_file
    from maileroo_cli.library.result.attempts import DeliverRun as DeliverRun
    from maileroo_cli.library.result.attempts import DeliverSummary as DeliverSummary
    from maileroo_cli.library.result.attempts import EventAttempt as EventAttempt
    from maileroo_cli.library.result.replays import ReplayAttempt as ReplayAttempt
    from maileroo_cli.library.result.replays import ReplayRun as ReplayRun
    from maileroo_cli.library.result.replays import ReplaySummary as ReplaySummary
    from maileroo_cli.library.result.rules import Check as Check
    from maileroo_cli.library.result.rules import CheckedRule as CheckedRule
    from maileroo_cli.library.result.rules import CheckTotals as CheckTotals
    from maileroo_cli.library.sending import deliver as deliver
    from maileroo_cli.library.sending import send as send
    from maileroo_cli.version import __version__ as __version__
    from maileroo_cli.webhook.catalogue.event import EventType as EventType
    from maileroo_cli.webhook.catalogue.openapi import openapi_document as openapi_document
    from maileroo_cli.webhook.catalogue.payload_types import AcceptedPayload as AcceptedPayload
    from maileroo_cli.webhook.catalogue.payload_types import ClickedPayload as ClickedPayload
    from maileroo_cli.webhook.catalogue.payload_types import ComplainedPayload as ComplainedPayload
    from maileroo_cli.webhook.catalogue.payload_types import DeferredPayload as DeferredPayload
    from maileroo_cli.webhook.catalogue.payload_types import DeliveredPayload as DeliveredPayload
    from maileroo_cli.webhook.catalogue.payload_types import EventPayload as EventPayload
    from maileroo_cli.webhook.catalogue.payload_types import FailedPayload as FailedPayload
    from maileroo_cli.webhook.catalogue.payload_types import OpenedPayload as OpenedPayload
    from maileroo_cli.webhook.catalogue.payload_types import RejectedPayload as RejectedPayload
    from maileroo_cli.webhook.catalogue.payload_types import Tag as Tag
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
    from maileroo_cli.webhook.signing.signature import Problem as Problem
    from maileroo_cli.webhook.signing.signature import Signer as Signer
    from maileroo_cli.webhook.signing.signature import Verdict as Verdict
    from maileroo_cli.webhook.signing.signature import sign as sign
    from maileroo_cli.webhook.signing.signature import verify as verify
    from maileroo_cli.webhook.signing.tamper import BadSignature as BadSignature

_PUBLIC = {
    "AcceptedPayload": "webhook.catalogue.payload_types",
    "assert_rules": "library.checking",
    "Assessment": "capture.check.assessment",
    "Attempt": "delivery.attempt.outcome",
    "bad_signatures": "library.bad_signature",
    "BadRequest": "library.bad_signature",
    "BadSignature": "webhook.signing.tamper",
    "CapturedRequest": "library.captures.captured",
    "CaptureRecord": "capture.record",
    "Cause": "webhook.diagnosis.causes.catalogue",
    "CAUSES": "webhook.diagnosis.causes.catalogue",
    "Check": "library.result.rules",
    "check": "library.checking",
    "CheckedRule": "library.result.rules",
    "CheckTotals": "library.result.rules",
    "ClickedPayload": "webhook.catalogue.payload_types",
    "ComplainedPayload": "webhook.catalogue.payload_types",
    "decode_record": "capture.record",
    "DeferredPayload": "webhook.catalogue.payload_types",
    "deliver": "library.sending",
    "DeliveredPayload": "webhook.catalogue.payload_types",
    "DeliverRun": "library.result.attempts",
    "DeliverSummary": "library.result.attempts",
    "diagnose": "webhook.diagnosis.explain",
    "Diagnosis": "webhook.diagnosis.explain",
    "EmptySecretError": "errors",
    "encode": "webhook.signing.body_style",
    "encode_record": "capture.record",
    "Event": "library.event",
    "event_schema": "webhook.catalogue.schema",
    "EventAttempt": "library.result.attempts",
    "EventPayload": "webhook.catalogue.payload_types",
    "EventType": "webhook.catalogue.event",
    "FailedPayload": "webhook.catalogue.payload_types",
    "InputError": "errors",
    "Listener": "library.captures.listening",
    "make_event": "library.making",
    "make_lifecycle": "library.mails",
    "make_traffic": "library.mails",
    "MhookError": "errors",
    "NotReceivedError": "library.captures.awaiting",
    "openapi_document": "webhook.catalogue.openapi",
    "OpenedPayload": "webhook.catalogue.payload_types",
    "Problem": "webhook.signing.signature",
    "read_captures": "library.captures.reading",
    "read_request_file": "library.request_file",
    "RecordedRequest": "library.request_file",
    "RejectedPayload": "webhook.catalogue.payload_types",
    "replay": "library.replaying",
    "ReplayAttempt": "library.result.replays",
    "ReplayRun": "library.result.replays",
    "ReplaySummary": "library.result.replays",
    "run_application": "library.receiver.running",
    "RunningApplication": "library.receiver.running",
    "Secret": "webhook.signing.secret",
    "send": "library.sending",
    "sign": "webhook.signing.signature",
    "sign_request": "library.request",
    "SIGNATURE_HEADER": "webhook.signing.signature",
    "Signer": "webhook.signing.signature",
    "Style": "webhook.signing.body_style",
    "Tag": "webhook.catalogue.payload_types",
    "union_schema": "webhook.catalogue.schema",
    "UsageError": "errors",
    "Verdict": "webhook.signing.signature",
    "verify": "webhook.signing.signature",
    "WebhookRequest": "library.request",
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
