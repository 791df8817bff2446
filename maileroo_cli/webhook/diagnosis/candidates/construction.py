"""The ways to combine secret and body other than HMAC-SHA256. Keys and bodies that went wrong are made elsewhere."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from maileroo_cli.webhook.diagnosis.finding import Finding


@dataclass(frozen=True, slots=True)
class Construction:
    """One wrong computation: ``compute(key, data)`` returns its digest of ``size`` bytes."""

    finding: Finding
    size: int
    compute: Callable[[bytes, bytes], bytes]


def _hmac(name: str, key: bytes, data: bytes) -> bytes:
    if name not in _WEAK:
        return hmac.digest(key, data, name)
    return hmac.new(key, data, partial(hashlib.new, name, usedforsecurity=False)).digest()


def _swapped(key: bytes, data: bytes) -> bytes:
    return hmac.digest(data, key, "sha256")


def _plain(name: str, key: bytes, data: bytes) -> bytes:  # noqa: ARG001 - the point is that the key is not used
    return _NEW[name](data, usedforsecurity=False).digest()


def _key_first(name: str, separator: bytes, key: bytes, data: bytes) -> bytes:
    return _NEW[name](key + separator + data, usedforsecurity=False).digest()


def _key_last(name: str, separator: bytes, key: bytes, data: bytes) -> bytes:
    return _NEW[name](data + separator + key, usedforsecurity=False).digest()


# Some systems allow these only where they secure nothing, and hashlib.new is slower than a hash's own function.
_WEAK = {"sha1", "md5"}
_NEW = {"sha256": hashlib.sha256, "sha1": hashlib.sha1, "sha512": hashlib.sha512, "md5": hashlib.md5}
_HASHES = {"sha256": 32, "sha1": 20, "sha512": 64, "md5": 16}
_SEPARATORS = {b"": "nothing", b".": "a dot", b":": "a colon", b"\n": "a newline", b"|": "a bar"}
_HMACS = {
    "sha1": ("hmac-sha1", 20),
    "sha512": ("hmac-sha512", 64),
    "md5": ("hmac-md5", 16),
    "sha384": ("hmac-sha384", 48),
    "sha224": ("hmac-other-hash", 28),
    "sha3_256": ("hmac-other-hash", 32),
    "sha3_512": ("hmac-other-hash", 64),
    "blake2b": ("hmac-other-hash", 64),
    "blake2s": ("hmac-other-hash", 32),
}


def _constructions() -> list[Construction]:
    found = [
        Construction(
            Finding(code, name.replace("_", "-") if code == "hmac-other-hash" else ""), size, partial(_hmac, name)
        )
        for name, (code, size) in _HMACS.items()
    ]
    found.append(Construction(Finding("key-and-body-swapped"), 32, _swapped))
    found += [
        Construction(Finding("hash-without-key", name), size, partial(_plain, name)) for name, size in _HASHES.items()
    ]
    for name, size in _HASHES.items():
        for separator, word in _SEPARATORS.items():
            detail = name if not separator else f"{name}, with {word} between them"
            found.append(Construction(Finding("hash-key-first", detail), size, partial(_key_first, name, separator)))
            found.append(Construction(Finding("hash-key-last", detail), size, partial(_key_last, name, separator)))
    return found


CONSTRUCTIONS: tuple[Construction, ...] = tuple(_constructions())
"""Every wrong computation, the likeliest first."""
