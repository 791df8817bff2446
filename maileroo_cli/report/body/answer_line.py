"""The one line of an answer that says most, harmless to show: what a receiver wrote when it refused or failed.

Here and not with a command's report, since several reports show it.
"""

from maileroo_cli.delivery.attempt.hint.answer_text import answer_text
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.signing.request import Headers


def answer_line(headers: Headers, body: bytes, limit: int) -> str:
    """Return the line of an answer that says most, made safe and cut to ``limit`` characters; empty where none does."""
    return safe(answer_text(headers, body), limit)
