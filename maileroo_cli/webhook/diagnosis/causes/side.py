"""The words for which side has a mistake of the secret: the secret that was given, or what the signature was made with.

Each continues "the secret that you gave (…)". What a cause is, in general, is in ``secret``.
"""

from typing import NamedTuple


class SideWords(NamedTuple):
    """What is said of the secret that was given: where it has the thing, and where the signature's side has it.

    What can be on one side alone has no words for the other.
    """

    given: str = ""
    signed: str = ""
    both: str = ""


SIDES: dict[str, SideWords] = {
    "secret-empty": SideWords(
        signed="looks like a variable; a shell in which it is not set replaces it with nothing",
    ),
    "secret-newline": SideWords(
        "ends in a newline; the signature was made without it",
        "does not end in a newline; the signature was made with one",
    ),
    "secret-space": SideWords(
        "has white space or an invisible character; the signature was made without it",
        "has no white space around it; the signature was made with some",
    ),
    "secret-quoted": SideWords(
        "has quotation marks; the signature was made without them",
        "has no quotation marks around it; the signature was made with some",
    ),
    "secret-backslash": SideWords(
        "has backslashes; the signature was made without them",
        "lacks backslashes that the signature was made with",
    ),
    "secret-shell-escaped": SideWords(
        "has escapes like $$, %% or ^; the signature was made without them",
        "lacks escapes like $$, %% or ^ that the signature was made with",
    ),
    "secret-expanded": SideWords(
        signed="holds what looks like a variable; for the signature, it was replaced",
    ),
    "secret-prefix": SideWords(
        "has a prefix; the signature was made without it",
        "has no prefix; the signature was made with one",
    ),
    "secret-list": SideWords(
        "holds several values; the signature was made with one of them",
        "is one value; the signature was made with a whole list of values",
    ),
    "secret-hex-decoded": SideWords(
        signed="was decoded from hex before it signed the body",
    ),
    "secret-hex-encoded": SideWords(
        signed="was encoded in hex before it signed the body",
    ),
    "secret-base64-decoded": SideWords(
        signed="was decoded from base64 before it signed the body",
    ),
    "secret-base64-encoded": SideWords(
        signed="was encoded in base64 before it signed the body",
    ),
    "secret-case": SideWords(
        both="differs in upper and lower case from the one that signed the body",
    ),
    "secret-url-encoded": SideWords(
        "has URL escapes; the signature was made without them",
        "has no URL escapes; the signature was made with some",
    ),
    "secret-html-escaped": SideWords(
        "has HTML escapes; the signature was made without them",
        "has no HTML escapes; the signature was made with some",
    ),
    "secret-charset": SideWords(
        "is not UTF-8; the signature was made with its UTF-8 bytes",
        "is UTF-8; the signature was made with other bytes for its text",
    ),
    "secret-hashed": SideWords(
        signed="was hashed before it signed the body",
    ),
    "secret-number": SideWords(
        "was changed by being read as a number; the signature was made with the original",
        "was read as a number, and so changed, before it signed the body",
    ),
    "secret-separators": SideWords(
        "has separators; the signature was made without them",
        "lacks separators that the signature was made with",
        "has different separators than the one that signed the body",
    ),
    "secret-mistyped": SideWords(
        both="differs slightly from the one that signed the body",
    ),
    "secret-cut": SideWords(
        signed="is longer; the signature was made with a part of it",
    ),
    "secret-doubled": SideWords(
        "is the same text twice in a row; the signature was made with one copy",
        "is written once; the signature was made with it twice in a row",
    ),
}
