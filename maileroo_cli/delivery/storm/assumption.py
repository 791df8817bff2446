"""What a forecast of a storm assumes beyond the schedule, each statement with its grade."""

from collections.abc import Iterator

from maileroo_cli.delivery.schedule.definition import Basis, Fact
from maileroo_cli.delivery.storm.scenario import Campaign, Scenario
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.instant import format_span


def assumptions_of(scenario: Scenario) -> tuple[Fact, ...]:
    """Return what is assumed of the traffic, of the receiver, and of what Maileroo is not known to do."""
    return tuple(_assumptions(scenario))


def _assumptions(scenario: Scenario) -> Iterator[Fact]:
    if scenario.per_second:
        yield Fact("traffic", "new events come at even distances and do not stop during the outage", Basis.OWN)
    for campaign in scenario.campaigns:
        yield Fact("campaign", _campaign_words(campaign, scenario.mix), Basis.OWN)
    taking = f"after {format_span(scenario.failing)}" if scenario.failing else "at once"
    yield Fact("outage", f"every attempt fails, {taking}", Basis.OWN)
    yield Fact("recovery", "from then on every attempt is accepted, however many come", Basis.OWN)
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


def _campaign_words(campaign: Campaign, mix: str) -> str:
    when = "when the outage begins"
    if campaign.at:
        side = "before the outage" if campaign.at < 0 else "into the outage"
        when = f"{format_span(abs(campaign.at))} {side}"
    over = f" within {format_span(campaign.over)}" if campaign.over else " at once"
    mails = f"{count(campaign.mails, 'mail')}, sent{over} {when}"
    return f"{mails}; their events come as in the lifecycles of mhook ({mix}): most opens soon, some hours later"
