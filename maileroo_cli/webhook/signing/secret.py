"""The shared secret, held so that it cannot be shown by accident. Where it comes from is not decided here."""

from maileroo_cli.errors import EmptySecretError, UsageError

MASK = "********"

_WHERE = "give the secret that Maileroo's dashboard shows for the webhook"


class Secret:
    """A webhook secret and the reference it came from.

    >>> Secret("It's a Secret to Everybody", "secret of 2026")
    Secret(********, reference='secret of 2026')

    ``value`` is text (its UTF-8 bytes are the key, as Maileroo uses it; official) or the key's bytes; white space is
    kept. ``reference`` names it in verdicts and messages, and is safe to print. :meth:`reveal` is the one way to the
    bytes. An empty value raises ``EmptySecretError``, one that is neither text nor bytes ``UsageError``.
    """

    __slots__ = ("__value", "reference")

    def __init__(self, value: str | bytes, reference: str = "secret") -> None:
        if not isinstance(value, str | bytes | bytearray | memoryview):
            raise _no_secret(value)
        key = _encode(value) if isinstance(value, str) else bytes(value)
        if not key:
            named = "" if reference == "secret" else f" {reference}"
            raise EmptySecretError(f"the secret{named} is empty", _WHERE)
        self.__value = key
        self.reference = reference

    def reveal(self) -> bytes:
        """Return the key's bytes."""
        return self.__value

    @property
    def has_outer_space(self) -> bool:
        """Whether white space stands before or after the secret, as a careless paste leaves it."""
        return self.__value.strip() != self.__value

    def __repr__(self) -> str:
        return f"Secret({MASK}, reference={self.reference!r})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.__value == self.__value

    def __hash__(self) -> int:
        return hash((Secret, self.__value))

    def __reduce__(self) -> tuple[type["Secret"], tuple[bytes, str]]:
        return Secret, (self.__value, self.reference)


def _encode(text: str) -> bytes:
    """Return UTF-8; a byte that an argument held although it was no UTF-8 comes back as itself."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _no_secret(value: object) -> UsageError:
    """Return the error for what is no secret; what it is instead may be one, and is not shown."""
    if value is None:
        return EmptySecretError("no secret was given", _WHERE)
    return UsageError(f"a secret cannot be of the type {type(value).__name__}", "give text or bytes")
