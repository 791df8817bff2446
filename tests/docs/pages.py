"""README and manual as data: their sections, their fenced blocks, and the commands in them.

How a page says what is to be done with a block, so that a reader and a test understand the same:

- ``sh``, ``console`` and the ``run`` steps of ``yaml`` are run, apart from what begins with ``ELSEWHERE``;
  ``# exit 1`` behind a command says how it ends;
- a block of another language is saved as a file where the text before it says "save it as `NAME`";
- ``diff`` is applied to the file that has its lines, until the text says "take the change back";
- ``console`` without a ``$`` is what the ``mhook listen`` that runs shows;
- ``text`` is only looked at, and so is what follows ``<!-- not run: why -->``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
README = ROOT / "README.md"
MANUAL = ROOT / "maileroo_cli" / "manual"
COMMANDS = MANUAL / "commands.md"
ELSEWHERE = ("pip install ", "make ")
"""How commands begin that need a network or a checkout."""

_EXIT = re.compile(r"\s+# exit (\d+)$")
# Of GitHub Actions with `run:`, of GitLab without.
_STEP = re.compile(r"\s*- (?:run: )?((?:flask|mhook|pip) .+)")
_NOT_RUN = re.compile(r"<!-- not run: (.+) -->\s*\Z")
_SAVED = re.compile(r"[Ss]aved? [^.`]*as\s+`([\w./-]+)`")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its language, its text, the number of its first line, and the prose that leads to it."""

    language: str
    text: str
    line: int
    before: str = ""

    @property
    def not_run(self) -> str:
        """Why nobody can run the block here; empty where it is run."""
        found = _NOT_RUN.search(self.before)
        return found[1] if found else ""

    @property
    def file(self) -> str:
        """The name under which a reader saves the block; empty where the text names none."""
        names = _SAVED.findall(self.before)
        return names[-1] if names and self.language not in ("sh", "console", "text") else ""


@dataclass(slots=True)
class Command:
    """One shell command with the exit code that the page promises, and the output that it shows, if any."""

    text: str
    code: int
    line: int
    output: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section:
    """A page, or one part of it from a heading of the given level to the next."""

    title: str
    text: str
    line: int

    def blocks(self, *languages: str) -> list[Block]:
        """Return the fenced blocks, in order; only those in ``languages`` where any is named."""
        return [block for block in _blocks(self.text, self.line) if not languages or block.language in languages]


def path_of(name: str) -> Path:
    """Return the file of a page of the manual, or of the README."""
    return README if name == "README" else MANUAL / f"{name}.md"


def page(name: str) -> Section:
    """Return a page of the manual as a whole, or the README; its title is its name."""
    return Section(name, path_of(name).read_text(encoding="utf-8"), 1)


def pages() -> list[Section]:
    """Return the README and every page of the manual."""
    return [page("README"), *(page(path.stem) for path in sorted(MANUAL.glob("*.md")))]


def sections(text: str, level: int = 2) -> list[Section]:
    """Return the sections below headings of ``level``, in order."""
    lines = text.split("\n")
    mark, found, fenced = "#" * level + " ", [], False
    starts = []
    for number, line in enumerate(lines):
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced and re.match(rf"#{{1,{level}}} ", line):
            starts.append(number)
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        if lines[start].startswith(mark):
            title = lines[start].removeprefix(mark).strip("`")
            found.append(Section(title, "\n".join(lines[start:end]), start + 1))
    return found


def commands(block: Block) -> Iterator[Command]:
    """Yield a block's commands: ``$ `` lines of a console, lines of a shell script, ``run`` steps of a workflow."""
    current: Command | None = None
    for number, line in enumerate(block.text.split("\n"), block.line):
        text = _command_of(block.language, line)
        if text is None:
            if current is not None and block.language == "console":
                current.output.append(line)
            continue
        if current is not None:
            yield current
        code = _EXIT.search(text)
        current = Command(_EXIT.sub("", text), int(code[1]) if code else 0, number)
    if current is not None:
        yield current


def _command_of(language: str, line: str) -> str | None:
    if language == "console":
        return line.removeprefix("$ ") if line.startswith("$ ") else None
    if language == "yaml":
        step = _STEP.fullmatch(line)
        return step[1] if step else None
    return line if line and not line.startswith("#") else None


def _blocks(text: str, first: int) -> Iterator[Block]:
    language, start = None, 0
    kept, before = list[str](), list[str]()
    for number, line in enumerate(text.split("\n"), first):
        if line.startswith("```") and language is None:
            language, start, kept = line.removeprefix("```"), number + 1, []
        elif line == "```" and language is not None:
            yield Block(language, "\n".join(kept), start, "\n".join(before))
            language, before = None, []
        elif language is None:
            before.append(line)
        else:
            kept.append(line)
