"""The program as a whole: help, version, completion, and a call without anything."""

import re
import shlex
import sys
from typing import Any

import pytest
import typer

from maileroo_cli.__main__ import main
from maileroo_cli.cli.app import build_app
from maileroo_cli.cli.catalogue import COMMANDS, GROUPS, command_lines
from maileroo_cli.cli.catalogue import module_of as import_command
from maileroo_cli.version import __version__
from tests.cli.calling import Mhook, Stream, check_printable

GROUP: Any = typer.main.get_command(build_app())
LINES = {" ".join(words): words for words in command_lines()}
EVERY = pytest.mark.parametrize("words", LINES.values(), ids=LINES.keys())


def command_of(words: tuple[str, ...]) -> Any:
    """Return what the parser knows of a command."""
    found = GROUP
    for word in words:
        found = found.commands[word]
    return found


def module_of(words: tuple[str, ...]) -> Any:
    """Return the module of a command."""
    return import_command(words)


def plain(text: str) -> str:
    """Return a help text without line breaks."""
    return " ".join(text.split())


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_of_the_program(mhook: Mhook, option: str) -> None:
    """It names every command with its sentence, and where to start."""
    ran = mhook(option)
    assert (ran.code, ran.err) == (0, "")
    check_printable(ran)
    text = plain(ran.text)
    for name, summary in COMMANDS.items():
        assert f"{name} {summary}" in text
    assert "mhook demo" in text


def test_nothing(mhook: Mhook) -> None:
    """A call without anything shows the help."""
    assert mhook() == mhook("--help")


@pytest.mark.parametrize("width", ["40", "80", "200"])
@EVERY
def test_help_of_a_command(mhook: Mhook, words: tuple[str, ...], width: str) -> None:
    """It tells the usage, every option and an example, whatever the terminal's width."""
    ran = mhook(*words, "--help", env={"COLUMNS": width})
    assert (ran.code, ran.err) == (0, "")
    check_printable(ran)
    text = plain(ran.text)
    assert text.startswith(f"Usage: mhook {' '.join(words)}")
    if width == "200":
        for parameter in command_of(words).params:
            assert parameter.param_type_name == "argument" or max(parameter.opts, key=len) in text
        for example in module_of(words).EXAMPLES:
            assert " ".join(example.split()) in text


@pytest.mark.parametrize("group", GROUPS)
def test_help_of_a_group(mhook: Mhook, group: str) -> None:
    """The help of a group names each of its commands with its sentence."""
    ran = mhook(group, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran == mhook(group, "-h")
    text = plain(ran.text)
    for name, summary in module_of((group,)).COMMANDS.items():
        assert f"{name} {summary}" in text


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_alone(mhook: Mhook, group: str) -> None:
    """A group without a command shows its help, or does what its default does."""
    default = getattr(module_of((group,)), "DEFAULT", "--help")
    ran = mhook(group)
    assert (ran.code, ran.err) == (0, "")
    assert ran == mhook(group, default)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["captures", "lsit"], "there is no command 'captures lsit': did you mean mhook captures list?"),
        (["captures", "zzz"], "there is no command 'captures zzz': use one of list, show, "),
        (["captures", "--store", "x", "list"], "there is no option --store before the command: "),
        (["capture", "list"], "there is no command 'capture': did you mean mhook captures?"),
        (["captures", "list", "--sicne", "x"], "there is no option --sicne: did you mean --since?"),
        (["captures", "path", "x"], "there are too many arguments: x"),
    ],
)
def test_wrong_words_after_a_group(mhook: Mhook, words: list[str], said: str) -> None:
    """What a group has not is refused as it is elsewhere, with the nearest that it has."""
    ran = mhook(*words)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.error.startswith(said)


