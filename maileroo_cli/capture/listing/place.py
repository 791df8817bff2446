"""What a store has besides one capture: the others of its mail, and what came of the same event before."""

from maileroo_cli.capture.store.archive import Archive

_ACCEPTED = 200


class PlaceReader(Archive):
    """A store that is asked about one capture among the others; each question reads every row once at most."""

    def failed_before(self, row: int, event_id: str) -> int:
        """Return how many captures of the same event were stored before a row, and not answered 200."""
        return self._count("seq < ? AND event_id = ? AND status IS NOT ?", [row, event_id, _ACCEPTED])

    def of_mail(self, reference_id: str) -> int:
        """Return how many captures a mail has."""
        return self._count("reference_id = ?", [reference_id])

    def _count(self, condition: str, values: list[object]) -> int:
        rows = self._rows(f"SELECT count(*) FROM capture WHERE {condition}", values)
        return int(rows[0][0]) if rows else 0
