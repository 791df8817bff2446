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

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from maileroo_cli.library.receiver.target import WantedReceiver


def play_rules(
    receiver: WantedReceiver, settings: Mapping[str, Any], *, same_thread: bool
) -> Generator[CheckedRule, None, CheckTotals]:
    """Play the rules of ``settings`` on a receiver; all of it comes to the totals that are returned."""
    with receiver.open(same_thread=same_thread, hidden=settings["secret"]) as endpoint, _quiet(receiver):
        run, sheet = CheckRun(CheckSettings(endpoint, now=time.time(), **settings)), Sheet(again=call_again(receiver))
        run.try_looks()
        rules = []
        with closing(run):
            for outcome in run:
                rules.append(one := make_rule(outcome, run, sheet))
                yield one
    if run.summary.failure is not None:
        raise run.summary.failure
    text = in_python(whole_page(run.plan, run.summary, sheet))
    return CheckTotals(not run.summary.exit_code, tuple(rules), run.summary.sent, run.summary.seconds, text)


def _quiet(receiver: WantedReceiver) -> AbstractContextManager[None]:
    """Return what leaves the application's log out: hundreds of requests are there to make it err, and are told of."""
    if receiver.is_remote:
        return nullcontext()
    from maileroo_cli.transport.app.output import log_left_out

    return log_left_out()
