"""What is visible in a signature header that is none: whose output it looks like, and how many bytes it holds."""

import base64
import binascii
import re

from maileroo_cli.webhook.diagnosis.candidates.header.tool_output import is_tool_name, is_tool_output
from maileroo_cli.webhook.signing.signature import SIGNATURE_DIGITS

_HEX = re.compile(r"[0-9a-fA-F]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")
_PLACEHOLDER = re.compile(
    r"undefined|null|None|nil|NaN|true|false|\[object \w+\]|\$\{?\w+\}?|%\w+%|\{\{.*\}\}|\$\(.*\)?|<.*>", re.IGNORECASE
)
_HASHES = {16: "MD5", 20: "SHA-1", 28: "SHA-224", 48: "SHA-384", 64: "SHA-512"}


def describe_header(text: str) -> str:
    """Return what a malformed header looks like; nothing of its text is told, since it may be the secret."""
    stripped = text.strip()
    if _HEX.fullmatch(text):
        case = " in upper case" if text != text.lower() else ""
        maker = _HASHES.get(len(text) // 2, "") if len(text) % 2 == 0 else ""
        told = f"{len(text)} hex digits{case}" if len(text) != SIGNATURE_DIGITS else f"hex digits{case}"
        return f"{told}, the length of {maker}" if maker else told
    told = f"{len(text)} characters, not all of them hex digits"
    if is_tool_name(stripped):
        return f"{told}: it looks like the output of openssl, cut off before the digits"
    if is_tool_output(stripped):
        return f"{told}: it looks like the output of openssl or sha256sum"
    if _PLACEHOLDER.fullmatch(stripped):
        return f"{told}: it looks like a variable that was not replaced"
    if _BASE64.fullmatch(stripped):
        return told + _describe_base64(stripped)
    return told


def _describe_base64(text: str) -> str:
    standard = text.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        size = len(base64.b64decode(standard + "=" * (-len(standard) % 4)))
    except binascii.Error:
        return ""
    if size in _HASHES:
        return f": it looks like base64 of {size} bytes, the length of {_HASHES[size]}"
    return f": it looks like base64 of {size} bytes" if size == SIGNATURE_DIGITS // 2 else ""
