"""What commands show, to the letter: the pages in ``pages/``, and how they are made anew.

``python -m tests.cli.shown_pages`` rewrites them; what it changed is to be read before it is kept.
"""

import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from maileroo_cli.capture.formats.http.writer import write_http
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.tamper import BadSignature, tamper
from tests.cli.calling import SECRET, Mhook
from tests.cli.endpoint import Endpoint
from tests.cli.store import captured, event, fill, signature
from tests.delivery.replaying import delivery
from tests.transport.stored_run import attempt, new_run

PAGES = Path(__file__).parent / "pages"
_PROMPT = "$ mhook "
_HOST = (b"Host", b"a.test")
_CHANGING = (  # what took how long, and the ports that the system chose
    (re.compile(r" +\d+\.\d m?s\b"), " #"),
    (re.compile(r"\b\d+/s\b"), "#/s"),
    (re.compile(r"\bPython/[\d.]+"), "Python/#"),
    (re.compile(r"127\.0\.0\.1:\d+(?=/webhook|\b)(?<!:40000)"), "127.0.0.1:#"),
    (re.compile(r'("duration_(?:\w+_)?ms":)[\d.]+'), r"\1#"),
    (re.compile(r'("elapsed_s":)[\d.]+(?=,"bad_signature_counts")'), r"\1#"),
)
_NOW = (  # when it was sent, and the ids of events that were made without a seed
    (re.compile(r"\b[0-9a-f]{12}…"), "############…"),
    (re.compile(r"(?<!\d)\d\d:\d\d:\d\d(\.\d+)?"), "##:##:##"),
    (re.compile(r"\b20\d\d-\d\d-\d\d"), "####-##-##"),
)


class Page(NamedTuple):
    """One command line, and its exit code, stdout, stderr after ``!``, and the summary of a CI step after ``#``."""

    command: str
    shown: str


@contextmanager
def place() -> Iterator[Path]:
    """Stand in a project with five captures, a run, and files of requests, by the clock of Greenwich."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        (folder / ".git").mkdir()
        patch.chdir(folder)
        patch.setenv("TZ", "UTC")
        _take_zone()
        _fill(folder)
        yield folder
    _take_zone()


def show(mhook: Mhook, command: str, *, now: bool) -> str:
    """Run a command line and return what it shows, without times where those of ``now`` are in it.

    ``{}`` is the URL of an endpoint, which words in capitals before the command describe, as they do the terminal.
    """
    words = command.split()
    summary = Path("summary.md")
    env, terminal = {"COLUMNS": "100", "GITHUB_STEP_SUMMARY": str(summary)}, False
    while words[0] in {"TERMINAL", "NARROW", "LENIENT", "BROKEN"}:
        terminal |= words[0] in {"TERMINAL", "NARROW"}
        env |= {"COLUMNS": "72"} if words[0] == "NARROW" else {}
        words = words[1:]
    with Endpoint(500 if "BROKEN" in command else 200, checks="LENIENT" not in command) as endpoint:
        ran = mhook(*(word.replace("{}", endpoint.url) for word in words), env=env, terminal=terminal, hides=False)
    told = "".join(f"! {line}\n" for line in ran.err.splitlines())
    text = f"exit {int(ran.code)}\n{ran.text}{'' if ran.text.endswith(chr(10)) or not ran.text else chr(10)}{told}"
    if summary.exists():
        text += "".join(f"# {line}\n" for line in summary.read_text(encoding="utf-8").split("\n"))
        summary.unlink()
    for pattern, name in (*_CHANGING, *(_NOW if now else ())):
        text = pattern.sub(name, text)
    return text.replace(os.getcwd(), "FOLDER").replace("\x1b", "␛")


def read_pages(file: Path) -> list[Page]:
    """Return the pages of a file, in order."""
    parts = file.read_text(encoding="utf-8").split(_PROMPT)[1:]
    return [Page(command, shown) for command, _, shown in (part.partition("\n") for part in parts)]


def is_now(file: Path) -> bool:
    """Tell whether the pages of a file tell when they were made."""
    return file.stem == "delivery"


def rewrite() -> None:
    """Make all pages anew, from the command lines that stand in them."""
    for file in sorted(PAGES.glob("*.txt")):
        commands = [page.command for page in read_pages(file)]
        with place():
            shown = [f"{_PROMPT}{command}\n{show(Mhook(), command, now=is_now(file))}" for command in commands]
        file.write_text("".join(shown), encoding="utf-8")


def _fill(folder: Path) -> None:
    store = folder / ".mhook" / "captures.db"
    body = event(2, "failed")
    upper = (b"x-maileroo-signature", signature(body).upper().encode())
    refused = {"status": 401, "answered": "application", "answer": (b"HTTP/1.1 401 X\r\nA: b\r\n\r\n", b"no")}
    fill(
        store,
        captured(1),
        captured(2, body, headers=(_HOST, upper), verdict="invalid", cause="header-uppercase", secret="", **refused),  # type: ignore[arg-type]
        captured(3, b"rest", anomaly="cut-off", verdict="damaged", status=400, answered="listener", secret=""),
        captured(
            4, b"", headers=(_HOST,), method="GET", verdict="probe", secret="", status=None, answered="",
            milliseconds=None,
        ),
        captured(86_400, event(5, "opened"), peer=""),
    )  # fmt: skip
    requests = [captured(1).record]
    for kind in (BadSignature.UPPERCASE, BadSignature.TRUNCATED):
        (value,) = tamper(kind, body, Secret(SECRET))
        requests.append(captured(2, body, headers=(_HOST, (b"x-maileroo-signature", value.encode()))).record)
    (folder / "mixed.http").write_bytes(
        b"\n\n".join(write_http(one) for one in requests) + b"\n\nPOST / HTTP/1.1\nno header\n"
    )
    (folder / "body.json").write_bytes(event(7))
    with new_run(folder / ".mhook" / "runs") as run:
        for number, status in ((1, 500), (2, 503), (3, 200)):
            attempt(run, delivery(), number, status)


def _take_zone() -> None:
    if hasattr(time, "tzset"):  # not on Windows
        time.tzset()


if __name__ == "__main__":
    rewrite()
