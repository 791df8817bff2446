"""``mhook demo``: a stranger sees what the tool is for, and all of it works."""

from maileroo_cli.webhook.catalogue.event import EventType
from tests.cli.calling import VARIABLE, Mhook, check_printable


def test_demo(mhook: Mhook) -> None:
    """It needs nothing, shows each part, and exits with 0."""
    ran = mhook("demo", env={VARIABLE: None})
    assert (ran.code, ran.err) == (0, "")
    check_printable(ran)
    chapters = [line for line in ran.lines if line[:2] in {f"{number}." for number in range(1, 8)}]
    assert [line[0] for line in chapters] == list("1234567")
    for part in (
        *EventType,
        "requests: ",
        "valid",
        "json-compact",
        "secret-newline",
        "header-prefixed",
        "Fix: ",
        "401",
        "the connection is refused",
        "the receiver's answer (200) gets lost",
        "accepted at attempt 4 after 30m 30s; 1 effect",
    ):
        assert part in ran.text
    assert "mhook send delivered --url" in ran.text


def test_demo_as_json(mhook: Mhook) -> None:
    """As JSON it is objects alone, the three mistakes among them."""
    ran = mhook("demo", "--format", "json")
    assert ran.code == 0
    mistakes = [one for one in ran.objects if one["schema"] == "mhook.demo/1"]
    assert [one["cause"] for one in mistakes] == ["json-compact", "secret-newline", "header-prefixed"]
    (replayed,) = (one for one in ran.objects if one["schema"] == "mhook.replay-summary/2")
    assert (replayed["accepted"], replayed["effects"], replayed["run"]) == (1, 1, None)
    assert all(list(one) == ["schema", "mistake", "cause", "reason", "fix"] for one in mistakes)


def test_demo_in_colour(mhook: Mhook) -> None:
    """On a terminal it has colours."""
    ran = mhook("demo", terminal=True)
    assert ran.code == 0
    check_printable(ran)
    assert b"\x1b[32m" in ran.out
