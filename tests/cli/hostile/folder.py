"""The folder in which a hostile line runs: files of every kind that mhook reads, whole, damaged and odd."""

import json
import os
import re
import shutil
import sqlite3
import stat
from base64 import b64encode
from contextlib import closing
from pathlib import Path
from random import Random

from tests.capture.har_file import archive, entry
from tests.cli.calling import SECRET
from tests.cli.store import captured, event, fill, signature
from tests.delivery.replaying import delivery
from tests.transport.stored_run import attempt, new_run

LIFECYCLE = b"""recipients = 2
[[step]]
event = 'accepted'
[[step]]
event = 'delivered'
after = '5s'
set = { domain_id = 7 }
unset = ['tags']
"""
SCHEDULE = b"""name = 'mine'
offsets = ['0s', '5m', '1h']
"""
_ODD = {
    "odd": ("body.json", "captures.ndjson", "request.http", "secret.txt"),
    "odd.toml": ("life.toml", "schedule.toml", "long.toml"),
    "odd.har": ("captures.har",),
    "odd.http": ("request.http", "mixed.log"),
    "odd.ndjson": ("captures.ndjson", "events.ndjson"),
    "odd.pem": ("cert.pem",),
    "damaged.db": (".mhook/captures.db",),
}
_FRAGMENTS = (
    b"", b"\0", b"\xff", b"\xef\xbb\xbf", b"\r\n", b"\n\n", b'"', b"{", b"[", b"]", b"}", b"null", b"-1", b"1e400",
    b"NaN", b"9" * 5000, b"\\ud800", b"\\", b"[" * 2000, b'{"a":' * 2000, b"\x1b[31m", "\u202e".encode(), b"=", b"'",
    b"1979-05-27T07:32:00Z", b"inf", b"a." * 500, b",", b":", b" ", b"%ff", b"true",
)  # fmt: skip

_VALUE = re.compile(rb"\"[^\"]*\"|'[^']*'|\d+|true|false|null|[A-Za-z_]{3,}")
_VALUES = (
    b"0", b"-1", b"1.5", b"1e400", b"-0.0", b"9223372036854775808", b"9" * 5000, b"NaN", b"nan", b"inf", b"true",
    b"null", b'""', b"''", b"[]", b"{}", b"[[]]", b'[""]', b'{"":0}', b'"\\u0000"', b'"\\ud800"', b'"\\u001b[31m"',
    b'"\x7f"', b"'\x1b'", b'"0s"', b"'-1s'", b'"' + b"x" * 70_000 + b'"', b"1979-05-27T07:32:00Z", b"1979-05-27",
    b"07:32:00", b"0x10", b"0b2", b"1_000", b'"99999999d"', b'"1e9s"', b'"delivered"', b'"all"', b'"\\u202e"',
    b'"a.b[99999999]"', b'"="', b'"data:,x"', b'"http://[::1"', b'"PUT\\n"', b'"chunked"', b'"base64"',
)  # fmt: skip


def build(folder: Path) -> str:
    """Fill an empty folder and return the id of a run in it."""
    (folder / ".git").mkdir(parents=True)
    for name in ("folder", "tmp", "home"):
        (folder / name).mkdir()
    bodies = [event(number, kind) for number, kind in enumerate(("delivered", "opened", "failed"), 1)]
    fill(
        folder / ".mhook" / "captures.db",
        *(captured(number, body) for number, body in enumerate(bodies, 1)),
        captured(4, b"\xff\0"),
    )
    with new_run(folder / ".mhook" / "runs") as finished:
        attempt(finished, delivery(), 1, 200)
    with new_run(folder / ".mhook" / "runs", [delivery(0), delivery(1)]) as run:
        attempt(run, delivery(), 1, 503)
    _write_files(folder, bodies)
    _make_odd_names(folder)
    return run.id


