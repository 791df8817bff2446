"""Files of programs that are no JSON: what is cut off or put together otherwise is damaged or none, never a failure."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.formats.tool.choice import looks_like_tool, read_tool
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest

FOLDER = Path(__file__).parents[4] / "fixtures" / "captures"
NAMES = ("collection/bruno.bru", "inspector/burp.xml", "inspector/smee-stream.txt", "inspector/fetch.js")
FILES = {name: (FOLDER / name).read_bytes() for name in (*NAMES, "inspector/webhook-site.csv")}


def read(content: bytes) -> list[ReadRequest | DamagedPlace]:
    """Return all that a file holds."""
    return list(read_tool(BytesIO(content)))


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
@pytest.mark.parametrize("change", [lambda text: text, lambda text: b"\xef\xbb\xbf" + text], ids=["", "BOM"])
def test_each_is_recognised_and_read(content: bytes, change: object) -> None:
    """A file gives its one request, with its body and its signature, with a mark and without."""
    changed = change(content)  # type: ignore[operator]
    assert looks_like_tool(changed)
    (found,) = read(changed)
    assert isinstance(found, ReadRequest)
    assert found.record.header("x-maileroo-signature")
    assert any(b'"event_id":"7c1f' in body for body in (found.record.content, *found.alternatives))


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
@given(st.data())
def test_what_is_cut_or_changed_is_no_failure(content: bytes, data: st.DataObject) -> None:
    """Whatever becomes of the bytes, results come out or none."""
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    changed = content[:start] + data.draw(st.binary(max_size=5)) + content[end:]
    looks_like_tool(changed)
    assert all(isinstance(one, ReadRequest | DamagedPlace) for one in read(changed))


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"a,b,c\n1,2,3\n",
        b"data: hello\n",
        b"meta {\n}\n",
        b"<items>",
        b"fetch(url)",
        b"header,footer\n",
        b"header,body," + b"x" * 200_000,
        b"<html>",
    ],
)
def test_what_resembles_one_is_none(head: bytes) -> None:
    """A table without bodies, other events and other XML are nothing to read."""
    assert not looks_like_tool(head) or read(head) == []
