"""Asking for completion as each shell does, through the variables that its script sets."""

from collections.abc import Mapping

from tests.cli.calling import Mhook, Ran

SHELLS = ("bash", "zsh", "fish", "powershell")


def ask(mhook: Mhook, line: str, shell: str = "bash", env: Mapping[str, str | None] | None = None) -> Ran:
    """Return what a shell is answered about a line that ends where the cursor is."""
    words = line.split(" ")
    variables: dict[str, str | None] = {"_MHOOK_COMPLETE": f"complete_{shell}"}
    match shell:
        case "bash":
            variables |= {"COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}
        case "fish":
            variables |= {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
        case "powershell":
            variables |= {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_WORD_TO_COMPLETE": words[-1]}
        case _:
            variables |= {"_TYPER_COMPLETE_ARGS": line}
    return mhook(env={**variables, **(env or {})})


def offered(mhook: Mhook, line: str) -> list[str]:
    """Return what bash is offered for a line; nothing but offers may have been said."""
    ran = ask(mhook, line)
    assert (ran.code, ran.err) == (0, "")
    return [one for one in ran.lines if one]
