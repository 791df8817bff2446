"""The pictures of the README: real commands, run against a receiver, each an SVG that needs nothing else.

``make pictures`` draws them. Clock times, durations and rates are those of the run. Where nothing else has changed, a
picture stays as it is.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, BinaryIO, NamedTuple, Protocol

from maileroo_cli.transport.embedded.receiver import EmbeddedReceiver
from maileroo_cli.transport.embedded.specification import parse_specification
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.signing.secret import Secret
from tests.docs.likeness import is_day, normalise
from tests.docs.pages import ROOT
from tests.receivers.correct import CorrectReceiver

SHOWN_URL = "http://localhost:8000/webhook"
_WIDTH = 100
_SECRET = "picture-secret"
_SGR = re.compile(r"\x1b\[[0-9;]*m")


class HasUrl(Protocol):
    """What listens."""

    @property
    def url(self) -> str:
        """The URL of its webhook."""
        ...


def careful_receiver(secret: str) -> EmbeddedReceiver:
    """Return the built-in receiver that does all right."""
    return EmbeddedReceiver(parse_specification("careful"), Secret(secret, "secret of the picture"))


class TwoMistakes(CorrectReceiver):
    """Checks a signature only where there is one, and refuses a type of event that it does not know."""

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Accept a request without a signature."""
        return not values or super().is_signed(body, values)

    def parse(self, body: bytes) -> dict[str, Any] | None:
        """Take an event of an unknown type for none."""
        event = super().parse(body)
        return event if event is None or event.get("event_type") in (*EventType, "ping") else None


class Picture(NamedTuple):
    """What a picture shows: its name, and the commands with their exit codes; ``preparation`` is not shown.

    ``receiver`` makes the receiver that knows a secret.
    """

    name: str
    scenes: tuple[tuple[str, int], ...]
    preparation: tuple[str, ...] = ()
    receiver: Callable[[str], AbstractContextManager[HasUrl]] = careful_receiver

    @property
    def file(self) -> Path:
        """Where it is."""
        return ROOT / "tests" / "docs" / f"{self.name}.svg"

    @property
    def label(self) -> str:
        """What it shows, for those who cannot see it."""
        return f"Output of mhook {self.name}"


PICTURES = (
    Picture("check", (("mhook check {url} --seed 7", 1),), receiver=TwoMistakes),
    Picture(
        "verify",
        (
            ("mhook send --lifecycle engaged --url {url}", 0),
            ("mhook verify body.json --signature $(cat computed.txt)", 1),
        ),
        (
            "mhook generate clicked --seed 7 --output body.json",
            "mhook generate clicked --seed 7 --style python | mhook sign - > computed.txt",
        ),
    ),
    Picture("replay", (("mhook replay failed --url {url} --faults refuse,503,lost", 0),)),
)
_CELL = 12.2
_TEXT = re.compile(r'x="([\d.]+)" y="([\d.]+)" textLength="[\d.]+"([^>]*)>([^<]*)</text>')
_STYLE = """
    .{unique_id}-matrix {{
        font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
        font-size: {char_height}px;
        line-height: {line_height}px;
    }}
    .{unique_id}-title {{ font-size: 16px; font-family: system-ui, sans-serif; }}
    {styles}
"""
_TEMPLATE = (
    '<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img"'
    ' aria-label="{label}">\n'
    f"<style>{_STYLE}</style>\n"
    '<defs>\n<clipPath id="{unique_id}-clip-terminal">'
    '<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>\n{lines}\n</defs>\n'
    "{chrome}\n"
    '<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">\n'
    '{backgrounds}\n<g class="{unique_id}-matrix">\n{matrix}\n</g>\n</g>\n</svg>\n'
)


def play(picture: Picture) -> list[str]:
    """Run the commands and return the lines of the terminal, colours and all, folded at its width."""
    with TemporaryDirectory() as folder, picture.receiver(_SECRET) as receiver:
        for command in picture.preparation:
            _run(command, folder, 0)
        lines: list[str] = []
        for command, code in picture.scenes:
            lines += [""] if lines else []
            lines += [f"\x1b[1;32m$\x1b[0m {command.format(url=SHOWN_URL)}"]
            lines += _run(command.format(url=receiver.url), folder, code)
    return [part for line in lines for part in _folded(line.replace(receiver.url, SHOWN_URL))]


