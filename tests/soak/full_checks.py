"""All rules of ``mhook check`` again and again, with other seeds: a correct receiver never has a finding.

So it is for the plain receiver of the tests, and for those in Flask, FastAPI and Django as programs of their own.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.rules.verdict import RuleResult
from tests.receivers.correct import CorrectReceiver
from tests.receivers.examples.running import EXAMPLES, RunningExample
from tests.rules.checking import make_settings
from tests.soak.part import Effort, SoakRow

_TIMES = 200


def soak(effort: Effort) -> Iterator[SoakRow]:
    """Yield one row for each receiver."""
    times, seed = effort.of(_TIMES), effort.random.randrange(1 << 30)
    with CorrectReceiver() as receiver:
        yield _check("the correct receiver", receiver.url, times, seed)
    with tempfile.TemporaryDirectory() as folder:
        for name in EXAMPLES:
            with RunningExample(name, Path(folder) / name) as example:
                yield _check(f"the correct receiver in {name}", example.url, times, seed)


def _check(what: str, url: str, times: int, seed: int) -> SoakRow:
    """Check a receiver so many times; what is skipped although nothing is lacking is wrong too."""
    wrong: Counter[str] = Counter()
    slowest, sent = 0.0, 0
    for number in range(times):
        run = CheckRun(make_settings(url, seed=seed + number))
        found = {one.rule.id: one.verdict for one in run if one.severity or one.verdict.result is not RuleResult.PASS}
        bad = [f"{rule} {one.reason}" for rule, one in found.items() if not one.reason.startswith("needs ")]
        wrong.update(bad)
        slowest, sent = max(slowest, run.summary.seconds), sent + run.summary.sent
    told = "; ".join(f"{count} times {text[:100]}" for text, count in wrong.most_common(3))
    detail = f"{sent:,} requests, the slowest {slowest:.1f} s"
    return SoakRow(f"full check of {what}", times, sum(wrong.values()), f"{detail}: {told}" if told else detail)