def _write_files(folder: Path, bodies: list[bytes]) -> None:
    lines = [_record(body) for body in bodies]
    request = b"POST /w HTTP/1.1\r\nHost: a.test\r\nx-maileroo-signature: %b\r\nContent-Length: %d\r\n\r\n%b" % (
        signature(bodies[0]).encode(), len(bodies[0]), bodies[0],
    )  # fmt: skip
    deep = b"[" * 20_000
    with closing(sqlite3.connect(folder / "foreign.db")) as foreign:
        foreign.execute("CREATE TABLE x (y)")
    store = (folder / ".mhook" / "captures.db").read_bytes()
    contents = {
        "body.json": bodies[0],
        "events.ndjson": b"\n".join(bodies) + b"\n",
        "captures.ndjson": b"\n".join(lines) + b"\n",
        "folder/one.ndjson": lines[0],
        "request.http": request,
        "captures.har": archive(
            *(entry(body.decode(), headers={"x-maileroo-signature": signature(body)}) for body in bodies)
        ),
        "mixed.log": b"2026-01-01 INFO got %b %b\nrest\n" % (signature(bodies[0]).encode(), bodies[0]),
        "life.toml": LIFECYCLE,
        "schedule.toml": SCHEDULE,
        "mhook.toml": b"[profile.staging]\n",
        "bom.toml": b"\xef\xbb\xbf" + LIFECYCLE,
        "crlf.toml": LIFECYCLE.replace(b"\n", b"\r\n"),
        "utf-16.toml": LIFECYCLE.decode().encode("utf-16"),
        "deep.toml": b"a = " + deep,
        "deep.json": deep,
        "wide.toml": b"[[step]]\nevent = 'opened'\n" * 2_000,
        "long.toml": b"x." * 300 + b"y = 1\n",
        "secret.txt": SECRET.encode(),
        "secret-nul": b"a\0b\n",
        "cert.pem": b"-----BEGIN CERTIFICATE-----\n"
        + b64encode(b"no certificate" * 20)
        + b"\n-----END CERTIFICATE-----\n",
        "empty": b"",
        "binary": bytes(range(256)) * 20,
        "zeros": b"\0" * 10_000,
        "closed": b"x",
        "caf\udce9.json": bodies[0],
        "\x1b[31m.json": bodies[0],
        "x" * 255: bodies[0],
        "truncated.db": store[: len(store) // 2],
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)


def _record(body: bytes) -> bytes:
    headers = [["x-maileroo-signature", signature(body)]]
    fields = {"id": "r", "time": "", "method": "POST", "target": "/", "headers": headers, "body": body.decode()}
    return json.dumps({"schema": "mhook.capture/1", **fields}).encode()


def _make_odd_names(folder: Path) -> None:
    (folder / "closed").chmod(0)
    os.mkfifo(folder / "fifo")
    (folder / "loop").symlink_to("loop")
    (folder / "dangling").symlink_to("nowhere")
    (folder / "to-folder").symlink_to("folder")


def copy(template: Path, folder: Path, seed: int) -> None:
    """Make ``folder`` a copy of the template, with files that are damaged as ``seed`` says."""
    shutil.copytree(template, folder, symlinks=True, copy_function=_copy_one, ignore=_special)
    os.mkfifo(folder / "fifo")
    random = Random(seed)
    for name, originals in _ODD.items():
        original = random.choice(originals)
        (folder / name).write_bytes(damaged((template / original).read_bytes(), random))


def damaged(content: bytes, random: Random) -> bytes:
    """Return ``content`` with a few damages: of bytes anywhere, or of one of the values in it."""
    for _ in range(random.choice((1, 1, 2, 4))):
        places = [found.span() for found in _VALUE.finditer(content)] if random.random() < 0.6 else []
        if places:
            start, end = random.choice(places)
            middle = random.choice((*_VALUES, content[slice(*random.choice(places))]))
        else:
            start = random.randrange(len(content) + 1)
            end = min(len(content), start + random.choice((0, 1, 4, 100)))
            middle = random.choice((random.choice(_FRAGMENTS), random.randbytes(2), content[start:end] * 2))
        content = content[:start] + middle + content[end:]
    return content


def _special(folder: str, names: list[str]) -> set[str]:
    kinds = {name: os.lstat(os.path.join(folder, name)).st_mode for name in names}
    return {name for name, mode in kinds.items() if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)}


def _copy_one(source: str, target: str) -> str:
    return source if os.path.exists(target) else shutil.copy(source, target)
