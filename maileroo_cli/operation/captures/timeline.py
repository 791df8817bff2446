"""The events of one mail in the order in which they happened."""

from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.mail.lookup import find_mail, mail_arrivals
from maileroo_cli.capture.mail.timeline import Timeline, build_timeline
from maileroo_cli.capture.store.archive import Archive


class MailTimeline(NamedTuple):
    """One mail, by its whole reference id, and its timeline."""

    reference_id: str
    timeline: Timeline


def read_timeline(path: Path, mail: str) -> MailTimeline:
    """Return the timeline of a mail in the store at ``path``.

    It is named by its reference id or the beginning of that, or by one of its captures; a name of none, or of several,
    raises ``UsageError``.
    """
    with Archive(path) as archive:
        reference_id = find_mail(archive, mail)
        return MailTimeline(reference_id, build_timeline(mail_arrivals(archive, reference_id)))
