"""Where a secret comes from: the environment, a file, the standard input or the command line. Nothing is stored."""

import os
import sys
from collections.abc import Callable

from maileroo_cli.errors import EmptySecretError, InputError, UsageError
from maileroo_cli.transport.file.source import is_stdin_silent, is_stdin_terminal, stdin_sentence
from maileroo_cli.webhook.signing.secret import Secret

VARIABLE = "MAILEROO_WEBHOOK_SECRET"
DEFAULT_REFERENCE = f"env:{VARIABLE}"
REFERENCE_VARIABLE = "MHOOK_SECRET"
"""Names the secret where no option does: ``env:NAME`` or ``file:PATH``, or several, one a line."""

FORMS = "env:NAME, file:PATH, - for the standard input, or the secret itself"
_LARGEST = 65_536
_ORDINARY = b"-_.+/~"
"""Signs that are odd nowhere: a secret of these, letters and digits is not looked at any closer."""


def load_secret(reference: str | None, note: Callable[[str], None]) -> Secret:
    """Return the secret that ``reference`` names; ``None`` means the first that the environment names.

    That is what ``MHOOK_SECRET`` refers to, or else the variable ``MAILEROO_WEBHOOK_SECRET``.

    ``note`` receives a line where the user should know something: a literal, or a secret of an odd form, such as white
    space around it, UTF-16, or a whole line of settings.
    What is not there raises ``UsageError``, what cannot be read ``InputError``; no error repeats a literal.
    """
    named = default_references()
    given = reference is not None or named != [DEFAULT_REFERENCE]
    secret = _load(named[0] if reference is None else reference, given=given, note=note)
    if not secret.reveal().translate(None, _ORDINARY).isalnum():
        _note_odd_form(secret, note)
    return secret


def load_secrets(references: list[str], note: Callable[[str], None]) -> list[Secret]:
    """Return every named secret in order, or the default one where none is named; ``-`` may be named once."""
    if references.count("-") > 1:
        raise UsageError("--secret - was given twice", "standard input can only be read once")
    named = references or default_references()
    if named == [DEFAULT_REFERENCE] and not references:
        return [load_secret(None, note)]
    return [load_secret(one, note) for one in named]


def load_secrets_if_any(references: list[str], note: Callable[[str], None]) -> list[Secret]:
    """Return every named secret, or the default one, or none where that is not set."""
    return load_secrets(references, note) if references or is_default_set() else []


def default_references() -> list[str]:
    """Return the references of the environment; one that may be the secret itself raises ``UsageError``."""
    named = [line.strip() for line in os.environ.get(REFERENCE_VARIABLE, "").split("\n") if line.strip()]
    if not all(one.startswith(("env:", "file:")) for one in named):
        what = f"{REFERENCE_VARIABLE} has to be env:NAME or file:PATH, and never the secret itself"
        raise UsageError(what, f"put the secret into {VARIABLE}, and unset {REFERENCE_VARIABLE}")
    return named or [DEFAULT_REFERENCE]


def is_default_set() -> bool:
    """Whether the environment names a secret, for where no option does."""
    return bool(os.environ.get(REFERENCE_VARIABLE)) or VARIABLE in os.environ


def _note_odd_form(secret: Secret, note: Callable[[str], None]) -> None:
    from maileroo_cli.webhook.signing.secret_form import odd_forms

    odd = odd_forms(secret)
    if odd:
        advice = ", ".join(form.advice for form in odd if form.advice)
        told = f"the secret {secret.reference} {' and '.join(form.what for form in odd)}; it is used unchanged"
        note(f"{told} ({advice})" if advice else told)


def _load(reference: str, *, given: bool, note: Callable[[str], None]) -> Secret:
    scheme, colon, rest = reference.partition(":")
    if colon and scheme == "env":
        return _from_environment(rest, given=given)
    if colon and scheme == "file":
        return _from_file(rest)
    if reference == "-":
        return Secret(_without_line_end(_read_stdin(note)), "stdin")
    if not reference:
        raise EmptySecretError("the secret given with --secret is empty", f"use {FORMS}")
    note("other programs and your shell history can see a secret on the command line; use env:NAME or file:PATH")
    return Secret(reference, "literal")


def _from_environment(name: str, *, given: bool) -> Secret:
    value = os.environ.get(name)
    if value is None:
        what = f"the environment variable {name!r} is not set" if given else "no secret was given"
        raise UsageError(what, f"set {name} or use --secret {FORMS}" if name else f"use --secret {FORMS}")
    return Secret(value, f"env:{name}")


def _from_file(path: str) -> Secret:
    try:
        with open(path, "rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise InputError(
            f"cannot read the secret's file {path!r} ({error.strerror})", "check the path after file:"
        ) from None
    except ValueError:
        raise UsageError("the path after file: is not a path", f"use {FORMS}") from None
    if len(content) > _LARGEST:
        raise InputError(
            f"the secret's file {path!r} is larger than {_LARGEST} bytes", "it should hold only the secret"
        )
    return Secret(_without_line_end(content), f"file:{path}")


def _read_stdin(note: Callable[[str], None]) -> bytes:
    if sys.stdin is None:
        raise InputError("the standard input is closed", f"use --secret {FORMS}")
    if (typed := is_stdin_terminal()) or is_stdin_silent():
        note(stdin_sentence("the secret", typed=typed))
    try:
        content = sys.stdin.buffer.read(_LARGEST + 1)
    except (OSError, ValueError):
        raise InputError("the standard input cannot be read", f"use --secret {FORMS}") from None
    if len(content) > _LARGEST:
        raise InputError(f"the secret on the standard input is larger than {_LARGEST} bytes", "give only the secret")
    return content


def _without_line_end(content: bytes) -> bytes:
    """Drop the one newline that an editor or ``echo`` puts at the end of a file; nothing else."""
    return content.removesuffix(b"\n").removesuffix(b"\r") if content.endswith(b"\n") else content
