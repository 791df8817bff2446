"""The same kind of event, written as the encoders of several languages write it: the raw bytes are what is signed.

Maileroo's own style is ``go`` (inferred). Whoever parses and writes the JSON again before hashing gets one style right
at best.
"""

from dataclasses import replace

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.rules.definition import Family, RuleList, RuleScript
from maileroo_cli.rules.probe import Payload, Probe
from maileroo_cli.rules.reception import compare, deliver, judge_taken
from maileroo_cli.rules.step import Script
from maileroo_cli.rules.verdict import Consequence, RuleResult, RuleVerdict
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.signing.body_style import Style

LIST = RuleList(Family.ENCODING)


def telling_payload(probe: Probe) -> Payload:
    """Draw a payload in which encoders differ: it holds ``<``, ``>``, ``&``, ``/`` and letters beyond ASCII."""
    return tagged_payload(probe, "a/b & <c> Frühling \u2028 \u4e2d")


def tagged_payload(probe: Probe, value: str) -> Payload:
    """Draw a payload with one tag."""
    payload = probe.payload()
    payload["tags"] = [{"name": "campaign", "value": value}]
    return payload


def judge_written(attempt: Attempt, what: str, fix: str = "its log says what it failed at") -> RuleVerdict:
    """Judge as always; a receiver that fails does not do so for its signature, and ``fix`` says what to do then."""
    verdict = judge_taken(attempt, what)
    failing = verdict.result is RuleResult.FAIL and (attempt.status is None or attempt.status >= 500)
    return replace(verdict, fix=verdict.fix or fix) if failing else verdict


def compare_plain(verdict: RuleVerdict, probe: Probe) -> Script:
    """Return the verdict on a value in a tag, unless no tag is accepted, whatever its value."""
    plain = probe.request(probe.encoded(tagged_payload(probe, "spring")))
    return (yield from compare(verdict, plain, "no event with tags is accepted", probe.request(probe.event())))


def compare_style(verdict: RuleVerdict, probe: Probe, payload: Payload) -> Script:
    """Return the verdict on how a payload is written, unless it is not accepted either as Go writes it."""
    usual = probe.request(probe.encoded(payload))
    why = "the same event is not accepted either as Go writes it"
    return (yield from compare(verdict, usual, why, probe.request(probe.event())))


def _verifies(style: Style, what: str) -> RuleScript:
    def script(probe: Probe) -> Script:
        payload = telling_payload(probe)
        attempt = yield from deliver(probe.request(probe.encoded(payload, style)))
        verdict = judge_written(attempt, what)
        if style is Style.GO:
            return (yield from compare_plain(verdict, probe))
        return (yield from compare_style(verdict, probe, payload))

    return script


_STYLES: tuple[tuple[int, Style, str, str], ...] = (
    (1, Style.GO, r"as Go writes it, with \u003c for <", "JSON as Go writes it"),
    (2, Style.COMPACT, "as JavaScript writes it, compact and with raw < and >", "JSON as JavaScript writes it"),
    (3, Style.PRETTY, "with an indent", "JSON with an indent"),
    (4, Style.PYTHON, r"as Python writes it, with spaces and \u00e9", "JSON as Python writes it"),
    (5, Style.PHP, r"as PHP writes it, with \/", "JSON as PHP writes it"),
)

for _number, _style, _title, _what in _STYLES:
    LIST.add(
        _number, f"verifies JSON {_title}", Consequence.LOST, Grade.OFFICIAL, smoke=_style in (Style.GO, Style.PHP)
    )(_verifies(_style, _what))
