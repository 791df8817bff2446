"""Whether a host may be sent a load or a storm: this machine always, any other one where somebody says so by name."""

from maileroo_cli.errors import UsageError
from maileroo_cli.transport.client.target import Target


def check_authorized(target: Target, authorized: str | None, *, what: str) -> None:
    """Raise ``UsageError`` where ``what``, such as *a storm*, may not go to ``target``.

    ``authorized`` is the host that the user named as one that is theirs to test.
    """
    if authorized is not None and authorized.lower() != target.host.lower():
        raise UsageError(f"--authorize names another host than the URL, {target.host}", "give the same host")
    if authorized is None and not target.is_loopback:
        problem = f"{what} may bring {target.host} down, and it is not this machine"
        raise UsageError(problem, f"add --authorize {target.host} if it is yours to test")
