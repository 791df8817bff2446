"""HAR 1.2, the archive that browsers and proxies export: recognising and reading it. Writing is in ``writer``.

A file of any size is read in the memory of one entry. Entries are decoded many at a time: what was read of the file is
cut where an entry seems to begin, and if all before the cut decodes as whole entries, one did. Else the end of an
entry is looked for bracket by bracket, which is slower and right for every layout.
"""

from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, Self

from maileroo_cli.capture.formats.har.batch import EntryBatches
from maileroo_cli.capture.formats.har.json_window import VALUE_LIMIT, BrokenError, TooLargeError, Window
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult
from maileroo_cli.errors import InputError

if TYPE_CHECKING:
    from maileroo_cli.capture.formats.har.entry import HarEntry

_OBJECT, _ARRAY, _ARRAY_END = b"{[]"
_PATIENCE = 64
"""After so many entries found one by one, cutting is tried again, if it fails again and again."""


def looks_like_har(head: bytes) -> bool:
    """Tell whether a file that begins with ``head`` is a HAR: an object whose ``log`` is an object."""
    window = _open(BytesIO(head))
    if window.next_byte() != _OBJECT:
        return False
    try:
        for key in window.members():
            if key == "log":
                return window.next_byte() == _OBJECT
            window.skip_value()
    except BrokenError:
        pass
    return False


class HarReader(Iterator[ReadResult]):
    """The requests of a HAR that can be webhooks; ``passed_over`` counts those that cannot, so far.

    Passed over is what has neither a body nor a signature header: a page, an image. A record's ``id`` is ``entry-N``
    and its target the path and query of the URL; headers keep order and duplicates, and HTTP/2's pseudo headers are
    left out. What is broken becomes a :class:`DamagedPlace`; where it is not clear how to go on, it is the last. With
    ``answers`` each request comes with what it was answered.
    """

    def __init__(self, stream: BinaryIO, *, answers: bool = False) -> None:
        self.passed_over = 0
        self._answers = answers
        self._is_answer_cut = False
        self._count = 0
        self._place = "log"
        self._results = self._read(stream)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> ReadResult:
        return next(self._results)

    def _read(self, stream: BinaryIO) -> Iterator[ReadResult]:
        window = _open(stream)
        try:
            while (byte := window.next_byte()) >= 0:
                if byte != _OBJECT:
                    raise window.broken("this is not part of an archive")
                yield from self._read_archive(window)
        except BrokenError as error:
            yield DamagedPlace(self._place, f"{error} (byte {error.offset}); nothing after it is read")

    def _read_archive(self, window: Window) -> Iterator[ReadResult]:
        found = False
        for key in window.members():
            if key != "log":
                window.skip_value()
            elif window.next_byte() != _OBJECT:
                raise window.broken("it is not an object")
            else:
                found = True
                yield from self._read_log(window)
        if not found:
            yield DamagedPlace("log", "the archive has none")

    def _read_log(self, window: Window) -> Iterator[ReadResult]:
        found = False
        for key in window.members():
            if key != "entries":
                window.skip_value()
            elif window.next_byte() != _ARRAY:
                raise window.broken("its entries are not an array")
            else:
                found = True
                yield from self._read_entries(window)
        if not found:
            yield DamagedPlace("log", "it has no entries")

    def _read_entries(self, window: Window) -> Iterator[ReadResult]:
        window.begin += 1
        batches, wait, single = EntryBatches(answers=self._answers), 1, 1
        more = window.next_byte() != _ARRAY_END
        while more:
            if not single:
                entries = batches.take(window)
                if entries is not None:
                    wait = 1
                    yield from self._results_of(entries)
                    window.next_byte()
                    continue
                single, wait = wait, min(2 * wait, _PATIENCE)
            single -= 1
            self._place = f"entry {self._count + 1}"
            yield from self._read_entry(window)
            batches.learn(window)
            self._place = f"after entry {self._count}"
            more = window.separator(_ARRAY_END) != _ARRAY_END
        window.begin += 1

    def _read_entry(self, window: Window) -> Iterator[ReadResult]:
        """Read the entry that begins here, finding its end bracket by bracket."""
        from maileroo_cli.capture.formats.har.decoding import read_entry

        self._is_answer_cut = False
        try:
            end = window.value_end(self._is_expendable)
        except TooLargeError:
            self._count += 1
            yield DamagedPlace(f"entry {self._count}", f"it is larger than {VALUE_LIMIT >> 20} MiB")
            return
        with memoryview(window.data) as view, view[window.begin : end] as raw:
            entry = read_entry(raw, self._answers)
        window.begin = end
        yield from self._results_of([entry], shortened=window.shortened)

    def _results_of(
        self, entries: "Sequence[HarEntry | InputError]", *, shortened: bool = False
    ) -> Iterator[ReadResult]:
        from maileroo_cli.capture.formats.har.request import read_request

        number = self._count
        for entry in entries:
            number += 1
            self._count = number
            if isinstance(entry, InputError):
                yield DamagedPlace(f"entry {number}", str(entry))
            elif (request := read_request(entry, number, shortened)) is not None:
                yield self._answered(request, entry) if self._answers else request
            else:
                self.passed_over += 1

    def _is_expendable(self, data: bytearray, begin: int, string: int) -> bool:
        """Tell whether a string of an entry belongs to the response: a long one is needed by nobody."""
        within = data.rfind(b'"response"', begin, string) > data.rfind(b'"postData"', begin, string)
        self._is_answer_cut = self._is_answer_cut or within
        return within

    def _answered(self, request: ReadRequest, entry: "HarEntry") -> ReadRequest:
        from maileroo_cli.capture.formats.har.answer import read_answer

        answer = read_answer(entry)
        if answer is not None and self._is_answer_cut:
            answer = answer._replace(body=b"")
        return request._replace(answer=answer)


def read_har(stream: BinaryIO, *, answers: bool = False) -> HarReader:
    """Return what is read of a HAR, to be iterated over once; see :class:`HarReader`."""
    return HarReader(stream, answers=answers)


def _open(stream: BinaryIO) -> Window:
    window = Window(stream)
    window.hold(len(BOM_UTF8))
    if window.data.startswith(BOM_UTF8, window.begin, window.end):
        window.begin += len(BOM_UTF8)
    return window
