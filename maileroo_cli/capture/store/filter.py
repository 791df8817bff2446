"""Which captures of the store are wanted, as a condition of SQL. They are read in ``archive``."""

from dataclasses import dataclass

_HAS_TEXT = (
    "EXISTS (SELECT 1 FROM content AS searched WHERE searched.seq = capture.seq "
    "AND (instr(searched.head, ?) OR instr(searched.body, ?)))"
)
"""Asked of each row for itself: a list of all that have the text would be made anew for each portion."""


@dataclass(frozen=True, slots=True)
class CaptureFilter:
    """Which captures are wanted: all conditions have to hold, an empty one always does.

    ``event_id`` and ``reference_id`` may be shortened to their beginning. ``since`` and ``until`` are Unix seconds.
    ``text`` is looked for in head and body as it is written, letters compared exactly.
    """

    types: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    event_id: str = ""
    reference_id: str = ""
    since: float | None = None
    until: float | None = None
    text: str = ""

    def condition(self) -> tuple[str, list[object]]:
        """Return what follows WHERE, and its values."""
        parts: list[str] = ["1"]
        values: list[object] = []
        for column, wanted in (("event_type", self.types), ("verdict", self.verdicts)):
            if wanted:
                parts.append(f"{column} IN ({', '.join('?' * len(wanted))})")
                values += wanted
        for column, start in (("event_id", self.event_id), ("reference_id", self.reference_id)):
            if start:
                parts.append(f"substr({column}, 1, ?) = ?")
                values += (len(start), _bindable(start))
        if self.since is not None:
            parts.append("at >= ?")
            values.append(self.since)
        if self.until is not None:
            parts.append("at < ?")
            values.append(self.until)
        if self.text:
            sought = _bytes_of(self.text)
            parts.append(_HAS_TEXT)
            values += (sought, sought)
        return " AND ".join(parts), values


def _bindable(text: str) -> str | bytes:
    """Return text as SQLite takes it; what is no UTF-8 becomes bytes, which equal no text of the store."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _bytes_of(text)
    return text


def _bytes_of(text: str) -> bytes:
    """Return the bytes of a word of the command line, whatever they are."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a surrogate pair, as a command line of Windows can hold it
        return text.encode("utf-8", "surrogatepass")
