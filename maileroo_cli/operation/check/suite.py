"""Which suite is played against a host: nobody sends hundreds of requests to a stranger by mistake."""

from maileroo_cli.errors import UsageError
from maileroo_cli.rules.catalogue import Suite
from maileroo_cli.transport.client.target import Target


def choose_suite(
    target: Target, wanted: Suite | None, authorized: str | None, *, selects: bool = False, in_process: bool = False
) -> Suite:
    """Return the suite that is ``wanted``, or the usual one: full for localhost, smoke for any other host.

    An application ``in_process`` is no stranger's, whatever host it is to see.

    More than smoke, or rules that somebody ``selects``, needs the name of such a host as ``authorized``; without it,
    and with another one, ``UsageError`` is raised.
    """
    if in_process or target.is_loopback:
        return wanted or Suite.FULL
    if authorized is not None and authorized.lower() != target.host.lower():
        raise UsageError(f"--authorize names another host than the URL, {target.host}", "give the same host")
    chosen = wanted or Suite.SMOKE
    if (chosen is Suite.FULL or selects) and authorized is None:
        what = f"{target.host} is not localhost, and more than the smoke suite was asked for"
        raise UsageError(what, f"add --authorize {target.host} if it is yours to test")
    return chosen
