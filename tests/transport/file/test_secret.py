"""Secrets come from the environment, a file, the standard input or the command line, and are never shown."""

import io
import sys
from pathlib import Path

import pytest

from maileroo_cli.errors import EmptySecretError, InputError, MhookError, UsageError
from maileroo_cli.transport.file.secret import load_secret, load_secrets

CANARY = "canary-5f1b"


def give_stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Put ``content`` on the standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def silent(text: str) -> None:
    """Take a note where none is expected."""
    pytest.fail(f"unexpected note: {text}")


def test_without_a_reference_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The default is Maileroo's own variable."""
    monkeypatch.setenv("MAILEROO_WEBHOOK_SECRET", CANARY)
    secret = load_secret(None, silent)
    assert secret.reveal() == CANARY.encode()
    assert secret.reference == "env:MAILEROO_WEBHOOK_SECRET"


def test_a_named_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """``env:NAME`` reads that variable, whatever bytes it holds."""
    monkeypatch.setenv("OTHER", "caf\u00e9\udcff")
    secret = load_secret("env:OTHER", silent)
    assert secret.reveal() == "caf\u00e9".encode() + b"\xff"
    assert secret.reference == "env:OTHER"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"s3", b"s3", id="bare"),
        pytest.param(b"s3\n", b"s3", id="an editor's newline"),
        pytest.param(b"s3\r\n", b"s3", id="an editor's crlf"),
        pytest.param(b"\xff\x00\n", b"\xff\x00", id="bytes"),
    ],
)
def test_a_file_or_the_standard_input(
    content: bytes, expected: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The content is the secret, without the one newline that an editor or ``echo`` adds."""
    file = tmp_path / "secret"
    file.write_bytes(content)
    assert load_secret(f"file:{file}", silent).reveal() == expected
    give_stdin(monkeypatch, content)
    secret = load_secret("-", silent)
    assert (secret.reveal(), secret.reference) == (expected, "stdin")


def test_a_literal_is_used_with_a_warning() -> None:
    """A literal works, and one line says that others can see it; the line does not repeat it."""
    notes: list[str] = []
    secret = load_secret(CANARY, notes.append)
    assert secret.reveal() == CANARY.encode()
    assert secret.reference == "literal"
    (note,) = notes
    assert "env:NAME" in note
    assert CANARY not in note


@pytest.mark.parametrize("text", [b"s3 ", b" s3", b"s3\n\n", b"\ts3"])
def test_white_space_is_kept_and_told(text: bytes, tmp_path: Path) -> None:
    """White space around a secret may be a careless paste, but it is the user's secret."""
    file = tmp_path / "secret"
    file.write_bytes(text)
    notes: list[str] = []
    assert load_secret(f"file:{file}", notes.append).reveal().strip() == b"s3"
    assert len(notes) == 1
    assert "white space" in notes[0]


@pytest.mark.parametrize("reference", ["", "env:EMPTY", "file:{empty}", "-", "file:{newline}"])
def test_an_empty_secret_is_refused(reference: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty key would sign what anybody sends."""
    (tmp_path / "empty").touch()
    (tmp_path / "newline").write_bytes(b"\n")
    monkeypatch.setenv("EMPTY", "")
    give_stdin(monkeypatch, b"\n")
    with pytest.raises(EmptySecretError):
        load_secret(reference.format(empty=tmp_path / "empty", newline=tmp_path / "newline"), silent)


@pytest.mark.parametrize(
    ("reference", "kind", "words"),
    [
        pytest.param(None, UsageError, "set MAILEROO_WEBHOOK_SECRET or use --secret", id="nothing at all"),
        pytest.param("env:NOT_SET", UsageError, "'NOT_SET' is not set", id="a variable that is not set"),
        pytest.param("env:", UsageError, "use --secret env:NAME", id="a variable without a name"),
        pytest.param("file:/nonexistent/s", InputError, "No such file", id="no such file"),
        pytest.param("file:/", InputError, "Is a directory", id="a folder"),
        pytest.param("file:", InputError, "check the path", id="no path"),
        pytest.param("file:a\0b", UsageError, "not a path", id="no path at all"),
    ],
)
def test_a_secret_that_is_not_there(reference: str | None, kind: type[MhookError], words: str) -> None:
    """One line says what is missing and what to write."""
    with pytest.raises(kind) as caught:
        load_secret(reference, silent)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_closed_or_broken_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing or closed standard input is an input error."""
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="closed"):
        load_secret("-", silent)
    stream = io.TextIOWrapper(io.BytesIO(b"x"))
    stream.buffer.close()
    monkeypatch.setattr(sys, "stdin", stream)
    with pytest.raises(InputError, match="cannot be read"):
        load_secret("-", silent)


def test_a_huge_secret_is_refused_not_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong file given as the secret is told apart from a secret, wherever it comes from."""
    file = tmp_path / "large"
    file.write_bytes(b"x" * 70_000)
    with pytest.raises(InputError, match="larger"):
        load_secret(f"file:{file}", silent)
    give_stdin(monkeypatch, b"x" * 70_000)
    with pytest.raises(InputError, match="larger"):
        load_secret("-", silent)


def test_several_secrets_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a rotation each reference is loaded; without one the default is."""
    monkeypatch.setenv("A", "1")
    monkeypatch.setenv("MAILEROO_WEBHOOK_SECRET", "2")
    give_stdin(monkeypatch, b"3")
    assert [one.reference for one in load_secrets(["env:A", "-"], silent)] == ["env:A", "stdin"]
    assert [one.reveal() for one in load_secrets([], silent)] == [b"2"]


def test_the_standard_input_is_read_once() -> None:
    """Two secrets cannot both come from the standard input."""
    with pytest.raises(UsageError, match="twice"):
        load_secrets(["-", "env:A", "-"], silent)


def test_no_secret_shows_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither repr, str nor a format string shows the secret, wherever it came from."""
    monkeypatch.setenv("A", CANARY)
    for reference in (CANARY, "env:A"):
        secret = load_secret(reference, lambda _: None)
        assert CANARY not in f"{secret} {secret!r} {secret:>40} {[secret]} {secret.reference}"
