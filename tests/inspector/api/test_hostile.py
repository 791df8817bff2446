"""Whatever a capture holds, each call answers an object or an error in one line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.capture.entry import CaptureContent
from maileroo_cli.errors import MhookError
from maileroo_cli.inspector.api.capture import read_body, read_one_capture, read_pretty, read_rewriting
from maileroo_cli.inspector.api.diagnose import diagnose
from maileroo_cli.inspector.api.diff import read_diff
from maileroo_cli.inspector.api.export import export, read_copy
from maileroo_cli.inspector.api.mail import read_mail
from maileroo_cli.inspector.call import InspectorCall, Json
from tests.answer_keys import check_answer
from tests.cli.store import captured
from tests.inspector.api.calling import call, settings

HEADS = (
    b"",
    b"\r\n\r\n",
    b"\xff\x00\r\nx",
    b"POST / HTTP/1.1\r\nX-Maileroo-Signature: ab\r\n cd\r\nx-maileroo-signature:\r\n\r\n",
    b"POST http://[::1 HTTP/9\r\n: v\r\nA\r\n\r\n",
    bytes(range(256)),
)
BODIES = (
    b"[" * 3_000,
    b'{"a":NaN,"event_id":1e999}',
    b'{"message_reference_id":"\\ud800","event_type":"\\u0000"}',
    b"9" * 6_000,
    b'{"__proto__":{"1":1,"0":2},"":[]}',
    b"\xff\xfe",
)
ANOMALIES = ("", "bad-request-line", "unsigned-copy", "nonsense", "", "doubtful: x")
VERDICTS = ("valid", "invalid", "probe", "unchecked", "damaged", "unverifiable")


def hold(function: Callable[[InspectorCall], Json], asked: InspectorCall) -> None:
    """Hold an answer to the list of them, and an error to one line."""
    refusal = ""
    try:
        json.dumps(check_answer(function(asked))).encode()
    except MhookError as error:
        refusal = str(error)
    assert "\n" not in refusal


@pytest.mark.parametrize("turn", range(len(HEADS)))
def test_every_call(tmp_path: Path, turn: int) -> None:
    """Heads, bodies, trailers and answers of any bytes, in any state of a capture, are answered."""
    captures = []
    for number, head in enumerate(HEADS):
        place = (number + turn) % len(HEADS)
        known: dict[str, Any] = {"anomaly": ANOMALIES[place], "verdict": VERDICTS[place], "cause": "x+json-compact"}
        one = captured(number + 1, BODIES[place], status=(None, 200, 500, 999, 204, 401)[place], **known)
        captures.append(one._replace(content=CaptureContent(head, BODIES[place], head, HEADS[place], BODIES[number])))
    given = settings(tmp_path, *captures)
    for one in captures:
        name = one.entry.id
        for function in (read_one_capture, read_body, read_pretty, read_rewriting, read_mail):
            hold(function, call(given, name))
        for form in ("curl", "http", "mhook", "pytest"):
            asked: dict[str, Any] = {"as": form, "signatures": 1}
            hold(read_copy, call(given, name, **asked))
        hold(read_diff, call(given, first=name, second=captures[0].entry.id))
        hold(diagnose, call(given, body={"capture": name, "signature": "ab" * 32}))
    for form in ("html", "ndjson", "pytest", "har", "http", "curl", "fixture"):
        hold(export, call(given, body={"filter": {}, "count": len(captures), "as": form}))
