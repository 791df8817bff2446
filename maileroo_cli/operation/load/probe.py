"""The probe before a load: whether the endpoint takes events for real. Its events are none of the plan's."""

from collections.abc import Iterator
from dataclasses import replace

from maileroo_cli.delivery.attempt.hint.connection import explain_connection
from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.attempt.refusal import REFUSALS
from maileroo_cli.delivery.attempt.requests import OutgoingRequest, RequestTemplate, build_requests
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import ProbeResult, ProbeWanted
from maileroo_cli.errors import UnreachableError
from maileroo_cli.transport.client.sender import Sender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.load.maker import BESIDE, make_events
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.tamper import BadSignature

NOT_PROBED = ProbeResult(None, None, takes_events=True, refuses_forged=True)
"""What is assumed where nobody wants a probe."""

_BESIDE = BESIDE + 2


def probe_endpoint(plan: LoadPlan, secret: Secret, wanted: ProbeWanted = ProbeWanted.FULL) -> ProbeResult:
    """Send one valid event, which has to be accepted, and a forged one, which has to be refused.

    A receiver that cannot be reached raises ``UnreachableError``.
    """
    if wanted is ProbeWanted.NONE:
        return NOT_PROBED
    success = Success.ANY_2XX if plan.any_2xx else Success.STRICT
    requests = _requests(plan, secret)
    target = parse_target(plan.url)
    with Sender(target, timeout=plan.timeout, trust=Trust(plan.cacert, plan.insecure)) as sender:
        valid = sender.send(next(requests).request)
        if not valid.reached_receiver:
            what, advice = explain_connection(valid)
            raise UnreachableError(what, advice)
        if not success.is_met(valid):
            return ProbeResult(valid, None, takes_events=False, refuses_forged=False)
        forged = sender.send(next(requests).request)
    return ProbeResult(valid, forged, takes_events=True, refuses_forged=_is_refused(forged))


def _is_refused(attempt: Attempt) -> bool:
    return attempt.outcome is Outcome.ANSWERED and attempt.status in REFUSALS


def _requests(plan: LoadPlan, secret: Secret) -> Iterator[OutgoingRequest]:
    events = make_events(replace(plan, arrivals=replace(plan.arrivals, count=2)), _BESIDE)
    template = RequestTemplate(plan.url, secret, plan.headers)
    yield from build_requests([next(events)], template)
    yield from build_requests([next(events)], replace(template, bad_signatures=(BadSignature.WRONG_SECRET,)))
