"""What stands before the application and wants something that no webhook has: a sign-in, a name, a token, patience."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from maileroo_cli.delivery.attempt.hint.bystander import ALLOWED_HOSTS, CSRF, PASSWORD, find_bystander
from maileroo_cli.delivery.attempt.hint.redirect import redirect_advice
from maileroo_cli.delivery.attempt.hint.status import STATUS_HINTS
from maileroo_cli.delivery.attempt.outcome import Attempt, AttemptProblem, Outcome
from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.judging import is_accepted
from maileroo_cli.rules.layer.experiment import (
    UNEXPLAINED,
    accepted_instead,
    are_alike,
    is_refused_everywhere,
    nowhere,
    path_of,
    quoted,
    refused_with,
    slash_variant,
    with_header,
)
from maileroo_cli.rules.layer.remedy import Layer, find_remedy
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Script, send
from maileroo_cli.rules.verdict import Consequence, failed
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.signing.request import header_values

LIST = RuleList(Family.LAYER)

_SIGN_IN_WORDS = re.compile(
    rb'(?i)^\s*\{"message": ?"unauthenticated\."|^\s*\{"detail": ?"not authenticated"|"missing authentication token"'
    rb"|authentication credentials were not provided|login required|please (?:log|sign) ?in"
)
_IN_BETWEEN = {
    407: "a proxy that wants a password",
    502: "a proxy, whose receiver does not run",
    504: "a proxy, which waited and got no answer",
    511: "a network that wants a sign-in",
}
_HEAD = 4_000
_REDIRECTS = (301, 302, 303, 307, 308)


@LIST.add(1, "lets webhooks in without signing in", Consequence.LOST, Grade.OFFICIAL)
def no_sign_in(probe: Probe) -> Script:
    """Look for a page to sign in, and for the words of those who want a password or a token."""
    yield from ()
    refused = probe.refused
    if refused is None or not _wants_sign_in(refused):
        return UNEXPLAINED
    target = f", a redirect to {refused.location}" if refused.location else quoted(refused, probe)
    reason = f"it asks for a sign-in before it takes a webhook ({refused.status}{target})"
    return failed(reason, fix=find_remedy(Layer.SIGN_IN, refused))


def _wants_sign_in(refused: Attempt) -> bool:
    if refused.problem is AttemptProblem.TO_LOGIN or find_bystander(refused) is PASSWORD:
        return True
    if refused.status not in (401, 403) or refused.outcome is not Outcome.ANSWERED:
        return False
    asks = any(value.lower().startswith("bearer") for value in header_values(refused.headers, "www-authenticate"))
    return asks or _SIGN_IN_WORDS.search(refused.body[:_HEAD]) is not None


@LIST.add(2, "answers at its URL itself, without a redirect", Consequence.LOST, Grade.UNKNOWN)
def no_redirect(probe: Probe) -> Script:
    """Where it redirects to the same path with or without a slash, see whether the event is accepted there."""
    refused = refused_with(probe, *_REDIRECTS)
    if refused is None or not refused.location:
        return UNEXPLAINED
    there = ""
    if refused.problem in (AttemptProblem.TO_SLASH, AttemptProblem.FROM_SLASH):
        attempt = yield from send(probe.request(probe.event(), url=slash_variant(probe.settings.url)))
        there = f", where the same event is answered {attempt.word}"
    reason = f"it sends a valid event on to {refused.location}{there}; Maileroo is not known to follow redirects"
    return failed(reason, fix=redirect_advice(refused.problem))


@LIST.add(3, "answers under the host name of its URL", Consequence.LOST, Grade.OFFICIAL)
def host_allowed(probe: Probe) -> Script:
    """Send the same to another host name, where a check of the name may be what refused."""
    refused = refused_with(probe, 400, 403, 404, 421)
    if refused is None:
        return UNEXPLAINED
    if find_bystander(refused) is ALLOWED_HOSTS:
        reason = f"it does not allow the host name of its URL ({refused.status}{quoted(refused, probe)})"
        return failed(reason, fix=find_remedy(Layer.HOST, refused))
    for name in ("localhost", "127.0.0.1"):
        attempt = yield from accepted_instead(probe, with_header(probe, "Host", name))
        if attempt is not None:
            reason = f"it refuses the host name of its URL with {refused.status}, and accepts the name {name}"
            return failed(reason, attempt, fix=find_remedy(Layer.HOST, refused))
    if refused.status == 404 or not (yield from is_refused_everywhere(probe, refused)):
        return UNEXPLAINED
    name = urlsplit(probe.settings.url).hostname or ""
    reason = (
        f"it refuses with {refused.status} whatever comes, also where no route is: probably it does not allow the host"
        f" name {name}, or a check before its routes refuses this sender, or knows another secret"
    )
    fix = f"try a name that it allows: --header 'Host: NAME'; {find_remedy(Layer.HOST, refused)}"
    return replace(failed(reason, fix=fix), is_guess=True)


@LIST.add(4, "demands no CSRF token of a webhook", Consequence.LOST, Grade.OFFICIAL)
def no_csrf_token(probe: Probe) -> Script:
    """Look for the words of a CSRF check; without any, see whether every POST is refused alike, and no GET is."""
    refused = refused_with(probe, 400, 403, 419, 422)
    if refused is None:
        return UNEXPLAINED
    if refused.status == 419 or find_bystander(refused) is CSRF:
        reason = f"its CSRF check refuses a request without a token ({refused.status}{quoted(refused, probe)})"
        return failed(reason, fix=find_remedy(Layer.CSRF, refused))
    if refused.status != 403:
        return UNEXPLAINED
    elsewhere = yield from send(probe.request(probe.event(), url=nowhere(probe)))
    read = yield from send(probe.request(b"", signatures=(), method="GET", without="content-type"))
    paths = path_of(probe.settings.url), path_of(nowhere(probe))
    if not are_alike(refused, elsewhere, *paths) or read.outcome is not Outcome.ANSWERED or read.status == 403:
        return UNEXPLAINED
    reason = (
        f"it refuses every POST with 403, also where nothing is, and no GET ({read.status}): probably a CSRF check,"
        " or a firewall that lets no POST pass"
    )
    return failed(reason, elsewhere, fix=find_remedy(Layer.CSRF, refused, read))


@LIST.add(5, "answers itself, with nothing else answering in its place", Consequence.LOST, Grade.OFFICIAL)
def nothing_in_its_place(probe: Probe) -> Script:
    """Look for the marks of a proxy, a firewall, a tunnel or a port of another kind."""
    yield from ()
    refused = probe.refused
    if refused is None:
        return UNEXPLAINED
    if (who := find_bystander(refused)) is not None:
        return failed(f"that was not the receiver, but {who.name} ({refused.status})", fix=who.advice)
    if refused.outcome is Outcome.ANSWERED and refused.status in _IN_BETWEEN:
        reason = f"that was probably not the receiver, but {_IN_BETWEEN[refused.status]} ({refused.status})"
        return failed(reason, fix=STATUS_HINTS[refused.status])
    return UNEXPLAINED


@LIST.add(6, "sets no rate limit on valid events", Consequence.LOST, Grade.UNKNOWN)
def no_rate_limit(probe: Probe) -> Script:
    """Send the event once more where the first was one too many: some limits let the second pass."""
    refused = refused_with(probe, 429, 503)
    if refused is None:
        return UNEXPLAINED
    again = yield from send(probe.request(probe.event()))
    if refused.status == 503 or is_accepted(again):
        return UNEXPLAINED
    waits = header_values(refused.headers, "retry-after")
    until = f", to be tried again after {waits[0]} s" if waits and waits[0].isdecimal() else ""
    reason = f"a rate limit refuses even the first event ({refused.status}{until})"
    return failed(reason, again, fix="exempt this route from the rate limit, or wait until it has passed")
