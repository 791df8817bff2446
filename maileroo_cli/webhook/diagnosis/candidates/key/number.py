"""The keys of a secret that a program took for a number and wrote anew: YAML, spreadsheets, loosely typed settings."""

import re
from contextlib import suppress

from maileroo_cli.webhook.diagnosis.candidates.key.common import Keys
from maileroo_cli.webhook.diagnosis.finding import given, signed

_MAX_NUMBER = 40
_NUMBER = re.compile(r"[+-]?(?:\d[\d_]*)?\.?\d*(?:[eE][+-]?\d{1,3})?")


def numbers(value: bytes) -> Keys:
    """Yield ``value`` as programs write it anew that take it for a number, as YAML and spreadsheets do."""
    text = value.decode("latin-1").strip()
    if not text or len(text) > _MAX_NUMBER or not text.isascii():
        return
    finding = signed("secret-number")
    if re.fullmatch(r"[+-]?\d[\d_]*", text):
        digits = text.replace("_", "")
        yield b"%d" % int(digits), finding
        with suppress(ValueError):
            yield b"%d" % int(digits, 8), signed("secret-number", "octal")
        yield (digits[:15] + "0" * (len(digits) - 15)).encode(), signed("secret-number", "15 digits were kept")
        for size in range(len(digits) + 1, len(digits) + 9):
            yield digits.zfill(size).encode(), given("secret-number", "without its leading zeros")
    for base, prefixes in ((16, "0x0X"), (8, "0o0O"), (2, "0b0B")):
        if text[:2] in (prefixes[:2], prefixes[2:]):
            with suppress(ValueError):
                yield b"%d" % int(text, base), finding
    if re.fullmatch(r"\d+(:[0-5]?\d)+", text):
        total = 0
        for part in text.split(":"):
            total = total * 60 + int(part)
        yield b"%d" % total, finding
    if _NUMBER.fullmatch(text):
        with suppress(ValueError, OverflowError):
            yield from ((written.encode(), finding) for written in _spell(float(text.replace("_", ""))))


def _spell(number: float) -> list[str]:
    """Return ``number`` as languages write it."""
    from decimal import Decimal

    shortest = repr(number)
    sign, all_digits, exponent = Decimal(shortest).as_tuple()
    whole = "".join(map(str, all_digits)).rstrip("0") or "0"
    power = len(all_digits) - 1 + int(exponent)
    minus = "-" if sign else ""
    bare = minus + whole[0] + (f".{whole[1:]}" if whole[1:] else "")
    digits = bare if whole[1:] else f"{bare}.0"
    spelled = [shortest, shortest.removesuffix(".0"), f"{number:g}", f"{number:.2f}", f"{number:e}", f"{number:.5E}"]
    spelled += [f"{one}{sign}{power}" for one in (bare, digits) for sign in ("e", "E")]
    spelled += [f"{one}{sign}{power:0{width}d}" for one in (bare, digits) for sign in ("e+", "E+") for width in (1, 2)]
    # JavaScript fills up with zeros what it cannot hold.
    filled = minus + whole.ljust(power + 1, "0") if 0 <= power <= _MAX_NUMBER else ""
    return [*spelled, f"{number:.0f}", f"{number:.1f}", filled]
