"""What clients of ``mhook listen`` send cannot obey, forge or break what its terminal and its lines show."""

import json
from collections.abc import Iterator
from pathlib import Path

from maileroo_cli.capture.http.framing import FrameLimits
from maileroo_cli.webhook.signing.signature import sign
from tests.capture.reading import read
from tests.capture.wire_cases import chunked, post
from tests.cli.calling import SECRET
from tests.cli.test_untrusted_text import CORPUS, FORMS, harmless
from tests.listening import Client, ListenProcess

NAMES = ("event_type", "event_id", "message_reference_id", "message_id")
BODIES = {
    "lone surrogates": rb'{"event_type": "\ud800", "event_id": "\udfff\ud800", "message_reference_id": "\ud83d"}',
    "escaped NUL": rb'{"event_type": "\u0000", "event_id": "a\u0000b", "message_reference_id": "\u0000"}',
    "surrogates as bytes": b'{"event_type": "\xed\xa0\x80", "event_id": "\xff"}',
    "infinite time": b'{"event_type": "opened", "event_time": 1e999}',
    "no number": b'{"event_type": "opened", "event_time": NaN}',
    "long number": b'{"event_type": "opened", "event_time": ' + b"9" * 5000 + b"}",
    "other types": b'{"event_type": ["opened"], "event_id": {}, "message_reference_id": 1}',
    "long names": b'{"event_type": "' + b"x" * 100_000 + b'", "event_id": "' + b"y" * 100_000 + b'"}',
    "deep array": b"[" * 100_000,
    "deep object": b'{"event_id":' * 100_000,
    "BOM": b'\xef\xbb\xbf{"event_type": "opened"}',
    "UTF-16": '{"event_type": "opened"}'.encode("utf-16"),
    "keys twice": b'{"event_id": "a", "event_id": "\\u001b"}',
    "no object": b'"\\u001b[31m"',
}


def requests(evil: str) -> Iterator[bytes]:
    """Yield requests that have something evil in each place where something can be."""
    raw = evil.encode("utf-8", "surrogatepass")
    data = {"from": [evil], "to": evil, "reason": evil, "reject_reason": evil, "user_agent": evil, evil: evil}
    event = {**dict.fromkeys(NAMES, evil), "event_data": data, "tags": [{"name": evil, "value": evil}]}
    for body in (json.dumps(event).encode(), json.dumps(event, ensure_ascii=False).encode("utf-8", "surrogatepass")):
        yield post(body)
        yield post(body, b"x-maileroo-signature: " + sign(body, SECRET).encode())
        yield post(body, b"x-maileroo-signature: " + sign(b"", SECRET).encode())
    yield post(b"{}", b"x-maileroo-signature: " + raw)
    yield post(b"{}", b"x: " + raw)
    yield post(b"{}", raw + b": x")
    yield post(b"{}", first=b"POST /" + raw + b" HTTP/1.1")
    yield post(b"{}", first=raw + b" /w HTTP/1.1")
    yield post(b"{}", host=b"Host: " + raw)
    yield post(raw)
    yield chunked(raw)
    yield chunked(b"1\r\na\r\n0\r\n" + raw + b"\r\n\r\n")
    yield raw


@FORMS
def test_listen(form: str, tmp_path: Path) -> None:
    """Escape sequences, bidi, markup and lone surrogates in any field of a request are shown as harmless text."""
    sent = [post(body) for body in BODIES.values()]
    sent += [data for evil in CORPUS.values() for data in requests(evil)]
    count = sum(len(read(data, limits=FrameLimits())) for data in sent)
    with ListenProcess(tmp_path, form=form) as listen:
        for data in sent:
            with Client(listen.port) as client:
                assert client.send(data).half_close().final().status in (200, 400)
        ran = harmless(listen.stop())
    assert ran.code == 0
    assert ran.out.isascii() or form == "text"
    assert len(listen.captures()) == count >= len(sent)
    if form == "json":
        _, *arrivals, total = ran.objects
        assert len(arrivals) == total["total"] + total["probes"] == count
    else:
        assert len([line for line in ran.lines if " ms" in line]) == count
