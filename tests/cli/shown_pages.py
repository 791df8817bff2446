"""What commands show, to the letter, on 60, 80 and 120 columns: the pages in ``pages/``, and how to write them again.

``python -m tests.cli.shown_pages`` rewrites them; read what it changed before you keep it.
"""

import os
import re
import shlex
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from maileroo_cli.capture.formats.http.writer import write_http
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.tamper import BadSignature, tamper
from tests.cli.calling import SECRET, Mhook, Ran
from tests.cli.endpoint import Endpoint
from tests.cli.store import captured, event, fill, signature
from tests.delivery.replaying import delivery
from tests.listening import Client, ListenProcess
from tests.transport.stored_run import attempt, new_run

PAGES = Path(__file__).parent / "pages"
WIDTHS = (60, 80, 120)
_PROMPT = "$ mhook "
_HOST = (b"Host", b"a.test")
_CHANGING = (  # what took how long, and the ports that the system chose
    (re.compile(r" +\d+\.\d (?:ms\b|s\b ?)"), " #"),
    (re.compile(r"\b[\d,]+ per second\b"), "# per second"),
    (re.compile(r"\bPython/[\d.]+"), "Python/#"),
    (re.compile(r"\bDate: .* GMT"), "Date: #"),
    (re.compile(r"127\.0\.0\.1:\d+(?=/webhook|\b)(?<!:40000)"), "127.0.0.1:#"),
    (re.compile(r'("duration_(?:\w+_)?ms":)[\d.]+'), r"\1#"),
    (re.compile(r'("elapsed_s":)[\d.]+(?=,"bad_signature_counts")'), r"\1#"),
)
_NOW = (  # when it was sent, and the ids of events that were made without a seed
    (re.compile(r"\b[0-9a-f]{8}…"), "########…"),
    (re.compile(r"\b(?!0{40})[0-9a-f]{48}\b"), "#" * 48),
    (re.compile(r"(?<!\d)\d\d:\d\d:\d\d(\.\d+)?"), "##:##:##"),
    (re.compile(r"\b20\d\d-\d\d-\d\d"), "####-##-##"),
    (re.compile(r'("id":")[0-9a-f]{16}"'), r'\1#"'),
    (re.compile(r'("pid":)\d+'), r"\1#"),
)


_MIDNIGHT = re.compile(r"^(?:\x1b\[1m)?20\d\d-\d\d-\d\d(?:\x1b\[0m)?\n", re.MULTILINE)
"""The line with which a replay tells that a day begins: whether one does depends on when it is played."""

_ARRIVAL = re.compile(rb'\d\d:\d\d:\d\d|\{"schema":"mhook.arrival/')
_COLUMNS = re.compile(r"^--- ((?:\d+, )*\d+) columns\n", re.MULTILINE)


class Page(NamedTuple):
    """One command line, and what it shows on a number of columns.

    That is its exit code, stdout, stderr after ``!``, and the summary of a CI step after ``#``.
    """

    command: str
    shown: dict[int, str]


