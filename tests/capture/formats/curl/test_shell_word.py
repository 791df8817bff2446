"""Words of a shell: whatever the bytes are, every shell here makes exactly them of the word."""

import shutil
import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maileroo_cli.capture.formats.curl.shell_word import decoder, quote_bytes

SHELLS = [name for name in ("sh", "dash", "bash", "busybox", "zsh", "ksh", "mksh", "yash") if shutil.which(name)]
HARD = [
    *(b"", b"-", b"--", b"-n", b"-e", b"-v", b"-vx", b"-\x01", b"-\xff", b"--\xff", b"-n\xe9", b"-- \x01", b"-v\x01"),
    *(
        b"\x01-",
        b"\xe9",
        b"\xc3\xa9",
        b"\xff\xfe",
        b"a\nb",
        b"\n\x01",
        b"a\tb",
        b"\x1b[2J\x07",
        b"\x7f",
        b"\r",
        b"\x80\x81",
    ),
    *(b"%", b"%s\x01", b"%%d%\xff", b"100%\x01", b"\\", b"\\\\\x01", b"\\n\x01", b"\\055\x01", b"\\c\x01", b"\x01\\"),
    *(
        b"\x010",
        b"\xff7",
        b"'",
        b"'\x01'",
        b'"\x01',
        b"`id`\x01",
        b"$(id)\x01",
        b"$HOME\x01",
        b"!!\x01",
        b"!-1\xe9",
        b"it's!",
    ),
    *(b"*\x01", b"~\x01", b"#\x01", b"a b\x01", b" \x01 ", b";\x01", b"=\x01", b"{a,b}\x01", b"[a]\x01"),
    *(b"X-A: \xe2\x80\x8f", b"x-maileroo-signature: a\x01"),
]
"""What a shell, its ``printf`` or its command substitution could take for something else."""


def make_words(shell: str, words: list[str]) -> list[bytes]:
    """Let a shell show the words that it makes."""
    line = [shell, "sh"] if shell == "busybox" else [shell]
    script = "".join(f"printf '%s\\0' {word}\n" for word in words)
    done = subprocess.run(line, input=script.encode(), capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    return done.stdout.split(b"\0")[:-1]


@pytest.mark.skipif(not SHELLS, reason="there is no shell")
@pytest.mark.parametrize("shell", SHELLS)
def test_hard_words(shell: str) -> None:
    """Each survives, above all one that begins with ``-`` and is no plain text."""
    assert make_words(shell, [quote_bytes(word) for word in HARD]) == HARD


@pytest.mark.skipif(not SHELLS, reason="there is no shell")
@given(st.lists(st.binary(max_size=12).map(lambda data: data.replace(b"\0", b"").rstrip(b"\n")), max_size=40))
@example([b"-\001"])
def test_any_words(words: list[bytes]) -> None:
    """Every shell makes the same bytes of any words."""
    for shell in SHELLS:
        assert make_words(shell, [quote_bytes(word) for word in words]) == words


@pytest.mark.parametrize("word", HARD)
def test_words_can_be_copied(word: bytes) -> None:
    """A word is one line of ASCII, and an interactive shell finds no ``!`` of its history between double quotes."""
    text = quote_bytes(word)
    assert text.isascii()
    assert text.isprintable()
    assert "!" not in text or text.startswith("'")


@pytest.mark.parametrize("word", [b"a\n", b"\n", b"-\x01\n\n", b"a\0b", b"\0"])
def test_what_no_word_can_be(word: bytes) -> None:
    """A NUL ends an argument, and a command substitution loses newlines at its end: neither is lost silently."""
    with pytest.raises(ValueError, match="a shell word cannot hold"):
        quote_bytes(word)


@pytest.mark.skipif(not SHELLS, reason="there is no shell")
@pytest.mark.parametrize("body", [b"", b"-n", b"\0\n", b"-\xff\n\n", bytes(range(256))])
def test_bodies_through_a_pipe(body: bytes) -> None:
    """What is no argument comes through a pipe, to the last newline."""
    for shell in SHELLS:
        line = [shell, "sh"] if shell == "busybox" else [shell]
        script = f"{decoder(body)}cat"
        assert subprocess.run(line, input=script.encode(), capture_output=True, check=True).stdout == body
