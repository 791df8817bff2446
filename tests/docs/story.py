"""Doing what the README says, in a folder of its own: its files, its endpoint, its commands."""

import os
import re
import shlex
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.docs.likeness import agrees
from tests.docs.pages import Block, Command, commands, page

SECRET = "test-secret"
_SHOWN_LISTENER = re.compile(r"\b(localhost|127\.0\.0\.1):4747\b")
_SHOWN_PLACE = re.compile(r"\b(localhost|127\.0\.0\.1):8000\b")
_LISTENING = re.compile(r"Running on http://(127\.0\.0\.1:\d+)")
# What needs a network, a whole checkout or a terminal of its own; the endpoint is started by the story itself.
_ELSEWHERE = ("pip install ", "make ", "flask --app ", "export ")
# What takes long for a person's sake only.
_SHORTER = {"-n 1000": "-n 20", "--interval 0.5": "--interval 0.01"}


def receiver_source() -> str:
    """Return the endpoint of the README."""
    return page("getting-started").blocks("python")[0].text + "\n"


def patched(source: str, diff: Block) -> str:
    """Return ``source`` with the lines of a diff replaced; each has to be there exactly once."""
    old = [line[1:] for line in diff.text.split("\n") if not line.startswith("+")]
    new = [line[1:] for line in diff.text.split("\n") if not line.startswith("-")]
    assert source.count("\n".join(old)) == 1
    return source.replace("\n".join(old), "\n".join(new))


class Endpoint:
    """The README's Flask endpoint as a program of its own, on a free port of 127.0.0.1."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "flask", "--app", "receiver", "run", "--port", "0"]
        self._program = subprocess.Popen(
            command, cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        self.place = self._listening()
        # The endpoint logs each request: a full pipe would stop it.
        self._drain = threading.Thread(target=self._program.communicate, daemon=True)
        self._drain.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the program."""
        self._program.kill()
        self._drain.join(10)

    def _listening(self) -> str:
        assert self._program.stderr is not None
        said = ""
        for line in self._program.stderr:
            said += line
            if found := _LISTENING.search(line):
                return found[1]
        raise AssertionError(f"the endpoint did not start: {said}")


class Listening:
    """A ``mhook listen`` of the README, on a free port, until it is ended as Ctrl-C does."""

    def __init__(self, text: str, folder: Path) -> None:
        ready = folder / "listening.url"
        words = shlex.split(text)
        for own in ("--ready-file", "--port"):
            if own in words:
                del words[words.index(own) : words.index(own) + 2]
        command = [*words, "--port", "0", "--ready-file", str(ready)]
        self._ends_well = "--expect" not in words
        self._program = subprocess.Popen(
            command, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self._program.stdout is not None
        self._first = self._program.stdout.readline()
        found = re.search(r"127\.0\.0\.1:\d+", self._first)
        self.place = found[0] if found else ""

    def stop(self) -> str:
        """End it; return what went wrong, if anything."""
        self._program.send_signal(signal.SIGINT)
        out, err = self._program.communicate(timeout=30)
        code = self._program.returncode
        good = self.place and "Traceback" not in err and code == (0 if self._ends_well else 1)
        return "" if good else f"exited with {code}: {self._first}{out[-500:]}{err}"


class Story:
    """Runs blocks one after the other; ``problems`` says which command did not do what the README says."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._source = receiver_source()
        self._endpoint: Endpoint | None = None
        self._listening: tuple[str, Listening] | None = None
        self.problems: list[str] = []
        self.ran = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._endpoint is not None:
            self._endpoint.stop()
        self._stop_listening()

    def play(self, block: Block) -> None:
        """Run the commands of a block, or change the endpoint as a diff says; a workflow has the whole one again."""
        if block.language == "diff":
            self._restart(patched(self._source, block))
        elif block.language == "yaml":
            self._restart(receiver_source())
        if block.language in ("console", "sh", "yaml"):
            for command in commands(block):
                if not command.text.startswith(_ELSEWHERE):
                    self._run(command)

    def _run(self, command: Command) -> None:
        text = command.text
        for long, short in _SHORTER.items():
            text = text.replace(long, short)
        if _SHOWN_PLACE.search(text):
            text = _SHOWN_PLACE.sub(self._place(), text)
        if text.startswith("mhook listen"):
            self._stop_listening()
            self._listening = f"line {command.line}: {text}", Listening(text, self._folder)
            self.ran += 1
            return
        if self._listening is not None:
            text = _SHOWN_LISTENER.sub(self._listening[1].place, text)
            if text.startswith("mhook captures"):
                self._stop_listening()
        done = execute(["sh", "-c", text], self._folder)
        self.ran += 1
        where = f"line {command.line}: {text}"
        if done.returncode != command.code:
            self.problems.append(f"{where}\nexited with {done.returncode}: {done.stderr}{done.stdout[-500:]}")
        elif "Traceback" in done.stderr:
            self.problems.append(f"{where}\n{done.stderr}")
        elif command.output and not agrees(command.output, done.stdout.rstrip("\n").split("\n")):
            self.problems.append(f"{where}\nprinted\n{done.stdout}")

    def _stop_listening(self) -> None:
        if self._listening is not None:
            where, listening = self._listening
            self._listening = None
            if problem := listening.stop():
                self.problems.append(f"{where}\n{problem}")

    def _restart(self, source: str) -> None:
        self._source = source
        if self._endpoint is not None:
            self._endpoint.stop()
            self._endpoint = None

    def _place(self) -> str:
        if self._endpoint is None:
            (self._folder / "receiver.py").write_text(self._source, encoding="utf-8")
            self._endpoint = Endpoint(self._folder)
        return self._endpoint.place


def environment() -> dict[str, str]:
    """Return the variables of a reader who did what the README says: ``mhook`` on the path, a secret set."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {
        **os.environ,
        "PATH": path,
        "TZ": _morning(),
        "MAILEROO_WEBHOOK_SECRET": SECRET,
        "OLD_SECRET": "old-secret",
    }


def _morning() -> str:
    """Return a time zone where it is early, so that what takes minutes ends on the day on which it began.

    It is one to the east, where the README's events, of the first minutes of a day, are of that day as well.
    """
    ahead = (6 - datetime.now(UTC).hour) % 24
    return f"TST-{ahead}"


def execute(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in ``folder`` as such a reader."""
    return subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=False, timeout=60
    )
