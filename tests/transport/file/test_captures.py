"""Opening captured requests: the layers around them, and the files that they may name."""

import gzip
import os
from pathlib import Path

import pytest

from maileroo_cli.capture.formats.recognise import RECORDS
from maileroo_cli.capture.record import CaptureRecord, encode_record
from maileroo_cli.errors import InputError
from maileroo_cli.transport.file.captures import UnknownFormatError, open_recognised
from maileroo_cli.transport.file.folder import read_in_folder

LINE = encode_record(CaptureRecord.of("r", "", "POST", "/", (), b"{}")) + b"\n"


def test_layers_come_off_up_to_a_limit(tmp_path: Path) -> None:
    """What was compressed twice is read; what was compressed again and again is told."""
    path = tmp_path / "a"
    path.write_bytes(gzip.compress(gzip.compress(LINE * 3)))
    with open_recognised(str(path), "") as (form, stream):
        assert form is RECORDS
        assert stream.read() == LINE * 3
        assert not stream.seekable()
    data = LINE
    for _ in range(5):
        data = gzip.compress(data)
    path.write_bytes(data)
    with pytest.raises(InputError, match="several times"), open_recognised(str(path), ""):
        pass


def test_a_plain_file_is_read_itself(tmp_path: Path) -> None:
    """Nothing stands between the reader and a file of records, which other processes can read as well."""
    (tmp_path / "a").write_bytes(LINE)
    with open_recognised(str(tmp_path / "a"), "") as (form, stream):
        assert (form, stream.seekable(), stream.read()) == (RECORDS, True, LINE)


def test_json_is_recognised_far_behind_its_start(tmp_path: Path) -> None:
    """An object whose headers stand behind a long text is recognised all the same."""
    path = tmp_path / "a"
    path.write_bytes(b'{"pad":"' + b"x" * 200_000 + b'","method":"POST","headers":{"A":"b"},"body":"{}"}')
    with open_recognised(str(path), "") as (form, stream):
        (found,) = form.read(stream)
    assert found.where == "request 1"


def test_what_holds_nothing_is_told_from_what_cannot_be_read(tmp_path: Path) -> None:
    """A folder may pass over the one, but not over the other."""
    (tmp_path / "a").write_bytes(gzip.compress(b"hello\n"))
    with pytest.raises(UnknownFormatError), open_recognised(str(tmp_path / "a"), ""):
        pass
    (tmp_path / "b.har").write_bytes(b"hello\n")
    with pytest.raises(InputError) as caught, open_recognised(str(tmp_path / "b.har"), ""):
        pass
    assert not isinstance(caught.value, UnknownFormatError)


def test_a_file_of_requests_names_files_of_its_folder_alone(tmp_path: Path) -> None:
    """No path and no link leads out of the folder, since the file may come from somebody else."""
    folder = tmp_path / "captures"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "body.json").write_bytes(b"{}")
    (tmp_path / "secret").write_bytes(b"x")
    (folder / "link").symlink_to(tmp_path / "secret")
    assert read_in_folder(str(folder), "inner/body.json") == b"{}"
    assert read_in_folder(str(folder), str(folder / "inner" / "body.json")) == b"{}"
    for name in ("../secret", str(tmp_path / "secret"), "link", "nope", "inner", "", "a\0b", "/etc/passwd", os.devnull):
        assert read_in_folder(str(folder), name) is None
