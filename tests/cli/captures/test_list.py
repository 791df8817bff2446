"""``mhook captures list`` and ``path``: which captures there are, and where."""

import os
from pathlib import Path

import pytest

from maileroo_cli.capture.store.file import companions
from maileroo_cli.capture.store.writer import Store
from tests.cli.calling import Mhook, check_printable
from tests.cli.store import captured, event, fill

WIDE = {"COLUMNS": "150"}


@pytest.fixture
def store(project: Path) -> Path:
    """A store with six captures of several kinds."""
    return fill(
        project / ".mhook" / "captures.db",
        captured(1),
        captured(2, event(2, "opened"), verdict="invalid", cause="json-python+header-prefixed", secret=""),
        captured(3, event(3, "failed"), verdict="unverifiable", at=1_773_700_000.0),
        captured(4, b"GET", verdict="damaged", anomaly="cut-off", method="", target="", status=400),
        captured(5, b"", verdict="unchecked", status=None, milliseconds=None, answered="", method="GET", target="/"),
        captured(6, event(6, "complained", message_reference_id="n" * 24), target="/" + "long" * 40, size=12_345_678),
    )


def ids(lines: list[str]) -> list[int]:
    """Return the numbers of the captures that are listed."""
    return [int(line[:4], 16) for line in lines if line[4:8] == "0000"]


def test_lines(mhook: Mhook, store: Path) -> None:
    """Each capture has a line in aligned columns, the newest last, and a day stands before the first of another."""
    ran = mhook("captures", "list", env=WIDE)
    assert (ran.code, ran.err) == (0, "")
    head, day, first, second, other, third, *_, last = ran.lines
    assert head.split() == ["ID", "TIME", "REQUEST", "TYPE", "EVENT", "VERDICT", "SIZE", "ANSWER", "MS"]
    assert (day, other) == ("2026-03-15", "2026-03-16")
    assert first.split() == (
        [
            "00010000",
            "23:32:23.250",
            "POST",
            "/webhook",
            "delivered",
            "000000000000…",
            "valid",
            "178",
            "B",
            "200",
            "3.2",
        ]
    )
    assert second[head.index("VERDICT") :].startswith("invalid: json-python+header-prefixed  ")
    assert third.startswith("00030000  22:26:40.000  ")
    assert ids(ran.lines) == [1, 2, 3, 4, 5, 6]
    assert "damaged: cut-off" in ran.text
    assert last.split()[-4:] == ["12", "MB", "200", "3.2"]
    assert "  -       -" not in first
    assert ran.lines[-2].split()[-2:] == ["-", "-"]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("--type opened", [2]),
        ("--type opened --type failed", [2, 3]),
        ("--verdict valid", [1, 6]),
        ("--verdict invalid --verdict unchecked", [2, 5]),
        (f"--event-id {3:048x}", [3]),
        (f"--reference-id {'n' * 5}", [6]),
        ("--since 2026-03-16", [3]),
        ("--until 2026-03-15T23:32:24.25Z", [1]),
        ("--since 2026-03-15T23:32:24Z --until 2026-03-15T23:32:25Z", [2]),
        ("--since -2h", []),
        ("--since 2h", []),
        ("--since 2026-03-16 --until 2026-03-17", [3]),
        ("--text complained", [6]),
        ("-n 2", [5, 6]),
        ("-n 2 --reverse", [6, 5]),
        ("--limit 0", [1, 2, 3, 4, 5, 6]),
        ("--reverse", [6, 5, 4, 3, 2, 1]),
        ("--type opened --verdict valid", []),
    ],
)
def test_filters(mhook: Mhook, store: Path, words: str, numbers: list[int]) -> None:
    """Every filter, the limit and the order do what they say, as text and as JSON."""
    ran = mhook("captures", "list", *words.split())
    assert (ran.code, ids(ran.lines)) == (0, numbers)
    objects = mhook("captures", "list", *words.split(), "--format", "json").objects
    assert [int(one["id"][:4], 16) for one in objects] == numbers


def test_objects(mhook: Mhook, store: Path) -> None:
    """An object has every field that is known of a capture."""
    first = mhook("captures", "list", "--format", "json").objects[0]
    assert list(first.items()) == [
        ("schema", "mhook.capture-entry/2"), ("id", "0001000000000000"), ("time", "2026-03-15T23:32:23.250Z"),
        ("peer", "127.0.0.1:40000"), ("method", "POST"), ("target", "/webhook"),
        ("event_type", "delivered"), ("event_id", f"{1:048x}"), ("reference_id", "m" * 24),
        ("event_time", "2026-03-15T23:32:23.000Z"), ("verdict", "valid"), ("cause", None), ("causes", []),
        ("secret", "env:MAILEROO_WEBHOOK_SECRET"), ("anomaly", None), ("bytes", 178), ("status", 200),
        ("answered_by", "script"), ("cancelled", False), ("duration_ms", 3.25),
    ]  # fmt: skip


