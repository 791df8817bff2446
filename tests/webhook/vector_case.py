"""What the signature vectors are made of: one secret, a few payloads, and how a case is written down."""

import base64
import hmac
import json
from typing import Any

SECRET = "mhook-vector-Secret_1"
OTHER = "mhook-vector-rotated-out"
CLICKED: dict[str, Any] = {
    "domain_id": 774,
    "event_data": {
        "ip": "103.120.6.123",
        "original_url": "https://example.com/confirm/link?a=1&b=2",
        "user_agent": "Mozilla/5.0",
    },
    "event_id": "cb91d71458a75cb7160a2cca9c472a42a97bf925385998e0",
    "event_time": 1710545577,
    "event_type": "clicked",
    "inserted_at": "2024-03-15T23:32:57.401Z",
    "message_id": "<499840827041934075286474.8057.2024315233239@domain.com>",
    "message_reference_id": "0ed7094bf9509ac3145c4aa97182be44",
    "tags": None,
    "user_id": 323,
}
OPENED: dict[str, Any] = {
    "event_data": {"ip": "203.0.113.7", "user_agent": "Zoë's café 'Browser' = <β> 😀"},
    "event_id": "ab" * 24,
    "event_type": "opened",
    "tags": None,
}


def raw(payload: Any, **options: Any) -> str:
    """Return ``payload`` as compact JSON with sorted keys and raw characters, unless ``options`` say otherwise."""
    return json.dumps(payload, **{"ensure_ascii": False, "separators": (",", ":"), "sort_keys": True, **options})


def go(payload: Any) -> bytes:
    """Return ``payload`` as Go's encoder writes it."""
    return raw(payload).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e").encode()


def tag(body: bytes, secret: str | bytes = SECRET, name: str = "sha256") -> str:
    """Return the hex HMAC of ``body``."""
    key = secret.encode() if isinstance(secret, str) else secret
    return hmac.new(key, body, name).hexdigest()


def digest(body: bytes) -> bytes:
    """Return the HMAC-SHA256 of ``body`` as bytes."""
    return bytes.fromhex(tag(body))


def base64_text(value: bytes) -> str:
    """Return ``value`` in base64."""
    return base64.b64encode(value).decode()


def vector(
    name: str,
    header: str | list[str] | None,
    *causes: str,
    body: bytes | None = None,
    secret: str | bytes = SECRET,
    note: str = "",
    **extra: Any,
) -> dict[str, Any]:
    """Return one case: valid if no cause is named."""
    key = {"secret": secret} if isinstance(secret, str) else {"secret_base64": base64_text(secret)}
    return {
        "name": name,
        **key,
        "body": base64_text(BODY if body is None else body),
        "header": header,
        "verdict": "invalid" if causes else "valid",
        "cause": causes[0] if causes else None,
        "causes": list(causes),
        "note": note,
        **extra,
    }


BODY = go(CLICKED)
TAG = tag(BODY)
NON_ASCII = go(OPENED)
BINARY = b"\xff\xfe\x00 not UTF-8 \xc3\x28"
