"""Where the route is: at another path, at none, or there for other methods alone."""

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.judging import is_accepted
from maileroo_cli.rules.layer.experiment import (
    UNEXPLAINED,
    are_alike,
    nowhere,
    path_of,
    quoted,
    refused_with,
    slash_variant,
)
from maileroo_cli.rules.layer.remedy import Layer, find_remedy
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Script, send
from maileroo_cli.rules.verdict import Consequence, failed
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.signing.request import header_values
from maileroo_cli.webhook.signing.tamper import BadSignature, tamper

LIST = RuleList(Family.LAYER)

_ABSENT = (404, 410)
_NO_ROUTE = (*_ABSENT, 405, 501)


@LIST.add(7, "has its route at the path of the URL, to the slash", Consequence.LOST, Grade.OFFICIAL)
def slash_is_right(probe: Probe) -> Script:
    """Send the same to the path with a slash more or less."""
    refused = refused_with(probe, *_NO_ROUTE)
    if refused is None:
        return UNEXPLAINED
    variant = slash_variant(probe.settings.url)
    attempt = yield from send(probe.request(probe.event(), url=variant))
    if not is_accepted(attempt):
        return UNEXPLAINED
    event = probe.event()
    signatures = tamper(BadSignature.FLIPPED_BIT, event.body, probe.secret)
    forged = yield from send(probe.request(event, signatures=signatures, url=variant), 401)
    if is_accepted(forged):  # whatever it is that answers there, it checks nothing
        return UNEXPLAINED
    here, there = path_of(probe.settings.url), path_of(variant)
    reason = f"it has no route at {here} ({refused.status}), but at {there} the same event is answered {attempt.status}"
    fix = f"register the URL with {there}, or the route as {here}: {find_remedy(Layer.ROUTE, refused, attempt)}"
    return failed(reason, attempt, fix=fix)


@LIST.add(8, "takes POST at this path", Consequence.LOST, Grade.OFFICIAL)
def method_allowed(probe: Probe) -> Script:
    """Where nothing seems to be at the path, see whether a GET finds something there, and only there."""
    refused = refused_with(probe, *_NO_ROUTE)
    if refused is None:
        return UNEXPLAINED
    if refused.status not in _ABSENT:
        allowed = ", ".join(header_values(refused.headers, "allow"))
        told = f", it allows {allowed}" if allowed else quoted(refused, probe)
        return failed(f"the path takes no POST ({refused.status}{told})", fix=find_remedy(Layer.METHOD, refused))
    here = yield from send(probe.request(b"", signatures=(), method="GET", without="content-type"))
    if not _found(here):
        return UNEXPLAINED
    there = yield from send(
        probe.request(b"", signatures=(), method="GET", without="content-type", url=nowhere(probe)), 404
    )
    if there.outcome is not Outcome.ANSWERED or _found(there):
        return UNEXPLAINED
    reason = f"the path is there for GET ({here.status}), but not for POST ({refused.status})"
    return failed(reason, here, fix=find_remedy(Layer.METHOD, refused, here))


def _found(attempt: Attempt) -> bool:
    return attempt.outcome is Outcome.ANSWERED and attempt.status is not None and attempt.status < 400


@LIST.add(9, "has a route at the path of the URL", Consequence.LOST, Grade.OFFICIAL)
def path_is_right(probe: Probe) -> Script:
    """Send the same to a path where nothing is for certain: that is answered alike."""
    refused = refused_with(probe, *_ABSENT)
    if refused is None:
        return UNEXPLAINED
    elsewhere = yield from send(probe.request(probe.event(), url=nowhere(probe)), 404)
    here = path_of(probe.settings.url)
    if not are_alike(refused, elsewhere, here, path_of(nowhere(probe))):
        return UNEXPLAINED
    reason = f"there is probably no route at {here}: a path where nothing can be is answered alike ({refused.status})"
    return failed(reason, elsewhere, fix=find_remedy(Layer.ROUTE, refused))
