"""A storm as a user writes it: traffic, campaigns and outages. What they mean is told in ``scenario``."""

import re

from maileroo_cli.delivery.load.rate import parse_rate
from maileroo_cli.delivery.storm.scenario import Campaign
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.instant import parse_span
from maileroo_cli.webhook.text.shown import show

LONGEST_OUTAGE = 30 * 86_400.0
"""Seconds."""

MOST_OUTAGES = 12
"""So many outages are compared at most."""

MOST_CAMPAIGNS = 20
MOST_MAILS = 5_000_000
MOST_PER_SECOND = 100_000.0

_NONE = re.compile(r"0(?:/\w+)?", re.ASCII)
_CAMPAIGN = re.compile(r"(\d{1,12})(?: ?@ ?([+-]?)([0-9.a-z]+))?(?: over (\S+))?", re.ASCII | re.IGNORECASE)
_TRAFFIC_FORMS = "write it like 30/min, 5/s or 2000/h"
_CAMPAIGN_FORMS = "write it like 20000@-5m: 20,000 mails, five minutes before the outage begins"
_OUTAGE_FORMS = "write it like 2h, or 1h,2h,14h to compare"


def parse_traffic(text: str) -> float:
    """Read ``30/min``, ``5/s``, ``2000/h`` or ``0`` as events a second; anything else raises ``UsageError``."""
    if _NONE.fullmatch(text.strip()):
        return 0.0
    per_second = parse_rate(text, "--traffic").per_second
    if per_second > MOST_PER_SECOND:
        raise UsageError(
            f"--traffic '{show(text)}' is more than {MOST_PER_SECOND:,.0f} events a second", _TRAFFIC_FORMS
        )
    return per_second


def parse_campaigns(texts: list[str]) -> tuple[Campaign, ...]:
    """Read ``20000@-5m``, each so many mails and when they are sent, counted from the beginning of the outage.

    ``20000@-5m over 1h`` are sent evenly within an hour, ``20000`` alone when the outage begins. Anything else, more
    than twenty or more than five million mails in all raise ``UsageError``.
    """
    if len(texts) > MOST_CAMPAIGNS:
        raise UsageError(f"these are {len(texts)} campaigns", f"give at most {MOST_CAMPAIGNS}")
    campaigns = tuple(map(_campaign, texts))
    mails = sum(campaign.mails for campaign in campaigns)
    if mails > MOST_MAILS:
        raise UsageError(f"{mails:,} mails are too many for campaigns", f"give at most {MOST_MAILS:,} in all")
    return campaigns


def _campaign(text: str) -> Campaign:
    found = _CAMPAIGN.fullmatch(text.strip())
    if found is None or not int(found[1]):
        raise UsageError(f"'{show(text)}' is no campaign", _CAMPAIGN_FORMS)
    at = _distance(found[3] or "0", text)
    over = _distance(found[4] or "0", text)
    return Campaign(int(found[1]), -at if found[2] == "-" else at, over)


def _distance(part: str, text: str) -> float:
    """Read a duration of a campaign."""
    try:
        seconds = parse_span(part)
    except UsageError as error:
        raise UsageError(f"the campaign '{show(text)}': {error.message}", error.hint) from None
    if seconds > LONGEST_OUTAGE:
        raise UsageError(f"the campaign '{show(text)}' is further away than 30 days", _CAMPAIGN_FORMS)
    return seconds


def parse_outages(text: str) -> tuple[float, ...]:
    """Read ``2h``, or several like ``1h,2h,14h``, as seconds.

    What is no duration, 0, longer than 30 days or there twice raises ``UsageError``, as do more than twelve.
    """
    outages = tuple(_outage(part) for part in text.split(","))
    if len(outages) > MOST_OUTAGES:
        raise UsageError(f"these are {len(outages)} outages", f"compare at most {MOST_OUTAGES}")
    if len(set(outages)) < len(outages):
        raise UsageError(f"'{show(text)}' has an outage twice", "name each once")
    return outages


def _outage(text: str) -> float:
    try:
        seconds = parse_span(text, ("h", "m", "s"))
    except UsageError as error:
        raise UsageError(f"--outage {error.message}", error.hint) from None
    if not 1 <= seconds <= LONGEST_OUTAGE:
        where = "shorter than a second" if seconds < 1 else "longer than 30 days"
        raise UsageError(f"the outage '{show(text.strip())}' is {where}", _OUTAGE_FORMS)
    return seconds
