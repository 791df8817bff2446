"""Going on with a run from elsewhere: nothing that it holds is run, read or asked before somebody has named it."""

import json
import os
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.transport.run.folder import list_runs
from tests.cli.calling import Mhook, Ran
from tests.receivers.raw import OK, Peer, Receiver

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the command is one of a POSIX shell")

FAR = "https://collector.example/webhook"
COMMAND = "touch executed; echo 0; #\x1b[2J é"


def change(folder: Path, **values: Any) -> str:
    """Change the plan of the one run in ``folder``, as somebody else would have made it, and return its id."""
    (path,) = list_runs(folder)
    with closing(sqlite3.connect(path)) as connection, connection:
        (text,) = connection.execute("SELECT plan FROM run").fetchone()
        connection.execute("UPDATE run SET plan = ?", (json.dumps({**json.loads(text), **values}),))
    return path.stem


@pytest.fixture
def folder(mhook: Mhook, project: Path) -> Path:
    """A folder with one run, of which no attempt was accepted: its receiver hung up, then it was interrupted."""
    replayed = mhook("replay", "--url", "http://127.0.0.1:1/webhook", "--attempts", "2")
    assert replayed.code == 4
    folder = project / ".mhook" / "runs"
    (path,) = list_runs(folder)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE attempt SET outcome = NULL, final = NULL WHERE number = 2")
    return folder


@pytest.fixture(params=["runs resume", "replay --resume"])
def go_on(request: pytest.FixtureRequest, mhook: Mhook) -> Callable[..., Ran]:
    """Go on with the last run in both ways."""
    return lambda *options: mhook(*request.param.split(), "last", *options)


def test_a_foreign_command_is_not_run(folder: Path, project: Path, go_on: Callable[..., Ran]) -> None:
    """Its command, insecure and target are named in one error with the options to type, and nothing was done."""
    identity = change(folder, observe_cmd=COMMAND, insecure=True, url=FAR)
    before = (folder / f"{identity}.db").read_bytes()
    ran = go_on()
    assert (ran.code, ran.out) == (2, b"")
    assert "runs a command, does not verify certificates and sends to collector.example:443" in ran.error
    typed = shlex.split(ran.error.partition("confirm it: ")[2])
    assert typed[:4] == ["mhook", "runs", "resume", identity]
    assert typed[4::2] == ["--observe-cmd", "--insecure", "https://collector.example/webhook"]
    assert not (project / "executed").exists()
    assert (folder / f"{identity}.db").read_bytes() == before


def test_what_is_typed_as_told_goes_on(folder: Path, project: Path, mhook: Mhook) -> None:
    """The options of the error, put through a shell, are what the run has: it goes on and runs the command."""
    change(folder, observe_cmd=COMMAND, insecure=True)
    line = mhook("runs", "resume", "last").error.partition("confirm it: mhook ")[2]
    words = subprocess.run(["sh", "-c", f"printf '%s\\0' {line}"], stdout=subprocess.PIPE, check=True).stdout
    ran = mhook(*map(os.fsdecode, words.split(b"\0")[:-1]))
    assert (ran.code, ran.errors) == (4, [])
    assert (project / "executed").exists()


@pytest.mark.parametrize(
    ("values", "deed"),
    [
        ({"url": "http://user@far.example/"}, "sends to 'far.example'"),
        ({"url": "gopher"}, "sends to 'gopher'"),
        ({"url": "http://[far/"}, "sends to 'http://[far/'"),
        ({"observe_url": "http://user@far.example/{event_id}"}, "asks 'far.example'"),
    ],
)
def test_the_host_is_named(folder: Path, go_on: Callable[..., Ran], values: dict[str, Any], deed: str) -> None:
    """Also of a URL that nothing is sent to, the host is told."""
    change(folder, **values)
    assert f"and it {deed}" in go_on().error


@pytest.mark.parametrize("typed", ["echo 0", "echo 0\n"])
def test_newlines_at_the_end_of_a_command_are_nothing(folder: Path, mhook: Mhook, typed: str) -> None:
    """A command is the same with newlines at its end and without."""
    change(folder, observe_cmd="echo 0\n\n")
    assert mhook("runs", "resume", "last", "--observe-cmd", typed).code == 4


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
@pytest.mark.parametrize("field", ["observe_cmd", "observe_url", "observe_path", "cacert", "url"])
def test_what_nobody_can_type_is_damage(folder: Path, go_on: Callable[..., Ran], field: str, text: str) -> None:
    """A plan with a NUL, or with half a surrogate pair, is damaged: one line tells it."""
    change(folder, **{field: text})
    ran = go_on()
    assert (ran.code, ran.out, len(ran.errors)) == (3, b"", 1)
    assert f"{field} has" in ran.error
    assert f"mhook runs delete {list_runs(folder)[0].stem} deletes it" in ran.error


