"""On which side a value changed is told in both directions."""

from maileroo_cli.webhook.diagnosis.candidates.json.direction import told_of_here
from maileroo_cli.webhook.diagnosis.candidates.json.document import JsonDocument
from maileroo_cli.webhook.diagnosis.candidates.json.value import changed_trees

_EVERYTHING = (
    '{"a":null,"b":"","c":" x ","d":{},"e":[],"f":[0],"g":"12","h":false,"i":7,"event_type":"clicked",'
    '"t":"2026-01-02T00:00:00.570Z"}'
)


def test_each_change_of_a_value_can_be_told_of_the_body_here() -> None:
    """Where the body here was written anew, no change is told as one that the signed body had."""
    details = [detail for code, detail, _ in changed_trees(JsonDocument(_EVERYTHING)) if code == "json-values"]
    assert len(details) > 20
    for detail in details:
        assert "here" in told_of_here(detail), detail
