"""Sending captures again, as they came or one of them edited: only to the target that the command line named."""

from binascii import Error as Base64Error
from binascii import a2b_base64
from threading import Lock
from typing import Any

from maileroo_cli.capture.transfer.edit import RequestEdit, refuse_unsendable
from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.call import ConflictError, InspectorCall, Json
from maileroo_cli.inspector.chosen import chosen_ids
from maileroo_cli.operation.inspect.resend import ResendOrder, SignatureChoice, resend_captures
from maileroo_cli.report.inspect.resent import resent_object

MOST = 1000
_UNDER_WAY = Lock()
"""One resend at a time: a receiver under test sees requests in the order in which somebody asked for them."""


def resend(call: InspectorCall) -> Json:
    """Send what the body of the call names, one attempt a capture, and return what came of each."""
    endpoint = call.settings.endpoint
    if endpoint is None:
        raise UsageError("mhook inspect was started without --target", "start it again with --target URL")
    choice, edit = _choice(call.body), _edit(call.body)
    if not _UNDER_WAY.acquire(blocking=False):
        raise ConflictError("another resend is under way", "wait until it has ended")
    try:
        ids = chosen_ids(call, MOST, "mhook captures resend sends as many as you like")
        if edit is not None and len(ids) != 1:
            raise UsageError(f"an edit is for one capture, and {len(ids):,} were named", "name one")
        order = ResendOrder(ids, choice, edit, call.settings.secrets)
        resent = resend_captures(call.settings.store, order, endpoint, call.gone)
        return resent_object(endpoint.target.url, resent, len(ids))
    finally:
        _UNDER_WAY.release()


def _choice(body: Json) -> SignatureChoice:
    try:
        return SignatureChoice(body.get("signature", SignatureChoice.KEPT))
    except ValueError:
        raise UsageError("signature is none of the three words", "give kept, new or none") from None


def _edit(body: Json) -> RequestEdit | None:
    edit = body.get("edit")
    if edit is None:
        return None
    match edit:
        case {"method": str(method), "headers": list(pairs), "body_base64": str(text)} if all(map(_is_pair, pairs)):
            made = RequestEdit(method, tuple((name, value) for name, value in pairs), _decoded(text))
        case _:
            raise UsageError("edit is not what it should be", "give method, headers as pairs of text, and body_base64")
    refuse_unsendable(made)
    return made


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)


def _decoded(text: str) -> bytes:
    try:
        return a2b_base64(text.encode("ascii"), strict_mode=True)
    except (Base64Error, UnicodeEncodeError):
        raise UsageError("body_base64 of the edit is no base64", "encode the body's exact bytes") from None
