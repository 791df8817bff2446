"""What a pasted signature proves, as an object."""

from typing import Any

from maileroo_cli.capture.check.assessment import Assessment
from maileroo_cli.report.inspect.depth.capture_fields import explanations_value

DIAGNOSIS = "mhook.inspector-diagnosis/1"


def diagnosis_object(assessment: Assessment) -> dict[str, Any]:
    """Return the verdict on a pasted signature, with each cause in words."""
    causes = assessment.causes
    return {
        "schema": DIAGNOSIS,
        "verdict": assessment.verdict,
        "cause": causes[0].code if causes else None,
        "causes": [cause.code for cause in causes],
        "explanations": explanations_value(causes),
        "detail": assessment.detail or None,
    }
