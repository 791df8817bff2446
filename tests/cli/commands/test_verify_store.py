"""``mhook verify`` without a file: what is in the store."""

import io
import json
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.calling import Mhook, Ran, command, environment, process
from tests.cli.store import captured, event, fill, signature


@pytest.fixture
def store(project: Path) -> Path:
    """A store with two valid captures, an invalid and a malformed one, whatever their stored verdicts say."""
    python = signature(json.dumps(json.loads(event(3))).encode()).encode()
    return fill(
        project / ".mhook" / "captures.db",
        captured(1, verdict="invalid", cause="json-python"),
        captured(2, b"\xff\0", verdict="unchecked"),
        captured(3, headers=((b"X-Maileroo-Signature", python),)),
        captured(4, anomaly="bare-lf"),
    )


class Terminal(io.BytesIO):
    """A keyboard on which nobody types."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def verified(mhook: Mhook, *words: str) -> Ran:
    """Verify with nothing on the standard input."""
    return mhook("verify", *words, stdin=io.BufferedReader(Terminal()))


def test_every_capture_is_verified(mhook: Mhook, store: Path) -> None:
    """Each has a line with its id as the place, the signature is checked now, and a note says which store it is."""
    ran = verified(mhook)
    assert ran.code == 1
    assert ran.err == "mhook: note: verifying the captures in '.mhook/captures.db'\n"
    assert ran.lines[:4] == [
        f"valid         delivered   {1:048x}  0001000000000000",
        f"valid         -           {'-':48}  0002000000000000",
        f"invalid       delivered   {3:048x}  0003000000000000  json-python",
        f"damaged       -           {'-':48}  0004000000000000  A line of the head ends in only LF instead of CRLF.",
    ]
    assert ran.lines[4] == "4 requests: 2 valid, 1 invalid, 1 damaged"
    assert "1 of 1 invalid: json-python - The signature" in ran.text


def test_what_is_no_webhook(mhook: Mhook, project: Path) -> None:
    """What has neither body nor signature is a probe; what an import found to be incomplete cannot be verified."""
    head = ((b"Host", b"a"),)
    fill(
        project / ".mhook" / "captures.db",
        captured(1, b"", headers=head, method="GET"),
        captured(2, b"", headers=head, method="POST"),
        captured(3, b"{", headers=head, anomaly="incomplete"),
    )
    ran = verified(mhook)
    assert [line.split()[0] for line in ran.lines[:3]] == ["probe", "probe", "unverifiable"]
    assert ran.lines[0].endswith("0001000000000000  GET with neither body nor signature")
    assert ran.lines[3] == "1 request: 1 unverifiable; 2 probes"
    assert ran.code == 3


def test_formats(mhook: Mhook, store: Path) -> None:
    """JSON, JUnit and GitHub's annotations work as for files."""
    objects = verified(mhook, "--format", "json").objects
    assert [one.get("verdict") for one in objects] == ["valid", "valid", "invalid", "damaged", None]
    assert [one["id"][:4] for one in objects[:4]] == ["0001", "0002", "0003", "0004"]
    suite = ET.fromstring(verified(mhook, "--format", "junit").text)
    assert len(list(suite.iter("testcase"))) == 4
    assert "::error " in verified(mhook, "--format", "github").text
    assert len(verified(mhook, "--quiet").text.split("requests:")[0].splitlines()) == 3


def test_what_is_on_stdin_comes_first(mhook: Mhook, store: Path) -> None:
    """A pipe or a file on the standard input is verified in its place, unless the store is named."""
    lines = mhook("generate", "opened", "--signed").out
    ran = mhook("verify", stdin=lines)
    assert (ran.code, ran.lines[-1]) == (0, "1 request: 1 valid")
    ran = mhook("verify", "--store", ".mhook/captures.db", stdin=lines)
    assert (ran.code, "4 requests" in ran.text) == (1, True)


def test_as_a_process(store: Path) -> None:
    """A closed standard input, /dev/null and an empty pipe hold nothing, so the store is meant; a file is read."""
    assert process(["verify"], through='exec "$@" <&-').code == 1
    assert process(["verify"], through='exec "$@" < /dev/null').code == 1
    ran = process(["verify"])
    said = "mhook: note: the standard input is empty: verifying the captures in '.mhook/captures.db'\n"
    assert (ran.code, ran.err, ran.lines[4]) == (1, said, "4 requests: 2 valid, 1 invalid, 1 damaged")
    assert "is empty" in process(["verify", "-"]).error
    Path("empty").touch()
    assert "is empty" in process(["verify"], through='exec "$@" < empty').error


def test_an_empty_pipe_without_a_store(mhook: Mhook, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no store, an empty standard input is an error as it was; ``$MHOOK_STORE`` is a store at hand."""
    ran = mhook("verify", stdin=b"")
    assert (ran.code, ran.error.startswith("the standard input is empty")) == (3, True)
    fill(project / "other.db", captured(1))
    ran = mhook("verify", stdin=b"", env={"MHOOK_STORE": str(project / "other.db")})
    assert (ran.code, ran.lines[-1]) == (0, "1 request: 1 valid")
    assert ran.err.startswith("mhook: note: the standard input is empty: verifying the captures in ")
    fill(project / ".mhook" / "captures.db")
    ran = mhook("verify", stdin=b"")
    assert ran.error.startswith("standard input is empty, and there is no capture in ")


def test_stores_that_hold_nothing(mhook: Mhook, project: Path) -> None:
    """A store that is not there, and one without captures, are told as what they are."""
    ran = verified(mhook)
    assert (ran.code, ran.error.startswith("no file was given, and there is no store at ")) == (2, True)
    assert not (project / ".mhook").exists()
    ran = verified(mhook, "--store", "other.db")
    assert (ran.code, ran.error.startswith("there is no store at 'other.db'")) == (3, True)
    fill(project / "other.db")
    ran = verified(mhook, "--store", "other.db")
    assert (ran.code, ran.error.startswith("there is no capture in 'other.db' yet")) == (3, True)


@pytest.mark.parametrize("words", [["file"], ["--signature", "0" * 64], ["-"]])
def test_a_store_and_something_else(mhook: Mhook, store: Path, words: list[str]) -> None:
    """Only one thing is verified at a time."""
    ran = mhook("verify", "--store", str(store), *words)
    assert (ran.code, ran.error.startswith("--store already says what to verify")) == (2, True)


def test_the_secret_may_come_by_stdin(mhook: Mhook, store: Path) -> None:
    """With the store named, the standard input is free for the secret."""
    ran = mhook("verify", "--store", str(store), "--secret", "-", "--quiet", stdin=b"canary-5bX9zQ2w-secret\n")
    assert (ran.code, "2 valid" in ran.text) == (1, True)


def test_memory_does_not_grow(project: Path) -> None:
    """A store many times as large takes hardly more memory."""
    peak = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=-3, stderr=-3, stdin=-3)\n"
    peak += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    sizes = []
    for name, count in (("small.db", 10), ("large.db", 400)):
        fill(project / name, *(captured(number, event(number, x="x" * 100_000)) for number in range(count)))
        line = [*command(["verify", "--quiet", "--store", name])]
        done = subprocess.run([line[0], "-c", peak, *line], capture_output=True, check=True, env=environment())
        sizes.append(int(done.stdout))
    assert sizes[1] < sizes[0] + 10_000
