"""The mistakes of real receivers are caught, and named by the rules that were made for them."""

import pytest

from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.definition import Family
from tests.receivers import mistakes
from tests.rules.checking import check

KNOWN = 17
KINDS = [
    kind
    for kind in vars(mistakes).values()
    if isinstance(kind, type) and issubclass(kind, mistakes.MistakenReceiver) and "caught" in vars(kind)
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_mistake_is_caught_and_named(kind: type[mistakes.MistakenReceiver]) -> None:
    """Each rule that was made for it has a finding, which says what is wrong."""
    tried = [name for name in kind.caught if RULES[name].family is not Family.LAYER]
    with kind() as receiver:
        summary = check(receiver, tried, **kind.settings)
    found = {one.rule.id: one.verdict.reason for one in summary.findings}
    assert sorted(set(kind.caught) - set(found)) == [], [(one.rule.id, one.verdict.reason) for one in summary.outcomes]
    assert all(found.values())


def test_all_mistakes_are_there() -> None:
    """Each of the known mistakes has a receiver that makes it."""
    assert {kind.number for kind in KINDS} == set(range(1, KNOWN + 1))
