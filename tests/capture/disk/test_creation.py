"""Files are made without following what somebody planted, and with the rights that they need."""

import ast
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from maileroo_cli.capture.disk.creation import (
    UnfitFileError,
    create,
    create_beside,
    make_private,
    open_named,
    open_named_private,
    open_own,
)
from maileroo_cli.capture.disk.reading import open_own_file, read_own_file
from maileroo_cli.capture.disk.replacement import check_replaceable, replace

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="rights and links are those of POSIX")
PACKAGE = Path(__file__).parents[3] / "maileroo_cli"
HOME = "capture/disk"
MAKING = {"fdopen", "mkdtemp", "mkstemp", "NamedTemporaryFile", "SpooledTemporaryFile", "TemporaryDirectory"}
MAKING |= {"TemporaryFile", "write_text", "write_bytes", "touch", "symlink", "link", "mkfifo", "truncate"}
ELSEWHERE = {
    ("capture/database/failure.py", "TemporaryFile"),  # exclusive, and without a name where that can be
    ("capture/store/lock.py", "fdopen"),  # of a descriptor that the home opened
    ("capture/store/lock.py", "truncate"),
    ("cli/surroundings.py", "os.open"),  # /dev/null, in place of a standard output that is closed
    ("operation/config/starter.py", "fdopen"),  # of a descriptor that the home opened
    ("transport/load/worker/start.py", "fdopen"),  # of a standard stream
    ("transport/run/written/storm.py", "os.open"),  # of a file that is there, is no link, and is only added to
    ("transport/file/spool.py", "SpooledTemporaryFile"),  # as above, and without a name where that can be
    ("transport/process/hook.py", "TemporaryFile"),
    ("transport/run/origin/key.py", "fdopen"),  # of a descriptor that the home opened
    ("transport/run/origin/key.py", "link"),  # of the file beside; what has the name already stays
    ("transport/server/pipeline/search_worker.py", "fdopen"),  # of a standard stream
}
"""Where else a file is made, or one that is open is written, and why that is safe."""


@pytest.fixture(params=["dangling", "file", "folder"])
def planted(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Plant a link that leads nowhere, to a file or to a folder; what it leads to has to stay as it is."""
    target = tmp_path / "elsewhere" / "target"
    target.parent.mkdir()
    if request.param == "file":
        target.write_text("precious")
    elif request.param == "folder":
        target.mkdir()
    (tmp_path / "here").mkdir()
    link = tmp_path / "here" / "name"
    link.symlink_to(target)
    yield link
    if request.param == "dangling":
        assert not target.exists()
    else:
        assert target.read_text() == "precious" if request.param == "file" else list(target.iterdir()) == []


@POSIX
@pytest.mark.parametrize(
    "make",
    [
        lambda link: create(link, private=True),
        lambda link: create(link, private=False),
        open_own,
        open_named_private,
        open_own_file,
        lambda link: read_own_file(link, 100),
    ],
)
def test_a_planted_link_is_not_followed(make: Callable[[Path], object], planted: Path) -> None:
    """Whatever it leads to, the function fails, and the link is still there."""
    with pytest.raises((OSError, UnfitFileError)):
        make(planted)
    assert planted.is_symlink()


@POSIX
def test_a_link_is_replaced(planted: Path) -> None:
    """A file takes the place of the link itself."""
    check_replaceable(planted)
    assert planted.is_symlink()
    replace(planted, b"new")
    assert not planted.is_symlink()
    assert planted.read_bytes() == b"new"
    assert os.listdir(planted.parent) == [planted.name]


@POSIX
@pytest.mark.parametrize(
    ("make", "rights"),
    [
        (lambda path: os.close(create(path, private=True)), 0o600),
        (lambda path: os.close(create(path, private=False)), 0o666),
        (lambda path: os.close(open_own(path)), 0o600),
        (lambda path: open_named_private(str(path)).close(), 0o600),
        (lambda path: open_named(str(path)).close(), 0o666),
        (lambda path: replace(path, b"", private=True), 0o600),
        (lambda path: replace(path, b""), 0o666),
    ],
)
def test_rights_without_a_umask(make: Callable[[Path], object], rights: int, tmp_path: Path) -> None:
    """What is private is so from its first moment, whatever the umask lets through."""
    before = os.umask(0)
    try:
        make(tmp_path / "file")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == rights


@POSIX
def test_an_old_file_becomes_private(tmp_path: Path) -> None:
    """A file that others could read is taken from them while it is open."""
    file = tmp_path / "file"
    file.write_bytes(b"old")
    file.chmod(0o666)
    make_private(open_own(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@POSIX
@pytest.mark.parametrize("rights", [0o600, 0o640, 0o666])
def test_a_replaced_file_keeps_its_rights(rights: int, tmp_path: Path) -> None:
    """Who could not read the old file cannot read the new one."""
    file = tmp_path / "file"
    file.write_bytes(b"old")
    file.chmod(rights)
    replace(file, b"new", keep_rights=True)
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"new", rights)


def test_temporary_names_are_random(tmp_path: Path) -> None:
    """No two are the same, whatever the process, and a name of the greatest length has one as well."""
    names = set()
    for _ in range(5):
        descriptor, name = create_beside(tmp_path / ("n" * 255), private=True)
        os.close(descriptor)
        names.add(name)
    assert len(names) == 5
    assert {os.path.dirname(name) for name in names} == {str(tmp_path)}


@POSIX
def test_what_is_no_file_is_written_into(tmp_path: Path) -> None:
    """A device and a pipe, named as they are or through a link, hold nothing that others could read later."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    for name in ("pipe", "link"):
        reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
        with open_named_private(str(tmp_path / name)) as file:
            file.write(b"signed")
        assert os.read(reader, 10) == b"signed"
        os.close(reader)
    open_named_private(os.devnull).close()


@POSIX
@pytest.mark.skipif(sys.platform == "win32" or os.getuid() != 0, reason="only root gives files away")
def test_a_pipe_of_somebody_else_gets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was planted there to read what is written."""
    os.mkfifo(tmp_path / "pipe")
    os.chown(tmp_path / "pipe", 12345, 12345)
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(UnfitFileError, match="not a regular file"):
        open_named_private(str(tmp_path / "pipe"))
    os.close(reader)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """What should be a file of ours and is a pipe is refused at once, also where nobody writes to it."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a regular file"):
        read_own_file(tmp_path / "pipe", 10)


