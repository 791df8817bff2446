"""The captures of one mail, found by its reference id or by one of them.

They are put in order by ``timeline``.
"""

import re
from collections.abc import Iterator

from maileroo_cli.capture.entry import CaptureEntry
from maileroo_cli.capture.mail.arrival import read_arrival
from maileroo_cli.capture.mail.timeline import MailEvent
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.errors import UsageError

_SHOWN = 5
_LAST = re.compile(r"last(~\d+)?", re.ASCII)


def find_mail(archive: Archive, name: str) -> str:
    """Return the whole reference id of the mail that ``name`` names: by its beginning, or by one of its captures.

    What names none, or several, raises ``UsageError``.
    """
    if _LAST.fullmatch(name):
        return _mail_of(archive.find(name).entry)
    known = dict.fromkeys(entry.reference_id for entry in archive.entries(CaptureFilter(reference_id=name)) if name)
    if name in known:
        return name
    if len(known) > 1:
        shown = ", ".join(list(known)[:_SHOWN]) + (", …" if len(known) > _SHOWN else "")
        raise UsageError(f"several mails begin with {name[:80]!r}", f"give more of the reference id: {shown}")
    if known:
        return next(iter(known))
    try:
        return _mail_of(archive.find(name).entry)
    except UsageError as error:
        what = f"there is no mail {name[:80]!r}, and {error.message}"
        raise UsageError(what, "mhook captures list shows what is stored") from None


def _mail_of(entry: CaptureEntry) -> str:
    if not entry.reference_id:
        raise UsageError(
            f"the body of the capture {entry.id} does not name a mail",
            "give one whose body has a message_reference_id",
        )
    return entry.reference_id


def mail_arrivals(archive: Archive, reference_id: str) -> Iterator[MailEvent]:
    """Yield every capture of the mail with exactly this reference id, in the order of arrival."""
    for entry, content in archive.captures(CaptureFilter(reference_id=reference_id)):
        if entry.reference_id == reference_id:
            yield read_arrival(entry.id, entry.at, content.body, entry.verdict)
