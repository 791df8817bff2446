"""Answering a shell that completes a command line, and printing or installing the script that makes it ask.

Typer does both; here is what it is asked, and that nothing is said into a line that somebody is typing.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from maileroo_cli.errors import ExitCode, UsageError

VARIABLE = "_MHOOK_COMPLETE"
SCRIPT_OPTIONS = ("--install-completion", "--show-completion")
SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
HELP: Mapping[str, str] = {
    "install_completion": "Install completion for your shell, or for one that you name, like zsh.",
    "show_completion": "Print the completion script for your shell, or for one that you name, like zsh.",
}
"""What the options say of themselves, by the names that typer gives them."""

_BASH = ("COMP_WORDS", "COMP_CWORD")
_OTHERS = "_TYPER_COMPLETE_ARGS"
_NAMED_SHELL = "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION"


def answer_shell(call: Callable[[], ExitCode]) -> ExitCode:
    """Let ``call`` answer; what goes wrong is said only where no shell can have asked."""
    instruction = os.environ[VARIABLE]
    if instruction.startswith("complete_") and not any(name in os.environ for name in (*_BASH, _OTHERS)):
        what = "a shell asks for completion, but no variable holds a command line"
        raise UsageError(what, f"unset {VARIABLE}, or install the completion again")
    try:
        return call()
    except Exception:
        if instruction.startswith("complete_"):
            return ExitCode.OK
        raise


def typed_words() -> list[str]:
    """Return the whole words that were typed after the program's name, as far as they tell which command it is."""
    line = os.environ.get(_BASH[0], os.environ.get(_OTHERS, ""))
    words = line.split()
    count = os.environ.get(_BASH[1], "")
    if count.isascii() and count.isdigit() and len(count) < len(_OTHERS):
        return words[1 : int(count)]
    return words[1:] if line[-1:].isspace() else words[1:-1]


def take_named_shell(arguments: Sequence[str]) -> None:
    """Let typer take the name of a shell where one follows an option of ours that would look for one itself."""
    option, equals, _ = arguments[0].partition("=")
    if option in SCRIPT_OPTIONS and (equals or len(arguments) > 1):
        os.environ[_NAMED_SHELL] = "1"
    elif option in SCRIPT_OPTIONS and not _is_shell_found():
        raise UsageError(f"cannot tell which shell this is: name it, as in {option} {SHELLS[0]}")


def _is_shell_found() -> bool:
    detection = import_module("shellingham")
    try:
        return detection.detect_shell()[0] in SHELLS
    except (detection.ShellDetectionFailure, OSError):
        return False
