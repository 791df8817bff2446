"""The rules of a check as tests: one item for each rule, whose name is the rule's id, below ``maileroo-check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from maileroo_cli.integrations.pytest.checking import CheckedReceiver, CheckTerms
from maileroo_cli.webhook.signing.hiding import Hiding

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from typing import Any

    from maileroo_cli.rules.definition import Rule

NAME = "maileroo-check"
FINDING = "maileroo_finding"
"""The property of a test that passed, although something was found."""


def add_check(config: pytest.Config) -> None:
    """Add the check that the command line or the settings ask for to a test run.

    The settings ask for it where nobody names the tests to be run.
    """
    option = config.option
    if option.maileroo_check is None:
        named = config.args_source is config.ArgsSource.ARGS and not any(map(_names_rules, config.args))
        option.maileroo_check = "" if named else config.getini("maileroo_check")  # what xdist tells its workers
    if option.maileroo_check:
        terms = CheckTerms.read(config, option.maileroo_check)
        config.pluginmanager.register(RuleCollection(terms), NAME)


class RuleCollection:
    """The hooks of a check."""

    def __init__(self, terms: CheckTerms) -> None:
        self._terms = terms
        self._receiver = CheckedReceiver(terms)
        self._hiding = Hiding(terms.secret)
        self._chosen: set[str] | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> None:
        """Import the application, and take the rules that the command line names as tests out of the paths."""
        named = [argument for argument in session.config.args if _names_rules(argument)]
        session.config.args[:] = [one for one in session.config.args if one not in named]
        if named:
            self._chosen = {name for one in named for name in self._rules_in(one)}
        self._receiver.load()

    def _rules_in(self, argument: str) -> list[str]:
        known = [rule.id for rule in self._terms.rules]
        name = argument.partition("::")[2]
        if name and name not in known:
            raise pytest.UsageError(f"{argument}: this is no rule of the check")
        return [name] if name else known

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Add the rules to what a session has."""
        report = yield
        if isinstance(collector, pytest.Session) and report.passed:
            rules = [rule for rule in self._terms.rules if self._chosen is None or rule.id in self._chosen]
            report.result.append(
                RuleCollector.from_parent(collector, name=NAME, nodeid=NAME, rules=rules, receiver=self._receiver)
            )
        return report

    def pytest_report_header(self) -> list[str]:
        """Say what is checked, with which secret, and what is odd about that."""
        terms = self._terms
        told = f"maileroo: checks {terms.receiver} (secret: {terms.secret.reference}, path: {terms.path})"
        return [told, *(f"maileroo: {note}" for note in terms.notes)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Hide the secret in what the application printed and logged; rules send it, to see that it is refused."""
        report = yield
        if isinstance(item, RuleItem):
            report.sections[:] = [(name, self._hiding.text(text)) for name, text in report.sections]
            if report.skipped and isinstance(report.longrepr, tuple):
                report.longrepr = (NAME, 1, report.longrepr[2])
        return report

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Tell what was found by rules that passed all the same."""
        told = [
            f"{report.nodeid} {value}"
            for report in terminalreporter.stats.get("passed", [])
            for name, value in report.user_properties
            if name == FINDING
        ]
        if told:
            terminalreporter.section(f"{NAME}: findings that fail nothing")
            terminalreporter.write_line("\n".join(told))


class RuleCollector(pytest.Collector):
    """All rules of a check."""

    def __init__(self, *, rules: list[Rule], receiver: CheckedReceiver, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._rules = rules
        self._receiver = receiver

    def collect(self) -> Iterator[RuleItem]:
        """Yield an item for each rule."""
        for rule in self._rules:
            yield RuleItem.from_parent(self, name=rule.id, rule=rule, receiver=self._receiver)


class RuleItem(pytest.Item):
    """One rule as a test. It passes, is skipped or fails as the rule does; a finding may weigh too little to fail."""

    def __init__(self, *, rule: Rule, receiver: CheckedReceiver, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._rule = rule
        self._receiver = receiver
        self.user_properties.append(("maileroo_rule", f"A correct receiver {rule.title}."))

    def setup(self) -> None:
        """Start the application, which ends with the session."""
        __tracebackhide__ = True
        if self._receiver.start():
            self.session.addfinalizer(self._receiver.close)

    def runtest(self) -> None:
        """Play the rule."""
        __tracebackhide__ = True
        finding = self._receiver.try_rule(self._rule)
        rule = finding.rule
        if finding.fails:
            pytest.fail(finding.text, pytrace=False)
        if rule.result == "skip":
            pytest.skip(finding.why_skipped)
        if rule.severity is not None:
            self.user_properties.append((FINDING, f"{rule.severity}: {rule.reason}"))
            self.add_report_section("call", NAME, finding.text)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Return where this is told, and under which name."""
        return self.path, None, f"{NAME}::{self.name}"


def _names_rules(argument: str) -> bool:
    """Whether an argument is the name of the check, or of one of its rules; a shell may show it below a folder."""
    return argument.partition("::")[0].replace("\\", "/").rpartition("/")[2] == NAME
