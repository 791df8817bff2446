"""A process of its own that finds causes: its side of the pipes, and its whole life.

``search_process`` starts it. A message is a line of JSON, with the bytes of a request behind it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from queue import SimpleQueue
from typing import Any, BinaryIO

from maileroo_cli.capture.entry import Capture, CaptureContent, CaptureEntry
from maileroo_cli.transport.server.pipeline.cause_search import InlineSearch
from maileroo_cli.webhook.diagnosis.history import THOROUGH
from maileroo_cli.webhook.signing.secret import Secret

_LOWER = 10
"""How much lower its priority is: the loop that answers clients comes first."""


def work() -> None:
    """Answer what comes on the standard input until it ends."""
    source, sink = sys.stdin.buffer, _take_stdout()
    _make_way()
    secrets = [Secret(bytes.fromhex(key), reference) for key, reference in json.loads(source.readline())]
    search = InlineSearch(secrets, THOROUGH)
    requests: SimpleQueue[tuple[Capture, bool]] = SimpleQueue()
    threading.Thread(target=_read, args=(source, requests), daemon=True).start()
    _answer(sink, {"ready": True})
    while True:
        capture, anew = requests.get()
        found = search.find(capture, anew=anew)
        _answer(sink, {"codes": found.codes, "detail": found.detail})


def _take_stdout() -> BinaryIO:
    """Return the pipe of the answers, into which nothing else that prints can write any more."""
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sink


def _make_way() -> None:
    lower = getattr(os, "nice", None)
    if lower is not None:
        lower(_LOWER)


def _read(source: BinaryIO, requests: SimpleQueue[tuple[Capture, bool]]) -> None:
    """Take requests, and end the process where no more can come, whatever is being searched for."""
    try:
        while line := source.readline():
            asked: dict[str, Any] = json.loads(line)
            head, body = source.read(asked["head"]), source.read(asked["body"])
            entry = CaptureEntry(asked["id"], 0.0, "", asked["method"], asked["target"], anomaly=asked["anomaly"])
            requests.put((Capture(entry, CaptureContent(head, body)), asked["anew"]))
    finally:
        os._exit(0)


def _answer(sink: BinaryIO, answer: dict[str, Any]) -> None:
    try:
        sink.write(json.dumps(answer).encode() + b"\n")
        sink.flush()
    except OSError:  # nobody is there any more
        os._exit(0)