@EVERY
def test_every_option_says_what_it_does(words: tuple[str, ...]) -> None:
    """No argument and no option is without a help, and the list's sentence is the command's own."""
    command = command_of(words)
    assert all(parameter.help for parameter in command.params)
    listed = COMMANDS if len(words) == 1 else module_of(words[:1]).COMMANDS
    assert (words[0] in GROUPS and len(words) == 1) or command.help.startswith(listed[words[-1]])


@EVERY
def test_every_example_is_a_command_line(words: tuple[str, ...]) -> None:
    """Each example is a line of shell that calls the command, with options that it has."""
    examples, name = module_of(words).EXAMPLES, " ".join(words)
    assert examples
    assert any(f"mhook {name}" in line for line in examples)
    if name in GROUPS:
        return
    known = {option for parameter in command_of(words).params for option in parameter.opts}
    for line in examples:
        assert shlex.split(line)
        own = line.split("|")[-1] if f"mhook {name}" in line.split("|")[-1] else line.split("|")[0]
        assert set(re.findall(r"(?<=\s)--[a-z-]+", own)) <= known, line


@pytest.mark.parametrize("words", [["--version"], ["--version", "events"]])
def test_version(mhook: Mhook, words: list[str]) -> None:
    """The version is one line."""
    ran = mhook(*words)
    assert (ran.code, ran.text, ran.err) == (0, f"mhook {__version__}\n", "")


def test_version_needs_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry point answers it alone, and hands on where it cannot."""
    out = Stream()
    monkeypatch.setattr(sys, "argv", ["mhook", "--version"])
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr("maileroo_cli.cli.app.run", lambda _: 7)
    assert (main(), out.content) == (0, f"mhook {__version__}\n".encode())
    monkeypatch.setattr(sys, "stdout", None)
    assert main() == 7


def test_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anything else goes to the command line, whose exit code is returned."""
    monkeypatch.setattr(sys, "argv", ["mhook", "causes", "x"])
    monkeypatch.setattr("maileroo_cli.cli.app.run", lambda words: {"causes x": 5}[" ".join(words)])
    monkeypatch.setattr("gc.set_threshold", lambda _: None)
    assert main() == 5


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(mhook: Mhook, shell: str) -> None:
    """The script that a shell loads is printed for the shells that are known."""
    ran = mhook(env={"_MHOOK_COMPLETE": f"source_{shell}"})
    assert (ran.code, ran.err) == (0, "")
    assert "_MHOOK_COMPLETE" in ran.text
    assert "mhook" in ran.text


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("mhook ", set(COMMANDS)),
        ("mhook s", {"sign", "send", "schedule", "schema", "storm"}),
        ("mhook captures ", set(module_of(("captures",)).COMMANDS)),
        ("mhook captures p", {"prune", "path"}),
        ("mhook captures list --ver", {"--verdict"}),
        ("mhook send --bad", {"--bad-signature"}),
        ("mhook generate --style ", {"go", "compact", "pretty", "python", "php"}),
        ("mhook verify --format j", {"json", "junit"}),
        ("mhook send --format j", {"json", "junit"}),
        ("mhook generate --format j", {"json"}),
        ("mhook send --bad-signature tr", {"truncated", "trailing", "trailing-list"}),
        ("mhook send --bad-signature a", {"all"}),
        ("mhook manual re", {"receivers", "receiving", "replay"}),
    ],
)
def test_completion(mhook: Mhook, line: str, offered: set[str]) -> None:
    """Commands, options and values are completed."""
    env = {"_MHOOK_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
    ran = mhook(env=env)
    assert ran.code == 0
    assert set(ran.lines) == offered


def test_interruption(mhook: Mhook, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interruption before a command runs ends with the shell's code for it, and so does one within."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("typer.main.get_command", lambda _: interrupt)
        assert mhook("events").code == 130
    monkeypatch.setattr("maileroo_cli.cli.facts.events.show_events", interrupt)
    ran = mhook("events")
    assert (ran.code, ran.err) == (130, "mhook: note: interrupted\n")