@contextmanager
def place() -> Iterator[Path]:
    """Stand in a project with five captures, a run, and files of requests, by the clock of Greenwich."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        (folder / ".git").mkdir()
        patch.chdir(folder)
        patch.setenv("TZ", "UTC")
        patch.delenv("MHOOK_RUNS", raising=False)  # they lie in the project, whose folder is a temporary one
        _take_zone()
        _fill(folder)
        yield folder
    _take_zone()


def show(mhook: Mhook, command: str, width: int, *, now: bool) -> str:
    """Run a command line and return what it shows on ``width`` columns, without times where those of ``now`` are in it.

    ``{}`` is the URL of an endpoint, which words in capitals before the command describe, as they do the terminal.
    """
    words = shlex.split(command)
    summary = Path("summary.md")
    env, terminal = {"COLUMNS": str(width), "GITHUB_STEP_SUMMARY": str(summary)}, False
    while words[0] in {"TERMINAL", "LENIENT", "BROKEN"}:
        terminal |= words[0] == "TERMINAL"
        words = words[1:]
    ran = (
        _listen(words[1:], env)
        if words[0] == "listen" and "--help" not in words
        else _call(mhook, command, words, env, terminal=terminal)
    )
    told = "".join(f"! {line}\n" for line in ran.err.splitlines())
    text = f"exit {int(ran.code)}\n{ran.text}{'' if ran.text.endswith(chr(10)) or not ran.text else chr(10)}{told}"
    if summary.exists():
        text += "".join(f"# {line}\n" for line in summary.read_text(encoding="utf-8").split("\n"))
        summary.unlink()
    if words[0] == "replay":
        text = _MIDNIGHT.sub("", text)
    for pattern, name in (*_CHANGING, *(_NOW if now else ())):
        text = pattern.sub(name, text)
    return text.replace(os.getcwd(), "FOLDER").replace("\x1b", "␛")


def read_pages(file: Path) -> list[Page]:
    """Return the pages of a file, in order."""
    parts = file.read_text(encoding="utf-8").split(_PROMPT)[1:]
    return [Page(command, _by_width(shown)) for command, _, shown in (part.partition("\n") for part in parts)]


def write_pages(file: Path, pages: Sequence[Page]) -> None:
    """Write the pages of a file; what is the same on all widths, or on some, is written once."""
    with file.open("w", encoding="utf-8") as out:
        for page in pages:
            out.write(f"{_PROMPT}{page.command}\n")
            widths_of: dict[str, list[str]] = {}
            for width, shown in page.shown.items():
                widths_of.setdefault(shown, []).append(str(width))
            for shown, widths in widths_of.items():
                out.write(f"--- {', '.join(widths)} columns\n" if len(widths_of) > 1 else "")
                out.write(shown)


def show_all(file: Path) -> list[Page]:
    """Run the command lines of a file, one after the other in one project, and in a new project for each width."""
    pages = [Page(page.command, {}) for page in read_pages(file)]
    for width in WIDTHS:
        with place():
            for page in pages:
                page.shown[width] = show(Mhook(), page.command, width, now=is_now(file))
    return pages


def is_now(file: Path) -> bool:
    """Tell whether the pages of a file tell when they were made."""
    return file.stem in {"check", "delivery", "listen"}


def rewrite() -> None:
    """Run all command lines of the pages, and write what they show now."""
    for file in sorted(PAGES.glob("*.txt")):
        write_pages(file, show_all(file))


def _call(mhook: Mhook, command: str, words: Sequence[str], env: Mapping[str, str], *, terminal: bool) -> Ran:
    with Endpoint(500 if "BROKEN" in command else 200, checks="LENIENT" not in command) as endpoint:
        asked = [word.replace("{}", endpoint.url) for word in words]
        return mhook(*asked, env=env, terminal=terminal, hides=False)


def _listen(words: Sequence[str], env: Mapping[str, str]) -> Ran:
    """Run a listener, and send it valid and invalid events, a health check, and a malformed request."""
    form = words[words.index("--format") + 1] if "--format" in words else "text"
    with ListenProcess(Path(), *words, form=form, env=env) as listener:
        for request in _requests():
            with Client(listener.port) as client:
                client.send(request).final()
            while (line := listener.next_line()) and not _ARRIVAL.match(line):  # a cause may take a moment to be found
                pass
        return listener.stop()


def _requests() -> Iterator[bytes]:
    long = "a-type-that-no-column-was-made-for"
    for target, body, value in (
        ("/webhook", event(1), signature(event(1))),
        ("/webhook", event(2, "opened"), signature(event(2, "opened")).upper()),
        (f"/webhooks/{'deep/' * 20}", event(3, long), signature(event(3, long))[:32]),
        ("/webhook", event(4, "failed"), "0" * 64),
    ):
        head = f"POST {target} HTTP/1.1\r\nHost: a.test\r\nx-maileroo-signature: {value}\r\n"
        yield f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    yield b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"
    yield b"POST /webhook HTTP/1.1\nHost: a.test\n\n"


def _by_width(shown: str) -> dict[int, str]:
    _, *parts = _COLUMNS.split(shown)
    if not parts:
        return dict.fromkeys(WIDTHS, shown)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    found = {int(width): text for widths, text in pairs for width in widths.split(", ")}
    return {width: found[width] for width in WIDTHS}


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