def test_no_more_is_read_than_fits(tmp_path: Path) -> None:
    """A file of the limit is read, and one byte more is too much."""
    (tmp_path / "file").write_bytes(b"x" * 10)
    assert read_own_file(tmp_path / "file", 10) == b"x" * 10
    with pytest.raises(OSError, match="larger"):
        read_own_file(tmp_path / "file", 9)


def test_nobody_else_makes_files() -> None:
    """Each call that can make a file, or change one, stands in the one home of these calls, or is listed here."""
    found = {
        (path.relative_to(PACKAGE).as_posix(), call)
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parent.as_posix() != HOME
        for call in making_calls(ast.parse(path.read_bytes()))
    }
    assert found == ELSEWHERE


def making_calls(tree: ast.AST) -> Iterator[str]:
    """Yield what a module calls that can make a file or change one: not ``open`` for reading alone."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        owner = (
            function.value.id if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) else ""
        )
        if name in MAKING:
            yield name
        elif name == "open" and owner == "os":
            yield "os.open"
        elif name == "open" and opens_for_writing(node, is_method=isinstance(function, ast.Attribute)):
            yield "open"


def opens_for_writing(call: ast.Call, *, is_method: bool) -> bool:
    """Tell whether a call of ``open`` has a mode that writes, or one that cannot be told."""
    mode = next((one.value for one in call.keywords if one.arg == "mode"), None)
    place = 0 if is_method else 1
    if mode is None and len(call.args) > place:
        mode = call.args[place]
    if mode is None:
        return False
    return not isinstance(mode, ast.Constant) or bool(set("wxa+") & set(str(mode.value)))


@pytest.mark.parametrize(
    ("code", "calls"),
    [
        ("open('a', 'wb')", ["open"]),
        ("open('a', mode='x')", ["open"]),
        ("open('a', how)", ["open"]),
        ("path.open('a+')", ["open"]),
        ("os.open('a', 0)", ["os.open"]),
        ("path.write_text('a')", ["write_text"]),
        ("tempfile.mkdtemp()", ["mkdtemp"]),
        ("open('a'); open('a', 'rb'); path.open(); self.open()", []),
    ],
)
def test_the_scan_sees(code: str, calls: list[str]) -> None:
    """The list above is worth as much as what finds its items."""
    assert list(making_calls(ast.parse(code))) == calls
