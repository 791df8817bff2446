"""What refuses a request for its form, before the signature is looked at: its size, and what it says that it is."""

from maileroo_cli.delivery.attempt.hint.bystander import find_bystander
from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.layer.experiment import UNEXPLAINED, accepted_instead, quoted, refused_with, with_header
from maileroo_cli.rules.layer.remedy import Layer, find_remedy
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Script, send
from maileroo_cli.rules.verdict import Consequence, failed
from maileroo_cli.webhook.catalogue.event import Grade

LIST = RuleList(Family.LAYER)

_TINY = b"{}"
_CONTENT_TYPES = ("application/json; charset=utf-8", "text/plain", "application/x-www-form-urlencoded")


@LIST.add(10, "takes a body of the size of an event", Consequence.LOST, Grade.OFFICIAL)
def size_allowed(probe: Probe) -> Script:
    """Send a signed body of two bytes where an event was too large."""
    refused = refused_with(probe, 413)
    if refused is None:
        return UNEXPLAINED
    size = len(probe.event().body)
    tiny = yield from send(probe.request(_TINY))
    passes = "2 bytes are not" if tiny.outcome is Outcome.ANSWERED and tiny.status != 413 else "so are 2 bytes"
    who = find_bystander(refused)
    fix = find_remedy(Layer.SIZE, refused) if who is None else who.advice
    return failed(f"an event of about {size} bytes is too large for it (413), {passes}", tiny, fix=fix)


@LIST.add(11, "takes application/json", Consequence.LOST, Grade.OFFICIAL)
def content_type_allowed(probe: Probe) -> Script:
    """Send the same as something else than application/json."""
    refused = refused_with(probe, 400, 406, 415, 422)
    if refused is None:
        return UNEXPLAINED
    for name in _CONTENT_TYPES:
        attempt = yield from accepted_instead(probe, with_header(probe, "Content-Type", name))
        if attempt is not None:
            reason = f"it refuses Content-Type: application/json with {refused.status}, and accepts {name}"
            return failed(reason, attempt, fix=find_remedy(Layer.CONTENT_TYPE, refused))
    if refused.status == 415:
        reason = f"it refuses Content-Type: application/json (415{quoted(refused, probe)})"
        return failed(reason, fix=find_remedy(Layer.CONTENT_TYPE, refused))
    return UNEXPLAINED
