"""Bytes that wait until something else is known: a few in memory, many in a file that nobody else sees."""

from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from tempfile import SpooledTemporaryFile

_IN_MEMORY = 1 << 20


class FileSpool:
    """Keeps bytes until they are asked for; open it with ``with``, whose end throws them away."""

    def __init__(self) -> None:
        self._file: SpooledTemporaryFile[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, data: bytes) -> None:
        """Keep some more; the file is made at the first call."""
        from tempfile import SpooledTemporaryFile

        if self._file is None:
            self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  (the end of the block closes it)
        self._file.write(data)

    def pieces(self) -> Iterator[bytes]:
        """Yield all that was kept, from the start."""
        if self._file is not None:
            self._file.seek(0)
            yield from self._file