def test_how_to_delete_names_the_folder(folder: Path, project: Path, mhook: Mhook) -> None:
    """What is damaged is deleted as its error tells, also in another folder than the usual one."""
    identity = change(folder, clock=1)
    folder.rename(project / "my runs")
    ran = mhook("runs", "show", "last", "--runs", "my runs")
    assert f"mhook runs delete {identity} --runs 'my runs' deletes it" in ran.error
    assert mhook("runs", "delete", identity, "--runs", "my runs").code == 0


def test_the_runs_folder_is_named_too(folder: Path, project: Path, mhook: Mhook) -> None:
    """Where the folder was named, the line to type names it as well."""
    identity = change(folder, insecure=True)
    folder.rename(project / "other runs")
    ran = mhook("runs", "resume", "last", "--runs", "other runs")
    assert f"mhook runs resume {identity} --runs 'other runs' --insecure" in ran.error
    assert mhook(*shlex.split(ran.error.partition("confirm it: mhook ")[2])).code == 4


@pytest.mark.parametrize(
    ("values", "option"),
    [
        ({"observe_cmd": "echo 0"}, "--observe-cmd 'echo 0'"),
        ({"observe_cmd": ""}, "--observe-cmd ''"),
        ({"observe_cmd": "echo 0\n\n"}, "--observe-cmd 'echo 0'"),
        ({"observe_cmd": "\n"}, "--observe-cmd ''"),
        ({"cacert": "ca.pem\n"}, "--cacert ca.pem$'\\n'"),
        ({"observe_url": "http://10.0.0.1/{event_id}"}, "--observe-url 'http://10.0.0.1/{event_id}'"),
        ({"observe_url": "http://localhost.example/"}, "--observe-url http://localhost.example/"),
        ({"cacert": "/etc/shadow"}, "--cacert /etc/shadow"),
        ({"insecure": True}, "--insecure"),
        ({"url": "http://127.0.0.1.example/"}, "--url http://127.0.0.1.example/"),
        ({"url": "http://2130706433/"}, "--url http://2130706433/"),
        ({"url": "http://0.0.0.0/"}, "--url http://0.0.0.0/"),
        ({"url": "http://[::2]/"}, "--url 'http://[::2]/'"),
        ({"url": "http://user@127.0.0.1/"}, "--url http://user@127.0.0.1/"),
        ({"url": "gopher"}, "--url gopher"),
    ],
)
def test_each_is_asked_for(folder: Path, go_on: Callable[..., Ran], values: dict[str, Any], option: str) -> None:
    """Each of them alone has to be named."""
    change(folder, **values)
    ran = go_on()
    assert (ran.code, ran.out) == (2, b"")
    assert ran.error.endswith(option)


@pytest.mark.parametrize("url", ["http://localhost:1/", "http://127.8.9.1:1/", "http://[::1]:1/"])
def test_this_machine_is_not_asked_for(folder: Path, go_on: Callable[..., Ran], url: str) -> None:
    """A run that only sends to this machine goes on, whoever made it."""
    change(folder, url=url)
    ran = go_on()
    assert (ran.code, ran.errors) == (4, [])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--url", "http://127.0.0.1:2/"], "--url is 'http://127.0.0.1:2/', but the run"),
        (["--url", "http://127.0.0.1:2/"], "remove it, or give the run's own: --url http://127.0.0.1:1/webhook"),
        (["--insecure"], "has no --insecure"),
        (["--observe-cmd", "echo 1"], "has no --observe-cmd"),
        (["--cacert", "a.pem"], "has no --cacert"),
    ],
)
def test_what_is_given_has_to_be_the_same(
    folder: Path, go_on: Callable[..., Ran], options: list[str], said: str
) -> None:
    """Also with a run of one's own, what is given must be what the run has; both are told."""
    ran = go_on(*options)
    assert (ran.code, ran.out) == (2, b"")
    assert said in ran.error


def test_another_command_is_not_enough(folder: Path, project: Path, go_on: Callable[..., Ran]) -> None:
    """Neither of the two commands is run where they differ."""
    change(folder, observe_cmd=COMMAND)
    ran = go_on("--observe-cmd", "touch executed")
    assert (ran.code, "remove it" in ran.error, ": give the run's own: --observe-cmd" in ran.error) == (2, False, True)
    assert "touch executed" in ran.error
    assert not (project / "executed").exists()


