"""Reading captured requests in Python, in whatever format they are. The readers are in ``capture.formats``."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from maileroo_cli.capture.reservation import OPEN_END
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import InputError
from maileroo_cli.library.argument.checking import as_path, wrong
from maileroo_cli.library.captures.captured import CapturedRequest
from maileroo_cli.webhook.signing.signature import SecretLike, as_secrets

if TYPE_CHECKING:
    from maileroo_cli.capture.check.checker import Checker
    from maileroo_cli.capture.entry import Capture
    from maileroo_cli.capture.read_result import ReadRequest
    from maileroo_cli.webhook.signing.secret import Secret

_SKIP = "skip"
_HINT = 'damaged="skip" passes over what cannot be read'
_FORMATS = "mhook manual formats tells which formats are read"


def read_captures(
    path: str | os.PathLike[str],
    secret: SecretLike | Iterable[SecretLike] | None = None,
    *,
    damaged: Literal["raise", "skip"] = "raise",
) -> Iterator[CapturedRequest]:
    r"""Yield the requests that a file holds, in order, in constant memory.

    The file may be in any format that mhook reads, such as capture records, HAR, raw HTTP or curl commands, be
    compressed, or be a store of ``mhook listen``; of a folder all such files are read. With a ``secret``, or several
    of them, each request is verified: where a file leaves open what the exact bytes were, those that the signature
    proves are the body.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from maileroo_cli import make_event
    >>> request = make_event("delivered", seed=1).request("secret")
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "captured.http"
    ...     signature = request.headers["x-maileroo-signature"].encode()
    ...     head = b"POST /webhook HTTP/1.1\r\nx-maileroo-signature: " + signature + b"\r\n\r\n"
    ...     size = path.write_bytes(head + request.body)
    ...     [capture] = read_captures(path, "secret")
    >>> capture.event_type, capture.valid, capture.body == request.body
    ('delivered', True, True)

    A place that holds no readable request raises :class:`InputError`, unless what is ``damaged`` is to be skipped; so
    does a file without any requests.
    """
    if damaged not in ("raise", _SKIP):
        raise wrong("damaged", damaged, f'give "raise" or "{_SKIP}"')
    secrets = () if secret is None else tuple(as_secrets(secret))
    return _without_options(_read(as_path("path", path), secrets, skips=damaged == _SKIP))


def _read(name: str, secrets: tuple[Secret, ...], *, skips: bool) -> Iterator[CapturedRequest]:
    from maileroo_cli.transport.file.captures import UnknownFormatError, nothing_in_folder
    from maileroo_cli.transport.file.folder import is_folder, list_folder

    if not is_folder(name):
        yield from _read_file(name, secrets, skips=skips)
        return
    folder, known = list_folder(name), 0
    if folder.errors and not skips:
        raise folder.errors[0]
    for file in folder.files:
        try:
            yield from _read_file(file, secrets, skips=skips)
            known += 1
        except UnknownFormatError:
            continue
    if not known:
        raise nothing_in_folder(name)


def _read_file(name: str, secrets: tuple[Secret, ...], *, skips: bool) -> Iterator[CapturedRequest]:
    from maileroo_cli.capture.read_result import DamagedPlace, place_in
    from maileroo_cli.capture.store.schema import is_store
    from maileroo_cli.capture.transfer.importer import CaptureImporter
    from maileroo_cli.transport.file.captures import open_recognised

    if is_store(Path(name)):
        yield from _read_store(Path(name), secrets, skips=skips)
        return
    importer = CaptureImporter(lambda: (), secrets, 0.0)
    with open_recognised(name, "") as (form, stream):
        for found in importer.look_ahead((form.read_answered or form.read)(stream)):
            where = place_in(name, found.where)
            if isinstance(found, DamagedPlace):
                if not skips:
                    raise InputError(f"{where}: {found.reason}", _HINT)
                continue
            capture = _ended(found, importer.capture_of(found.record.id, found))
            yield CapturedRequest(capture, where, _secrets=secrets, _alternatives=found.alternatives)


def _ended(found: ReadRequest, capture: Capture) -> Capture:
    """Return a capture whose body ends where it most likely does, if its file does not say that."""
    from maileroo_cli.capture.check.readings import likely_body

    if capture.entry.verdict == StoredVerdict.VALID or found.reserved.anomaly != OPEN_END:
        return capture
    body = likely_body(capture.content.body)
    return capture._replace(entry=capture.entry._replace(size=len(body)), content=capture.content._replace(body=body))


def _read_store(path: Path, secrets: tuple[Secret, ...], *, skips: bool) -> Iterator[CapturedRequest]:
    from maileroo_cli.capture.check.checker import Checker
    from maileroo_cli.capture.check.other_requests import OtherRequests
    from maileroo_cli.capture.store.archive import Archive
    from maileroo_cli.capture.store.search import StoreSearch

    with Archive(path) as archive:
        checker = Checker(secrets, others=OtherRequests(StoreSearch(archive))) if secrets else None
        for stored in archive.captures():
            capture = stored if checker is None else _judged(stored, checker)
            one = CapturedRequest(capture, f"{path}:{capture.entry.id}", _secrets=secrets)
            if capture.entry.verdict != StoredVerdict.DAMAGED:
                yield one
            elif not skips:
                raise InputError(f"{one.where}: {one.remark}", _HINT)


def _judged(capture: Capture, checker: Checker) -> Capture:
    """Return a stored capture with the verdict of these secrets in place of the one that it was stored with."""
    from maileroo_cli.capture.check.assessment import check_capture

    checked = check_capture(capture, checker)
    codes = "+".join(cause.code for cause in checked.causes)
    entry = capture.entry._replace(verdict=str(checked.verdict), cause=codes, secret=checked.secret or "")
    if checked.proven is None:
        return capture._replace(entry=entry)
    content = capture.content._replace(body=checked.proven)
    return capture._replace(entry=entry._replace(size=len(checked.proven), anomaly=""), content=content)


def _without_options(captures: Iterator[CapturedRequest]) -> Iterator[CapturedRequest]:
    """Yield captures; the hint of an error that is one for the command line is left out."""
    try:
        yield from captures
    except InputError as error:
        if "mhook" not in error.hint or "--" not in error.hint:
            raise
        raise InputError(error.message, _FORMATS) from None
