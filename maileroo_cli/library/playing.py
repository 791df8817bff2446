"""Playing the rules of one check from Python, and telling what came of them. ``checking`` asks for one."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, closing, nullcontext
from typing import TYPE_CHECKING, Any

from maileroo_cli.library.argument.wording import in_python
from maileroo_cli.library.result.rules import CheckedRule, CheckTotals, call_again, make_rule
from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.operation.check.settings import CheckSettings
from maileroo_cli.report.check.text.page import whole_page
from maileroo_cli.report.check.text.sheet import Sheet
from maileroo_cli.report.check.wording import verdict_sentence

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from maileroo_cli.library.receiver.target import WantedReceiver


def play_rules(
    receiver: WantedReceiver, settings: Mapping[str, Any], *, same_thread: bool
) -> Generator[CheckedRule, None, CheckTotals]:
    """Play the rules of ``settings`` on a receiver; all of it comes to the totals that are returned."""
    with receiver.open(same_thread=same_thread, hidden=settings["secret"]) as endpoint, _quiet(receiver):
        run = CheckRun(CheckSettings(endpoint, now=time.time(), **settings))
        sheet = Sheet(again=call_again(receiver), worded=in_python)
        run.try_looks()
        rules = []
        with closing(run):
            for outcome in run:
                rules.append(one := make_rule(outcome, run, sheet))
                yield one
    if run.summary.failure is not None:
        raise run.summary.failure
    summary = run.summary
    text, verdict = in_python(whole_page(run.plan, summary, sheet)), in_python(verdict_sentence(summary))
    return CheckTotals(not summary.exit_code, tuple(rules), summary.sent, summary.seconds, verdict, text)


def _quiet(receiver: WantedReceiver) -> AbstractContextManager[None]:
    """Return what leaves the application's log out: hundreds of requests are there to make it err, and are told of."""
    if receiver.is_remote:
        return nullcontext()
    from maileroo_cli.transport.app.output import log_left_out

    return log_left_out()
