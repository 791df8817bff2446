"""Why a capture is left out of an export. Which are is decided in ``exporter`` and ``testable``."""

from enum import Enum, auto


class LeftOut(Enum):
    """Why a capture is left out of an export.

    ``MALFORMED`` is what arrived as no whole request, or as none that the format can hold; ``UNSURE`` that whose exact
    bytes are not known. ``PROBE`` is no webhook. ``UNCHECKED`` was never checked, ``STRIPPED`` lost its signature in an
    earlier export, and of ``UNVERIFIABLE`` nothing can be said for another reason. ``FORGED`` is invalid, and would be
    another request without its signature.
    """

    MALFORMED = auto()
    UNSURE = auto()
    PROBE = auto()
    UNCHECKED = auto()
    STRIPPED = auto()
    UNVERIFIABLE = auto()
    FORGED = auto()
