"""A receiver that refuses a whole type or all tags is told so once, and not for every odd thing in such an event."""

import pytest

from maileroo_cli.rules.verdict import RuleResult, Severity
from tests.receivers.broken.shape import ReadsTagsAsObject, WaitsForBounced
from tests.receivers.correct import CorrectReceiver, Incoming, Reply
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


class RefusesNoTags(CorrectReceiver):
    """Takes null or some tags, and no empty list."""

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Refuse it."""
        return Reply(422, "no tags\n") if b'"tags":[]' in body else super().accept(request, body)


class ReadsTagsFirst(CorrectReceiver):
    """Refuses a list of tags, and before the signature is verified."""

    def refuse(self, request: Incoming) -> Reply:
        """Look at the tags of what is forged."""
        return Reply(422, "tags\n") if b'"tags":[' in (request.body or b"") else super().refuse(request)


def test_a_form_that_maileroo_is_not_known_to_send_is_no_error() -> None:
    """An empty list of tags may never come; null does, and refusing that stays an error."""
    with RefusesNoTags() as receiver:
        summary = check(receiver, ["SHAPE010"])
    assert [(one.rule.id, one.severity) for one in summary.findings] == [("SHAPE010", Severity.WARNING)]


def test_a_large_body_differs_by_its_size_alone() -> None:
    """A receiver that looks at tags too early is not told that it fails at large bodies."""
    with ReadsTagsFirst() as receiver:
        assert findings(check(receiver, ["SIG026"])) == set()
