"""README and manual as data: their sections, their fenced blocks, and the commands in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
README = ROOT / "README.md"
MANUAL = ROOT / "maileroo_cli" / "manual"
COMMANDS = MANUAL / "commands.md"
_EXIT = re.compile(r"\s+# exit (\d+)$")
# Of GitHub Actions with `run:`, of GitLab without.
_STEP = re.compile(r"\s*- (?:run: )?((?:flask|mhook|pip) .+)")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its language, its text, and the number of its first line."""

    language: str
    text: str
    line: int


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


def page(name: str) -> Section:
    """Return a page of the manual as a whole, or the README; its title is its name."""
    path = README if name == "README" else MANUAL / f"{name}.md"
    return Section(name, path.read_text(encoding="utf-8"), 1)


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
    language, start, kept = None, 0, list[str]()
    for number, line in enumerate(text.split("\n"), first):
        if line.startswith("```") and language is None:
            language, start, kept = line.removeprefix("```"), number + 1, []
        elif line == "```" and language is not None:
            yield Block(language, "\n".join(kept), start)
            language = None
        elif language is not None:
            kept.append(line)
