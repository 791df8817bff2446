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
        signed="looks like one variable; a shell that does not know it puts nothing in its place",
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
        "has escapes such as $$, %% or ^; the signature was made without them",
        "lacks escapes such as $$, %% or ^ that the signature was made with",
    ),
    "secret-expanded": SideWords(
        signed="holds what looks like a variable; the signature was made with that replaced",
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
        signed="was decoded from hex before the signature was made with it",
    ),
    "secret-hex-encoded": SideWords(
        signed="was written in hex before the signature was made with it",
    ),
    "secret-base64-decoded": SideWords(
        signed="was decoded from base64 before the signature was made with it",
    ),
    "secret-base64-encoded": SideWords(
        signed="was written in base64 before the signature was made with it",
    ),
    "secret-case": SideWords(
        both="is in other letters, upper or lower case, than what the signature was made with",
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
        signed="was hashed before the signature was made with it",
    ),
    "secret-number": SideWords(
        "was written anew as a number; the signature was made with it as it was",
        "was read as a number and written anew before the signature was made with it",
    ),
    "secret-separators": SideWords(
        "has separators; the signature was made without them",
        "lacks separators that the signature was made with",
        "has other separators than what the signature was made with",
    ),
    "secret-mistyped": SideWords(
        both="is a little other than the one that the signature was made with",
    ),
    "secret-cut": SideWords(
        signed="is longer; the signature was made with a part of it",
    ),
    "secret-doubled": SideWords(
        "is the same text twice in a row; the signature was made with it once",
        "stands once; the signature was made with it twice in a row",
    ),
}
