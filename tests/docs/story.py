"""Doing what a page says, in order, in one folder: its files, its programs, its commands.

A program that goes on running occupies a terminal; what follows is typed into the next, which knows no variables.
"""

import os
import re
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from maileroo_cli.capture.store.file import RUNS_VARIABLE
from tests.cli.on_terminal import run_on_terminal
from tests.docs.likeness import ELIDED, agrees, paired_ids
from tests.docs.pages import ELSEWHERE, Block, Command, Section, commands, page
from tests.docs.program import WIDTH, Program

SECRET = "test-secret"
VARIABLE = "MAILEROO_WEBHOOK_SECRET"
LISTENER_PORT = "4747"
INSPECTOR_PORT = "4748"
_PORTS = re.compile(r"\b(8000|4747|4748)\b")
_EXPORT = re.compile(r"export ([A-Z_]+)=(\S+)")
_STEP_VARIABLE = re.compile(r"^ +([A-Z_]{3,}): (\S+|\$\{\{ [\w.]+ \}\})$", re.MULTILINE)
_KEPT_ELSEWHERE = {"secrets": SECRET, "vars": "http://localhost:8000/webhook"}
_SERVERS = ("flask ", "uvicorn ", "mhook listen", "mhook inspect")
_OURS = {"mhook listen": LISTENER_PORT, "mhook inspect": f"{INSPECTOR_PORT} --no-open"}
"""Where ours are served if the page does not say it; no test opens a reader's browser."""

_ENDPOINT = "flask --app receiver run --port 8000"
_RESTART = re.compile(r"\b[Rr]estart\s+(it|the\s+(endpoint|receiver))\b")
_BACK = re.compile(r"\b[Tt]ake\s+the\s+change\s+back\b")
_WAITING = "mhook: note: waiting for "


class Shown(NamedTuple):
    """Output that a page shows: where it begins, what is shown, what came really, and whether more may come."""

    line: int
    shown: list[str]
    real: list[str]
    goes_on: bool = False


