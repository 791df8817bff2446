"""The file in which a step of GitHub Actions keeps its summary. What it is to show is written in ``report``."""

import os

SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"


def append_summary(markdown: str) -> str:
    """Add ``markdown`` to the step's summary, where there is one; return why it could not be added, or nothing."""
    path = os.environ.get(SUMMARY_VARIABLE)
    if not path:
        return ""
    try:
        with open(path, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(markdown)
    except (OSError, ValueError) as error:
        return f"cannot write the step's summary, which {SUMMARY_VARIABLE} names ({error})"
    return ""
