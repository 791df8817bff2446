"""What the check of the signature gets wrong: another body, another form, another secret."""

import hmac
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.layer.experiment import (
    UNEXPLAINED,
    accepted_instead,
    are_alike,
    is_refused_everywhere,
    refused_with,
)
from maileroo_cli.rules.layer.remedy import Layer, find_remedy
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Script, read_computed, send
from maileroo_cli.rules.verdict import Consequence, RuleVerdict, failed
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.signing.body_style import Style
from maileroo_cli.webhook.signing.request import Request
from maileroo_cli.webhook.signing.tamper import BadSignature

LIST = RuleList(Family.LAYER)

_CHECKED = (400, 401, 403, 404, 409, 422, 500)
"""With these a receiver may refuse a signature that it finds wrong, or fall over it."""

_WRITERS = {
    Style.COMPACT: "JSON.stringify of JavaScript",
    Style.PYTHON: "json.dumps of Python",
    Style.PHP: "json_encode of PHP",
}
_FORMS = {
    BadSignature.PREFIXED: "sha256= before the digits",
    BadSignature.BASE64: "base64 instead of hex digits",
    BadSignature.UPPERCASE: "upper-case digits",
}
_OTHER_NAMES = ("x-signature", "x-webhook-signature", "x-maileroo-webhook-signature", "maileroo-signature")
_DIGEST = re.compile(rb"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])|(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=")
"""A digest of SHA-256 in hex or base64."""

_MOST_DIGESTS = 8


@LIST.add(12, "hashes the body as it came", Consequence.LOST, Grade.OFFICIAL)
def raw_body(probe: Probe) -> Script:
    """Send events whose JSON is written as JavaScript, Python and PHP write it anew."""
    refused = refused_with(probe, *_CHECKED)
    if refused is None:
        return UNEXPLAINED
    for style, writer in _WRITERS.items():
        if (attempt := (yield from accepted_instead(probe, partial(_written, probe, style)))) is not None:
            reason = (
                f"it accepts an event whose JSON is written as {writer} writes it, and not as Maileroo does: it hashes"
                " JSON that it has written anew, not the bytes that came"
            )
            return failed(reason, attempt, fix=find_remedy(Layer.RAW_BODY, refused))
    return UNEXPLAINED


@LIST.add(13, "reads the signature as Maileroo sends it", Consequence.LOST, Grade.OBSERVED)
def signature_form(probe: Probe) -> Script:
    """Send the valid signature in other forms, and under other names."""
    refused = refused_with(probe, *_CHECKED)
    if refused is None:
        return UNEXPLAINED
    for kind, form in _FORMS.items():
        if (attempt := (yield from accepted_instead(probe, partial(probe.forged, kind)))) is not None:
            fix = "compare with the 64 lowercase hex digits alone, as Maileroo sends them"
            return failed(f"it accepts the signature with {form} alone", attempt, fix=fix)
    if _may_show_secret(probe):
        attempt = yield from accepted_instead(probe, partial(probe.forged, BadSignature.SECRET_ITSELF))
        if attempt is not None:
            reason = "it compares the header with the secret itself: whoever sees one such request can forge them all"
            fix = "compare with the HMAC-SHA256 of the raw body, keyed with the secret"
            return failed(reason, attempt, fix=fix, consequence=Consequence.FORGED)
    if (attempt := (yield from accepted_instead(probe, partial(_under_other_names, probe)))) is not None:
        reason = "it accepts an event whose signature stands in a header of another name, such as x-signature"
        return failed(reason, attempt, fix="read the header x-maileroo-signature")
    return UNEXPLAINED


def _written(probe: Probe, style: Style) -> Request:
    return probe.request(probe.event(style=style))


def _under_other_names(probe: Probe) -> Request:
    event = probe.event()
    signature = probe.sign(event.body)
    others = (*((name, signature) for name in _OTHER_NAMES), ("x-hub-signature-256", f"sha256={signature}"))
    return probe.request(event, signatures=(), headers=others)


def _signed_with(probe: Probe, key: bytes) -> Request:
    event = probe.event()
    return probe.request(event, signatures=(hmac.digest(key, event.body, "sha256").hex(),))


