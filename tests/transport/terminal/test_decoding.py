"""From the bytes of a terminal to keys: characters, names, and nothing of what has no meaning."""

import pytest

from maileroo_cli.transport.terminal.decoding import KeyDecoder
from maileroo_cli.transport.terminal.key import BACKSPACE, ENTER, ERASE_ALL, ERASE_WORD, ESCAPE


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (b"p?", ["p", "?"]),
        (b"\r\n", [ENTER, ENTER]),
        (b"\x7f\x08\x15\x17", [BACKSPACE, BACKSPACE, ERASE_ALL, ERASE_WORD]),
        ("é日".encode(), ["é", "日"]),
        (b"\x1b[A\x1b[1;5Cq\x1bOP\x1b[3~", ["q"]),
        (b"\x1bxq", ["q"]),
        (b"a\xffb\x00\x9b", ["a", "b"]),
        (b"\x1b[" + b"1" * 100, list("[" + "1" * 100)),
    ],
    ids=["characters", "Enter", "erasing", "UTF-8", "sequences", "Alt", "no text", "no end"],
)
def test_keys(data: bytes, keys: list[str]) -> None:
    """Each kind of input has its keys, at once or byte by byte."""
    assert KeyDecoder().feed(data) == keys
    decoder = KeyDecoder()
    found = [key for number in data for key in decoder.feed(bytes([number]))]
    assert len(data) > 100 or found == keys


def test_lone_escape() -> None:
    """`Esc` alone is a key once nothing follows; what began and never ended is none."""
    decoder = KeyDecoder()
    assert decoder.feed(b"\x1b") == []
    assert (decoder.waits, decoder.settle(), decoder.waits) == (True, [ESCAPE], False)
    assert decoder.feed(b"\x1b[") == []
    assert decoder.settle() == []
