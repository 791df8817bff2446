"""The shared secret, held so that it cannot be shown by accident. Where it comes from is not decided here."""

from maileroo_cli.errors import EmptySecretError

MASK = "********"


class Secret:
    """A webhook secret and the reference it came from.

    ``value`` is text (its UTF-8 bytes are the key, as Maileroo uses it; official) or the key's bytes.
    ``reference`` names the source (``env:NAME``, ``file:PATH``, …) and is safe to print.
    An empty value raises :class:`~maileroo_cli.errors.EmptySecretError`. :meth:`reveal` is the one way to the bytes.
    """

    __slots__ = ("__value", "reference")

    def __init__(self, value: str | bytes, reference: str = "secret") -> None:
        key = _encode(value) if isinstance(value, str) else bytes(value)
        if not key:
            raise EmptySecretError(
                f"the secret {reference} is empty", "give the secret that Maileroo's dashboard shows for the webhook"
            )
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
