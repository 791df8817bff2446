"""``mhook verify`` and ``send`` on logs: what has no signature is a request too, and what a log left out is missing."""

import json
import tracemalloc
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import SECRET, Mhook
from tests.cli.endpoint import Endpoint
from tests.cli.store import signature

VALID, INVALID, DAMAGED = 0, 1, 3
BODY = json.dumps(
    {"domain_id": 1, "event_data": {"from": "a@example.com"}, "event_id": "e1", "event_type": "opened"},
    separators=(",", ":"),
).encode()
TEXT = BODY.decode()
SIGNED = {"x-maileroo-signature": signature(BODY, SECRET)}
LISTED = [{"key": name, "value": value} for name, value in SIGNED.items()]
PLAIN = {"content-type": "application/json"}


def logged(headers: dict[str, str], body: Any, **more: Any) -> dict[str, Any]:
    """Return a line of a program's log."""
    return {"level": "info", "headers": headers, "body": body, **more}


def ndjson(*values: Any) -> bytes:
    """Return a value a line."""
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


WRAPPED: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "a line": ndjson,
    "an object over several lines": lambda value: json.dumps(value, indent=1).encode(),
    "a queue's message": lambda value: ndjson({"Records": [{"messageId": "1", "body": json.dumps(value)}]}),
    "a container's log": lambda value: ndjson({"log": json.dumps(value) + "\n", "stream": "stdout"}),
    "behind a time": lambda value: b"2026-01-01T00:00:00Z INFO " + ndjson(value),
    "beside other lines": lambda value: ndjson({"msg": "server started", "port": 80}) + ndjson(value),
}
BODIES: dict[str, Any] = {
    "text": TEXT,
    "parsed": json.loads(BODY),
    "base64": b64encode(BODY).decode(),
    "a buffer": {"type": "Buffer", "data": list(BODY)},
    "cut off": TEXT[:-5],
}


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED)
@pytest.mark.parametrize("body", [BODIES["text"], BODIES["parsed"]], ids=["text", "parsed"])
def test_a_webhook_without_a_signature_is_one(mhook: Mhook, wrap: Callable[[Any], bytes], body: Any) -> None:
    """However a log wraps it, a request whose body is an event lacks its signature, and is never passed over."""
    ran = mhook("verify", "-", "--format", "json", stdin=wrap(logged(PLAIN, body)))
    assert [(one["verdict"], one["cause"]) for one in ran.objects[:-1]] == [("invalid", "header-missing")]
    assert ran.code == INVALID


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_an_event_is_known_in_each_form_of_a_body(mhook: Mhook, body: Any) -> None:
    """A body may be text, parsed, base64 or numbers: it is an event all the same."""
    ran = mhook("verify", "-", stdin=ndjson(logged(PLAIN, body)))
    assert (ran.code, ran.text.split()[0]) == (INVALID, "invalid"), ran


def test_headers_beside_the_body_need_no_signature(mhook: Mhook) -> None:
    """What smee sends has the headers beside the body."""
    ran = mhook("verify", "-", stdin=json.dumps({**PLAIN, "body": json.loads(BODY), "query": {}}).encode())
    assert (ran.code, "header-missing" in ran.text) == (INVALID, True)


@pytest.mark.parametrize("name", ["app.log", "app.json", "app.ndjson"])
def test_a_folder_with_an_unsigned_webhook_does_not_pass(mhook: Mhook, tmp_path: Path, name: str) -> None:
    """A log whose only request has no signature is no other file."""
    (tmp_path / name).write_bytes(ndjson(logged(PLAIN, TEXT)))
    (tmp_path / "right.ndjson").write_bytes(ndjson(logged(SIGNED, TEXT)))
    ran = mhook("verify", tmp_path)
    assert (ran.code, ran.err) == (INVALID, "")
    assert "2 requests: 1 valid, 1 invalid" in ran.lines


