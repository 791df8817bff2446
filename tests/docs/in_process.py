"""The manual's table of rules that cannot be shown in process: ``python -m tests.docs.in_process`` writes it."""

from maileroo_cli.rules.in_process import IN_PROCESS_BLIND
from tests.docs.pages import MANUAL

PAGES = (MANUAL / "checking.md", MANUAL / "testing.md")
BEGIN, END = "<!-- in process: written by `python -m tests.docs.in_process` -->\n", "<!-- end of in process -->"


def blind_table() -> str:
    """Return the table as Markdown: each rule, and why it is skipped."""
    rows = (f"| `{rule}` | {reason} |" for rule, reason in IN_PROCESS_BLIND.items())
    return "\n".join(["| rule | why it is skipped |", "|---|---|", *rows]) + "\n"


def rewritten(text: str) -> str:
    """Return a page's ``text`` with the table of now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{blind_table()}\n{END}{after}"


def main() -> None:
    """Write the table into the pages."""
    for page in PAGES:
        page.write_text(rewritten(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
