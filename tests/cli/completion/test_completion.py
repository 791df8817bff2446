"""Completion, asked for as shells do: every name that is known or stored is offered, and nothing else is said."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from maileroo_cli.cli.catalogue import command_lines
from maileroo_cli.delivery.fault.kind import FaultKind
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES
from tests.cli.calling import Mhook
from tests.cli.completion.shells import SHELLS, ask, offered
from tests.cli.store import captured, fill
from tests.transport.stored_run import new_run

NAMES = {
    "mhook generate del": {"delivered"},
    "mhook send ": set(EventType),
    "mhook events op": {"opened"},
    "mhook schema c": {"clicked", "complained"},
    "mhook captures list --type f": {"failed"},
    "mhook replay --allow-no-effect a": {"accepted", "all"},
    "mhook generate --lifecycle ": set(LIFECYCLES),
    "mhook generate --mix delivered=80,op": {"delivered=80,opened="},
    "mhook generate --mix eng": {"engaged="},
    "mhook causes secret-": {code for code in CAUSES if code.startswith("secret-")},
    "mhook causes bare": {"bare-lf"},
    "mhook send --bad-signature wr": {"wrong-secret"},
    "mhook send --expect ti": {"timeout"},
    "mhook send --expect 401|ref": {"401|refused"},
    "mhook replay --fault 2=re": {"2=refuse", "2=reset", "2=reset-after", "2=reorder"},
    "mhook replay --faults lost,d": {"lost,dns", "lost,drip", "lost,duplicate"},
    "mhook replay --against c": {"careful", "careless"},
    "mhook replay --clock ": {"virtual", "scaled:60", "real"},
    "mhook replay --schedule p": {"postmark"},
    "mhook schedule m": {"maileroo", "mailgun"},
    "mhook sign --secret ": {"env:", "file:", "-"},
    "mhook verify --known-secret f": {"file:"},
    "mhook listen --respond 500,re": {"500,reset"},
    "mhook listen --respond deferred=ha": {"deferred=hang"},
    "mhook captures export --as h": {"har", "http"},
    "mhook --show": {"--show-completion"},
}


@pytest.mark.parametrize(("line", "names"), NAMES.items(), ids=NAMES.keys())
def test_names(mhook: Mhook, line: str, names: set[str]) -> None:
    """Each kind of name is offered where it belongs, after what was typed of it."""
    assert set(offered(mhook, line)) == names


def test_every_fault_is_offered(mhook: Mhook) -> None:
    """Every kind of fault is among the offers."""
    assert {one.partition("=")[2].partition(":")[0] for one in offered(mhook, "mhook replay --fault 1=")} == set(
        FaultKind
    )


def test_captures(mhook: Mhook, project: Path) -> None:
    """The ids of the store are offered, the newest first, with what they are where a shell can show it."""
    fill(project / ".mhook" / "captures.db", captured(1), captured(2))
    assert offered(mhook, "mhook captures show ") == ["last", "00020000", "00010000"]
    assert offered(mhook, "mhook captures diff last 0001") == ["00010000"]
    assert offered(mhook, "mhook replay --capture la") == ["last"]
    told = ask(mhook, "mhook captures show 0002", "fish").text
    assert told.startswith("00020000\t2026-03-15 ")
    assert told.endswith(" delivered valid\n")


def test_captures_of_a_named_store(mhook: Mhook, project: Path) -> None:
    """A store that was named earlier on the line is the one that is asked."""
    fill(project / "other.db", captured(3))
    assert offered(mhook, "mhook captures show --store other.db 0") == ["00030000"]


@pytest.mark.parametrize("shell", SHELLS)
def test_what_anybody_sent_is_harmless(mhook: Mhook, project: Path, shell: str) -> None:
    """A shell evaluates what it is offered, so nothing of an event that was sent can be more than a word to it."""
    body = b'{"event_type":"$(touch x);`y`\'\\"[/red]\\n|&>z"}'
    fill(project / ".mhook" / "captures.db", captured(1, body))
    ran = ask(mhook, "mhook captures show ", shell)
    assert (ran.code, ran.err) == (0, "")
    assert "touch x" in ran.text or shell == "bash"
    assert not set("$`[]|&") & set(ran.text)
    if shell == "zsh":
        assert len(shlex.split(ran.text)) == 2


@pytest.mark.parametrize("store", ["missing", "folder", "text"])
def test_no_store(mhook: Mhook, project: Path, store: str) -> None:
    """Without a store, or where it is none, no capture is offered, nothing is said and nothing is made."""
    (project / "folder").mkdir()
    (project / "text").write_text("no store")
    before = sorted(project.iterdir())
    assert offered(mhook, f"mhook captures show --store {store} ") == []
    assert offered(mhook, f"mhook runs show --runs {store} ") == []
    assert sorted(project.iterdir()) == before


def test_runs(mhook: Mhook, project: Path) -> None:
    """The ids of the runs are offered, the newest first."""
    assert offered(mhook, "mhook runs show ") == []
    for _ in range(2):
        with new_run(project / ".mhook" / "runs"):
            pass
    names = [path.stem for path in sorted((project / ".mhook" / "runs").glob("*.db"))]
    for line in ("mhook runs show ", "mhook runs delete ", "mhook replay --resume "):
        assert offered(mhook, line) == ["last", *reversed(names)]
    (project / ".mhook" / "runs" / "zzzzzzz.check").touch()
    assert offered(mhook, "mhook runs show ")[:2] == ["last", "zzzzzzz"]
    assert offered(mhook, "mhook replay --resume ") == ["last", *reversed(names)]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("words", list(command_lines()), ids=" ".join)
def test_every_command_in_every_shell(mhook: Mhook, words: tuple[str, ...], shell: str) -> None:
    """Options of each command are offered to each shell, one line each."""
    ran = ask(mhook, f"mhook {' '.join(words)} --", shell)
    assert (ran.code, ran.err) == (0, "")
    assert "--help" in ran.text
    if shell == "fish":
        assert all(line.startswith("--") for line in ran.lines)


@pytest.mark.parametrize(
    "line", ["mhook '", "mhook nosuch ", "mhook send --nosuch ", "mhook send --count x --sty", "x"]
)
@pytest.mark.parametrize("shell", SHELLS)
def test_nothing_is_said_into_a_line(mhook: Mhook, line: str, shell: str) -> None:
    """Whatever was typed, no error is printed into the line."""
    ran = ask(mhook, line, shell)
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("count", ["x", "", "²", "9" * 5000, "-1", None])
@pytest.mark.parametrize("words", ["mhook send --", "mhook '", "\udcff"])
def test_variables_without_a_line(mhook: Mhook, count: str | None, words: str) -> None:
    """A shell that asks in variables that hold no line gets no answer, and no error either."""
    ran = ask(mhook, "", env={"COMP_WORDS": words, "COMP_CWORD": count})
    assert (ran.code, ran.err) == (0, "")


def test_no_shell_asked(mhook: Mhook) -> None:
    """Where the variable that asks is left over, and no line is there, that is said."""
    ran = mhook("events", env={"_MHOOK_COMPLETE": "complete_bash"})
    assert (ran.code, ran.out) == (2, b"")
    assert ran.error == (
        "a shell asks for completion, but no variable holds a command line: unset _MHOOK_COMPLETE, or install the "
        "completion again"
    )


@pytest.mark.parametrize("option", ["--show-completion {}", "--show-completion={}"])
@pytest.mark.parametrize("shell", [*SHELLS, "pwsh"])
def test_script_of_a_shell(mhook: Mhook, option: str, shell: str) -> None:
    """The script of a shell that is named is printed, the one that the shell's own start asks for."""
    ran = mhook(*option.format(shell).split())
    assert (ran.code, ran.err) == (0, "")
    assert "_MHOOK_COMPLETE" in ran.text


def test_script_of_no_shell(mhook: Mhook, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell that is not known, or cannot be found out, is told with those that are."""
    ran = mhook("--show-completion", "tcsh")
    wanted = "--show-completion has to be bash, zsh, fish, powershell or pwsh, not 'tcsh': see mhook --help"
    assert (ran.code, ran.error) == (2, wanted)
    monkeypatch.setattr("shellingham.detect_shell", lambda: ("tcsh", "/bin/tcsh"))
    ran = mhook("--show-completion")
    wanted = "cannot tell which shell this is: name it, as in --show-completion bash"
    assert (ran.code, ran.error) == (2, wanted)


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_in_a_real_bash(mhook: Mhook, tmp_path: Path) -> None:
    """The script that is printed for bash makes a real one complete."""
    program = tmp_path / "mhook"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m maileroo_cli "$@"\n')
    program.chmod(0o700)
    script = mhook("--show-completion", "bash").text
    typed = 'COMP_WORDS=(mhook events op); COMP_CWORD=2; _mhook_completion mhook; echo "${COMPREPLY[@]}"'
    env = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "--norc", "-c", script + typed], env=env, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == ("opened\n", "")
