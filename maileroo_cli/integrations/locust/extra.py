"""Whether Locust is installed, and new enough. It is only looked for: importing it patches the whole process."""

from maileroo_cli.errors import UsageError

OLDEST = (2, 47)
_INSTALL = 'pip install "maileroo-cli[load]"'


def require_extra() -> None:
    """Raise ``UsageError`` where Locust is missing, or older than the first that notices each lost worker."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = version("locust")
    except PackageNotFoundError:
        raise UsageError("load over several machines needs Locust, which is not installed", _INSTALL) from None
    if read_version(found) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise UsageError(f"load over several machines needs Locust {oldest} or newer, not {found}", _INSTALL)


def read_version(text: str) -> tuple[int, ...]:
    """Return the first two numbers of a version; what is none counts as 0."""
    return tuple(int(part) if part.isdecimal() else 0 for part in text.split(".")[:2])
