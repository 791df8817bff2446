"""One check, one answer: whatever a record holds, each command that judges it says the same."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.cli.calling import SECRET, VARIABLE, Mhook
from tests.cli.endpoint import Endpoint
from tests.cli.store import event, signature
from tests.listening import Client, ListenProcess

BODY = event(1)
GOOD = signature(BODY)
SIGNED = [["x-maileroo-signature", GOOD]]
NAME = "x-maileroo-signature"


class Answer(NamedTuple):
    """What a command says of one request."""

    verdict: str
    causes: tuple[str, ...]


def record(**changed: object) -> bytes:
    """Return a line with a signed record; ``changed`` replaces fields."""
    fields = {
        "schema": "mhook.capture/1",
        "id": "r",
        "time": "",
        "method": "POST",
        "target": "/webhook",
        "headers": SIGNED,
        "body": BODY.decode(),
    }
    return json.dumps({**fields, **changed}).encode() + b"\n"


def http(head: bytes = b"", body: bytes = BODY, signed: bytes = GOOD.encode()) -> bytes:
    """Return a file of one raw request."""
    return b"POST /webhook HTTP/1.1\nx-maileroo-signature: %b\n%b\n%b" % (signed, head, body)


def har(**changed: object) -> bytes:
    """Return a HAR of one request; ``changed`` replaces fields of the request."""
    request = {
        "method": "POST",
        "url": "http://a/webhook",
        "headers": [{"name": name, "value": value} for name, value in SIGNED],
        "bodySize": -1,
        "postData": {"mimeType": "application/json", "text": BODY.decode()},
    }
    return json.dumps({"log": {"entries": [{"request": {**request, **changed}}]}}).encode()


VALID: dict[str, bytes] = {
    "plain": record(),
    "a target outside ASCII": record(target="/größe/日本"),
    "a target with spaces": record(target="/a b c"),
    "a target with line breaks": record(target="/a HTTP/1.1\r\nx-maileroo-signature: 0"),
    "no target": record(target=""),
    "an absolute target": record(target="http://example.com/x?y"),
    "an odd method": record(method="FETCH ALL"),
    "no method": record(method=""),
    "a method in small letters": record(method="post"),
    "a value outside latin-1": record(headers=[["X", "日本 €"], *SIGNED]),
    "a value with a line break": record(headers=[["X", "a\r\nb"], *SIGNED]),
    "a value with a NUL": record(headers=[["X", "\0"], *SIGNED]),
    "a name with spaces": record(headers=[["X Y", "a"], *SIGNED]),
    "a name with a colon": record(headers=[["a:b", "c"], *SIGNED]),
    "no name": record(headers=[["", "c"], *SIGNED]),
    "a name outside ASCII": record(headers=[["Größe", "c"], *SIGNED]),
    "white space around the signature": record(headers=[[NAME, f" \t{GOOD} "]]),
    "capital letters in the name": record(headers=[["X-Maileroo-Signature", GOOD]]),
    "a wrong Content-Length": record(headers=[["Content-Length", "5"], *SIGNED]),
    "bytes that are not UTF-8": record(body=None, body_base64="/w==", headers=[[NAME, signature(b"\xff")]]),
    "an editor's newline": http(body=BODY + b"\n"),
    "a response behind it": http(body=BODY + b"\n\nHTTP/1.1 200 OK\n\nok"),
    "too small a Content-Length": http(b"Content-Length: 7\n"),
    "too large a Content-Length": http(b"Content-Length: 7000\n"),
    "JSON that is shown formatted": http(b"Content-Length: 5\n", json.dumps(json.loads(BODY), indent=4).encode()),
    "a HAR of base64 with a wrong length": har(
        headers=[{"name": NAME, "value": GOOD}, {"name": "Content-Length", "value": "9"}]
    ),
}

PROBES: dict[str, bytes] = {
    "a GET that is signed": record(method="GET"),
    "a GET without anything": record(method="GET", headers=[], body=""),
    "a POST without anything": record(headers=[], body=""),
}

UNVERIFIABLE: dict[str, bytes] = {
    "a masked signature": record(headers=[[NAME, "********"]]),
    "the start of a signature": record(headers=[[NAME, f"{GOOD[:8]}..."]]),
    "a signature that was left out": record(headers=[], anomaly="unsigned-copy"),
    "a body that is not whole": record(headers=[[NAME, "0" * 64]], anomaly="incomplete", anomaly_reason="cut"),
    "a body in doubt": record(headers=[[NAME, "0" * 64]], anomaly="body-doubtful", anomaly_reason="dots"),
    "a variable in the signature": http(signed=b"{{signature}}"),
    "a variable in the body": http(body=BODY.replace(b'"delivered"', b"{{type}}")),
    "a file that is not there": http(body=b"< ./no-such.json"),
    "a length that fits nothing": http(b"Content-Length: 7\n", signed=b"0" * 64),
    "a HAR without its text": har(postData=None),
    "a HAR with words in its place": har(postData={"mimeType": "", "text": "text was too long"}),
    "a HAR of fields": har(postData={"mimeType": "", "params": [{"name": "a", "value": "b"}]}),
}

INVALID: dict[str, bytes] = {
    "another signature": record(headers=[[NAME, "0" * 64]]),
    "no signature": record(headers=[]),
    "an empty signature": record(headers=[[NAME, ""]]),
    "a signature of white space": record(headers=[[NAME, "  "]]),
    "a signature with a prefix": record(headers=[[NAME, f"sha256={GOOD}"]]),
    "a signature with a line break": record(headers=[[NAME, f"{GOOD}\n"]]),
    "a signature after a line break": record(headers=[[NAME, f"\n{GOOD}"]]),
    "a signature outside ASCII": record(headers=[[NAME, f"{GOOD[:-1]}é"]]),
    "a signature outside latin-1": record(headers=[[NAME, f"{GOOD[:-1]}€"]]),
    "the signature twice": record(headers=[*SIGNED, *SIGNED]),
    "a good and a bad signature": record(headers=[*SIGNED, [NAME, "0" * 64]]),
    "a newline that was not signed": record(body=BODY.decode() + "\n"),
    "a body cut short": record(body=BODY.decode()[:-5]),
    "two causes": record(headers=[[NAME, f"sha256={signature(BODY, SECRET + chr(10))}"]]),
    "no body": record(body=""),
    "an open end and another signature": http(body=BODY + b"\n", signed=b"0" * 64),
    "an open end and another secret": http(body=BODY + b"\n\n# end\n", signed=signature(BODY, f"{SECRET}\n").encode()),
    "a doubt and no signature": record(headers=[], anomaly="body-doubtful", anomaly_reason="dots"),
}

CASES = [
    *(pytest.param("valid", data, id=name) for name, data in VALID.items()),
    *(pytest.param("unverifiable", data, id=name) for name, data in UNVERIFIABLE.items()),
    *(pytest.param("probe", data, id=name) for name, data in PROBES.items()),
    *(pytest.param("invalid", data, id=name) for name, data in INVALID.items()),
]


def of(found: Mapping[str, Any]) -> Answer:
    """Return what an object says."""
    causes = found["causes"] if "causes" in found else (found["cause"] or "").split("+")
    return Answer(found["verdict"], tuple(filter(None, causes)))


def answers(mhook: Mhook, data: bytes, folder: Path) -> dict[str, Answer]:
    """Return what each command says of the one request in ``data``."""
    for path in folder.glob("*.db*"):
        path.unlink()
    file = folder / "file"
    file.write_bytes(data)
    words: dict[str, list[str]] = {"verify": ["verify", str(file)]}
    mhook("captures", "import", file, "--store", "checked.db")
    mhook("captures", "import", file, "--store", "unchecked.db", env={VARIABLE: None})
    for store in ("checked.db", "unchecked.db"):
        words[f"verify {store}"] = ["verify", "--store", store]
        words[f"show {store}"] = ["captures", "show", "last", "--store", store]
    words["list"] = ["captures", "list", "--store", "checked.db"]
    said = {}
    for name, line in words.items():
        said[name] = of(mhook(*line, "--format", "json").objects[0])
    stored = mhook("captures", "show", "last", "--store", "checked.db", "--format", "json", env={VARIABLE: None})
    said["show, as it was stored"] = of(stored.objects[0])
    records = mhook("captures", "export", "--store", "checked.db", "--with-signatures").out
    if records:
        said["verify what was exported"] = of(mhook("verify", "-", "--format", "json", stdin=records).objects[0])
    timeline = mhook("captures", "timeline", "m" * 24, "--store", "checked.db", "--format", "json")
    if timeline.code == 0:
        (arrived,) = timeline.objects[0]["entries"]
        said["timeline"] = Answer(arrived["verdict"], said["verify"].causes)
    return said


@pytest.mark.parametrize(("verdict", "data"), CASES)
def test_every_command_says_the_same(mhook: Mhook, project: Path, verdict: str, data: bytes) -> None:
    """Verifying a file, what it was imported as, with a secret or before there was one, and what is exported agree."""
    said = answers(mhook, data, project)
    assert said["verify"].verdict == verdict
    assert bool(said["verify"].causes) is (verdict == "invalid")
    assert {name: answer for name, answer in said.items() if answer != said["verify"]} == {}


@pytest.mark.parametrize("data", UNVERIFIABLE.values(), ids=UNVERIFIABLE)
def test_the_reason_goes_along(mhook: Mhook, project: Path, data: bytes) -> None:
    """Why a request is unverifiable is told in the same words by all, also where it was stored long ago."""
    (project / "file").write_bytes(data)
    reason = mhook("verify", "file", "--format", "json").objects[0]["detail"]
    assert reason
    mhook("captures", "import", "file", "--store", "a.db")
    show = ("captures", "show", "last", "--store", "a.db", "--format", "json")
    for env in ({}, {VARIABLE: None}):
        assert mhook(*show, env=env).objects[0]["detail"] == reason
    assert mhook("verify", "--store", "a.db", "--format", "json").objects[0]["detail"] == reason


def test_an_editors_newline_is_no_cause(mhook: Mhook, project: Path) -> None:
    """What an editor put behind a body is not blamed for a signature that does not verify, and names no event less."""
    data = INVALID["an open end and another secret"]
    said = answers(mhook, data, project)
    assert {answer.causes for answer in said.values()} == {("secret-newline",)}
    (listed,) = mhook("captures", "list", "--store", "unchecked.db", "--format", "json").objects
    assert (listed["event_type"], listed["verdict"], listed["anomaly"]) == ("delivered", "unchecked", "body-end-open")


ODD = {
    "a line break in a header": record(headers=[["X", "a\r\nb: c"], *SIGNED]),
    "a NUL in a header": record(headers=[["X", "\0"], *SIGNED]),
    "an odd method": record(method="FETCH ALL"),
}


@pytest.mark.parametrize("line", ODD.values(), ids=ODD)
def test_what_http_cannot_carry_holds_nothing_up(mhook: Mhook, project: Path, line: bytes) -> None:
    """A capture that cannot be written or sent as HTTP is left out and counted, and the others go on their way."""
    mhook("captures", "import", "-", stdin=record() + line + record())
    for form, left in (("ndjson", 3), ("har", 3), ("http", 2), ("curl", 2), ("pytest", 2)):
        ran = mhook("captures", "export", "--as", form, "--with-signatures")
        assert (ran.code, ran.out.count(GOOD.encode()) >= 2) == (0, True)
        assert ("1 capture was left out" in ran.err) <= (left == 2)
    with Endpoint() as endpoint:
        ran = mhook("captures", "resend", "--since", "-1h", "--url", endpoint.url)
        assert (ran.code, endpoint.bodies) == (0, [BODY, BODY])
    assert "1 capture was left out" in ran.err


@pytest.mark.parametrize("target", ["/größe/日本", "/a b", "/a\r\nb: c", ""])
def test_a_target_goes_out_as_bytes_that_http_has(mhook: Mhook, project: Path, target: str) -> None:
    """A raw request that is exported has a target that HTTP can carry, and is verified as before."""
    mhook("captures", "import", "-", stdin=record(target=target))
    ran = mhook("captures", "export", "--as", "http", "--with-signatures")
    assert ran.code == 0
    assert re.search(rb"\nPOST /[^\s]* HTTP/1\.1\r\nx-maileroo-signature: ", ran.out)
    assert mhook("verify", "-", stdin=ran.out).lines[-1] == "1 request: 1 valid"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = TEXT | st.sampled_from([GOOD, f" {GOOD}", f"{GOOD}\r\n", f"{GOOD}, {GOOD}", f"sha256={GOOD}", "********", ""])
NAMES = TEXT | st.sampled_from([NAME, "X-Maileroo-Signature", f"{NAME} ", "Content-Length"])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=TEXT | st.sampled_from(["GET", "POST"]),
    target=TEXT,
    headers=st.lists(st.tuples(NAMES, VALUES), max_size=4),
    body=st.sampled_from([BODY.decode(), "", BODY.decode() + "\n"]),
)
@example(method="POST", target="/\x85\u2028", headers=[(NAME, GOOD)], body=BODY.decode())
def test_any_record_has_one_answer(
    mhook: Mhook, project: Path, method: str, target: str, headers: list[tuple[str, str]], body: str
) -> None:
    """Whatever stands in a record, verifying it and verifying what it was imported as give the same answer."""
    for path in project.glob("*.db*"):
        path.unlink()
    data = record(method=method, target=target, headers=[*headers], body=body)
    said = of(mhook("verify", "-", "--format", "json", stdin=data).objects[0])
    ran = mhook("captures", "import", "-", "--store", "a.db", stdin=data)
    assert (ran.code, ran.lines[0][:10]) == (0, "1 imported")
    assert of(mhook("verify", "--store", "a.db", "--format", "json").objects[0]) == said
    assert of(mhook("captures", "list", "--store", "a.db", "--format", "json").objects[0]) == said


WIRE = {
    "valid": (b"x-maileroo-signature: %b" % GOOD.encode(), BODY),
    "white space": (b"x-maileroo-signature: \t%b  " % GOOD.encode(), BODY),
    "masked": (b"x-maileroo-signature: ********", BODY),
    "twice": (b"x-maileroo-signature: %b\r\nX-Maileroo-Signature: %b" % (GOOD.encode(), b"0" * 64), BODY),
    "missing": (b"A: b", BODY),
    "empty": (b"x-maileroo-signature:", BODY),
    "outside ASCII": (b"x-maileroo-signature: \xe2\x82\xac", BODY),
    "a newline at the end": (b"x-maileroo-signature: %b" % GOOD.encode(), BODY + b"\n"),
}


def test_what_is_caught_has_the_same_answer(mhook: Mhook, tmp_path: Path) -> None:
    """The listener's verdict on a request is that of verifying it in a file, and in the store."""
    with ListenProcess(tmp_path) as listen:
        with Client(listen.port) as client:
            for header, body in WIRE.values():
                data = b"POST / HTTP/1.1\r\nHost: a\r\n%b\r\nContent-Length: %d\r\n\r\n%b" % (header, len(body), body)
                client.send(data).answer()
        heard = [listen.next_object() for _ in WIRE]
        listen.stop()
    caught = sorted((of(one), one["id"]) for one in heard)
    store = ["--store", str(listen.store), "--format", "json"]
    assert sorted((of(one), one["id"]) for one in mhook("verify", *store).objects[:-1] if "verdict" in one) == caught
    assert sorted((of(one), one["id"]) for one in mhook("captures", "list", *store).objects) == caught
    records = mhook("captures", "export", "--store", listen.store, "--with-signatures").out
    found = mhook("verify", "-", "--format", "json", stdin=records).objects
    assert sorted((of(one), one["id"]) for one in found if "verdict" in one) == caught
