"""How many bytes of requests and answers are on their way through a listener, against the one bound that they have.

What is over the bound is acted upon by whoever brings more: ``connection.table`` ends what makes room for it.
"""

from maileroo_cli.capture.http.framing import MIB, FrameLimits

MOST_HELD = 32 * MIB
"""So many bytes are on their way at most, unless single bodies may be so large that few would fit."""

_LARGEST_AT_ONCE = 4


class ByteBudget:
    """``held`` are the bytes that connections and stages have taken and not let go of; it belongs to one thread.

    Half of the bound is the most that waits in any one place, for the store or for an application, so that what waits
    there leaves room for reading.
    """

    __slots__ = ("held", "most")

    def __init__(self, limits: FrameLimits) -> None:
        self.held = 0
        self.most = max(MOST_HELD, _LARGEST_AT_ONCE * limits.body)

    def change(self, size: int) -> bool:
        """Count ``size`` more bytes, or fewer; tell whether all are within the bound."""
        self.held += size
        return size <= 0 or self.held <= self.most

    @property
    def share(self) -> int:
        """The most bytes that may wait in one place."""
        return self.most // 2
