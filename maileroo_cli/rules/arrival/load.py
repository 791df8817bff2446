"""Many requests at once: a wave of events, and a flood of forged ones."""

from collections import Counter
from collections.abc import Sequence

from maileroo_cli.delivery.attempt.hint.proxy import find_proxy
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.rules.arrival.control import not_tried, tell
from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.judging import is_accepted
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Script, send, send_many
from maileroo_cli.rules.verdict import PASSED, Consequence, RuleVerdict, Severity, failed
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.signing.tamper import BadSignature

LIST = RuleList(Family.ARRIVAL)

_WAVE = 100
_FLOOD, _CONNECTIONS = 300, 10


@LIST.add(14, "takes a wave of 100 events at once", Consequence.RETRIED, Grade.UNKNOWN, alone=True, last=True)
def wave(probe: Probe) -> Script:
    """Send 100 events at the same time, each over a connection of its own.

    Where none is accepted, a single one has to be; but 429 says itself that it is a matter of number, and so does 503
    of nginx, which answers 502 where its receiver is gone.
    """
    attempts = yield from send_many([probe.request(probe.event()) for _ in range(_WAVE)], _WAVE)
    refused = [one for one in attempts if not is_accepted(one)]
    if not refused:
        return PASSED
    if len(refused) == len(attempts) and not any(map(_is_limited, refused)):
        single = yield from send(probe.request(probe.event()))
        if not is_accepted(single):
            return not_tried(single, "a single event after the wave")
    return _tell_wave(refused)


def _is_limited(attempt: Attempt) -> bool:
    if attempt.outcome is not Outcome.ANSWERED or attempt.status not in (429, 503):
        return False
    return attempt.status == 429 or ((proxy := find_proxy(attempt)) is not None and proxy.name == "nginx")


def _tell_wave(refused: Sequence[Attempt]) -> RuleVerdict:
    """Say what became of the events that were not accepted, the most frequent first."""
    words = Counter(one.word for one in refused).most_common(3)
    told = ", ".join(f"{number} {_ENDINGS.get(word, f'were answered {word}')}" for word, number in words)
    seen = next(one for one in refused if one.word == words[0][0])
    late = all(one.outcome is Outcome.TIMEOUT for one in refused)  # how long Maileroo waits is unknown
    fix = _LIMITED if any(map(_is_limited, refused)) else _LATE if late else _CROWDED
    if (proxy := find_proxy(seen)) is not None:
        told, fix = f"{told}: that is {proxy.name}", proxy.advice
    return failed(f"of {_WAVE} events at once {told}", seen, fix=fix, severity=Severity.WARNING if late else None)


_LIMITED = "count what is forged, and never limit what is signed"
_CROWDED = "let it take more at once: more workers, a longer queue of connections (backlog), higher limits in its proxy"
_LATE = (
    "answer before the work, with more workers and a longer queue of connections (backlog); the server of a framework"
    " for development takes few at once: try the one of production"
)


_ENDINGS = {
    Outcome.TIMEOUT.value: "timed out",
    Outcome.REFUSED.value: "found no listening port",
    Outcome.RESET.value: "lost their connection",
    Outcome.GARBAGE.value: "were answered with something that is not HTTP",
    Outcome.UNREACHABLE.value: "found no way to the receiver",
    Outcome.TLS.value: "came to no TLS connection",
    Outcome.DNS.value: "found no address",
}


@LIST.add(15, "accepts an event after 300 forged ones", Consequence.STOPPED, Grade.UNKNOWN, alone=True, last=True)
def flood(probe: Probe) -> Script:
    """Send 300 forged requests between two events. What they are answered is not judged here: 429 is fine for them."""
    before = yield from send(probe.request(probe.event()))
    if not is_accepted(before):
        return not_tried(before)
    yield from send_many([probe.forged(BadSignature.FLIPPED_BIT) for _ in range(_FLOOD)], _CONNECTIONS, 401)
    after = yield from send(probe.request(probe.event()))
    if is_accepted(after):
        return PASSED
    reason = tell(after, f"after {_FLOOD} forged requests a valid event")
    # A limit for each address, for which nginx answers 503, may let Maileroo's pass: that cannot be seen from here.
    status = after.status or 0
    kept_out = after.outcome is Outcome.ANSWERED and (status < 500 or status == 503)
    return failed(reason, after, severity=Severity.WARNING if kept_out else None)
