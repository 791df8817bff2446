"""What the inspector refuses or covers whatever is captured or asked: long words, odd hosts, unknown names."""

import os
from pathlib import Path

import pytest

from maileroo_cli.capture.transfer.edit import RequestEdit, refuse_unsendable
from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.asked import filter_in
from maileroo_cli.inspector.call import GoneError, InspectorCall
from maileroo_cli.inspector.routes import GET, ROUTES, STREAM, ApiRoute
from maileroo_cli.inspector.settings import InspectorSettings
from maileroo_cli.inspector.token import TokenFile
from maileroo_cli.operation.inspect.access import check_reachable


@pytest.mark.parametrize("host", ["0", "0x0", "0.0", "00.0.0.0", "::0", "0:0::0", "0.0.0.0", "::"])
def test_every_address_however_it_is_written(host: str) -> None:
    """What the system takes for every address is refused, authorized or not."""
    with pytest.raises(UsageError, match="every address"):
        check_reachable(host, 4748, [host])


def test_long_words_of_a_filter(tmp_path: Path) -> None:
    """A word of a filter has a bound, so that nobody searches for megabytes."""
    settings = InspectorSettings(tmp_path / "captures.db", tmp_path)
    filter_in(settings, {"text": ["x" * 4_096]})
    with pytest.raises(UsageError, match="text is longer than 4,096 characters"):
        filter_in(settings, {"text": ["x" * 4_097]})


@pytest.mark.parametrize("route", [one for one in ROUTES if one.method == GET and one.path != STREAM], ids=str)
def test_unknown_names_of_a_query(tmp_path: Path, route: ApiRoute) -> None:
    """Each route refuses a name that it does not know, before it looks at anything."""
    settings = InspectorSettings(tmp_path / "captures.db", tmp_path)
    call = InspectorCall(settings, path={"id": "last", "run": "1ng0001"}, query={"unheard_of": ["1"]})
    with pytest.raises(UsageError, match="the query has 'unheard_of'"):
        route.load()(call)


def test_nobody_waits(tmp_path: Path) -> None:
    """What is asked whether anybody waits ends where nobody does."""
    settings = InspectorSettings(tmp_path / "captures.db", tmp_path)
    InspectorCall(settings).refuse_gone()
    with pytest.raises(GoneError):
        InspectorCall(settings, gone=lambda: True).refuse_gone()


@pytest.mark.parametrize(("method", "value"), [("post", "a"), ("POST", "a\x01b"), ("POST", "a\x7fb")])
def test_edits_that_would_be_sent_otherwise(method: str, value: str) -> None:
    """What would not go out as it was written is refused."""
    refuse_unsendable(RequestEdit("POST", (("X-A", "a\tb\xe9"),), b""))
    with pytest.raises(UsageError):
        refuse_unsendable(RequestEdit(method, (("X-A", value),), b""))


@pytest.mark.skipif(os.name == "nt", reason="it tells no rights of others")
def test_no_token_where_others_can_write(tmp_path: Path) -> None:
    """In a folder that others can write to there is no file with the token."""
    folder = tmp_path / "state"
    folder.mkdir()
    folder.chmod(0o777)
    file = TokenFile(folder / "inspect-1.json")
    with pytest.raises(OSError, match="others can write"):
        file.write("http://127.0.0.1:1", "token", tmp_path)
    assert not file.path.exists()
    folder.chmod(0o700)
    file.write("http://127.0.0.1:1", "token", tmp_path)
    assert file.path.exists()