@pytest.mark.parametrize(
    "words", [["verify"], ["captures", "import"], ["send", "--dry-run", "--url", "http://127.0.0.1:9/"]], ids=" ".join
)
def test_other_lines_of_a_log_are_counted(mhook: Mhook, project: Path, words: list[str]) -> None:
    """What has neither a signature nor an event is no request, and is told in a note."""
    others = [{"msg": "started"}, logged(PLAIN, '{"order":1}'), logged(PLAIN, "hello")]
    Path("app.ndjson").write_bytes(ndjson(*others, logged(SIGNED, TEXT)))
    ran = mhook(*words, "app.ndjson")
    assert ran.code == VALID
    assert "3 other lines were skipped in 'app.ndjson': no signature, and no event in the body" in ran.err
    assert "1 valid" in ran.lines[-1] or words[0] == "send"


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED)
def test_an_envelope_is_never_sent_as_an_event(mhook: Mhook, wrap: Callable[[Any], bytes]) -> None:
    """The request in it is sent, signed."""
    with Endpoint() as endpoint:
        assert mhook("send", "-", "--url", endpoint.url, stdin=wrap(logged(PLAIN, TEXT))).code == 0
    assert (endpoint.bodies, endpoint.arrived[0].signed) == ([BODY], True)


@pytest.mark.parametrize("body", ['{"order":1}', "[Object]", {"order": 1}])
@pytest.mark.parametrize("count", [1, 2])
def test_an_envelope_without_an_event_is_refused(mhook: Mhook, body: Any, count: int) -> None:
    """It is neither a request of Maileroo's nor a body; ``--raw-body`` sends it all the same."""
    content = ndjson(*[logged(PLAIN, body)] * count)
    with Endpoint() as endpoint:
        ran = mhook("send", "-", "--url", endpoint.url, stdin=content)
        assert (ran.code, endpoint.arrived) == (DAMAGED, [])
        assert "it is a request with headers, but its body is not an event" in ran.error
        assert mhook("send", "-", "--url", endpoint.url, "--raw-body", stdin=content).code == 0
    assert endpoint.bodies == [content]


BUFFER = "<Buffer " + " ".join(f"{byte:02x}" for byte in BODY[:50])
MISSING: dict[str, tuple[Any, str]] = {
    "null and a size": (
        {"data": [{"method": "POST", "headers": SIGNED, "content": None, "size": 400}]},
        "the body of 400 bytes is missing",
    ),
    "an empty text and a size": (
        {"data": [{"method": "POST", "headers": SIGNED, "content": "", "size": 400}]},
        "the body of 400 bytes is missing",
    ),
    "null and a length": (
        logged({**SIGNED, "content-length": "400"}, None),
        "the body of 400 bytes is missing",
    ),
    "null": (
        {"httpMethod": "POST", "path": "/", "headers": SIGNED, "body": None, "isBase64Encoded": False},
        "the file does not hold the body",
    ),
    "Postman without a body": (
        {"item": [{"name": "a", "request": {"method": "POST", "url": "/", "header": LISTED}}]},
        "the file does not hold the body",
    ),
    **{
        word: (logged(SIGNED, word), f'the log holds "{word}" instead of the body')
        for word in (
            *("[Object]", "[Array]", "[Circular]", "[Circular *1]", "[Filtered]", "[REDACTED]", "[object Object]"),
            *("[object ArrayBuffer]", "undefined", "None", "***", "<truncated>"),
        )
    },
    "a buffer's beginning": (
        logged(SIGNED, f"{BUFFER} ... 337 more bytes>"),
        "the log holds only the first 50 bytes of the body; 337 more are missing",
    ),
    "an object as a console shows it": (
        logged(SIGNED, "{ domain_id: 1, event_data: [Object], tags: null }"),
        'the log holds "[Object]" instead of a part of the body',
    ),
}


@pytest.mark.parametrize(("value", "reason"), MISSING.values(), ids=MISSING)
def test_a_body_that_a_log_does_not_hold_is_missing(mhook: Mhook, value: Any, reason: str) -> None:
    """Nobody is blamed for a body that was not written down: neither as empty nor as changed."""
    ran = mhook("verify", "-", "--format", "json", stdin=ndjson(value))
    assert [(one["verdict"], one["detail"]) for one in ran.objects[:-1]] == [("unverifiable", reason)]
    assert ran.code == DAMAGED


@pytest.mark.parametrize(
    "value",
    [
        {"method": "POST", "headers": SIGNED, "content": "", "size": 0},
        {"method": "POST", "headers": SIGNED, "content": None, "size": 0},
        {"method": "POST", "headers": {**SIGNED, "content-length": "0"}, "body": None},
        logged(SIGNED, ""),
    ],
)
def test_a_body_that_is_known_to_be_empty_is_empty(mhook: Mhook, value: Any) -> None:
    """An empty text, or a size of 0, tells that nothing arrived."""
    ran = mhook("verify", "-", stdin=ndjson(value))
    assert (ran.code, "body-arrived-empty" in ran.text) == (INVALID, True)


