"""What is known of a rule: its text, its lesson, and what it sends, made with a fixed probe. Nothing is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.operation.check.rehearsal import PlannedRequest, rehearse
from maileroo_cli.rules.catalogue import GATE, RULES, experiments
from maileroo_cli.rules.definition import Rule
from maileroo_cli.rules.explanation import RuleText, find_text
from maileroo_cli.rules.lesson.catalogue import find_lesson
from maileroo_cli.rules.lesson.definition import Lesson
from maileroo_cli.rules.probe import Probe, ProbeSettings
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.generation.vocabulary import Vocabulary
from maileroo_cli.webhook.signing.secret import Secret

SAMPLE_SECRET = "test-secret"  # noqa: S105  (one that everybody may know)
SAMPLE_URL = "http://localhost:8000/webhook"
SAMPLE_MARKER = "c0ffee00"
_TIME = 1_796_083_200.0
_REFUSALS = (401, 403, 404, 413, 415, 422, 429, 500)
_WORDS = Vocabulary(
    locale="en_US",
    people=(("Ada Lovelace", "ada.lovelace"), ("Grace Hopper", "grace.hopper"), ("Alan Turing", "alan.turing")),
    words=("spring", "offer", "news", "billing"),
    labels=("acme", "globex", "initech"),
)


@dataclass(frozen=True, slots=True)
class RuleSample:
    """What one rule sends to a correct receiver, with the secret ``SAMPLE_SECRET``, in order."""

    requests: Sequence[PlannedRequest]

    @property
    def telling(self) -> PlannedRequest | None:
        """The request that says most: the first that is not to be accepted, else the first."""
        refused = (one for one in self.requests if one.ideal != 200)
        return next(refused, self.requests[0] if self.requests else None)


@dataclass(frozen=True, slots=True)
class KnownRule:
    """A rule, and all that is told of it."""

    rule: Rule
    text: RuleText | None
    lesson: Lesson | None
    sample: RuleSample


def know_rule(rule: Rule) -> KnownRule:
    """Return what is known of a rule; the same rule sends the same bytes each time."""
    text = find_text(rule.id)
    return KnownRule(rule, text, find_lesson(text.lesson) if text is not None else None, make_sample(rule))


def make_sample(rule: Rule) -> RuleSample:
    """Return what a rule sends to a correct receiver; an experiment what it sends where a valid event was refused.

    That valid event comes first: it is what a correct receiver accepts, and some experiments send nothing more.
    """
    secret = Secret(SAMPLE_SECRET, "the sample")
    types = tuple(map(str, EventType))
    settings = ProbeSettings(SAMPLE_URL, secret, SAMPLE_MARKER, _TIME, _WORDS, effect_types=types)
    if rule not in experiments():
        return RuleSample(tuple(rehearse(rule.script(Probe(settings, Random(rule.id))))))
    valid = tuple(rehearse(RULES[GATE].script(Probe(settings, Random(GATE)))))
    for refused in (None, *map(_refused, _REFUSALS)):
        if requests := tuple(rehearse(rule.script(Probe(settings, Random(rule.id), refused)))):
            return RuleSample((*valid, *requests))
    return RuleSample(valid)


def _refused(status: int) -> Attempt:
    return Attempt(Outcome.ANSWERED, 0.001, status, phase=Phase.READING)