def test_the_rest_is_told(mhook: Mhook, store: Path) -> None:
    """Where only the newest are shown, a note says how many there are."""
    note = "mhook: note: 2 of 6 captures shown, the newest; -n 0 shows all\n"
    assert mhook("captures", "list", "-n", "2").err == note
    assert mhook("captures", "list", "-n", "6").err == ""
    ran = mhook("captures", "list", "-n", "1", "--verdict", "valid", "--format", "json")
    assert '"note":"1 of 2 captures shown' in ran.err


@pytest.mark.parametrize("width", ["40", "60", "80", "100", "200"])
def test_columns_fit(mhook: Mhook, store: Path, width: str) -> None:
    """No line is longer than the terminal, the id and the verdict stay, and more room shows more."""
    ran = mhook("captures", "list", env={"COLUMNS": width})
    assert max(map(len, ran.lines)) <= int(width)
    assert ran.lines[0].startswith("ID")
    assert "VERDICT" in ran.lines[0]
    assert ("EVENT" in ran.lines[0]) == (int(width) >= 100)
    assert ("TIME" in ran.lines[0]) == (int(width) >= 60)
    assert not [line for line in ran.lines if line != line.rstrip()]


def test_no_blanks_behind_a_coloured_line(mhook: Mhook, store: Path) -> None:
    """A line that ends with a coloured cell ends with its text."""
    ran = mhook("captures", "list", env={"COLUMNS": "60", "FORCE_COLOR": "1"}, terminal=True)
    assert ran.lines[0].rstrip("\x1b[0m").endswith("VERDICT")
    assert not [line for line in ran.lines if " \x1b[0m" in line[-6:]]


def test_a_pipe_has_all(mhook: Mhook, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody looks at a terminal no cell is cut, and ids are whole."""
    monkeypatch.delenv("COLUMNS", raising=False)
    ran = mhook("captures", "list")
    assert "MS" in ran.lines[0].split()
    assert "/" + "long" * 40 in ran.text
    assert "…" not in ran.text


def test_no_capture(mhook: Mhook, project: Path) -> None:
    """An empty store and a filter that nothing fits are told on stderr."""
    fill(project / ".mhook" / "captures.db")
    ran = mhook("captures", "list")
    assert (ran.code, ran.out) == (0, b"")
    assert ran.err.startswith("mhook: note: there are no captures in ")
    fill(project / ".mhook" / "captures.db", captured(1))
    assert mhook("captures", "list", "--type", "opened").err.startswith("mhook: note: no capture in ")


@pytest.mark.parametrize("words", ["list", "show last", "list --format json"])
def test_no_store(mhook: Mhook, project: Path, words: str) -> None:
    """Where there is no store, the error says where it was looked for and how to make one; none is made."""
    ran = mhook("captures", *words.split())
    assert (ran.code, ran.out) == (3, b"")
    assert "there is no store at" in ran.err
    assert not (project / ".mhook").exists()


def test_which_store(mhook: Mhook, project: Path) -> None:
    """The option comes before the variable, and that before the project's."""
    fill(project / "option.db", captured(1))
    fill(project / "variable.db", captured(2))
    fill(project / ".mhook" / "captures.db", captured(3))
    env = {"MHOOK_STORE": "variable.db"}
    assert ids(mhook("captures", "list").lines) == [3]
    assert ids(mhook("captures", "list", env=env).lines) == [2]
    assert ids(mhook("captures", "list", "--store", "option.db", env=env).lines) == [1]


def test_path_tells_who_writes(mhook: Mhook, store: Path) -> None:
    """JSON names the process that writes to the store, and nobody where one was killed."""
    with Store(store, doing="mhook listen"):
        (found,) = mhook("captures", "path", "--format", "json").objects
        left = companions(store)[-1].read_bytes()
    assert found["held_by"] == {"pid": os.getpid(), "doing": "mhook listen"}
    companions(store)[-1].write_bytes(left)
    assert mhook("captures", "path", "--format", "json").objects[0]["held_by"] is None


def test_path(mhook: Mhook, store: Path) -> None:
    """The path is printed, whether the store is there or not; JSON tells how much is in it."""
    assert mhook("captures", "path").text == f"{store}\n"
    assert mhook("captures", "path", "--store", "no/such").text == f"{Path.cwd() / 'no' / 'such'}\n"
    (found,) = mhook("captures", "path", "--format", "json").objects
    assert found["file_bytes"] == store.stat().st_size
    assert {**found, "file_bytes": 0} == {
        "schema": "mhook.store/2", "store": str(store), "exists": True, "captures": 6, "captures_bytes": 1478,
        "file_bytes": 0, "held_by": None,
    }  # fmt: skip
    (missing,) = mhook("captures", "path", "--store", "x", "--format", "json").objects
    assert (missing["exists"], missing["captures"]) == (False, 0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--verdict good", "good"),
        (
            "--since yesterday",
            "'yesterday' is not a time: write it like 2h (two hours ago), 13:00 (the last time it was 13:00 here), ",
        ),
        ("--until 2026-13-01", "does not exist"),
        ("--limit -1", "-1"),
        ("--limit x", "--limit has to be a whole number, not 'x'"),
        ("--event-id=", "--event-id is empty, and would match every capture"),
        ("--reference-id=", "--reference-id is empty, and would match every capture"),
        ("--text=", "--text is empty, and would match every capture"),
    ],
)
def test_wrong_values(mhook: Mhook, store: Path, words: str, said: str) -> None:
    """A value that cannot be is refused before anything is read."""
    ran = mhook("captures", "list", *words.split())
    assert (ran.code, ran.out) == (2, b"")
    assert said in ran.error


