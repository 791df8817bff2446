"""A receiver that refuses a whole type or all tags is told so once, and not for every odd thing in such an event."""

import pytest

from maileroo_cli.rules.verdict import RuleResult
from tests.receivers.broken.shape import ReadsTagsAsObject, WaitsForBounced
from tests.receivers.correct import CorrectReceiver
from tests.rules.checking import check, findings


@pytest.mark.parametrize(
    ("kind", "found", "skipped"),
    [
        (WaitsForBounced, {"SHAPE005"}, {"SHAPE014": "failed", "SHAPE025": "reason"}),
        (ReadsTagsAsObject, {"SHAPE011"}, {"SHAPE026": "tags", "BYTES002": "Go", "BYTES009": "tags"}),
    ],
)
def test_one_mistake_is_one_finding(kind: type[CorrectReceiver], found: set[str], skipped: dict[str, str]) -> None:
    """What cannot be known because of it is skipped, with that as the reason."""
    with kind() as receiver:
        summary = check(receiver, [*found, *skipped])
    assert findings(summary) == found
    reasons = {one.rule.id: one.verdict.reason for one in summary.outcomes if one.verdict.result is RuleResult.SKIP}
    assert set(reasons) == set(skipped)
    assert all(word in reasons[name] for name, word in skipped.items())
