"""A signature that is nearly right: its bytes without leading zeros, or one character wrong, lost or added."""

from maileroo_cli.webhook.diagnosis.finding import Finding
from maileroo_cli.webhook.signing.signature import tags_equal


def respell(digest: bytes, text: str) -> Finding | None:
    """Recognise ``digest`` in ``text`` when its bytes are written without leading zeros, or one character is wrong."""
    if not text.isascii():
        return None
    given = text.lower().encode()
    if tags_equal(b"".join(b"%x" % byte for byte in bytes.fromhex(digest.decode())), given):
        return Finding("header-unpadded")
    if len(digest) - 1 <= len(given) <= len(digest) + 1:
        for index in range(len(digest) + 1):
            expected = digest[:index] + digest[index + 1 :] if len(given) <= len(digest) else digest
            shown = given[:index] + given[index + 1 :] if len(given) >= len(digest) else given
            if tags_equal(expected, shown):
                return Finding("header-damaged", _DAMAGE[len(given) - len(digest)])
    return None


_DAMAGE = {-1: "one character is missing", 0: "one character is wrong", 1: "one character is extra"}
