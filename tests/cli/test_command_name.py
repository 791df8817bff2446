"""What people try in place of a command: it works, or the command that was meant is named in one line."""

import pytest

from maileroo_cli.cli import command_name
from maileroo_cli.cli.catalogue import COMMANDS, GROUPS, module_of
from tests.cli.calling import Mhook

MEANT = {
    "ls": "mhook captures list",
    "serve": "mhook listen",
    "trigger delivered": "mhook send",
    "resend last": "mhook captures resend",
    "captures delete last": "mhook captures prune",
    "captures rm": "mhook captures prune",
    "captures ls": "mhook captures list",
    "captures view last": "mhook captures show",
    "runs rm last": "mhook runs delete",
    "runs continue last": "mhook runs resume",
    "SEND": "mhook send",
    "help lsit": "mhook captures list",
    "capture list": "mhook captures",
}
MEANT["help lsit"] = "mhook listen"


@pytest.mark.parametrize(("line", "meant"), MEANT.items(), ids=MEANT.keys())
def test_another_word(mhook: Mhook, line: str, meant: str) -> None:
    """Another word for a command is refused with the command, in one line."""
    ran = mhook(*line.split())
    assert (ran.code, ran.out) == (2, b"")
    assert ran.error.startswith("there is no command '")
    assert ran.error.endswith(f": did you mean {meant}?")


def test_only_commands_are_meant() -> None:
    """Every command that a word can mean is there, and no word that means another one is a command."""
    for before, words in command_name._MEANT.items():
        commands = module_of(before).COMMANDS if before else COMMANDS
        assert not set(words) & set(commands)
        for meant in set(words.values()) - {"manual"}:
            first, _, second = meant.partition(" ")
            assert first in commands
            assert not second or first not in GROUPS or second in module_of((first,)).COMMANDS


@pytest.mark.parametrize("line", ["", "sign", "captures", "captures list", "sign --help"])
def test_help_as_a_command(mhook: Mhook, line: str) -> None:
    """``mhook help COMMAND`` shows what ``mhook COMMAND --help`` shows."""
    wanted = mhook(*line.replace(" --help", "").split(), "--help")
    assert mhook("help", *line.split()) == wanted
    assert wanted.code == 0


def test_version_as_a_command(mhook: Mhook) -> None:
    """``mhook version`` shows the version."""
    assert mhook("version") == mhook("--version")
