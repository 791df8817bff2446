"""Writing the examples into the manual: ``python -m tests.docs.examples``.

A block that a reader saves under the name of a file of ``tests/examples`` is that file.
"""

import sys
from pathlib import Path

from tests.docs.pages import MANUAL, ROOT, Block, Section, page

EXAMPLES = ROOT / "tests" / "examples"
PAGE = MANUAL / "testing.md"
EACH = ("flask_app", "fastapi_app", "django_app")
SHARED = "test_webhook.py"
"""The tests, which are the same for each example: on the page they are saved once, and copied."""


def example_files() -> dict[str, Path]:
    """Return each file of the examples by the name under which a reader saves it; what marks a package is left out."""
    files = [path for path in sorted(EXAMPLES.rglob("*.py")) if path.name not in ("__init__.py", SHARED)]
    return {SHARED: EXAMPLES / EACH[0] / SHARED} | {path.relative_to(EXAMPLES).as_posix(): path for path in files}


def shown_files() -> dict[str, Block]:
    """Return each block of the page that is such a file."""
    names = example_files()
    return {block.file: block for block in page(PAGE.stem).blocks("python") if block.file in names}


def rewritten(one: Section) -> str:
    """Return the page with the examples of now."""
    lines, files = one.text.split("\n"), example_files()
    for block in reversed(one.blocks("python")):
        if block.file in files:
            first = block.line - 1
            lines[first : first + block.text.count("\n") + 1] = (
                files[block.file].read_text("utf-8").rstrip("\n").split("\n")
            )
    return "\n".join(lines)


def main() -> int:
    """Write the examples into the page."""
    PAGE.write_text(rewritten(page(PAGE.stem)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
