"""The keys of `mhook listen` on a terminal: each does what the table says, while requests are answered and stored."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from maileroo_cli.report.listen.live.bindings import BINDINGS
from tests.cli.calling import SECRET
from tests.cli.commands.test_listen import event, post
from tests.cli.keys.terminal import SeenProgram, listen_line
from tests.listening import ListenProcess, read_captures

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="these terminals are those of POSIX"),
    pytest.mark.usefixtures("measured_processes"),
]
MANUAL = Path(__file__).parents[3] / "maileroo_cli" / "manual" / "receiving.md"
READY = "no request yet"


@pytest.fixture
def listen(tmp_path: Path) -> Iterator[SeenProgram]:
    """Yield a listener that hears keys."""
    with SeenProgram(listen_line(tmp_path)) as program:
        program.see_below(READY)
        yield program


def test_help_has_every_key(listen: SeenProgram) -> None:
    """`?` shows each key of the table with its sentence, above the line that names all of them."""
    listen.press("?")
    listen.see(BINDINGS[-1].sentence)
    lines = listen.see_below("q quit")
    for one in BINDINGS:
        assert any(line.split(maxsplit=1) == [one.key, one.sentence] for line in lines)
        assert f"{one.key} {one.label}" in lines[-1]


def test_manual_has_every_key() -> None:
    """The manual's table has the keys of the program, in their order."""
    section = MANUAL.read_text().partition("\n## Keys\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\S+)` \|", section, re.MULTILINE) == [one.key for one in BINDINGS]


def test_enter_shows_the_last_request_in_full(listen: SeenProgram) -> None:
    """Enter prints what `captures show last` prints: verdict, head with a masked signature, and body."""
    post(listen.port, event("delivered", "first"), event("opened", "second"))
    listen.see_below("2 valid")
    listen.press("\r")
    lines = listen.see('"event_id": "second"')
    assert any(line.startswith("  POST /hook HTTP/1.1") for line in lines)
    assert not re.search(r"[0-9a-f]{64}", "\n".join(lines))


def test_why_the_last_invalid_one_does_not_verify(listen: SeenProgram) -> None:
    """`v` diagnoses the last invalid request, though a valid one came after it."""
    port = listen.port
    listen.press("v")
    listen.see("no request has come yet")
    post(port, event("delivered", "1"))
    listen.see_below("1 valid")
    listen.press("v")
    listen.see("no request was invalid so far")
    wrong = event("opened", "2", valid=False)
    post(port, wrong, event("delivered", "3"))
    listen.see_below("1 invalid")
    listen.press("v")
    lines = listen.see("Fix:")
    assert any(line.startswith("invalid: unexplained") for line in lines)


def test_curl_has_no_signature(listen: SeenProgram) -> None:
    """`c` prints a command without the signature, and names the one that keeps it."""
    post(listen.port, event("delivered", "1"))
    listen.see_below("1 valid")
    listen.press("c")
    lines = listen.see("--with-signatures")
    assert any(line.startswith("curl ") for line in lines)
    assert not re.search(r"[0-9a-f]{64}", "\n".join(lines))


def test_resend_without_a_target_says_how_to_name_one(listen: SeenProgram) -> None:
    """`r` without --forward-to sends nothing, and names both ways."""
    post(listen.port, event("delivered", "1"))
    listen.see_below("1 valid")
    listen.press("r")
    text = " ".join(line.strip() for line in listen.see("--forward-to"))
    assert "mhook captures resend" in text


def test_resend_shows_the_answer(tmp_path: Path) -> None:
    """`r` sends the same bytes to --forward-to once more, and prints its answer."""
    folder = tmp_path / "receiver"
    folder.mkdir()
    with ListenProcess(folder, "--respond", "503+body:come-later") as receiver:
        with SeenProgram(listen_line(tmp_path, "--forward-to", f"{receiver.url}/to")) as listen:
            post(listen.port, event("delivered", "1"))
            listen.see_below("1 valid")
            listen.press("r")
            listen.see("come-later")
        first, second = (one.content for one in receiver.captures())
    assert first.body == second.body
    assert b"POST /to " in second.head
    signature = re.compile(rb"(?i)x-maileroo-signature: (\w+)")
    assert signature.findall(first.head) == signature.findall(second.head)


def test_inspector_that_does_not_run(listen: SeenProgram) -> None:
    """`o` says how to have an inspector, where none runs."""
    post(listen.port, event("delivered", "1"))
    listen.see_below("1 valid")
    listen.press("o")
    listen.see("--inspect")


def test_pause_holds_back_what_comes(listen: SeenProgram, tmp_path: Path) -> None:
    """In a pause all is answered, stored and counted, but not printed; afterwards the last 20 are."""
    port = listen.port
    listen.press("p")
    listen.see_below("paused, 0 held back")
    assert post(port, *(event("delivered", f"id-{number}") for number in range(25))) == [200] * 25
    lines = listen.see_below("paused, 25 held back")
    assert "25 valid" in lines[-1]
    assert not any("id-" in line for line in lines)
    assert len(read_captures(tmp_path / "captures.db")) == 25
    listen.press("p")
    lines = listen.see("id-24")
    assert [line.split()[4] for line in lines if "id-" in line] == [f"id-{number}" for number in range(5, 25)]
    assert "25 requests held back; the last 20:" in lines
    listen.see_below("p pause")


def test_quit_is_ctrl_c(listen: SeenProgram) -> None:
    """`q` ends it with the summary and the exit code of Ctrl-C, and the line at the bottom is gone."""
    post(listen.port, event("delivered", "1"))
    listen.see_below("1 valid")
    listen.press("q")
    assert listen.wait() == 0
    assert listen.lines[-4:-1] == ["1 request: 1 valid", "  delivered          1  1 valid", listen.lines[-2]]
    assert listen.lines[-2].startswith("look at them: mhook captures list")
    assert not any("q quit" in line for line in listen.lines)


def test_quit_in_a_pause_tells_what_was_held_back(listen: SeenProgram) -> None:
    """What a pause has held back is printed before the summary."""
    port = listen.port
    listen.press("p")
    listen.see_below("paused")
    post(port, event("delivered", "held"))
    listen.see_below("1 held back")
    listen.press("q")
    assert listen.wait() == 0
    lines = listen.lines
    assert lines.index("1 request held back") < lines.index("1 request: 1 valid")


def test_pasted_text_does_nothing(listen: SeenProgram) -> None:
    """A text that comes at once is no series of keys: neither its q nor its r does anything."""
    listen.press("quarterly report")
    listen.press_until("?", BINDINGS[0].sentence)
    post(listen.port, event("delivered", "1"))
    listen.see_below("1 valid")


def test_hostile_text_cannot_reach_the_terminal(listen: SeenProgram) -> None:
    """What was captured is shown with visible escapes, whichever key shows it; the secret never is."""
    evil = "\x1b]0;owned\x07\x1b[2J\u202e"
    post(listen.port, event(evil, evil, reference_id=evil))
    listen.see_below("1 valid")
    for key in ("\r", "v", "c"):
        before = len(listen.lines)
        listen.press(key)
        listen.see_more_than(before)
    listen.press("/")
    listen.see_below("filter (")
    assert b"\x1b]" not in listen.raw
    assert b"\x1b[2J" not in listen.raw
    assert "\u202e".encode() not in listen.raw
    assert SECRET.encode() not in listen.raw
