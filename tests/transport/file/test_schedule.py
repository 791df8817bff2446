"""What a user gives for a schedule is a name, offsets or a file, and which of them is decided one way."""

from pathlib import Path

import pytest

from maileroo_cli.delivery.schedule.catalogue import SCHEDULES
from maileroo_cli.errors import InputError, MhookError, UsageError
from maileroo_cli.transport.file.schedule import load_schedule


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run each test in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", SCHEDULES)
def test_names(name: str, folder: Path) -> None:
    """A name of the catalogue is that schedule, whatever file may be called so."""
    (folder / name).write_text("no schedule")
    assert load_schedule(name) is SCHEDULES[name]


@pytest.mark.parametrize("given", ["0s,5m", "0,300", "0", "0s"])
def test_offsets(given: str) -> None:
    """What has a comma in it, or begins with a digit, is read as offsets."""
    assert load_schedule(given).waits == (300.0,) * ("," in given)


@pytest.mark.parametrize("given", ["patient.toml", "./patient.toml", "sub/patient", "patient", "0s,5m"])
def test_files(given: str, folder: Path) -> None:
    """A file is read where the words look like one or one is there, and the schedule is named after it."""
    path = folder / given
    path.parent.mkdir(exist_ok=True)
    path.write_text('waits = ["7m"]')
    schedule = load_schedule(given)
    assert (schedule.name, schedule.waits) == (path.name, (420.0,))


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        ("no/such", InputError, "cannot read 'no/such'"),
        ("no.toml", InputError, "cannot read 'no.toml'"),
        (".", InputError, "is a directory"),
        ("latin", InputError, "'latin' is not valid TOML (it is not UTF-8 text)"),
        ("large", InputError, "larger than 65536 bytes"),
        ("nobody", UsageError, "there is no schedule 'nobody'"),
        ("nul\0", UsageError, "there is no schedule"),
        ("", UsageError, "there is no schedule ''"),
    ],
)
def test_refused(given: str, kind: type[MhookError], said: str, folder: Path) -> None:
    """What is none of them, or a file that cannot be one, is refused."""
    (folder / "latin").write_bytes(b"name = '\xe9'")
    (folder / "large").write_bytes(b"#" * 65_537)
    with pytest.raises(MhookError) as caught:
        load_schedule(given)
    assert type(caught.value) is kind
    assert said in caught.value.message
