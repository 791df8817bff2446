"""What is said to mend a finding fits what was seen: a refused signature is not mended like a crash."""

import pytest

from tests.receivers.broken.encoding import KnowsNoChunks, ReadsMuch, StoresThreeBytes, WantsAnAgent, WritesAsGo
from tests.receivers.correct import CorrectReceiver
from tests.rules.checking import check


@pytest.mark.parametrize(
    ("kind", "rule", "words"),
    [
        (StoresThreeBytes, "BYTES009", "utf8mb4"),
        (KnowsNoChunks, "BYTES015", "proxy"),
        (WantsAnAgent, "BYTES019", "User-Agent"),
        (ReadsMuch, "BYTES021", "413"),
    ],
)
def test_a_remedy_is_that_of_the_mistake(kind: type[CorrectReceiver], rule: str, words: str) -> None:
    """Each names what has to change."""
    with kind() as receiver:
        [found] = [one for one in check(receiver, [rule]).outcomes if one.rule.id == rule]
    assert words in found.verdict.fix


def test_a_refused_signature_is_mended_as_the_rule_says() -> None:
    """Where the JSON is written anew nothing else is to do than what the rule's own text teaches."""
    with WritesAsGo() as receiver:
        found = check(receiver, ["BYTES003"]).findings
    assert [(one.rule.id, one.verdict.fix) for one in found] == [("BYTES003", "")]
