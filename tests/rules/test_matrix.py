"""Each broken receiver has findings of exactly the rules that it breaks, and each rule has one that breaks it."""

import pytest

from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.definition import Family
from maileroo_cli.rules.verdict import RuleResult
from tests.receivers.correct import CorrectReceiver
from tests.rules.checking import broken_receivers, check, findings

BROKEN = broken_receivers()


def test_a_correct_receiver_passes() -> None:
    """Nothing is found with a receiver that does everything right, and every rule that can be tried is."""
    with CorrectReceiver() as receiver:
        summary = check(receiver)
    assert [(one.rule.id, one.verdict.reason) for one in summary.findings] == []
    skipped = [one for one in summary.outcomes if one.verdict.result is RuleResult.SKIP]
    assert [one.rule.id for one in skipped if not one.rule.needs] == []


@pytest.mark.parametrize("kind", BROKEN, ids=lambda kind: kind.__name__)
def test_a_broken_receiver_fails_what_it_should(kind: type[CorrectReceiver]) -> None:
    """There are findings of the rules that it breaks, and of no other one of the same family."""
    families = sorted({RULES[name].family for name in kind.breaks})
    with kind() as receiver:
        summary = check(receiver, families, **kind.settings)
    assert findings(summary) == set(kind.breaks), [(one.rule.id, one.verdict.reason) for one in summary.findings]


def test_each_rule_has_a_receiver_that_breaks_it() -> None:
    """A rule that nothing breaks proves nothing."""
    broken = {name for kind in BROKEN for name in kind.breaks}
    assert [rule.id for rule in RULES.values() if rule.id not in broken and rule.family is not Family.LAYER] == []
