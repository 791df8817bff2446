"""Writing what commands really print into README and manual: ``python -m tests.docs.outputs [PAGE …]``.

Output that is shown in full, and is no longer so, is replaced. What a page shortens with ``…`` is named only: whoever
wrote it decides what matters there.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.docs.likeness import ELIDED
from tests.docs.pages import page, path_of
from tests.docs.story import Shown, Story
from tests.docs.test_commands import BEGINNER, PAGES


def renew(name: str) -> list[str]:
    """Rewrite one page; return what is left for a person to mend."""
    with TemporaryDirectory() as folder:
        with Story(Path(folder), beginner=name in BEGINNER) as story:
            story.play_page(page(name))
        path = path_of(name)
        lines = path.read_text(encoding="utf-8").split("\n")
        for shown in sorted(story.differing, reverse=True):
            if _is_whole(shown):
                lines[shown.line - 1 : shown.line - 1 + len(shown.shown)] = shown.real
        path.write_text("\n".join(lines), encoding="utf-8")
    renewed = [shown for shown in story.differing if _is_whole(shown)]
    return story.problems if len(renewed) < len(story.problems) else []


def _is_whole(shown: Shown) -> bool:
    return ELIDED not in shown.shown


def main(names: Sequence[str]) -> int:
    """Rewrite the named pages, or all that show commands."""
    for name in names or [one.title for one in PAGES]:
        problems = renew(name)
        sys.stdout.write("".join(f"{name}: {problem}\n\n" for problem in problems))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
