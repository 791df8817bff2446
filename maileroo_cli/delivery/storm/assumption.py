"""What a forecast of a storm assumes beyond the schedule, each statement with its grade."""

from collections.abc import Iterator

from maileroo_cli.delivery.schedule.definition import Basis, Fact
from maileroo_cli.delivery.storm.scenario import Campaign, Scenario
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.instant import format_span


def assumptions_of(scenario: Scenario, *, alone: bool = True, capacity: float = 0.0) -> tuple[Fact, ...]:
    """Return what is assumed of the traffic, of the receiver, and of what Maileroo is not known to do.

    Where the scenario is not ``alone``, others differ from it in their outage, and share what is told. ``capacity`` is
    how many events the receiver works off in a second, 0 where nobody said so.
    """
    return tuple(_assumptions(scenario, scenario.outage if alone else None, capacity))


def campaign_words(campaign: Campaign, outage: float | None) -> str:
    """Return when a campaign is sent: ``within 1h from 10m into the outage on``, ``5m before the outage``.

    ``outage`` is how many seconds it lasts, ``None`` where several are compared.
    """
    moment = _moment_words(campaign.at, outage)
    return f"within {format_span(campaign.over)} from {moment} on" if campaign.over else moment


def _moment_words(at: float, outage: float | None) -> str:
    if not at:
        return "when the outage begins"
    if at < 0:
        return f"{format_span(-at)} before the outage"
    if outage is None:
        return f"{format_span(at)} after the outage began"
    if at == outage:
        return "when it is over"
    return f"{format_span(at)} into the outage" if at < outage else f"{format_span(at - outage)} after the recovery"


def _assumptions(scenario: Scenario, outage: float | None, capacity: float) -> Iterator[Fact]:
    if scenario.per_second:
        yield Fact("traffic", "new events come at even distances and do not stop during the outage", Basis.OWN)
    for campaign in scenario.campaigns:
        yield Fact("campaign", _campaign_text(campaign, scenario.mix, outage), Basis.OWN)
    taking = f"after {format_span(scenario.failing)}" if scenario.failing else "at once"
    yield Fact("outage", f"every attempt fails, {taking}", Basis.OWN)
    yield Fact("recovery", "from then on every attempt is accepted, however many come", Basis.OWN)
    if capacity:
        rate = f"{round(capacity * 60, 2):,}".removesuffix(".0")
        text = f"your receiver works off {rate} events a minute, and at the recovery none waits in it"
        yield Fact("capacity", text, Basis.OWN)
    if scenario.parallel:
        text = f"at most {scenario.parallel:,} deliveries at the same time, as you asked"
        yield Fact("parallel", f"{text}; nobody knows whether Maileroo has a limit", Grade.UNKNOWN)
    else:
        yield Fact("parallel", "no limit; nobody knows whether Maileroo has one (--parallel)", Grade.UNKNOWN)
    if scenario.jitter:
        text = f"each wait is up to {100 * scenario.jitter:.6g}% shorter or longer, as you asked"
        yield Fact("jitter", f"{text}; Maileroo is not known to do that", Grade.UNKNOWN)
    else:
        yield Fact("jitter", "none; Maileroo is not known to vary its waits (--jitter)", Grade.UNKNOWN)


def _campaign_text(campaign: Campaign, mix: str, outage: float | None) -> str:
    at_once = "" if campaign.over else "at once "
    mails = f"{count(campaign.mails, 'mail')}, sent {at_once}{campaign_words(campaign, outage)}"
    return f"{mails}; their events come as in the lifecycles of mhook ({mix}): most opens soon, some hours later"