class Story:
    """Runs blocks one after the other; ``problems`` says which command did not do what the page says.

    Whoever reads ``beginner`` pages has nothing; on other pages the tour has been done: its receiver is at hand, runs
    where the page does not start one, and each terminal has the secret.
    """

    def __init__(self, folder: Path, *, beginner: bool = False) -> None:
        self._folder = folder
        self._beginner = beginner
        self._ports: dict[str, str] = {}
        self._programs: dict[str, Program] = {}
        self._listening: dict[str, tuple[Command, list[Shown]]] = {}
        self._patched: tuple[Path, str] | None = None
        self._exported: dict[str, str] = {}
        self.problems: list[str] = []
        self.compared: list[Shown] = []
        self.differing: list[Shown] = []
        self._ids: dict[str, str] = {}
        self.ran = 0
        if not beginner:
            (folder / "receiver.py").write_text(receiver_source(), encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for port in list(self._programs):
            self._stop(port)

    def play_page(self, one: Section) -> None:
        """Run a page from its first block to its last."""
        for block in one.blocks():
            self.play(block)

    def play(self, block: Block) -> None:
        """Do what one block, and the text before it, asks for."""
        self._heed(block.before)
        if block.not_run or block.language == "text":
            return
        if block.file:
            self._write(self._folder / block.file, block.text + "\n")
        if block.language == "diff":
            self._apply(block)
        if block.language == "console" and not block.text.startswith("$ ") and self._listening:
            next(reversed(self._listening.values()))[1].append(Shown(block.line, block.text.split("\n"), []))
        elif block.language in ("console", "sh", "yaml"):
            self._run_all(block)

    def _heed(self, text: str) -> None:
        if _BACK.search(text) and self._patched is not None:
            self._write(*self._patched)
            self._patched = None
        if _RESTART.search(text):
            started = self._programs["8000"].text
            self._stop("8000")
            self._programs["8000"] = Program(started, self._folder, self._environment())

    def _run_all(self, block: Block) -> None:
        if block.language == "yaml":
            self._stop("8000")
            self._take_variables(block.text)
        for command in commands(block):
            if export := _EXPORT.fullmatch(command.text):
                self._exported[export[1]] = export[2]
            elif command.text.startswith(_SERVERS):
                self._start(command)
            elif not command.text.startswith(ELSEWHERE):
                self._run(command)

    def _take_variables(self, workflow: str) -> None:
        """Set the variables of a workflow; what it keeps elsewhere is a secret, or where a receiver runs already."""
        self._exported = {}
        for name, value in _STEP_VARIABLE.findall(workflow):
            self._exported[name] = self._mapped(_KEPT_ELSEWHERE.get(value[4:].split(".")[0], value))
        if "${{ vars." in workflow:
            self._provide_endpoint()

    def _start(self, command: Command) -> None:
        """Start what goes on running; without ``&`` it occupies the terminal, and the reader opens another one."""
        text = command.text.removesuffix(" &")
        own = next((one for one in _OURS if text.startswith(one)), None)
        port = _OURS[own].partition(" ")[0] if own else "8000"
        self._stop(port)
        if own:
            text += "" if "--port" in text else f" --port {_OURS[own]}"
            self._listening[port] = (command, [])
            if command.output:
                self._listening[port][1].append(Shown(command.line + 1, command.output, []))
        if "8000" in text and own:
            self._provide_endpoint()
        self._programs[port] = Program(self._mapped(text), self._folder, self._environment())
        self.ran += 1
        if not command.text.endswith(" &"):
            self._exported = {}

    def _stop(self, port: str) -> None:
        program = self._programs.pop(port, None)
        if program is None:
            return
        code = program.stop()
        if port not in self._listening:
            return
        command, shown = self._listening.pop(port)
        if code not in ((0, 1) if "--expect" in command.text else (0,)) or "Traceback" in "\n".join(program.lines):
            self.problems.append(f"line {command.line}: {command.text}\nexited with {code}: {program.lines}")
        for one in shown:
            self._compare(command, Shown(one.line, one.shown, [*program.lines, ""], goes_on=True))

    def _run(self, command: Command) -> None:
        if "8000" in command.text:
            self._provide_endpoint()
        line = ["sh", "-c", self._mapped(command.text)]
        done = run_on_terminal(line, self._environment(), width=WIDTH, folder=self._folder)
        self.ran += 1
        if done.code != command.code or "Traceback" in done.text:
            where = f"line {command.line}: {command.text}"
            self.problems.append(f"{where}\nexited with {done.code}: {done.text[-1500:]}")
        elif command.output:
            real = [line for line in done.text.rstrip("\n").split("\n") if not line.startswith(_WAITING)]
            self._compare(command, Shown(command.line + 1, command.output, real))

    def _compare(self, command: Command, shown: Shown) -> None:
        # A bar of progress, which a slow machine shows, leaves an empty line.
        wanted = [line for line in shown.shown if line] + ([ELIDED] if shown.goes_on else [])
        real = [line for line in shown.real if line]
        self.compared.append(shown._replace(real=[self._as_on_the_page(line) for line in shown.real]))
        if not agrees(wanted, real):
            printed = "\n".join(shown.real)
            self.differing.append(self.compared[-1])
            self.problems.append(f"line {command.line}: {command.text}\nprinted\n{printed}")
            return
        for one, other in paired_ids(wanted, real):
            if self._ids.setdefault(other, one) != one:
                known = self._ids[other]
                self.problems.append(f"line {command.line}: {command.text}\nshows {one} for what was {known} before")

    def _provide_endpoint(self) -> None:
        if "8000" not in self._programs and not self._beginner:
            self._programs["8000"] = Program(self._mapped(_ENDPOINT), self._folder, self._environment())

    def _apply(self, diff: Block) -> None:
        """Change the file that has the lines of a diff; a program that reloads its code does so."""
        old = "\n".join(line[1:] for line in diff.text.split("\n") if not line.startswith("+"))
        new = "\n".join(line[1:] for line in diff.text.split("\n") if not line.startswith("-"))
        (path,) = [one for one in self._folder.glob("*.py") if old in one.read_text(encoding="utf-8")]
        source = path.read_text(encoding="utf-8")
        assert source.count(old) == 1
        self._write(path, source.replace(old, new))
        self._patched = path, source

    def _write(self, path: Path, text: str) -> None:
        running = [one for one in self._programs.values() if one.reloads and path.exists()]
        loaded = [one.loaded for one in running]
        path.write_text(self._mapped(text), encoding="utf-8")
        for program, before in zip(running, loaded, strict=True):
            program.wait_for_reload(before)

    def _as_on_the_page(self, line: str) -> str:
        """Return a line of output with the page's ports."""
        for shown, real in self._ports.items():
            line = line.replace(f":{real}", f":{shown}")
        return line

    def _mapped(self, text: str) -> str:
        """Return ``text`` with free ports of this machine in place of the page's."""
        return _PORTS.sub(lambda found: self._ports.setdefault(found[0], _free_port()), text)

    def _environment(self) -> dict[str, str]:
        known = {} if self._beginner else {VARIABLE: SECRET}
        return {**environment(), **known, **self._exported}


def receiver_source() -> str:
    """Return the endpoint of the tour."""
    return next(one for one in page("getting-started").blocks("python") if one.file == "receiver.py").text + "\n"


def _free_port() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return str(one.getsockname()[1])


def environment() -> dict[str, str]:
    """Return the variables of a reader who has installed ``mhook``, and Flask; bars of progress are not for a page."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    inherited = {name: value for name, value in os.environ.items() if name not in (VARIABLE, RUNS_VARIABLE)}
    return {**inherited, "PATH": path, "TZ": _morning(), "TERM": "dumb", "OLD_SECRET": "old-secret"}


def _morning() -> str:
    """Return a time zone where it is early, so that what takes minutes ends on the day on which it began.

    It is one to the east, where events with a seed, of the first minutes of a day, are of that day as well.
    """
    ahead = (6 - datetime.now(UTC).hour) % 24
    return f"TST-{ahead}"


def execute(
    command: list[str], folder: Path, variables: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program in ``folder`` as such a reader, by default one with a secret."""
    env = {**environment(), VARIABLE: SECRET} if variables is None else variables
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=60)
