"""Files of tests that were exported: their requests come back, and nothing in them is run."""

from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maileroo_cli.capture.formats.pytest.reader import read_pytest
from maileroo_cli.capture.formats.pytest.writer import PytestCase, write_pytest
from maileroo_cli.capture.formats.recognise import recognise
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.webhook.signing.request import Headers

VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20).map(str.strip)


@given(st.lists(st.tuples(st.binary(max_size=300), VALUES, st.booleans()), max_size=3))
@example([(b"'\"\\\n{}", "'\"\\", True)])
def test_what_was_exported_comes_back(cases: list[tuple[bytes, str, bool]]) -> None:
    """Each body and each header of an export is read as it was, also of a request that has to be refused."""
    records = []
    for body, value, refused in cases:
        headers: Headers = (("X-A", value), ("x-maileroo-signature", "0" * 64))
        records.append(PytestCase(CaptureRecord.of("r", "", "POST", "/", headers, body), refused))
    text = "".join(write_pytest(records)).encode()
    form = recognise(text)
    assert form is not None
    assert form.name == "files of pytest"
    found = list(read_pytest(BytesIO(text)))
    assert all(isinstance(one, ReadRequest) for one in found)
    read = [(one.record.content, one.record.headers) for one in found if isinstance(one, ReadRequest)]
    assert read == [(case.record.content, case.record.headers) for case in records]


OLD = b'''"""Captured webhooks, posted again byte for byte: a receiver answers each with 200."""

import pytest


def capture(
    name, headers, body, refused=False, lenient=False, unsigned=False, captured=""
):
    return pytest.param(headers, body, refused, lenient, id=name)


CAPTURES = [
    capture(
        "delivered-0123",
        headers=[
            ("A", "b"),
        ],
        body=(
            b"{\\n"
            b"}"
        ),
        unsigned=True,
        captured="0123456789abcdef",
    ),
]
'''


def test_files_of_earlier_versions_are_read() -> None:
    """What was exported before there was a class of captures is recognised and read as ever."""
    form = recognise(OLD)
    assert form is not None
    assert form.name == "files of pytest"
    (found,) = form.read(BytesIO(OLD))
    assert isinstance(found, ReadRequest)
    assert (found.record.id, found.record.content, found.record.headers) == ("0123456789abcdef", b"{\n}", (("A", "b"),))
    assert (found.record.anomaly, found.elsewhere) == ("unsigned-copy", True)


@pytest.mark.parametrize(
    "text",
    [
        "capture('a', headers=[], body=open('/etc/passwd', 'rb').read())",
        "capture('a', headers=[], body=__import__('os').system('x'))",
        "capture('a', headers=[], body='text')",
        "capture('a', headers=[])",
        "capture('a', headers=[1], body=b'')",
        "capture('a'",
        "\0",
    ],
)
def test_only_literals_are_read(text: str) -> None:
    """What would have to be run to be known is damaged."""
    (found,) = read_pytest(BytesIO(text.encode()))
    assert isinstance(found, DamagedPlace)
