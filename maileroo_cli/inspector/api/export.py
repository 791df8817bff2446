"""What is taken out of the inspector: one capture as text to be copied, many of them as a file."""

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.transfer.left_out import LeftOut
from maileroo_cli.capture.transfer.resend import has_signature
from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.api.capture import find_one
from maileroo_cli.inspector.call import ConflictError, InspectorCall, Json
from maileroo_cli.inspector.chosen import chosen_ids
from maileroo_cli.operation.captures.export import Export, ExportFormat, ExportTotal
from maileroo_cli.operation.inspect.depth.taking import (
    CopyForm,
    raw_request,
    read_chosen,
    refuse_large,
    resend_command,
    take_captures,
)
from maileroo_cli.report.inspect.depth.covering import Cover
from maileroo_cli.report.inspect.depth.document import DocumentPart, document_part, write_document
from maileroo_cli.report.inspect.depth.exported import copy_object, export_object, why_left_out

MOST = 10_000
HTML = "html"
_LEFT_OUT = "The signature is left out, since it never expires."
_SIGNED = "The signature is in it: whoever has it can send the request again, at any time."
_KEPT = "It sends the stored bytes with the signature that they came with."
_OWN_URL = "mhook inspect has no --target, so put your receiver's URL in place of this one."
_COVERED = "A secret in it was replaced by asterisks."


def read_copy(call: InspectorCall) -> Json:
    """Answer one capture as a text that can be pasted: a command, a raw request, or a test."""
    call.refuse_others("as", "signatures")
    form = _copy_form(call)
    signatures, capture = call.flag("signatures"), find_one(call)
    url = call.settings.endpoint.target.url if call.settings.endpoint is not None else None
    text = _copied(call, capture, form, url, signatures=signatures)
    notes = []
    if form is CopyForm.MHOOK:
        notes.append(_KEPT)
    elif has_signature(capture.headers):
        notes.append(_SIGNED if signatures else _LEFT_OUT)
    if url is None and form in (CopyForm.CURL, CopyForm.MHOOK):
        notes.append(_OWN_URL)
    safe = (
        Cover(capture, secrets=call.settings.secrets, signatures=signatures).text(text)
        if form is not CopyForm.MHOOK
        else text
    )
    return copy_object(safe, [*notes, _COVERED] if safe != text else notes)


def export(call: InspectorCall) -> Json:
    """Answer captures as the text of a file, as many as the call says; signatures are left out unless asked for."""
    form, signatures = call.body.get("as"), call.body.get("signatures", False)
    if not isinstance(form, str) or (form != HTML and form not in set(ExportFormat)):
        told = "as is not given" if form is None else f"as is {str(form)[:40]!r}"
        raise UsageError(told, f"give {HTML} or one of {', '.join(ExportFormat)}")
    if not isinstance(signatures, bool):
        raise UsageError("signatures is neither true nor false", "leave it out to leave out signatures")
    other = "choose fewer captures" if form == HTML else f"mhook captures export --as {form} writes any number"
    ids = chosen_ids(call, MOST, other)
    if form == HTML:
        text, total = _document(call, ids)
    else:
        wanted = Export(ExportFormat(form), signatures=signatures)
        text, total = take_captures(call.settings.store, ids, wanted, call.gone)
        text = _cover_of(call, ids, signatures=signatures).text(text)
    if (found := total.written + sum(total.left_out.values())) != len(ids):
        raise ConflictError(f"{found:,} captures are there, not {len(ids):,}", "look at them again, then repeat it")
    return export_object(form, text, total)


def _copy_form(call: InspectorCall) -> CopyForm:
    name = call.one("as", "")
    if name not in set(CopyForm):
        told = f"as is {str(name)[:40]!r}" if name else "as is not given"
        raise UsageError(told, f"give one of {', '.join(CopyForm)}")
    return CopyForm(str(name))


def _copied(call: InspectorCall, capture: Capture, form: CopyForm, url: str | None, *, signatures: bool) -> str:
    store = call.settings.store
    if form is CopyForm.MHOOK:
        return resend_command(store, capture, url)
    if form is CopyForm.HTTP:
        if not capture.entry.is_whole:
            raise UsageError("what arrived is no whole request", "download its body, or export it as ndjson")
        return raw_request(capture, signatures=signatures)
    wanted = Export(ExportFormat(form), url=url if form is CopyForm.CURL else None, signatures=signatures)
    text, total = take_captures(store, [capture.entry.id], wanted, call.gone)
    if not total.written:
        hint = "copy it with the signature" if LeftOut.FORGED in total.left_out else "copy it in another form"
        raise UsageError(f"it cannot be copied as {form}: {why_left_out(total)}", hint)
    return text.removesuffix("\n") if form is CopyForm.CURL else text


def _cover_of(call: InspectorCall, ids: list[str], *, signatures: bool) -> Cover:
    """Return what covers secrets, and the signatures of all these captures: their answers may repeat them."""
    cover = Cover(secrets=call.settings.secrets, signatures=signatures)
    for capture in () if signatures else read_chosen(call.settings.store, ids):
        cover.learn(capture)
    return cover


def _document(call: InspectorCall, ids: list[str]) -> tuple[str, ExportTotal]:
    cover, size = Cover(secrets=call.settings.secrets), 0
    parts: list[DocumentPart] = []
    for capture in read_chosen(call.settings.store, ids):
        if call.gone():
            break
        cover.learn(capture)
        part = document_part(capture, cover)
        size += len(part.line) + len(part.section)
        refuse_large(size, HTML)
        parts.append(part)
    return write_document(parts), ExportTotal(len(parts), sum(part.signed for part in parts))
