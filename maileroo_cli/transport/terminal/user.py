"""Who uses a terminal: what a session tells it, and asks of it."""

from typing import Protocol


class TerminalUser(Protocol):
    """Whoever uses a terminal. All but :meth:`leave` is called in the thread that hears the keys."""

    def press(self, keys: list[str]) -> None:
        """Do what keys stand for; those that came at once come together."""
        ...

    def arrive(self) -> None:
        """Draw: the terminal is ours, for the first time or again, or it has another size."""
        ...

    def leave(self) -> None:
        """Draw nothing more until :meth:`arrive`, and take away what was drawn."""
        ...

    def look(self) -> float | None:
        """Draw what has changed; return in how many seconds to call again, ``None``: once there is something new."""
        ...
