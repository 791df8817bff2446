"""The messages between who wants to write to a store and the listener that has it.

Each is its length in four bytes and MessagePack. Both sides first prove that they know the key. That is not sent
itself: another program may have the port by now.
"""

from hashlib import blake2b
from typing import TypeAlias

import msgspec

from maileroo_cli.capture.entry import Capture

LENGTH_BYTES = 4
LONGEST_HELLO = 4096
LONGEST = 2**31
CLIENT, SERVER = b"client", b"server"


class Hello(msgspec.Struct, tag="hello"):
    """The client's first message: who it is, and the proof that it knows the key."""

    proof: bytes
    pid: int
    doing: str


class AddCaptures(msgspec.Struct, tag="add"):
    """Captures that are to be stored, all or none."""

    captures: list[Capture]


class DeleteRows(msgspec.Struct, tag="delete"):
    """Captures that are to be deleted: the row and the id of each, both of which have to fit."""

    rows: list[tuple[int, str]]


class Welcome(msgspec.Struct, tag="welcome"):
    """The answer to it: the proof that the listener knows the key as well."""

    proof: bytes


class Done(msgspec.Struct, tag="done"):
    """So many captures were added or deleted, and the commit is made."""

    count: int


class Denied(msgspec.Struct, tag="denied"):
    """Nothing was done: the store refuses it, as ``reason`` says; or another client is there, whose name that is.

    ``hint`` says what to do about a store.
    """

    reason: str
    pid: int = 0
    hint: str = ""


Order: TypeAlias = AddCaptures | DeleteRows
Reply: TypeAlias = Done | Denied

_encoder = msgspec.msgpack.Encoder()
HELLO = msgspec.msgpack.Decoder(Hello)
ORDER: msgspec.msgpack.Decoder[Order] = msgspec.msgpack.Decoder(Order)
WELCOME: msgspec.msgpack.Decoder[Welcome | Denied] = msgspec.msgpack.Decoder(Welcome | Denied)
REPLY: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Done | Denied)


def encode(message: msgspec.Struct) -> bytes:
    """Return a message with its length."""
    content = _encoder.encode(message)
    return len(content).to_bytes(LENGTH_BYTES) + content


def prove(key: str, side: bytes) -> bytes:
    """Return what shows that a side, ``CLIENT`` or ``SERVER``, knows the key."""
    return blake2b(side, key=key.encode()[:64], digest_size=32).digest()
