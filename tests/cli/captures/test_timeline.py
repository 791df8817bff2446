"""``mhook captures timeline``: the mail that is meant, and its events in order."""

from pathlib import Path

import pytest

from tests.cli.calling import Mhook
from tests.cli.store import captured, event, fill

MAILS = ("aa11", "aa22", "ab33")


@pytest.fixture
def store(project: Path) -> Path:
    """A store with the events of three mails, and a request that names none."""
    return fill(
        project / ".mhook" / "captures.db",
        captured(1, event(1, "accepted", message_reference_id="aa11")),
        captured(2, event(3, "opened", message_reference_id="aa11")),
        captured(3, event(2, "delivered", message_reference_id="aa11")),
        captured(4, event(2, "delivered", message_reference_id="aa11")),
        captured(5, event(5, "delivered", message_reference_id="aa22")),
        captured(6, event(6, "accepted", message_reference_id="ab33")),
        captured(7, b"{}"),
    )


@pytest.mark.parametrize(
    ("name", "mail"),
    [("aa11", "aa11"), ("aa1", "aa11"), ("ab", "ab33"), ("0002", "aa11"), ("last~1", "ab33"), ("0005", "aa22")],
)
def test_which_mail(mhook: Mhook, store: Path, name: str, mail: str) -> None:
    """A mail is named by its reference id, the beginning of it, or one of its captures."""
    ran = mhook("captures", "timeline", name)
    assert (ran.code, ran.lines[0].partition(":")[0]) == (0, f"mail {mail}")
    (found,) = mhook("captures", "timeline", name, "--format", "json").objects
    assert (found["schema"], found["reference_id"]) == ("mhook.timeline/2", mail)


def test_what_is_odd(mhook: Mhook, store: Path) -> None:
    """Events come in the order in which they happened, with duplicates and late arrivals marked."""
    (found,) = mhook("captures", "timeline", "aa11", "--format", "json").objects
    assert [one["event_type"] for one in found["entries"]] == ["accepted", "delivered", "delivered", "opened"]
    assert (found["duplicates"], found["out_of_order"]) == (1, 1)
    ran = mhook("captures", "timeline", "aa22")
    assert "missing: it must have happened before" in ran.text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("aa", "several mails begin with 'aa': give more of the reference id: aa11, aa22"),
        ("zz", "there is no mail 'zz'"),
        ("ffff", "there is no mail 'ffff', and there is no capture 'ffff'"),
        ("last", "the body of the capture 0007000000000000 does not name a mail"),
        ("last~9", "there is no capture 'last~9'"),
        ("", "there is no mail ''"),
    ],
)
def test_refused(mhook: Mhook, store: Path, name: str, said: str) -> None:
    """A name of no mail, or of several, is refused."""
    ran = mhook("captures", "timeline", name)
    assert (ran.code, ran.out) == (2, b"")
    assert said in ran.error


def test_a_mail_whose_name_begins_another(mhook: Mhook, project: Path) -> None:
    """The whole of a reference id is that mail alone, though it begins another's."""
    fill(
        project / ".mhook" / "captures.db",
        captured(1, event(1, message_reference_id="m")),
        captured(2, event(2, message_reference_id="mm")),
    )
    (found,) = mhook("captures", "timeline", "m", "--format", "json").objects
    assert [one["id"][:4] for one in found["entries"]] == ["0001"]