def draw(lines: list[str], label: str = "mhook") -> str:
    """Return the SVG of a terminal that shows ``lines``."""
    from rich.console import Console
    from rich.terminal_theme import SVG_EXPORT_THEME
    from rich.text import Text

    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=_WIDTH, file=nowhere, force_terminal=True, color_system="truecolor")
        for line in lines:
            console.print(Text.from_ansi(line), soft_wrap=True)
        form = _TEMPLATE.replace("{label}", label)
        svg = console.export_svg(title="mhook", theme=SVG_EXPORT_THEME, code_format=form, unique_id="mhook")
    return _TEXT.sub(_without_margins, svg)


def _without_margins(match: re.Match[str]) -> str:
    """Move a piece of text to its first letter: some viewers drop the spaces before it, and then shift it."""
    content = match[4].replace("&#160;", "\xa0")
    text = content.strip("\xa0")
    cells = len(unescape(content)) - len(unescape(content.lstrip("\xa0")))
    x, length = float(match[1]) + cells * _CELL, len(unescape(text)) * _CELL
    text = text.replace("\xa0", "&#160;")
    return f'x="{x:g}" y="{match[2]}" textLength="{length:g}"{match[3]}>{text}</text>'


def text_of(svg: str) -> list[str]:
    """Return the lines of text that an SVG of :func:`draw` shows, each joined from its pieces."""
    rows: dict[float, list[tuple[float, str]]] = {}
    for attributes, content in re.findall(r"<text ([^>]*mhook-r\d[^>]*)>([^<]*)</text>", svg):
        x, y = (float(re.findall(rf'\b{name}="([\d.]+)"', attributes)[0]) for name in "xy")
        rows.setdefault(y, []).append((x, unescape(content).replace("\xa0", " ")))
    lines = []
    for _, pieces in sorted(rows.items()):
        line = ""
        for x, piece in sorted(pieces):
            line = line.ljust(round(x / _CELL)) + piece
        lines.append(line.rstrip())
    return [line for line in lines if line]


def plain(lines: list[str]) -> list[str]:
    """Return lines without colours and without what changes from run to run; empty ones and days are left out."""
    return [text for line in lines if (text := normalise(_SGR.sub("", line))) and not is_day(text)]


def main() -> int:
    """Draw each picture again, unless it already shows what the commands print."""
    for picture in PICTURES:
        lines = play(picture)
        shown = picture.file.read_text(encoding="utf-8") if picture.file.exists() else ""
        if "--force" in sys.argv or plain(text_of(shown)) != plain(lines):
            picture.file.write_text(draw(lines, picture.label), encoding="utf-8")
    return 0


def _run(command: str, folder: str, code: int) -> list[str]:
    """Run a shell command in ``folder`` on a terminal of the picture's width, and return its lines."""
    import pty

    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "MAILEROO_WEBHOOK_SECRET": _SECRET,
        "TERM": "xterm",
        "COLUMNS": str(_WIDTH),
    }
    environment.pop("NO_COLOR", None)
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb") as shown, TemporaryFile() as said:
        program = subprocess.Popen(command, shell=True, cwd=folder, env=environment, stdout=theirs, stderr=said)
        os.close(theirs)
        text = _all_of(shown).decode().replace("\r\n", "\n")
        if program.wait(60) != code:
            said.seek(0)
            raise RuntimeError(f"{command} exited with {program.returncode}: {said.read().decode()}")
    return text.rstrip("\n").split("\n")


def _all_of(terminal: BinaryIO) -> bytes:
    """Read all that a terminal gets; where the last program has left it, Linux reports an error."""
    parts = []
    with suppress(OSError):
        while part := os.read(terminal.fileno(), 65536):
            parts.append(part)
    return b"".join(parts)


def _folded(line: str) -> Iterator[str]:
    """Cut a line where a terminal of the picture's width would begin a new one; only the first part keeps colours."""
    bare = _SGR.sub("", line)
    if len(bare) <= _WIDTH:
        yield line
        return
    kept, room = "", _WIDTH
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        kept += part if part.startswith("\x1b") else part[:room]
        room -= 0 if part.startswith("\x1b") else min(room, len(part))
    yield kept
    yield from (bare[start : start + _WIDTH] for start in range(_WIDTH, len(bare), _WIDTH))


if __name__ == "__main__":
    sys.exit(main())