def _may_show_secret(probe: Probe) -> bool:
    """Return whether the secret can stand in a header, and goes there where nobody else reads it."""
    parts = urlsplit(probe.settings.url)
    is_hidden = parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1")
    return is_hidden and not set(b"\r\n\0") & set(probe.secret.reveal())


@LIST.add(14, "knows the secret that Maileroo signs with", Consequence.LOST, Grade.OFFICIAL)
def same_secret(probe: Probe) -> Script:
    """Read what it computed, where it tells that; else sign with what a secret often becomes, then forge one."""
    refused = refused_with(probe, *_CHECKED)
    if refused is None:
        return UNEXPLAINED
    event = probe.event()
    before = yield from read_computed()
    told = yield from send(probe.request(event))
    written = yield from read_computed()
    written = written if written != before else ""
    if (verdict := _explain_computed(told, written, event.body, probe)) is not None:
        return verdict
    for key, what in _keys(probe.secret.reveal()):
        if (attempt := (yield from accepted_instead(probe, partial(_signed_with, probe, key)))) is not None:
            severe = Consequence.FORGED if not key or key in _UNSET else None
            fix = "give the receiver the very secret of Maileroo's dashboard, and let it refuse all without one"
            return failed(f"it accepts events that are signed with {what}", attempt, fix=fix, consequence=severe)
    forged = yield from send(probe.forged(BadSignature.FLIPPED_BIT), 401)
    if refused.status not in (400, 401, 403) or not are_alike(refused, forged):
        return UNEXPLAINED
    what = "it knows another secret" if refused.status == 401 else "it knows another secret, or never comes to check"
    if (yield from is_refused_everywhere(probe, refused)):
        what = "it knows another secret, or something before its routes refuses whatever comes"
    reason = f"it refuses a valid event just as a forged one ({refused.status}): probably {what}"
    fix = (
        "compare its secret with --secret; if they are the same, let it log the signature that it computes, and name"
        " the log with --computed FILE"
    )
    return replace(failed(reason, forged, fix=fix), is_guess=True)


_UNSET = {b"undefined", b"null", b"None"}


def _keys(secret: bytes) -> Iterator[tuple[bytes, str]]:
    """Yield what a secret often becomes on its way into a program, each with its name."""
    if secret.strip() and secret.strip() != secret:
        yield secret.strip(), "the secret without the white space around it"
    yield b"", "an empty secret"
    yield secret + b"\n", "the secret and a line feed after it"
    yield b'"' + secret + b'"', "the secret in quotation marks"
    for key in sorted(_UNSET):
        yield key, f"the word {key.decode()} as secret"
    yield from _decoded(secret)


def _decoded(secret: bytes) -> Iterator[tuple[bytes, str]]:
    if re.fullmatch(rb"(?:[0-9a-fA-F]{2}){8,}", secret):
        yield bytes.fromhex(secret.decode()), "the bytes that the secret's hex digits stand for"
    elif re.fullmatch(rb"[A-Za-z0-9+/]{16,}={0,2}", secret):
        try:
            yield b64decode(secret, validate=True), "the bytes that the secret is the base64 of"
        except Base64Error:
            return


def _explain_computed(attempt: Attempt, written: str, body: bytes, probe: Probe) -> RuleVerdict | None:
    """Return what the diagnosis makes of a signature that the receiver tells, and that is not the one that was sent.

    It tells it in its answer, or in what it has ``written``, the latest last.
    """
    from maileroo_cli.webhook.diagnosis.explain import diagnose

    sent = probe.sign(body)
    told = [attempt.body, *(value.encode("latin-1", "replace") for _, value in attempt.headers)]
    latest = reversed(_DIGEST.findall(written.encode()))
    digests = dict.fromkeys((*latest, *(found for text in told for found in _DIGEST.findall(text))))
    for computed in [digest.decode() for digest in digests][:_MOST_DIGESTS]:
        if computed.lower() == sent:
            continue
        diagnosis = diagnose(body, computed, probe.secret)
        if diagnosis.computed and diagnosis.causes:
            cause = diagnosis.causes[0]
            detail = f" ({diagnosis.detail})" if diagnosis.detail else ""
            reason = f"it tells which signature it computed; {cause.code}: {cause.sentence.rstrip('.')}{detail}"
            return failed(reason, attempt, fix=cause.fix.rstrip("."))
    return None
