"""``mhook manual`` on a terminal: a page is drawn, in the terminal's width and colours, and read in a pager."""

import os
import re
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from maileroo_cli.operation.manual import TOPICS
from tests.cli.calling import Mhook, process
from tests.cli.on_terminal import on_terminal
from tests.docs.pages import MANUAL, ROOT, page

pytestmark = pytest.mark.slow

NO_PAGER = {"PAGER": ""}
_SGR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_is_drawn(mhook: Mhook, topic: str) -> None:
    """Headings, text and tables keep to 60 columns, no word of a table is cut, and code has its lines as they are."""
    ran = mhook("manual", topic, "--no-color", terminal=True, env={"COLUMNS": "60"})
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[0] == page(topic).text.split("\n")[0].removeprefix("# ")
    code = {f"  {line}".rstrip() for block in page(topic).blocks() for line in block.text.split("\n")}
    assert code <= {line.rstrip() for line in ran.lines} | {""}
    assert [line for line in ran.lines if line not in code and (len(line) > 60 or "```" in line)] == []
    assert not [line for line in ran.lines if line not in code and re.search(r"\w…(\s|$)", line)]
    assert "](" not in "\n".join(line for line in ran.lines if line not in code)


def test_links_name_the_command(mhook: Mhook) -> None:
    """A link to another page says which command shows that page."""
    text = mhook("manual", "verifying", "--no-color", terminal=True, env={"COLUMNS": "200"}).text
    assert "(mhook manual formats)" in " ".join(text.split())
    assert "formats.md" not in text


def test_no_line_is_wider_than_is_good_to_read(mhook: Mhook) -> None:
    """On a wide terminal text and tables stop at 100 columns."""
    ran = mhook("manual", "facts", "--no-color", terminal=True, env={"COLUMNS": "200"})
    assert 90 < max(map(len, ran.lines)) <= 100


def test_colours_on_a_terminal() -> None:
    """A page has colours on a terminal, and none where they are not wanted."""
    plain = on_terminal(["manual", "replay", "--no-color"], env=NO_PAGER)
    assert "\x1b" not in plain.text
    assert on_terminal(["manual", "replay"], env={**NO_PAGER, "NO_COLOR": "1"}) == plain
    coloured = on_terminal(["manual", "replay"], env=NO_PAGER)
    assert "\x1b[36m" in coloured.text
    assert _SGR.sub("", coloured.text) == plain.text


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp437", "cp1252"])
@pytest.mark.parametrize("topic", TOPICS)
def test_any_encoding(topic: str, encoding: str) -> None:
    """A terminal whose encoding lacks characters shows the page all the same."""
    shown = on_terminal(["manual", topic, "--no-color"], env={**NO_PAGER, "PYTHONIOENCODING": encoding}, width=60)
    assert shown.code == 0
    assert ("Traceback" in shown.text) == ("Traceback" in page(topic).text)
    assert shown.lines[0] == page(topic).text.split("\n")[0].removeprefix("# ")


def test_the_pager_gets_the_page(tmp_path: Path) -> None:
    """The program that PAGER names, with its options, is given the drawn page, and nothing else is shown."""
    file = tmp_path / "read"
    shown = on_terminal(["manual", "replay", "--no-color"], env={"PAGER": f"cat - > {file}"})
    assert (shown.code, shown.text) == (0, "")
    assert file.read_text() == on_terminal(["manual", "replay", "--no-color"], env=NO_PAGER).text


@pytest.mark.skipif(shutil.which("less") is None, reason="less is not installed")
@pytest.mark.parametrize("options", [{}, {"LESS": "-S"}, {"LESS": "i"}], ids=["unset", "set", "letters"])
def test_less_shows_colours_and_is_left_with_q(options: dict[str, str]) -> None:
    """Without PAGER the page opens in less, which shows colours as such, and ``q`` leaves it."""
    shown = on_terminal(["manual", "replay"], env=options, keys={"fourteen hours": b"q"})
    assert shown.code == 0
    assert "ESC" not in shown.text
    assert "Faults" not in shown.text


@pytest.mark.parametrize("pager", ["/nowhere/at-all", "false", "exit 3", "kill -9 $$ #", "head -1", "'"])
def test_a_broken_pager(pager: str) -> None:
    """A pager that is not there, fails, is killed or stops reading does no harm; what it failed to show is printed."""
    shown = on_terminal(["manual", "replay", "--no-color"], env={"PAGER": pager})
    assert shown.code == 0
    assert "Traceback" not in shown.text
    assert "Replay and schedules" in shown.lines or pager.startswith("kill")


@pytest.mark.parametrize("keys", [{"READY": b"\x03"}], ids=["ctrl-c"])
def test_interrupting_the_pager(keys: dict[str, bytes]) -> None:
    """Ctrl-C belongs to the pager: one that ends by it ends mhook too, without a word."""
    shown = on_terminal(
        ["manual", "replay"], env={"PAGER": "cat > /dev/null; echo READY; exec cat /dev/tty"}, keys=keys
    )
    assert shown.code == 0
    assert shown.text.replace("^C", "").split() == ["READY"]


def test_no_pager_for_a_dumb_terminal() -> None:
    """A terminal that can do nothing gets the page itself."""
    shown = on_terminal(["manual", "replay"], env={"TERM": "dumb", "PAGER": "false"})
    assert shown.code == 0
    assert shown.lines[0] == "Replay and schedules"


def test_standard_input_elsewhere(tmp_path: Path) -> None:
    """Where the keys do not come from the terminal there is nothing to page with, and the page goes to the pipe."""
    ran = process(["manual", "replay"], env={"PAGER": "false"})
    assert ran.out == (MANUAL / "replay.md").read_bytes()


def test_from_a_zip(tmp_path: Path) -> None:
    """The pages are found where the package is not in files of its own."""
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as archive:
        for path in sorted((ROOT / "maileroo_cli").rglob("*")):
            if path.suffix in (".py", ".md"):
                archive.write(path, path.relative_to(ROOT).as_posix())
    env = {"PYTHONPATH": str(tmp_path / "package.zip")}
    ran = process(["manual", "secrets"], env=env, cwd=tmp_path)
    assert ran.out == (MANUAL / "secrets.md").read_bytes()
    found = process(["manual"], env={**env, "PATH": os.path.dirname(sys.executable)}, cwd=tmp_path)
    assert all(f"  {topic} " in found.text for topic in TOPICS)
