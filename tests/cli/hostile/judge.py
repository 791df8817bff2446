"""What holds of every command line, whatever it holds: it ends, as documented, with plain words and nothing else."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.cli.calling import SECRET, Ran, check
from tests.cli.hostile.line import Line

CODES = {0, 1, 2, 3, 4, 130}
_SGR = re.compile(r"\x1b\[[0-9;]*m")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LONGEST_ERROR = 2000
_HELP = {"--help", "-h", "--version", "--show-completion", "--install-completion"}
_HOLDS_THE_SECRET = {"secret.txt", "odd"}


class Ended(NamedTuple):
    """How a line ended, and what it left; ``told`` is what it tried that must not be."""

    code: int
    out: bytes
    err: bytes
    interrupted: bool
    killed: bool
    left_behind: bool
    told: str
    seconds: float


def complaints(line: Line, ended: Ended, folder: Path) -> Iterator[str]:
    """Yield what is wrong with the way in which a line ended."""
    if ended.killed:
        yield "it did not end when it was interrupted"
    if ended.left_behind:
        yield "it left a process behind"
    if ended.told:
        yield f"it did what must not be: {ended.told}"
    if ended.code not in CODES:
        yield f"the exit code is {ended.code}"
    if ended.code == 130 and not ended.interrupted:
        yield "it says that it was interrupted, and was not"
    if not line.streams.stderr:
        yield from _talk(line, ended)
    yield from _data(line, ended)
    yield from _secrets(ended, folder)


def _talk(line: Line, ended: Ended) -> Iterator[str]:
    """Yield what is wrong with stderr: it has one line an error, and that in a certain form."""
    said = ended.err.decode(line.streams.encoding, "backslashreplace").replace("\ufeff", "")
    if line.completes:  # the parser speaks to the shell then
        if "Traceback" in said or "Warning" in said:
            yield f"there is a traceback or a warning: {said[-2000:]}"
        return
    errors = [one for one in said.splitlines(keepends=True) if not one.startswith(_NOTES)]
    of_each_file = line.command == "verify" or line.words[:2] == ("captures", "import")
    try:
        for one in errors if of_each_file else [said]:
            check(Ran(ended.code, b"", one))
    except (AssertionError, ValueError, KeyError) as error:
        yield f"stderr has not its form ({type(error).__name__}): {said[-2000:]}"
        return
    if ended.code == 2 and not errors:
        yield "it is refused without a word"
    if any(len(one) > _LONGEST_ERROR for one in errors if not one.startswith("{")):
        yield f"an error has {max(map(len, errors))} characters"


def _data(line: Line, ended: Ended) -> Iterator[str]:
    """Yield what is wrong with stdout: with JSON it has objects alone, and it never has what a terminal obeys."""
    if ended.code == 2 and ended.out:
        yield f"there is data beside an error of usage: {ended.out[:100]!r}"
    if line.streams.encoding == "utf-16" or line.completes or _carries_bytes(line) or _HELP & set(line.words):
        return
    text = _SGR.sub("", ended.out.decode(line.streams.encoding, "replace"))
    if odd := _CONTROL.search(text):
        yield f"stdout has a control character: {text[max(0, odd.start() - 60) : odd.end() + 20]!a}"
    if ("--format", "json") in zip(line.words, line.words[1:], strict=False) and line.command != "schema":
        for one in text.splitlines():
            if not _is_object(one):
                yield f"stdout has a line that is no object of ours: {one[:100]!a}"
                return


def _secrets(ended: Ended, folder: Path) -> Iterator[str]:
    """Yield where the secret was shown or kept."""
    shown = ended.out + ended.err
    if SECRET.encode() in shown or SECRET.encode().hex().encode() in shown:
        yield "it shows the secret"
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_file() or path.name in _HOLDS_THE_SECRET:
            continue
        if SECRET.encode() in path.read_bytes():
            yield f"the secret was written to {path.name!a}"


def _carries_bytes(line: Line) -> bool:
    """Tell whether what is printed may be the bytes of somebody else, byte for byte."""
    words = set(line.words)
    return line.command in ("generate", "sign") or bool(words & {"--dry-run", "export", "--raw", "--raw-request"})


def _is_object(text: str) -> bool:
    try:
        return str(json.loads(text)["schema"]).startswith("mhook.")
    except (ValueError, KeyError, TypeError):
        return False


_NOTES = ("mhook: note: ", "mhook: \x1b[33mnote:\x1b[0m ", '{"schema":"mhook.note/1"')
