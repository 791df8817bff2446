"""What several programs would make of a body, as an object: the places that differ, and a sentence for each program."""

from typing import Any

from maileroo_cli.webhook.rewriting.report import MOST_COUNTED, WriterFinding, compare_rewritings
from maileroo_cli.webhook.rewriting.tree import NoJsonError
from maileroo_cli.webhook.text.count import count

REWRITING = "mhook.inspector-rewriting/1"
LARGEST_COMPARED = 1 << 20
_MOST = 200
_REASONS = 3


def rewriting_object(body: bytes) -> dict[str, Any]:
    """Return where programs would write a body differently, or the reason why that is not told."""
    findings: list[WriterFinding] = []
    reason = None
    if len(body) > LARGEST_COMPARED:
        reason = "the body is larger than 1 MiB"
    elif not body:
        reason = "the body is empty"
    else:
        try:
            findings = compare_rewritings(body, _MOST)
        except NoJsonError as error:
            reason = str(error)
    return {"schema": REWRITING, "writers": [_writer(one) for one in findings], "reason": reason}


def _writer(finding: WriterFinding) -> dict[str, Any]:
    return {
        "name": finding.writer.name,
        "equal": finding.equal,
        "sentence": _sentence(finding),
        "spans": [span._asdict() for span in finding.spans],
        "more": finding.more,
    }


def _sentence(finding: WriterFinding) -> str:
    whose = f"{finding.writer.name} ({finding.writer.language})"
    if finding.equal is None:
        return f"{whose} refuses this body: {finding.refusal}."
    if finding.equal:
        return f"{whose} writes the same bytes."
    number = len(finding.spans) + finding.more
    places = f"at least {MOST_COUNTED:,} places" if number == MOST_COUNTED else count(number, "place")
    told = [f"{reason} ({times:,} times)" if times > 1 else reason for reason, times in finding.reasons[:_REASONS]]
    rest = ", …" if len(finding.reasons) > _REASONS else ""
    return f"{whose} writes other bytes in {places}: {', '.join(told)}{rest}."
