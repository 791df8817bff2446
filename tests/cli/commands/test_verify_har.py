"""``mhook verify`` on HAR files: recognised by content, judged request by request, and told in the usual ways."""

import json
from pathlib import Path

import pytest

from tests.capture.har_file import BODY, archive, entry
from tests.capture.har_file import SECRET as FIXTURE_SECRET
from tests.cli.calling import Mhook, Ran
from tests.cli.commands.test_verify import last, signed

FOLDER = Path(__file__).parents[3] / "fixtures" / "captures"
GOOD = {"X-Maileroo-Signature": signed(BODY.encode()), "Content-Length": str(len(BODY))}
BAD = {"X-Maileroo-Signature": "0" * 64}
VALID, INVALID, DAMAGED = 0, 1, 3


def verify(mhook: Mhook, data: bytes, *options: str) -> Ran:
    """Verify a HAR that comes from a pipe."""
    return mhook("verify", "-", *options, stdin=data)


def test_each_request_has_a_line(mhook: Mhook) -> None:
    """A line names the entry; pages are counted on stderr."""
    ran = verify(mhook, archive(entry(None), entry(headers=GOOD), entry(headers=BAD), entry(None)))
    assert ran.code == INVALID
    assert ran.lines[0].split() == ["valid", "opened", "e-1", "stdin:#2"]
    assert ran.lines[1].split()[:4] == ["invalid", "opened", "e-1", "stdin:#3"]
    assert last(ran) == "2 requests: 1 valid, 1 invalid"
    assert "2 other requests were skipped in the standard input: no body and no signature" in ran.err


@pytest.mark.parametrize("quiet", [True, False])
def test_what_cannot_be_told_is_unverifiable(mhook: Mhook, quiet: bool) -> None:
    """A body that the text cannot hold is no failure of the signature, and the reason is told."""
    lost = entry("\ufffd", headers=GOOD)
    ran = verify(mhook, archive(entry(headers=GOOD), lost), *(["--quiet"] if quiet else []))
    assert ran.code == DAMAGED
    assert " ".join(ran.lines[0 if quiet else 1].split()).startswith("unverifiable - - stdin:#2 the text holds U+FFFD")
    assert last(ran) == "2 requests: 1 valid, 1 unverifiable"


def test_json_objects(mhook: Mhook) -> None:
    """With --format json each request is an object, and so is the remark about those passed over."""
    ran = verify(mhook, archive(entry(headers=GOOD), entry(None)), "--format", "json")
    first, total = map(json.loads, ran.lines)
    assert (first["verdict"], first["id"], first["where"]) == ("valid", "entry-1", "stdin:#1")
    assert total["valid"] == total["total"] == 1
    assert "1 other request was skipped" in json.loads(ran.err.splitlines()[-1])["note"]


def test_a_file_that_is_cut_off(mhook: Mhook, tmp_path: Path) -> None:
    """What was whole is verified, then the damage is told."""
    file = tmp_path / "cut.har"
    file.write_bytes(archive(entry(headers=GOOD), entry(headers=GOOD))[:-60])
    ran = mhook("verify", file)
    assert ran.code == DAMAGED
    assert last(ran) == "2 requests: 1 valid, 1 damaged"
    assert "cut.har:#2 the file ends here" in " ".join(ran.lines[1].split())


def test_a_record_within_a_har_does_not_make_it_records(mhook: Mhook) -> None:
    """A HAR that holds the text of a capture record is a HAR."""
    body = '{"schema":"mhook.capture/1"}'
    ran = verify(mhook, archive(entry(body, headers={"X-Maileroo-Signature": signed(body.encode())})))
    assert ran.code == VALID


def test_a_har_without_webhooks(mhook: Mhook) -> None:
    """Pages alone are no requests to verify."""
    ran = verify(mhook, archive(entry(None)))
    assert ran.code == DAMAGED
    assert "there is no request in the input" in ran.err
    assert "1 other request was skipped" in ran.err


def test_a_file_of_a_browser(mhook: Mhook) -> None:
    """A browser's own file goes through the whole program."""
    ran = mhook("verify", FOLDER / "firefox.har", "--secret", FIXTURE_SECRET)
    assert ran.code == INVALID
    assert last(ran) == "5 requests: 4 valid, 1 invalid"
