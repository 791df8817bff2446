"""Requests with damage, for whatever reads them: bytes are flipped, left out, put in, doubled, or those of others."""

from random import Random

from tests.capture.wire_cases import ACCEPTED

FRAGMENTS = (
    b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\0", b" ", b"\t", b":", b",", b";", b"0", b"5", b"0\r\n\r\n", b"\x0b",
    b"\xff", b"HTTP/1.1", b"HTTP/1.0", b"Host: x\r\n", b"Content-Length: 5\r\n", b"Content-Length: 0\r\n", b"chunked",
    b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding: ", b"Expect: 100-continue\r\n", b"Connection: close\r\n",
    b"Connection: keep-alive\r\n", b"a: b\r\n", b" a\r\n", b"GET / HTTP/1.1\r\n",
)  # fmt: skip
_SHORT = [case.data for case in ACCEPTED if len(case.data) < 400]


def damaged_requests(random: Random) -> bytes:
    """Return one to three valid requests with some damage, or with none."""
    data = b"".join(random.choice(_SHORT) for _ in range(random.randint(1, 3)))
    for _ in range(random.randint(0, 4)):
        data = damage(data, random)
    return data


def damage(data: bytes, random: Random) -> bytes:
    """Return ``data`` with one damage."""
    start = random.randint(0, len(data))
    end = min(start + random.randint(0, 12), len(data))
    match random.choice(("flip", "delete", "insert", "double", "splice")):
        case "flip" if start < len(data):
            return data[:start] + bytes([data[start] ^ 1 << random.randint(0, 7)]) + data[start + 1 :]
        case "delete":
            return data[:start] + data[end:]
        case "insert":
            new = random.choice((*FRAGMENTS, bytes(random.randint(0, 255) for _ in range(random.randint(1, 4)))))
            return data[:start] + new + data[start:]
        case "double":
            return data[:end] + data[start:]
        case "splice":
            other = random.choice(_SHORT)
            return data[:start] + other[random.randint(0, len(other)) :]
        case _:
            return data
