"""An OpenAPI 3.1 document of what a receiver gets. The schemas of the events come from ``schema``.

The document has ``webhooks`` and neither paths nor servers: Maileroo calls the receiver, wherever that is.
"""

from typing import Any

from maileroo_cli.webhook.catalogue.event import CATALOGUE, Grade
from maileroo_cli.webhook.catalogue.sample import sample
from maileroo_cli.webhook.catalogue.schema import DIALECT, any_component, components, grades
from maileroo_cli.webhook.signing.request import CONTENT_TYPE
from maileroo_cli.webhook.signing.signature import SIGNATURE_FORM, SIGNATURE_HEADER

OPENAPI_VERSION = "3.1.0"
DOCUMENT_VERSION = "1.0.0"
SIGNATURE_PATTERN = f"^{SIGNATURE_FORM}$"
_SCHEMAS = "#/components/schemas"

_ABOUT = (
    "What Maileroo posts to the receiver of an event webhook. Each x-grade says how sure a statement is; x-grades"
    " explains the grades. This is not Maileroo's own document."
)
_OPERATION = (
    "One request carries one event. Verify the signature over the raw body before you parse it. An event may"
    " arrive more than once, with the same body and signature (inferred): recognise copies by event_id."
)
_SIGNATURE = (
    "HMAC-SHA256 of the raw body bytes, keyed with the webhook's secret. Check length and alphabet first, then"
    " compare in constant time. JSON that was parsed and re-serialised has different bytes and fails."
)
_HEX = "64 lowercase hex digits without a prefix."
_RETRIED = (
    "Any other status is a failure, even 201, 202 and 204, and so is no answer. Maileroo then retries for 14"
    " hours, after waits of 300, 600, 900, 1800, 3600, 7200, 14400 and 21600 seconds, and then gives up."
)


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document, its keys in a fixed order.

    >>> openapi_document()["openapi"]
    '3.1.0'

    Official: the method, the media type, the header's name, 200 as the only success, and the waits. Observed:
    the form of the signature.
    """
    return {
        "openapi": OPENAPI_VERSION,
        "info": {"title": "Maileroo event webhooks", "version": DOCUMENT_VERSION, "description": _ABOUT},
        "jsonSchemaDialect": DIALECT,
        "x-grades": grades(),
        "webhooks": {"event": {"post": _operation()}},
        "components": {"schemas": {"event": _event(), **components()}},
    }


def _event() -> dict[str, Any]:
    union = any_component(_SCHEMAS)
    union["discriminator"]["mapping"] = {str(name): f"{_SCHEMAS}/{name}" for name in CATALOGUE}
    return union


def _operation() -> dict[str, Any]:
    return {
        "operationId": "receiveEvent",
        "summary": "An event happened to a mail",
        "description": _OPERATION,
        "x-grade": str(Grade.OFFICIAL),
        "parameters": [_signature_header()],
        "requestBody": {
            "required": True,
            "content": {CONTENT_TYPE: {"schema": {"$ref": f"{_SCHEMAS}/event"}, "examples": _examples()}},
        },
        "responses": {
            "200": {"description": "The only success: the event is done.", "x-grade": str(Grade.OFFICIAL)},
            "default": {"description": _RETRIED, "x-grade": str(Grade.OFFICIAL)},
        },
    }


def _signature_header() -> dict[str, Any]:
    return {
        "name": SIGNATURE_HEADER,
        "in": "header",
        "required": True,
        "description": _SIGNATURE,
        "x-grade": str(Grade.OFFICIAL),
        "schema": {
            "type": "string",
            "pattern": SIGNATURE_PATTERN,
            "description": _HEX,
            "x-grade": str(Grade.OBSERVED),
        },
    }


def _examples() -> dict[str, Any]:
    return {str(spec.type): {"summary": spec.meaning, "value": sample(spec.type)} for spec in CATALOGUE.values()}
