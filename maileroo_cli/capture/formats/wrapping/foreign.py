"""Files that hold captured requests, or may, in a form that is not read here: what each is, and what to export instead.

Each is told by its content. Of a file that nobody knows it is told whether it looks like one of captured requests.
"""

import re
from typing import NamedTuple

from maileroo_cli.capture.store.schema import APPLICATION_ID
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

LOOK_AHEAD = 1 << 20
"""So much of a file, in bytes, is looked through for a signed request before the file is taken for something else."""


class ForeignFile(NamedTuple):
    """What a file is, as a sentence goes on after its name, and what to do. ``holds`` tells whether it holds requests.

    What holds none may lie in a folder of captured requests.
    """

    what: str
    advice: str
    holds: bool = True


_MAGIC: tuple[tuple[bytes, ForeignFile], ...] = (
    (
        rb"PK\x03\x04.{0,65536}?raw/\d+_[cms]\.(?:txt|xml)",
        ForeignFile(
            "is an archive of Fiddler (.saz)",
            "in Fiddler, export the sessions as HTTPArchive (HAR), and give that file",
        ),
    ),
    (
        rb"PK\x03\x04.{0,400}?\d+-(?:meta|req|res)\.",
        ForeignFile(
            "is a session of Charles (.chlz)", "in Charles, choose File > Export Session, as HAR, and give that file"
        ),
    ),
    (rb"PK(?:\x03\x04|\x05\x06)", ForeignFile("is a zip archive", "unpack it, and give the files or their folder")),
    (rb"\x28\xb5\x2f\xfd", ForeignFile("is compressed with zstd", "decompress it with: zstd -d FILE")),
    (rb"\xfd7zXZ\x00", ForeignFile("is compressed with xz", "decompress it with: xz -dk FILE")),
    (rb"BZh[1-9]1AY&SY", ForeignFile("is compressed with bzip2", "decompress it with: bzip2 -dk FILE")),
    (rb"\x04\x22\x4d\x18", ForeignFile("is compressed with lz4", "decompress it with: lz4 -d FILE")),
    (rb"\x1f\x9d", ForeignFile("is compressed with compress", "decompress it with: uncompress FILE")),
    (rb"7z\xbc\xaf\x27\x1c", ForeignFile("is a 7-Zip archive", "unpack it, and give the files or their folder")),
    (rb"Rar!\x1a\x07", ForeignFile("is a RAR archive", "unpack it, and give the files or their folder")),
    (
        rb".{257}ustar",
        ForeignFile("is a tar archive", "unpack it with tar -xf FILE, and give the files or their folder"),
    ),
    (
        rb"\xd4\xc3\xb2\xa1|\xa1\xb2\xc3\xd4|\x4d\x3c\xb2\xa1|\xa1\xb2\x3c\x4d|\x0a\x0d\x0d\x0a.{4}(?:\x4d\x3c\x2b\x1a|\x1a\x2b\x3c\x4d)",
        ForeignFile(
            "is a capture of network packets (pcap)",
            "in Wireshark, choose Follow > HTTP Stream, save the client's side as Raw, and give that file",
        ),
    ),
    (
        rb"\d{1,9}:(?:\d{1,3}:[a-z_]{1,30};|(?=.{0,65536}?(?:7:version;|4:type;4:http)))",
        ForeignFile(
            "is a file of mitmproxy flows",
            "export it with: mitmdump -nr FILE --set hardump=flows.har, and give that file",
        ),
    ),
    (
        rb"\xac\xed\x00\x05",
        ForeignFile(
            "is written by Java, perhaps a session of Charles (.chls)",
            "in Charles, choose File > Export Session, as HAR, and give that file",
        ),
    ),
    (
        rb"SQLite format 3\x00(?=.{52}%b)" % re.escape(APPLICATION_ID.to_bytes(4)),
        ForeignFile("is a store of mhook's", "name it with --store, as in: mhook verify --store FILE"),
    ),
    (
        rb"SQLite format 3\x00",
        ForeignFile("is a SQLite database", "give a file of captured requests", holds=False),
    ),
    (
        rb"\s*(?:#[^\n]*\n\s*)*(?:_type: export|type: [\w.]*insomnia\.rest/5|opencollection: )",
        ForeignFile(
            "is a YAML collection, which mhook does not read",
            "export the request as HAR or as a curl command, and give that",
        ),
    ),
    (
        rb"\s*\{\s*\"constants\"(?=.{0,65536}?\"logEventTypes\")",
        ForeignFile(
            "is a network log of Chrome", "in the Network panel of DevTools, save all as HAR with content instead"
        ),
    ),
    (
        rb"[\s\[]*\{\s*\"schema\":\s*\"mhook\.(?:listen|arrival|capture-entry)[a-z-]*/",
        ForeignFile(
            "lists captures without their bodies",
            "mhook verify without a file verifies the store; mhook captures export writes the requests",
        ),
    ),
    (
        rb"[\s\[]*\{\s*\"schema\":\s*\"mhook\.[a-z-]+/",
        ForeignFile("is a report of mhook, without the requests", "give the requests themselves", holds=False),
    ),
    (
        rb"[\s\[]*\{(?=[^{}]{0,4096}\"event_(?:type|id|data)\"\s*:)",
        ForeignFile("holds only the bodies of events, without headers", "", holds=False),
    ),
    (
        rb"(?:\s*#![^\n]*\n)?\s*(?:http|https|xh|xhs|httpie)(?: [^\n]*)? (?:POST|PUT) (?:https?://|:|/)\S*",
        ForeignFile(
            "holds a command of HTTPie",
            "give the output of http --offline --print=HB, or use mhook sign --as curl instead",
        ),
    ),
    (
        rb"(?:\s*#![^\n]*\n)?\s*wget [^\n]*https?://",
        ForeignFile("holds a command of wget", "give the request as a curl command, HAR or raw HTTP"),
    ),
)

_SIGNED = re.compile(re.escape(SIGNATURE_HEADER.encode()) + rb"[^0-9a-z\r\n]{1,24}[0-9a-f]{64}", re.IGNORECASE)
_PROSE = re.compile(rb"^```|^={3,}\s*$|<!doctype html|<html", re.MULTILINE | re.IGNORECASE)
_NAMED = (".har", ".http", ".rest", ".ndjson", ".bru", ".chlsj", ".flow", ".flows", ".mitm", ".saz", ".chls")
_UNKNOWN = ForeignFile(
    "looks like captured requests in a form that mhook does not know",
    "give them as HAR, raw HTTP, a curl command or capture records",
)


def foreign_file(head: bytes) -> ForeignFile | None:
    """Return what a file is that begins with ``head``, where it is one of those that only their own tool reads."""
    return next((one for pattern, one in _MAGIC if re.match(pattern, head, re.DOTALL)), None)


def looks_like_captures(head: bytes, name: str) -> ForeignFile | None:
    """Return what to say of a file that nobody knows, where its content or its name says that it holds requests.

    A signature's header with 64 hex digits is taken for a request, but not within a page of prose.
    """
    if _SIGNED.search(head) and not _PROSE.search(head):
        return _UNKNOWN
    if name.lower().endswith(".br"):
        return ForeignFile("is, by its name, compressed with brotli", "decompress it with: brotli -d FILE")
    named = name.lower().removesuffix(".gz").endswith(_NAMED)
    if not named or not head.strip():
        return None
    return ForeignFile("is named like captured requests, but mhook cannot read any in it", _UNKNOWN.advice)
