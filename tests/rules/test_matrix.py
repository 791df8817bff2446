"""A correct receiver has no finding, and each rule has a receiver that breaks it; the whole matrix is a slow test."""

from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.definition import Family
from maileroo_cli.rules.verdict import RuleResult
from tests.receivers.correct import CorrectReceiver
from tests.rules.checking import broken_receivers, check

BROKEN = broken_receivers()


def test_a_correct_receiver_passes() -> None:
    """Nothing is found with a receiver that does everything right, and every rule that can be tried is."""
    with CorrectReceiver() as receiver:
        summary = check(receiver)
    assert [(one.rule.id, one.verdict.reason) for one in summary.findings] == []
    skipped = [one for one in summary.outcomes if one.verdict.result is RuleResult.SKIP]
    assert [one.rule.id for one in skipped if not one.rule.needs] == []


def test_each_rule_has_a_receiver_that_breaks_it() -> None:
    """A rule that nothing breaks proves nothing."""
    broken = {name for kind in BROKEN for name in kind.breaks}
    assert [rule.id for rule in RULES.values() if rule.id not in broken and rule.family is not Family.LAYER] == []