@pytest.mark.parametrize("at", [1e300, -1e18])
def test_a_time_that_no_calendar_has(at: float, mhook: Mhook, project: Path) -> None:
    """Such a time, which only a damaged store can hold, is told as damage, with the way to do without it."""
    fill(project / ".mhook" / "captures.db", captured(1, at=at), captured(2))
    ran = mhook("captures", "list")
    assert (ran.code, ran.error.count("\n")) == (3, 0)
    assert "is damaged: capture 0001000000000000: at is " in ran.error
    assert mhook("captures", "prune", "0001").code == 0
    assert ids(mhook("captures", "list").lines) == [2]


def test_colours(mhook: Mhook, store: Path) -> None:
    """On a terminal verdicts are coloured; what is shown is the same."""
    plain, coloured = mhook("captures", "list", env=WIDE), mhook("captures", "list", env=WIDE, terminal=True)
    check_printable(coloured)
    assert b"\x1b[31minvalid: json-python+header-prefixed" in coloured.out
    assert mhook("captures", "list", "--no-color", env=WIDE, terminal=True).text == plain.text


TYPES = {
    "delivred": "did you mean delivered or deferred?",
    "DELIVERED": "did you mean delivered?",
    "bounced": "Maileroo calls it failed",
    "click": "Maileroo calls it clicked",
}


@pytest.mark.parametrize("line", ["list", "export", "resend --url http://127.0.0.1:9/"])
@pytest.mark.parametrize(("name", "hint"), TYPES.items(), ids=TYPES.keys())
def test_a_type_that_is_none(mhook: Mhook, store: Path, line: str, name: str, hint: str) -> None:
    """A type that Maileroo does not send is refused with the one that was meant, ..."""
    ran = mhook("captures", *line.split(), "--type", "delivered", "--type", name)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.error == f"--type: there is no event type '{name}', and no capture has it: {hint}"


@pytest.mark.parametrize("line", ["list", "export", "resend --url http://127.0.0.1:9/"])
def test_a_type_that_is_none_without_a_store(mhook: Mhook, project: Path, line: str) -> None:
    """The same slip is a wrong word also before anything was captured; a right type finds no store."""
    ran = mhook("captures", *line.split(), "--type", "delivred")
    assert (ran.code, ran.error) == (
        2,
        "--type: there is no event type 'delivred': did you mean delivered or deferred?",
    )
    assert mhook("captures", *line.split(), "--type", "delivered").code == 3


def test_a_type_that_came_all_the_same(mhook: Mhook, project: Path) -> None:
    """... unless such a capture came; and a type that Maileroo sends may be missing."""
    fill(project / ".mhook" / "captures.db", captured(1, event(1, "bounced")), captured(2))
    assert ids(mhook("captures", "list", "--type", "bounced").lines) == [1]
    assert mhook("captures", "list", "--type", "rejected").code == 0
