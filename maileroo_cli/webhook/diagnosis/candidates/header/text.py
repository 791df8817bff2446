"""The header's text, or a part of it, with what had to be undone to get there, and what each step costs.

The steps are in ``decoration`` and ``tool_output``; a text becomes hex digits in ``reading``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from maileroo_cli.webhook.diagnosis.finding import Finding, Findings

Step = Callable[[str], Iterator[tuple[str, Finding]]]


@dataclass(frozen=True, slots=True)
class HeaderText:
    """A text that the header may stand for; ``cost`` is higher the more has to be wrong for that."""

    value: str = field(repr=False)
    findings: Findings = ()
    cost: int = 0

    def with_finding(self, finding: Finding) -> "HeaderText":
        """Return the same text with one more finding, which comes before its own."""
        return HeaderText(self.value, (finding, *self.findings), self.cost + 1)


def header_text(header: str | bytes) -> str:
    """Return ``header`` as text; bytes that are not UTF-8 become surrogates, so nothing is lost."""
    return header.decode("utf-8", "surrogateescape") if isinstance(header, bytes) else header
