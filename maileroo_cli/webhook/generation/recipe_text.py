"""The parts of a recipe as users write them: addresses, a domain, tags. What a recipe is stands in ``payload``."""

from collections.abc import Sequence

from maileroo_cli.errors import UsageError


def parse_address(text: str, option: str) -> str:
    """Return an address as it is, with or without a name; ``option`` is where it was given.

    What is none raises ``UsageError``.
    """
    local, at, domain = text.rpartition("@")
    if not (local and at and domain.strip("> ")):
        raise UsageError(
            f"{option} {text!r} is not an address", "write it like ada@example.com or 'Ada <ada@example.com>'"
        )
    return text


def parse_domain(text: str) -> str:
    """Return a sending domain as it is; what is none raises ``UsageError``."""
    if not text or "@" in text or "/" in text or any(char.isspace() for char in text):
        raise UsageError(f"--domain {text!r} is not a domain", "write it like mail.example.com")
    return text


def parse_tags(texts: Sequence[str], *, as_object: bool = False) -> tuple[tuple[str, str], ...] | None:
    """Read ``NAME=VALUE`` each; ``none`` alone is a mail without tags, and where nothing is given they are drawn.

    Of those that are to be written ``as_object`` each has a name of its own.
    """
    if not texts:
        return None
    if list(texts) == ["none"]:
        return ()
    tags: list[tuple[str, str]] = []
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise UsageError(f"--tag {text!r} is not a tag", "write it like --tag campaign=spring, or --tag none")
        if as_object and any(name == other for other, _ in tags):
            raise UsageError(
                (f"there are two tags {name!r}, but an object can have only one"), "leave out one of the two"
            )
        tags.append((name, value))
    return tuple(tags)
