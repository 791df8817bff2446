"""Times and rates in the sentences about a load."""

from maileroo_cli.delivery.load.arrivals import SECONDS_OF


def told_seconds(seconds: float) -> str:
    """Return a time in a sentence: ``3.1 ms``, ``850 ms``, ``12.5 s``."""
    if seconds >= 0.9995:
        return f"{seconds:,.1f} s" if seconds < 100 else f"{seconds:,.0f} s"
    milliseconds = seconds * 1000
    return f"{milliseconds:.0f} ms" if milliseconds >= 99.95 else f"{milliseconds:.1f} ms"


def told_rate(per_second: float, unit: str = "s") -> str:
    """Return a rate in a sentence, in its unit: ``5,000/s``, ``499.6/s``, ``30/min``."""
    number = per_second * SECONDS_OF[unit]
    return f"{number:,.0f}/{unit}" if number >= 1_000 else f"{number:.4g}/{unit}"
