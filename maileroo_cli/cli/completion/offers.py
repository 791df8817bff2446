"""The names that mhook knows, each with its meaning where a shell can show that. Each is imported when it is asked for.

A value in several parts is completed part by part: what stands before the last comma or equals sign stays.
"""

from collections.abc import Iterable
from textwrap import shorten

Offer = tuple[str, str]
_LONGEST_MEANING = 60


def short(meaning: str) -> str:
    """Return the beginning of a meaning: a shell shows one line, and takes the next for another offer."""
    return shorten(meaning, _LONGEST_MEANING, placeholder="...")


def offer_types() -> list[Offer]:
    """Offer the event types that Maileroo sends."""
    from maileroo_cli.webhook.catalogue.event import CATALOGUE

    return [(str(spec.type), short(spec.meaning)) for spec in CATALOGUE.values()]


def offer_all_types() -> list[Offer]:
    """Offer the event types, and the word for all of them."""
    return [*offer_types(), ("all", "every event type")]


def offer_lifecycles() -> list[Offer]:
    """Offer the lifecycles that have a name."""
    from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES

    return [(life.name, short(life.meaning)) for life in LIFECYCLES.values()]


def offer_shares(incomplete: str) -> list[Offer]:
    """Offer what a mix may be made of: event types and lifecycles."""
    names = {**dict(offer_types()), **dict(offer_lifecycles())}
    return _after(incomplete, ",", ((f"{name}=", meaning) for name, meaning in names.items()))


def offer_causes() -> list[Offer]:
    """Offer the causes, and the codes of malformed requests."""
    from maileroo_cli.capture.http.anomaly import ANOMALIES
    from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES

    causes = [(code, short(cause.sentence)) for code, cause in CAUSES.items()]
    return [*causes, *((code, short(anomaly.sentence)) for code, anomaly in ANOMALIES.items())]


def offer_rules() -> list[Offer]:
    """Offer the rules of a check."""
    from maileroo_cli.rules.catalogue import RULES

    return [(rule.id, short(rule.title)) for rule in RULES.values()]


def offer_frameworks(incomplete: str) -> list[Offer]:
    """Offer what receivers are written with, and the word for all of that."""
    from maileroo_cli.rules.lesson.definition import Framework

    return _after(incomplete, ",", [*((str(one), one.label) for one in Framework), ("all", "every framework")])


def offer_bad_signatures() -> list[Offer]:
    """Offer the ways to sign wrongly."""
    from maileroo_cli.webhook.signing.tamper import ALL, MEANINGS

    return [*((str(kind), meaning) for kind, meaning in MEANINGS.items()), (ALL, "every one of them")]


def offer_fault(incomplete: str) -> list[Offer]:
    """Offer what can go wrong at the attempt that was typed, or at the first three."""
    attempt, equals, _ = incomplete.rpartition("=")
    numbers = [attempt] if equals else ["1", "2", "3"]
    return [(f"{number}={name}", meaning) for number in numbers for name, meaning in _faults()]


def offer_fault_list(incomplete: str) -> list[Offer]:
    """Offer what can go wrong at the next attempt of a list."""
    return _after(incomplete, ",", [*_faults(), ("ok", "nothing goes wrong")])


def offer_schedules() -> list[Offer]:
    """Offer the schedules that have a name."""
    from maileroo_cli.delivery.schedule.catalogue import SCHEDULES

    return [(one.name, short(one.meaning)) for one in SCHEDULES.values()]


def offer_secrets() -> list[Offer]:
    """Offer the forms of a secret that show it to nobody."""
    return [("env:", "a variable"), ("file:", "a file"), ("-", "the standard input")]


def offer_receivers() -> list[Offer]:
    """Offer the built-in receivers."""
    from maileroo_cli.transport.embedded.specification import MEANINGS

    return [(str(policy), meaning) for policy, meaning in MEANINGS.items()]


def offer_clocks() -> list[Offer]:
    """Offer the ways in which time passes."""
    return [("virtual", "no waiting"), ("scaled:60", "60 times as fast"), ("real", "as long as it takes")]


def offer_outcomes(incomplete: str) -> list[Offer]:
    """Offer what an attempt may end in."""
    from maileroo_cli.delivery.attempt.outcome import Outcome

    return _after(incomplete, "|", [(one, "") for one in ("200", "2xx", "4xx", "401", "403", *map(str, Outcome))])


def offer_answers(incomplete: str) -> list[Offer]:
    """Offer what an attempt may be answered, for all event types or for the one that was typed."""
    kind, equals, steps = incomplete.partition("=")
    answers = [(one, "") for one in ("200", "401", "500", "503", "ok", "drip", "reset", "close", "hang")]
    if equals:
        return [(f"{kind}={value}", meaning) for value, meaning in _after(steps, ",", answers)]
    return [*_after(incomplete, ",", answers), *((f"{name}=", meaning) for name, meaning in offer_types())]


def _faults() -> list[Offer]:
    from maileroo_cli.delivery.fault.kind import FAULT_TRAITS, FaultArgument

    with_status = FaultArgument.STATUS
    names = {kind: f"{kind}:503" if one.argument is with_status else str(kind) for kind, one in FAULT_TRAITS.items()}
    return [(name, short(FAULT_TRAITS[kind].meaning)) for kind, name in names.items()]


def _after(incomplete: str, sign: str, offers: Iterable[Offer]) -> list[Offer]:
    """Return ``offers`` for the last part of a value, each after the parts before it."""
    before, found, _ = incomplete.rpartition(sign)
    return [(f"{before}{found}{value}", meaning) for value, meaning in offers]
