"""Writing what commands really print into README and manual: ``python -m tests.docs.outputs [PAGE …]``.

All output of a page is replaced if any of it is no longer so, or if the page is named: then times and ids on it are
those of one visit. Where a page shortens output with ``…``, the lines that it shows are replaced by those that are most
like them; what is then still not so is named, for whoever wrote the page.
"""

import sys
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.docs.likeness import ELIDED, agrees, normalise
from tests.docs.pages import page, path_of
from tests.docs.story import Shown, Story
from tests.docs.test_commands import BEGINNER, PAGES


def renew(name: str, *, wholly: bool = False) -> list[str]:
    """Rewrite one page, ``wholly`` also where all agrees; return what is left for a person to mend."""
    with TemporaryDirectory() as folder:
        with Story(Path(folder), beginner=name in BEGINNER) as story:
            story.play_page(page(name))
        path = path_of(name)
        lines = path.read_text(encoding="utf-8").split("\n")
        for shown in sorted(story.compared if wholly or story.problems else [], reverse=True):
            lines[shown.line - 1 : shown.line - 1 + len(shown.shown)] = renewed(shown)
        path.write_text("\n".join(lines), encoding="utf-8")
    left = [one for one in story.differing if not agrees(renewed(one), one.real)]
    return story.problems if left or len(story.differing) < len(story.problems) else []


def renewed(shown: Shown) -> list[str]:
    """Return the lines that a page should show: all of them, or those most like what it shows between ``…``."""
    if ELIDED not in shown.shown and not shown.goes_on:
        return shown.real
    lines, start, segment = list[str](), 0, list[str]()
    for line_number, line in enumerate([*shown.shown, ELIDED]):
        if line != ELIDED:
            segment.append(line)
            continue
        if segment:
            is_last = line_number == len(shown.shown) and not shown.goes_on
            start = len(shown.real) - len(segment) if is_last else _most_like(segment, shown.real, start)
            lines += shown.real[start : start + len(segment)]
            start += len(segment)
        lines.append(ELIDED)
        segment = []
    return lines[:-1]


def _most_like(segment: Sequence[str], real: Sequence[str], start: int) -> int:
    wanted = "\n".join(map(normalise, segment))

    def likeness(begin: int) -> float:
        return SequenceMatcher(None, wanted, "\n".join(map(normalise, real[begin : begin + len(segment)]))).ratio()

    return max(range(start, max(start + 1, len(real) - len(segment) + 1)), key=likeness, default=start)


def main(names: Sequence[str]) -> int:
    """Rewrite the named pages, or all that show commands."""
    for name in names or [one.title for one in PAGES]:
        problems = renew(name, wholly=bool(names))
        sys.stdout.write("".join(f"{name}: {problem}\n\n" for problem in problems))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
