"""The receiver that a test run checks: which rules are tried on it and how, and one after the other what came of each.

How a rule becomes a test is in ``collecting``.
"""

from __future__ import annotations

import re
import shlex
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pytest

from maileroo_cli.errors import MhookError
from maileroo_cli.integrations.pytest.making import Draws
from maileroo_cli.integrations.pytest.options import DEFAULT_PATH, find_path, find_seed, find_severity, listed
from maileroo_cli.integrations.pytest.secret import find_secret
from maileroo_cli.library.checking import check
from maileroo_cli.library.receiver.running import run_application
from maileroo_cli.operation.check.plan import with_gate
from maileroo_cli.rules.catalogue import GATE, Suite, select_experiments, select_rules
from maileroo_cli.transport.app.hiding import hiding, printable
from maileroo_cli.transport.client.target import parse_target

if TYPE_CHECKING:
    from maileroo_cli.library.receiver.running import ReceiverLike, RunningApplication
    from maileroo_cli.library.result.rules import CheckedRule, SeverityName
    from maileroo_cli.rules.definition import Rule
    from maileroo_cli.webhook.signing.secret import Secret


@dataclass(frozen=True, slots=True)
class CheckTerms:
    """What is checked, and how. ``ignored`` are experiments that are not made where a valid event is refused."""

    receiver: str
    is_url: bool
    path: str
    secret: Secret
    notes: tuple[str, ...]
    rules: tuple[Rule, ...]
    ignored: tuple[str, ...]
    fail_on: SeverityName
    seed: int

    @classmethod
    def read(cls, config: pytest.Config, receiver: str) -> CheckTerms:
        """Return what command line and settings ask for; what cannot be raises ``pytest.UsageError``."""
        notes: list[str] = []
        secret, path = find_secret(config, notes.append), find_path(config)
        select, ignore = listed(config, "select"), listed(config, "ignore")
        is_url = "://" in receiver
        try:
            if is_url and not parse_target(receiver).is_loopback:
                raise pytest.UsageError(
                    f"--maileroo-check {receiver!r} is another machine: mhook check takes it, where it is yours to test"
                )
            rules = tuple(with_gate(select_rules(Suite.FULL, select, ignore)))
            left = {one.id for one in select_experiments(ignore)}
        except MhookError as error:
            raise pytest.UsageError(_in_options(str(error))) from None
        ignored = tuple(one.id for one in select_experiments() if one.id not in left)
        return cls(
            receiver, is_url, path, secret, tuple(notes), rules, ignored, find_severity(config), find_seed(config)
        )

    def command(self, rule: Rule) -> str:
        """Return the command line that tries one rule again."""
        path = "" if self.path == DEFAULT_PATH or self.is_url else f" --maileroo-path={shlex.quote(self.path)}"
        return f"pytest --maileroo-check={shlex.quote(self.receiver)}{path} maileroo-check::{rule.id}"


_AGAIN = re.compile(r"^( +)assert_rules\(.*$", re.MULTILINE)
_AGAIN_WITH_HEAD = re.compile(r"^ +See and send it again.*\n +assert_rules\(.*\n", re.MULTILINE)
"""How the library's report of a rule says that it is tried again."""


class RuleFinding(NamedTuple):
    """What came of one rule, and where valid events are refused, what was found out about why.

    It was ``broken_off`` where there was no time left: nobody knows what it would have found.
    """

    rule: CheckedRule
    command: str
    reasons: tuple[CheckedRule, ...] = ()
    broken_off: bool = False

    @property
    def fails(self) -> bool:
        """Whether the test fails."""
        return self.rule.fails or self.broken_off

    @property
    def text(self) -> str:
        """All that is told of it, with the command line that tries it again."""
        first, *others = (one.text.strip("\n") for one in (self.rule, *self.reasons))
        again = _AGAIN.sub(lambda found: f"{found[1]}{self.command}", first, count=1)
        return "\n\n".join([again, *(_AGAIN_WITH_HEAD.sub("", text) for text in others)])

    @property
    def why_skipped(self) -> str:
        """The reason, with where to give what the rule needs."""
        reason = self.rule.reason
        return f"{reason} (assert_rules takes that, in a test of yours)" if reason.startswith("needs ") else reason


class CheckedReceiver:
    """One receiver of one process: an application is imported once, and started and ended once."""

    def __init__(self, terms: CheckTerms) -> None:
        self._terms = terms
        self._application: RunningApplication | None = None
        self._running = ExitStack()
        self._failure = ""
        self._runs = False

    def load(self) -> None:
        """Import the application; what is none, or cannot be imported, raises ``pytest.UsageError``."""
        if self._terms.is_url or self._application is not None:
            return
        try:
            with hiding(self._terms.secret):
                self._application = run_application(self._terms.receiver)
        except MhookError as error:
            raise pytest.UsageError(printable(f"--maileroo-check: {error}")) from None

    def start(self) -> bool:
        """Start the application where it does not run; return whether this call did. One that cannot start fails."""
        __tracebackhide__ = True
        if self._runs or self._application is None:
            return False
        if not self._failure:
            try:
                with hiding(self._terms.secret):
                    self._running.enter_context(self._application)
            except MhookError as error:
                self._failure = printable(str(error))
            else:
                self._runs = True
                return True
        pytest.fail(self._failure, pytrace=False)

    def close(self) -> None:
        """End the application."""
        self._runs = False
        self._running.close()

    def try_rule(self, rule: Rule) -> RuleFinding:
        """Play one rule, after the gate, and return what came of it."""
        terms = self._terms
        run = check(
            to=self._to,
            secret=terms.secret,
            select=rule.id,
            ignore=terms.ignored if rule.id == GATE else [one.id for one in select_experiments()],
            path=None if terms.is_url else terms.path,
            seed=Draws(rule.id, "rule", terms.seed).next(),
            fail_on=terms.fail_on,
            concurrency=1,
        )
        with closing(run):
            totals = run.summary
        played = {one.id: one for one in totals.rules}
        reasons = [one for name, one in played.items() if name not in (rule.id, GATE)]
        broken_off = not totals.ok and not any(one.fails for one in totals.rules)
        return RuleFinding(played[rule.id], terms.command(rule), tuple(reasons), broken_off)

    @property
    def _to(self) -> ReceiverLike:
        return self._terms.receiver if self._application is None else self._application


def _in_options(text: str) -> str:
    """Return what is said of options of the check under the names that they have here."""
    return text.replace("--", "--maileroo-")
