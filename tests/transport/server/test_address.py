"""Where a listener is: which addresses it gets, why it cannot have one, and whether a URL leads back to it."""

import errno
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import NoReturn

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.transport.server import address as address_module
from maileroo_cli.transport.server.address import Address, bind, leads_back
from tests.receivers.raw import has_ipv6

needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")


@pytest.mark.parametrize(
    ("host", "port", "own", "back"),
    [
        ("127.0.0.1", 4747, "127.0.0.1", True),
        ("LOCALHOST", 4747, "127.0.0.1", True),
        ("localhost.", 4747, "::1", True),
        ("::1", 4747, "localhost", True),
        ("127.0.0.1", 4747, "0.0.0.0", True),
        ("127.0.0.9", 4747, "0.0.0.0", True),
        ("0.0.0.0", 4747, "127.0.0.1", True),
        ("::1", 4747, "::", True),
        ("192.0.2.1", 4747, "192.0.2.1", True),
        ("127.0.0.1", 8000, "127.0.0.1", False),
        ("127.0.0.2", 4747, "127.0.0.1", False),
        ("192.0.2.1", 4747, "127.0.0.1", False),
        ("localhost", 4747, "192.0.2.1", False),
        ("app.test", 4747, "0.0.0.0", False),
    ],
)
def test_leads_back(host: str, port: int, own: str, back: bool) -> None:
    """The same port at the same host leads back, and all names of this machine are one; anything else does not."""
    assert leads_back(host, port, Address((own,), 4747)) is back


def test_any_free_port() -> None:
    """Where the port is not known yet, nothing leads back to it."""
    assert not leads_back("127.0.0.1", 4747, Address(("127.0.0.1",), 0))


@contextmanager
def bound_to(*hosts: str, port: int = 0) -> Iterator[list[socket.socket]]:
    """Yield the sockets that listen at these hosts."""
    with ExitStack() as stack:
        yield [stack.enter_context(one) for one in bind(Address(hosts, port))]


def names(sockets: list[socket.socket]) -> list[str]:
    """Return the addresses of sockets."""
    return [one.getsockname()[0] for one in sockets]


@needs_ipv6
@pytest.mark.parametrize("hosts", [(), ("localhost",), ("127.0.0.1", "::1")])
def test_localhost_is_two_addresses(hosts: tuple[str, ...]) -> None:
    """Where nothing else is said, both loopback addresses have the same port, whichever of them a sender takes."""
    with bound_to(*hosts) as sockets:
        assert names(sockets) == ["127.0.0.1", "::1"]
        ports = {one.getsockname()[1] for one in sockets}
        assert len(ports) == 1
        for host in ("127.0.0.1", "::1"):
            socket.create_connection((host, *ports)).close()


@needs_ipv6
def test_a_free_port_is_free_at_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """A free port that another program has at ::1 is passed over."""
    real, tried = address_module.bind_one, []
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as other:
        taken = other.getsockname()[1]

        def choose_that_one_first(host: str, port: int, *, alone: bool) -> socket.socket:
            tried.append((host, port))
            return real(host, taken if len(tried) == 1 else port, alone=alone)

        monkeypatch.setattr(address_module, "bind_one", choose_that_one_first)
        with bound_to() as sockets:
            assert names(sockets) == ["127.0.0.1", "::1"]
            assert sockets[0].getsockname()[1] != taken
    assert tried[1] == ("::1", taken)