def test_a_run_that_was_confirmed_is_ones_own(folder: Path, go_on: Callable[..., Ran]) -> None:
    """What was named once is not asked for again, unless somebody changes the run; a wrong name confirms nothing."""
    change(folder, observe_cmd="echo no number", insecure=True)
    assert go_on("--observe-cmd", "echo no number").code == 2
    assert go_on().code == 2
    ran = go_on("--observe-cmd", "echo no number", "--insecure")
    assert (ran.code, "was not made by you" in ran.err) == (3, False)
    again = go_on()
    assert (again.code, again.error) == (ran.code, ran.error)
    change(folder, url=FAR)
    assert "was not made by you" in go_on().error


def test_how_to_go_on_names_the_folder(project: Path, mhook: Mhook) -> None:
    """A run that is cut short in another folder than the usual one tells how it goes on from there."""
    observed = ["--observe-cmd", "test ! -e broken && echo 0 && touch broken", "--runs", "my runs"]
    begun = mhook("replay", "--url", "http://127.0.0.1:1/", *observed, "--attempts", "1")
    (path,) = list_runs(project / "my runs")
    assert f"go on with: mhook replay --resume {path.stem} --runs 'my runs'\n" in begun.err
    again = mhook("replay", "--resume", path.stem, "--runs", "my runs")
    assert f"go on with: mhook replay --resume {path.stem} --runs 'my runs'\n" in again.err


def test_an_own_run_is_not_asked_for(
    project: Path, go_on: Callable[..., Ran], mhook: Mhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run of the same user goes on with its command as before; where the key is gone it is asked for."""
    observed = ["--observe-cmd", "test ! -e broken && echo 0 && touch broken"]
    begun = mhook("replay", "--url", "http://127.0.0.1:1/", *observed, "--attempts", "1", "--no-journal")
    assert (begun.code, "--observe-cmd ended with 1" in begun.error) == (3, True)
    (project / "broken").unlink()
    begun = mhook("replay", "--url", "http://127.0.0.1:1/", *observed, "--attempts", "1")
    assert (begun.code, "go on with" in begun.err) == (3, True)
    (project / "broken").unlink()
    ran = go_on()
    assert "--observe-cmd ended with 1" in ran.error
    (project / "broken").unlink()
    monkeypatch.setenv("MHOOK_STATE_DIR", str(project / "nobody"))
    ran = go_on()
    assert ran.code == 2
    assert "cannot be recognised as yours (there is no key in '" in ran.error
    assert "nobody'; MHOOK_STATE_DIR sets the folder), and it runs a command" in ran.error
    assert not (project / "broken").exists()


def test_a_user_without_a_home_has_runs(project: Path, mhook: Mhook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no key can be kept, a run is made and goes on all the same; what it sends beyond here is asked for."""
    (project / "file").touch()
    monkeypatch.setenv("MHOOK_STATE_DIR", str(project / "file" / "folder"))
    assert mhook("replay", "--url", "https://127.0.0.1:1/", "--insecure", "--attempts", "1").code == 4
    (path,) = list_runs(project / ".mhook" / "runs")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM attempt")
    assert mhook("runs", "resume", "last").code == 2
    assert mhook("runs", "resume", "last", "--insecure").code == 4


def test_the_last_look_of_a_finished_run(project: Path, mhook: Mhook, folder: Path, go_on: Callable[..., Ran]) -> None:
    """A run in which nothing is left but a look at its effects is asked for as well; one without is only shown."""
    with closing(sqlite3.connect(list_runs(folder)[0])) as connection, connection:
        connection.execute("UPDATE attempt SET outcome = 'refused', final = 'given-up' WHERE number = 2")
    change(folder, insecure=True, url=FAR)
    assert go_on().code == 4
    change(folder, observe_cmd=COMMAND)
    ran = go_on()
    assert (ran.code, ran.out) == (2, b"")
    assert not (project / "executed").exists()


def test_looking_runs_nothing(folder: Path, project: Path, mhook: Mhook) -> None:
    """List, show and delete neither run the command of a run, nor ask its URL, nor open its certificates."""
    asked: list[bytes | None] = []

    def note(peer: Peer) -> None:
        asked.append(peer.read())
        peer.send(OK)

    with Receiver(note) as receiver:
        for values in ({"observe_cmd": COMMAND}, {"observe_cmd": None, "observe_url": receiver.url, "cacert": "none"}):
            change(folder, url=receiver.url, insecure=True, **values)
            assert mhook("runs", "list").code == 0
            assert mhook("runs", "show", "last").code == 0
        assert mhook("runs", "delete", "last").code == 0
        assert asked == []
    assert not (project / "executed").exists()
