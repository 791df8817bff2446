"""Events that differ in one thing from the usual: tags, ids, addresses, and what nobody knows yet."""

from dataclasses import replace
from typing import Any

from maileroo_cli.delivery.attempt.explanation import why_not_200
from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.judging import is_accepted, worst
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.reception import compare, deliver, judge_survived, judge_taken
from maileroo_cli.rules.step import Script
from maileroo_cli.rules.verdict import Consequence, RuleResult, Severity, failed
from maileroo_cli.webhook.catalogue.event import EventType, Grade

LIST = RuleList(Family.SHAPE)
_DIGITS = (24, 32)
_NEW_TYPE = "postponed"


@LIST.add(10, "accepts an event without tags", Consequence.LOST, Grade.OFFICIAL)
def no_tags(probe: Probe) -> Script:
    """Send tags of null, as in every official sample, and an empty list."""
    null = yield from _with_tags(probe, None, "tags of null")
    empty = yield from _with_tags(probe, [], "an empty list of tags")
    if empty.result is RuleResult.FAIL:  # Maileroo is not known to send one
        empty = replace(empty, severity=Severity.WARNING)
    return worst((null, empty))


@LIST.add(11, "accepts tags in a list of names and values", Consequence.LOST, Grade.OBSERVED)
def tags_list(probe: Probe) -> Script:
    """Send tags in the form that production sends."""
    tags = [{"name": "campaign", "value": "spring"}, {"name": "segment", "value": "new"}]
    return (yield from _with_tags(probe, tags, "tags in a list"))


@LIST.add(12, "accepts tags as an object", Consequence.RETRIED, Grade.UNKNOWN, Severity.WARNING)
def tags_object(probe: Probe) -> Script:
    """Send tags in the form that the sending API takes, and that a few reports tell of."""
    return (yield from _with_tags(probe, {"campaign": "spring", "segment": "new"}, "tags as an object"))


@LIST.add(13, "accepts reference ids of 24 and of 32 digits", Consequence.LOST, Grade.OFFICIAL)
def reference_lengths(probe: Probe) -> Script:
    """Send one of each length: today's, and that of older samples."""
    verdicts = []
    for digits in _DIGITS:
        payload = probe.payload()
        marker = probe.settings.marker
        rest = digits - len(marker)
        payload["message_reference_id"] = f"{marker}{probe.rng.getrandbits(4 * rest):0{rest}x}"
        attempt = yield from deliver(probe.request(probe.encoded(payload)))
        verdicts.append(judge_taken(attempt, f"a reference id of {digits} digits"))
    return worst(verdicts)


@LIST.add(14, "accepts addresses that are written with a name", Consequence.LOST, Grade.OBSERVED)
def named_addresses(probe: Probe) -> Script:
    """Write sender and recipient as ``Name <address>``, in a list and as a string."""
    listed, single = probe.payload(EventType.DELIVERED), probe.payload(EventType.FAILED)
    data = listed["event_data"]
    for key in ("from", "to"):
        data[key] = [f"Zoë Example <{address}>" for address in data[key]]
    single["event_data"]["to"] = f"Zoë Example <{single['event_data']['to']}>"
    verdicts = []
    for payload in (listed, single):
        attempt = yield from deliver(probe.request(probe.encoded(payload)))
        verdict = judge_taken(attempt, "an address like Zoë Example <zoe@example.com>")
        plain = probe.request(probe.event(payload["event_type"]))
        why = f"no event of type {payload['event_type']} is accepted"
        verdicts.append((yield from compare(verdict, plain, why, probe.request(probe.event()))))
    return worst(verdicts)


@LIST.add(15, "accepts fields that it does not know", Consequence.LOST, Grade.INFERRED, Severity.WARNING)
def unknown_fields(probe: Probe) -> Script:
    """Add a field at the top, and one in ``event_data``."""
    payload = probe.payload()
    payload["region"] = {"name": "eu", "zones": [1, 2]}
    payload["event_data"]["attempt"] = 3
    attempt = yield from deliver(probe.request(probe.encoded(payload)))
    return judge_taken(attempt, "an event with two fields more")


@LIST.add(16, "answers 200 to an event type that it does not know", Consequence.RETRIED, Grade.OFFICIAL, smoke=True)
def unknown_type(probe: Probe) -> Script:
    """Send a type that does not exist: Maileroo says that more may come.

    Another one of 2xx does only where a known type is answered so too: that it is 200 in the first place is asked
    elsewhere.
    """
    attempt = yield from deliver(probe.request(probe.event(_NEW_TYPE)))
    what = f"an event of the unknown type {_NEW_TYPE}"
    if is_accepted(attempt) and attempt.status != 200:
        known = yield from deliver(probe.request(probe.event()))
        if known.outcome is Outcome.ANSWERED and known.status == 200:
            return failed(f"{what} was {why_not_200(attempt.status or 0)}", attempt)
    return judge_taken(attempt, what)


@LIST.add(17, "survives a ping that has no event_data", Consequence.CRASHED, Grade.UNKNOWN)
def ping(probe: Probe) -> Script:
    """Send a signed event that says nothing but its type and ids."""
    drawn = probe.payload()
    payload = {key: drawn[key] for key in ("event_id", "event_time", "message_reference_id")}
    attempt = yield from deliver(probe.request(probe.encoded({**payload, "event_type": "ping"})))
    return judge_survived(attempt, "a ping without event_data")


def _with_tags(probe: Probe, tags: Any, what: str) -> Script:
    payload = probe.payload()
    payload["tags"] = tags
    attempt = yield from deliver(probe.request(probe.encoded(payload)))
    return judge_taken(attempt, what)