@needs_ipv6
def test_a_port_that_is_never_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no port is free at both, that is said in the end."""
    real = address_module.bind_one
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as other:
        taken = other.getsockname()[1]
        monkeypatch.setattr(address_module, "bind_one", lambda host, _, alone: real(host, taken, alone=alone))
        with pytest.raises(UsageError, match="no port is free on ::1: choose a --port"):
            bind(Address())


@needs_ipv6
def test_another_program_at_the_second_address() -> None:
    """A port that another program has at ::1 alone is refused: requests to localhost would go to either."""
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as other:
        port = other.getsockname()[1]
        with pytest.raises(UsageError) as raised:
            bind(Address(port=port))
        assert str(raised.value) == (
            f"cannot listen on [::1]:{port} (another program has this port there, and would get some of what is sent "
            "to localhost): choose another --port, or listen with --host 127.0.0.1 alone"
        )
        with bound_to("127.0.0.1", port=port) as sockets:
            assert names(sockets) == ["127.0.0.1"]


@pytest.mark.parametrize("number", [errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPERM])
def test_a_machine_without_ipv6(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Where the machine lacks ::1, it is listened without, unless ::1 was named."""
    real = address_module.bind_one

    def lack(host: str, port: int, *, alone: bool) -> socket.socket:
        if ":" in host:
            raise OSError(number, "no IPv6 here")
        return real(host, port, alone=alone)

    monkeypatch.setattr(address_module, "bind_one", lack)
    with bound_to() as sockets:
        assert names(sockets) == ["127.0.0.1"]
    with pytest.raises(UsageError, match=r"cannot listen on \[::1\]:"):
        bind(Address(("127.0.0.1", "::1")))


@needs_ipv6
@pytest.mark.parametrize(
    ("hosts", "bound"),
    [
        (("127.0.0.1", "127.0.0.1"), ["127.0.0.1"]),
        (("127.0.0.1", "0.0.0.0"), ["0.0.0.0"]),
        (("0.0.0.0", "::", "localhost"), ["0.0.0.0", "::"]),
        (("::",), ["::"]),
    ],
)
def test_several_hosts(hosts: tuple[str, ...], bound: list[str]) -> None:
    """A host that is named twice, or that another one contains, is listened at once."""
    with bound_to(*hosts) as sockets:
        assert names(sockets) == bound
        port = sockets[0].getsockname()[1]
        for host in ("127.0.0.1", "::1") if "::" in bound else ("127.0.0.1",):
            socket.create_connection((host, port)).close()


def fail_with(number: int) -> Callable[..., NoReturn]:
    """Return a binding that fails with this number."""

    def fail(*_: object, **__: object) -> NoReturn:
        raise OSError(number, "the system's words")

    return fail


@pytest.mark.parametrize(
    ("host", "port", "number", "told"),
    [
        (
            "127.0.0.1",
            80,
            errno.EACCES,
            "127.0.0.1:80 (ports below 1024 are the administrator's): choose a --port from",
        ),
        ("127.0.0.1", 8080, errno.EACCES, "127.0.0.1:8080 (the system's words): check --host and --port"),
        ("192.0.2.1", 80, errno.EADDRNOTAVAIL, "192.0.2.1:80 (this machine does not have that address): give one that"),
        (
            "127.0.0.1",
            80,
            errno.EADDRINUSE,
            "127.0.0.1:80 (another program has this port): choose another --port, or 0",
        ),
        ("::1", 80, errno.EAFNOSUPPORT, "[::1]:80 (the system's words): check --host and --port"),
    ],
)
def test_why_it_cannot_listen(host: str, port: int, number: int, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each reason is told in one line with what to do, whatever the system calls it."""
    monkeypatch.setattr(address_module, "bind_one", fail_with(number))
    with pytest.raises(UsageError) as raised:
        bind(Address((host,), port))
    assert str(raised.value).startswith(f"cannot listen on {told}")


def test_an_address_of_another_machine() -> None:
    """An address that is not this machine's is refused by the system itself."""
    with pytest.raises(UsageError, match="this machine does not have that address"):
        bind(Address(("192.0.2.1",)))


def test_either_loopback_leads_back() -> None:
    """Listening at localhost, each of its names and addresses leads back."""
    for host in ("localhost", "127.0.0.1", "::1", "0.0.0.0"):
        assert leads_back(host, 4747, Address(port=4747))
    assert not leads_back("192.0.2.1", 4747, Address(port=4747))
