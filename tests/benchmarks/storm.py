"""How long a closed storm of 14 h takes on a clock that is 600 times as fast, and how late it is: ``make bench``."""

import resource
import sys
import time
from collections.abc import Sequence

from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.storm.live.plan import StormPlan, parse_mode
from maileroo_cli.delivery.storm.live.verdict import judge_storm
from maileroo_cli.delivery.storm.scenario import Scenario
from maileroo_cli.operation.storm.results import StormEnded
from maileroo_cli.operation.storm.run import send_storm
from maileroo_cli.operation.storm.terms import StormTerms
from maileroo_cli.operation.storm.watching import SettleTerms
from maileroo_cli.webhook.signing.secret import Secret
from tests.receivers.correct import SECRET
from tests.receivers.in_storm import StandsStorms

_HOURS, _SCALE = 14.0, 600.0


def main(arguments: Sequence[str] = ()) -> None:
    """Send it to a receiver in a thread of this process, and print what it took; a first argument is another outage."""
    hours = float(arguments[0]) if arguments else _HOURS
    with StandsStorms() as receiver:
        plan = StormPlan(
            receiver.url,
            Scenario(MAILEROO, 0.5, hours * 3_600.0, seed=1),
            parse_mode("refused"),
            scale=_SCALE,
            closed=True,
            start=1_700_000_000,
        )
        began = time.monotonic()
        *_, last = send_storm(plan, StormTerms(Secret(SECRET), settle=SettleTerms(0.0)))
        took = time.monotonic() - began
    assert isinstance(last, StormEnded)
    result = last.result
    tally, verdict = result.tally, judge_storm(result)
    print(f"closed storm of {hours:g} h at scale {_SCALE:g}: {took:.1f} s")
    print(f"  {verdict.sentence}")
    print(f"  {tally.events:,} events, {tally.attempts:,} attempts, {tally.sent:,} sent, {tally.given_up:,} given up")
    print(f"  lateness p99 {tally.lateness.percentile(99) * 1_000:.1f} ms, wrong counts: {result.discrepancies}")
    print(f"  at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024:.0f} MiB")


if __name__ == "__main__":
    main(sys.argv[1:])