def test_a_buffer_that_is_shown_wholly_is_read(mhook: Mhook) -> None:
    """The bytes that Node.js shows in full are the body."""
    shown = "<Buffer " + " ".join(f"{byte:02x}" for byte in BODY) + ">"
    ran = mhook("verify", "-", stdin=ndjson(logged(SIGNED, shown)))
    assert (ran.code, ran.lines[-1]) == (VALID, "1 request: 1 valid")


def test_a_collection_fills_in_its_own_variables(mhook: Mhook) -> None:
    """What a collection of Postman, or a folder in it, sets is put in; what nothing sets stays open."""
    request = {
        "method": "POST",
        "url": "{{base}}/webhook",
        "header": [{"key": "x-maileroo-signature", "value": "{{ sig }}"}],
        "body": {"mode": "raw", "raw": TEXT.replace("e1", "{{id}}")},
    }
    folder = {"name": "f", "item": [{"name": "a", "request": request}], "variable": [{"key": "id", "value": "e1"}]}
    known = [{"key": "sig", "value": "{{inner}}"}, {"key": "inner", "value": SIGNED["x-maileroo-signature"]}]
    ran = mhook("verify", "-", stdin=json.dumps({"item": [folder], "variable": known}).encode())
    assert (ran.code, ran.lines[-1]) == (VALID, "1 request: 1 valid"), ran
    off = [{**known[0], "disabled": True}, known[1]]
    ran = mhook("verify", "-", stdin=json.dumps({"item": [folder], "variable": off}).encode())
    assert (ran.code, "it holds the variable {{ sig }}" in ran.text) == (DAMAGED, True), ran


def test_variables_of_variables_take_no_more_than_a_text(mhook: Mhook) -> None:
    """A collection whose variables multiply one another is told as one with variables, in the memory of a text."""
    variables = [{"key": name, "value": ("{{" + inner + "}}") * 500} for name, inner in ("ab", "bc", "ca")]
    request = {"method": "POST", "url": "/", "header": LISTED, "body": {"mode": "raw", "raw": "{{a}}" * 900}}
    content = json.dumps({"item": [{"name": "a", "request": request}], "variable": variables}).encode()
    tracemalloc.start()
    ran = mhook("verify", "-", stdin=content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (ran.code, peak < 32 << 20, "it holds the variable" in ran.text) == (DAMAGED, True, True), (peak, ran)


@pytest.mark.parametrize("name", ["_.sig", "sig"])
def test_an_export_of_insomnia_fills_in_its_environment(mhook: Mhook, name: str) -> None:
    """A variable that has one value in the export's environments is put in; one that has several stays open."""
    request = {
        "_type": "request",
        "method": "POST",
        "url": "/",
        "headers": [{"name": "x-maileroo-signature", "value": "{{ " + name + " }}"}],
        "body": {"mimeType": "application/json", "text": TEXT},
    }
    environment = {"_type": "environment", "data": {"sig": SIGNED["x-maileroo-signature"]}}
    export = {"_type": "export", "__export_format": 4, "resources": [request, environment]}
    ran = mhook("verify", "-", stdin=json.dumps(export).encode())
    assert (ran.code, ran.lines[-1]) == (VALID, "1 request: 1 valid"), ran
    export["resources"] = [request, environment, {"_type": "environment", "data": {"sig": "other"}}]
    ran = mhook("verify", "-", stdin=json.dumps(export).encode())
    assert (ran.code, "it holds the variable {{ " + name + " }}" in ran.text) == (DAMAGED, True), ran


def test_a_probes_signature_is_read_as_a_webhooks(mhook: Mhook) -> None:
    """A GET with a body says of its signature what a POST would: the editor's newline is none of the body."""
    text = f"http://x.test/webhook\nx-maileroo-signature: {SIGNED['x-maileroo-signature']}\n\n{TEXT}\n"
    ran = mhook("verify", "-", stdin=text.encode())
    assert "GET, but Maileroo sends POST; its signature is valid without the newline at the file's end" in ran.text
