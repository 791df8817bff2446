"""The schedules that have a name: Maileroo's, and those that other providers publish.

What a schedule is, and what follows from one, is in ``definition``.
"""

from collections.abc import Mapping
from types import MappingProxyType

from maileroo_cli.delivery.schedule.definition import Basis, Fact, Schedule
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest

_MINUTE, _HOUR = 60.0, 3_600.0

MAILEROO = Schedule(
    "maileroo",
    "how Maileroo retries an event that was not accepted",
    (5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE, _HOUR, 2 * _HOUR, 4 * _HOUR, 6 * _HOUR),
    "Maileroo's help page on webhooks",
    (
        Fact("waits", "5, 10, 15 and 30 minutes, then 1, 2, 4 and 6 hours", Grade.OFFICIAL),
        Fact(
            "counted",
            "each wait starts at the failed attempt, so a slow receiver delays later attempts",
            Grade.OFFICIAL,
        ),
        Fact(
            "attempts",
            "nine requests: one delivery and eight retries; its text can also mean eight in all (--attempts 8)",
            Grade.INFERRED,
        ),
    ),
    (
        Fact("success", "only status 200; any other answer, or none, is a failure", Grade.OFFICIAL),
        Fact("the end", "after the last attempt Maileroo gives up: the event is lost", Grade.INFERRED),
    ),
    readings=(
        (
            8,
            Fact(
                "attempts",
                "eight requests in all, which its text can also mean; nine are more likely",
                Grade.INFERRED,
            ),
        ),
    ),
)
"The default. The waits and what counts as success come from Maileroo's own page (official)."

_MAILGUN = Schedule(
    "mailgun",
    "Mailgun's webhooks, except the one for delivered mail",
    (5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE, _HOUR, 2 * _HOUR, 4 * _HOUR),
    "Mailgun user manual, Webhooks, Automatic Retries",
    (
        Fact("waits", "as the manual lists them; it says eight hours in all", Basis.PUBLISHED),
        Fact(
            "otherwise",
            "an article in Mailgun's help centre lists 10, 10, 15 and 30 minutes, 1, 2 and 4 hours",
            Basis.PUBLISHED,
        ),
    ),
    (
        Fact("success", "status 200", Basis.PUBLISHED),
        Fact("refusal", "status 406: it is not retried", Basis.PUBLISHED),
        Fact("the end", "after the last attempt Mailgun stops trying", Basis.PUBLISHED),
    ),
    refusals=(406,),
)

_POSTMARK = Schedule(
    "postmark",
    "Postmark's webhook for inbound mail; its outbound webhooks have another schedule",
    (
        *(_MINUTE, 5 * _MINUTE, 10 * _MINUTE, 10 * _MINUTE, 10 * _MINUTE),
        *(15 * _MINUTE, 30 * _MINUTE, _HOUR, 2 * _HOUR, 6 * _HOUR),
    ),
    "Postmark support, Understanding Inbound Webhook Retries",
    (
        Fact("waits", "as the article lists them; it says roughly ten and a half hours in all", Basis.PUBLISHED),
        Fact("attempts", "one delivery and ten retries", Basis.PUBLISHED),
    ),
    (
        Fact("success", "status 200", Basis.PUBLISHED),
        Fact("refusal", "status 403: it is not retried", Basis.PUBLISHED),
        Fact("the end", "the message is marked as an inbound error and can be retried by hand", Basis.PUBLISHED),
    ),
    refusals=(403,),
)

_RESEND = Schedule(
    "resend",
    "Resend's webhooks",
    (5.0, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR, 10 * _HOUR, 10 * _HOUR),
    "Resend documentation, Webhooks, Retries and Replays",
    (
        Fact(
            "waits", "as the page lists them; another of Resend's pages ends after the first 10 hours", Basis.PUBLISHED
        ),
        Fact("counted", "each wait starts at the failed attempt", Basis.PUBLISHED),
    ),
    (
        Fact("success", "status 200", Basis.PUBLISHED),
        Fact("the end", "the message has failed and can be replayed by hand", Basis.PUBLISHED),
    ),
)

_STANDARD_WEBHOOKS = Schedule(
    "standard-webhooks",
    "the example in the specification of Standard Webhooks",
    (
        *(5.0, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR),
        *(10 * _HOUR, 14 * _HOUR, 20 * _HOUR, 24 * _HOUR),
    ),
    "Standard Webhooks specification 1.0.0, Deliverability and reliability",
    (
        Fact("waits", "as the example lists them; adding random jitter is recommended", Basis.PUBLISHED),
        Fact("attempts", "ten, in an example that is not a rule", Basis.PUBLISHED),
    ),
    (
        Fact("success", "any status from 200 to 299; redirects are failures", Basis.PUBLISHED),
        Fact("refusal", "status 410: nothing more is sent to the receiver", Basis.PUBLISHED),
    ),
    any_2xx=True,
    refusals=(410,),
)

SCHEDULES: Mapping[str, Schedule] = MappingProxyType(
    {one.name: one for one in (MAILEROO, _MAILGUN, _POSTMARK, _RESEND, _STANDARD_WEBHOOKS)}
)
"""Every schedule that has a name, Maileroo's first."""


def find_schedule(name: str) -> Schedule:
    """Return the schedule of this name; an unknown one raises ``UsageError`` naming the nearest."""
    if name in SCHEDULES:
        return SCHEDULES[name]
    near = find_nearest(name.lower(), SCHEDULES, most=1, likeness=0.5)
    names = f"use one of {', '.join(SCHEDULES)}, or offsets like 0s,5m,30m, or a TOML file"
    raise UsageError(f"there is no schedule {name[:60]!r}", did_you_mean(near, names))
