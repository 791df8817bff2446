"""Text of others in every field of a capture reaches a terminal as harmless characters, by every command."""

import json
from pathlib import Path

import pytest

from maileroo_cli.capture.entry import Capture, CaptureContent, CaptureEntry
from tests.cli.calling import Mhook, check_printable
from tests.cli.store import fill
from tests.cli.test_untrusted_text import CORPUS, FORMS, harmless
from tests.receivers.raw import Receiver

EVIL = pytest.mark.parametrize("evil", [*CORPUS.values(), "half \ud800 \udc9b31m"], ids=[*CORPUS, "surrogates"])
COMMANDS = (
    "list",
    "list -n 0 --reverse",
    "show 0001",
    "show 0001 --hex",
    "show 0001 --with-signatures",
    "show 0002",
    "diff 0001 0002",
    "timeline 0001",
    "timeline 0002",
    "prune 0001 --dry-run",
    "path",
)
RAW = (
    "show 0001 --raw",
    "show 0001 --raw-request",
    *(f"export --as {name}" for name in ("ndjson", "har", "http", "curl")),
)


def capture(number: int, evil: str) -> Capture:
    """Return a capture with the text in each field that can hold it."""
    data = evil.encode("utf-8", "surrogatepass")
    text = evil.encode("utf-8", "replace").decode()
    names = dict.fromkeys(("event_type", "event_id", "message_reference_id"), evil)
    body = json.dumps({**names, "event_data": {evil: evil}}).encode() + b"\n"
    head = b"POST /%b HTTP/1.1\r\n%b: %b\r\nx-maileroo-signature: %b\r\n\r\n" % (data, data, data, data)
    entry = CaptureEntry(
        f"{number:04x}{'0' * 12}", 1e9, text, text, text, text, text, text, 1.0, "invalid", text, text,
        text, len(body), 200, "application", 1.0,
    )  # fmt: skip
    return Capture(entry, CaptureContent(head, body if number == 1 else data, data, head, data))


@pytest.fixture
def store(project: Path, evil: str) -> Path:
    """A store with two captures that hold the text everywhere."""
    one, two = capture(1, evil), capture(2, evil)
    return fill(project / ".mhook" / "captures.db", one._replace(entry=one.entry._replace(anomaly="")), two)


@FORMS
@EVIL
def test_commands(mhook: Mhook, store: Path, evil: str, form: str) -> None:
    """Each command shows each field harmlessly."""
    for words in COMMANDS if form == "text" else [one for one in COMMANDS if "--hex" not in one]:
        ran = mhook("captures", *words.split(), "--format", form)
        assert harmless(ran).code in {0, 1}, (words, ran)
    harmless(mhook("verify", "--store", store, "--format", form))


@EVIL
def test_a_terminal(mhook: Mhook, store: Path, evil: str) -> None:
    """What a pipe gets byte for byte, a terminal gets as harmless text."""
    for words in COMMANDS:
        harmless(mhook("captures", *words.split(), "--no-color", terminal=True))
    for words in RAW:
        ran = mhook("captures", *words.split(), "--no-color", terminal=True)
        check_printable(ran)
        assert b"\x1b" not in ran.out


@EVIL
def test_colours_are_ours_alone(mhook: Mhook, project: Path, evil: str) -> None:
    """With colours, the same number of escapes is written whatever the text of others says."""

    def escapes(text: str, name: str) -> list[int]:
        path = fill(project / name, capture(1, text), capture(2, text))
        lines = [["captures", *words.split(), "--store", str(path)] for words in ("list", "show 0002 --hex")]
        return [mhook(*line, env={"FORCE_COLOR": "1"}).out.count(b"\x1b") for line in lines]

    line = evil.replace("\n", "").replace("\r", "")
    assert escapes(line, "one.db") == escapes("".join(char if char == ":" else "x" for char in line), "two.db")


@FORMS
@EVIL
def test_resend_and_import(mhook: Mhook, store: Path, evil: str, form: str) -> None:
    """What is sent again, and what cannot be imported, is told harmlessly."""
    with Receiver() as receiver:
        harmless(mhook("captures", "resend", "0001", "--url", receiver.url, "--format", form))
    fields = {"id": evil, "time": evil, "method": evil, "target": evil, "headers": [[evil, evil]], "body": evil}
    lines = [json.dumps({"schema": "mhook.capture/1", **fields}), json.dumps({"schema": f"mhook.capture/{evil}"})]
    text = "\n".join(lines).encode()
    harmless(mhook("captures", "import", "-", "--store", "other.db", "--format", form, stdin=text))


@FORMS
@pytest.mark.parametrize("evil", CORPUS.values(), ids=CORPUS)
def test_words(mhook: Mhook, store: Path, evil: str, form: str) -> None:
    """Words of the command line are repeated harmlessly by whatever refuses them."""
    word = evil.replace("\0", "")
    for line in (
        [word], ["list", "--type", word], ["list", "--since", word], ["list", "--text", word], ["show", word],
        ["diff", word, word], ["timeline", word], ["export", "--as", word], ["export", "--output", f"no/{word}"],
        ["import", f"no/{word}"], ["resend", word, "--url", "http://127.0.0.1:9/"], ["prune", word],
        ["prune", "--older-than", word], ["prune", "--max-size", word], ["list", "--store", f"no/{word}"],
        ["path", word],
    ):  # fmt: skip
        assert harmless(mhook("captures", *line, "--format", form)).code in {0, 2, 3}, line
