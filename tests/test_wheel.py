"""The wheel that users install: what is in it, and what it says of itself."""

import re
from collections.abc import Iterator
from email.parser import HeaderParser
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest

from maileroo_cli.inspector.service import read_page
from maileroo_cli.operation.manual import TOPICS
from maileroo_cli.version import __version__
from tests.built_wheel import ROOT, build_wheel

INFO = f"maileroo_cli-{__version__}.dist-info"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    """Open the wheel."""
    with ZipFile(build_wheel(tmp_path_factory.mktemp("wheel"))) as archive:
        yield archive


def test_holds_the_package_and_nothing_else(wheel: ZipFile) -> None:
    """Every module, the typing marker and the licence are in the wheel; no test, fixture or cache is."""
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "maileroo_cli").rglob("*")
        if path.is_file() and path.suffix not in {".pyc", ".pyo"}
    }
    about = {f"{INFO}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")}
    assert {"maileroo_cli/__main__.py", "maileroo_cli/py.typed"} <= package
    assert set(wheel.namelist()) == package | about


def test_holds_source_alone(wheel: ZipFile) -> None:
    """No cache, backup or data file slips in: mhook reads its modules, its manual and its page at run time."""
    others = (INFO, "maileroo_cli/manual/", "maileroo_cli/inspector/page/")
    package = [Path(name) for name in wheel.namelist() if not name.startswith(others)]
    assert {path.name if path.name == "py.typed" else path.suffix for path in package} == {".py", "py.typed"}


def test_holds_the_manual(wheel: ZipFile) -> None:
    """Each topic of the manual is a page in the wheel, and nothing else is beside them."""
    pages = {name for name in wheel.namelist() if name.startswith("maileroo_cli/manual/")}
    assert pages == {f"maileroo_cli/manual/{topic}.md" for topic in TOPICS}


def test_holds_the_page_of_the_inspector(wheel: ZipFile) -> None:
    """All that the inspector serves is in the wheel, and nothing lies beside it that it would not serve."""
    folder = "maileroo_cli/inspector/page"
    names = {name.removeprefix(folder) for name in wheel.namelist() if name.startswith(f"{folder}/")}
    assert {path.decode() if path != b"/" else "/index.html" for path in read_page()} == names
    assert {"/index.html", "/main.js", "/style.css"} <= names


def test_installs_the_command_and_the_plugin(wheel: ZipFile) -> None:
    """The wheel gives the one command ``mhook``, and pytest its plugin."""
    entries = wheel.read(f"{INFO}/entry_points.txt").decode().split("\n")
    assert [line for line in entries if line] == [
        "[console_scripts]",
        "mhook = maileroo_cli.__main__:main",
        "[pytest11]",
        "maileroo = maileroo_cli.integrations.pytest.plugin",
    ]


def test_tells_what_it_is_and_needs(wheel: ZipFile) -> None:
    """The metadata names the version, the licence, the oldest Python and the few run-time dependencies."""
    about = HeaderParser().parsestr(wheel.read(f"{INFO}/METADATA").decode())
    assert (about["Name"], about["Version"]) == ("maileroo-cli", __version__)
    assert (about["License-Expression"], about["Requires-Python"]) == ("MIT", ">=3.11")
    lines = about.get_all("Requires-Dist", [])
    needed = {line.split(">")[0].split("<")[0] for line in lines if "extra ==" not in line}
    assert {line.split(">")[0] for line in lines if "extra == 'load'" in line} == {
        "gevent",
        "geventhttpclient",
        "locust",
    }
    assert needed == {"certifi", "faker", "h11", "httpx", "idna", "msgspec", "rich", "typer"}


def test_is_described_without_what_an_index_lacks(wheel: ZipFile) -> None:
    """On an index the README renders, with no picture and no link that leads nowhere; all of its words are there."""
    from readme_renderer.markdown import render

    about = HeaderParser().parsestr(wheel.read(f"{INFO}/METADATA").decode())
    page = render(str(about.get_payload())) or ""
    assert ">mhook<" in page
    assert "<img" not in page
    assert all(link.startswith(("https://", "#user-content-")) for link in re.findall(r'href="([^"]*)"', page))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.+)$", re.sub(r"(?s)```.*?```", "", readme), re.MULTILINE)
    shown = unescape(re.sub(r"<[^>]*>", "", page))
    assert [title for title in titles if title.replace("`", "") not in shown] == []


def test_is_described_in_whole_sentences(wheel: ZipFile) -> None:
    """Without pictures and links the text of the README still reads: no colon before nothing, no fragment of a link."""
    about = HeaderParser().parsestr(wheel.read(f"{INFO}/METADATA").decode())
    text = re.sub(r"(?ms)^```.*?^```$", "```", str(about.get_payload()))
    parts = [part.strip() for part in re.split(r"\n\n+", text) if part.strip()]
    introduced = ("```", "|", "- ")
    prose = [part for part in parts if not part.startswith((*introduced, "#"))]
    assert [part for part in prose if not part.endswith((".", ":", "?"))] == []
    followed = zip(parts, [*parts[1:], ""], strict=True)
    assert [part for part, after in followed if part.endswith(":") and not after.startswith(introduced)] == []


def test_serves_every_platform(wheel: ZipFile) -> None:
    """One wheel without compiled code serves every platform."""
    assert "Tag: py3-none-any" in wheel.read(f"{INFO}/WHEEL").decode()
