"""Receivers that let forged requests in, or keep signed ones out."""

from collections.abc import Sequence

from tests.receivers.correct import CorrectReceiver


class AcceptsMissing(CorrectReceiver):
    """Checks a signature only where there is one."""

    breaks = ("SIG002",)

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Accept a request without a signature."""
        return not values or super().is_signed(body, values)


class AcceptsEmpty(CorrectReceiver):
    """Takes an empty signature for none that has to be checked."""

    breaks = ("SIG003",)

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Accept an empty signature."""
        return list(values) == [""] or super().is_signed(body, values)


class ComparesAllButTheLast(CorrectReceiver):
    """Compares 63 digits of 64."""

    breaks = ("SIG004",)

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Compare without the last digit."""
        return len(values) == 1 and values[0][:-1] == self.signature(body, self.secrets[0]).decode()[:-1]
