"""Where requests are sent: a URL that has been checked. Nothing is resolved or connected here."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.host_name import to_ascii_host

DEFAULT_PORTS = {"http": 80, "https": 443}
_EXAMPLE = "http://localhost:8000/webhook"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_LOCAL = re.compile(r"localhost|127\.|\[|10\.|192\.168\.|[^/.:]+(:|/|$)|[^/]*:(?!443\b)\d", re.IGNORECASE)
_LARGEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Target:
    """A receiver's URL in parts: ``host`` is ASCII, without the brackets of IPv6, ``path_and_query`` what is sent."""

    url: str
    scheme: str
    host: str
    port: int
    path_and_query: str

    @property
    def place(self) -> str:
        """``host:port``, always with the port, for messages."""
        return f"{self._bracketed_host}:{self.port}"

    @property
    def authority(self) -> str:
        """The value of the Host header: the port is left out where it is the scheme's own."""
        return self._bracketed_host if self.port == DEFAULT_PORTS[self.scheme] else self.place

    @property
    def display(self) -> str:
        """The URL for messages: a query may hold a token, so it is shown as ``?…``."""
        path, mark, _ = self.path_and_query.partition("?")
        return f"{self.scheme}://{self.authority}{path}{'?…' if mark else ''}"

    @property
    def is_loopback(self) -> bool:
        """Whether it names this machine alone: ``localhost``, or an address of the loopback interface."""
        if self.host.lower().removesuffix(".") == "localhost":
            return True
        import ipaddress

        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def _bracketed_host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def parse_target(url: str) -> Target:
    """Return the parts of an absolute ``http://`` or ``https://`` URL; anything else raises ``UsageError``.

    User names and passwords are refused, since a URL is shown and logged; so are a fragment, which is never sent, and
    white space and control characters. Letters outside ASCII are sent as UTF-8 in ``%`` form, a host as IDNA.
    No error repeats a password or a query.
    """
    _refuse_odd_characters(url)
    scheme = _scheme(url)
    _refuse_missing_brackets(scheme, url)
    try:
        parts = urlsplit(url)
        name, port = parts.hostname, parts.port
    except ValueError:
        raise _broken(scheme, url) from None
    if "@" in parts.netloc:
        raise UsageError(
            "the URL contains a user name or a password, which would be shown in output",
            "leave them out; send and replay take --header 'Authorization: …'",
        )
    if "#" in url:
        raise UsageError("the URL contains a #, and what follows it is never sent", "leave it out, or write # as %23")
    if not name:
        raise UsageError("the URL names no host", f"give a whole URL, such as {_EXAMPLE}")
    if port == 0:
        raise UsageError("nothing can listen on port 0", f"give the receiver's port, such as {_EXAMPLE}")
    host = _ipv6(name) if parts.netloc.startswith("[") else _host(name)
    path = quote(parts.path or "/", safe="".join(map(chr, range(0x21, 0x7F))))
    query = quote(parts.query, safe="".join(map(chr, range(0x21, 0x7F))))
    sent = f"{path}?{query}" if query else path
    return Target(url, scheme, host, port or DEFAULT_PORTS[scheme], sent)


def _refuse_odd_characters(url: str) -> None:
    if not url:
        raise UsageError("the URL is empty", f"give the receiver's URL, such as {_EXAMPLE}")
    if any(char.isspace() for char in url):
        raise UsageError("the URL contains white space", "write a space in a path as %20, and none around the URL")
    if not url.isprintable():
        raise UsageError("the URL contains characters that cannot be printed", "write them as %XX")


def _scheme(url: str) -> str:
    found = _SCHEME.match(url)
    if found is None:
        raise UsageError("the URL does not begin with http:// or https://", _nearest(url))
    scheme = found[1].lower()
    if scheme not in DEFAULT_PORTS:
        raise UsageError(f"cannot send to {scheme}://", "webhooks go to http:// or https://")
    return scheme


def _nearest(url: str) -> str:
    """Return what was probably meant; what holds an ``@`` or a query is not repeated."""
    authority, mark, rest = re.sub(r"^/*", "", url).partition("/")
    if bracketed := _bracket(authority):
        rest = f"{bracketed}{mark}{rest}"
    elif url.startswith(":") or (url.startswith("/") and not url.startswith("//")):
        rest = f"localhost{url}" if url.startswith(":") else f"localhost:8000{url}"
    else:
        rest = re.sub(r"^(https?:)?/*", "", url, flags=re.IGNORECASE)
    if not rest or any(char in rest for char in "@?#\\"):
        return f"give a whole URL, such as {_EXAMPLE}"
    return f"did you mean {'http' if _LOCAL.match(rest) else 'https'}://{rest}"


def _refuse_missing_brackets(scheme: str, url: str) -> None:
    authority, mark, rest = url[len(scheme) + 3 :].partition("/")
    if bracketed := _bracket(re.split(r"[?#]", authority, maxsplit=1)[0]):
        path = f"{mark}{rest}" if not any(char in url for char in "?#") else "/…"
        raise UsageError("an IPv6 address needs brackets in a URL", f"write {scheme}://{bracketed}{path}")


def _bracket(authority: str) -> str:
    """Return an IPv6 address in brackets, with its port if it has one; empty where ``authority`` is anything else.

    ``::1:8802`` would be an address too, but is meant as ``[::1]:8802``.
    """
    if authority.count(":") < 2:
        return ""
    host, _, port = authority.rpartition(":")
    if port.isdecimal() and _is_ipv6(host):
        return f"[{host}]:{port}"
    return f"[{authority}]" if _is_ipv6(authority) else ""


def _is_ipv6(text: str) -> bool:
    import ipaddress

    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def _broken(scheme: str, url: str) -> UsageError:
    """Say what ``urlsplit`` could not read, without repeating what may hold a password."""
    authority = re.split(r"[/?#]", url[len(scheme) + 3 :], maxsplit=1)[0]
    port = authority.rpartition(":")[2]
    if not any(char in authority for char in "@[]"):
        return UsageError(f"{port!r} is not a port", f"a port is a number from 1 to {_LARGEST_PORT}")
    return UsageError("the URL's host cannot be read", "write an IPv6 address in brackets, as in http://[::1]:8000/")


def _host(name: str) -> str:
    """Return a host name or an IPv4 address as ASCII; anything else raises ``UsageError``."""
    try:
        return to_ascii_host(name)
    except ValueError:
        hint = f"give the receiver's URL, such as {_EXAMPLE}" if name.isascii() else "give it in its xn-- form"
        raise UsageError(f"{name!r} is not a host name", hint) from None


def _ipv6(name: str) -> str:
    import ipaddress

    try:
        # A zone would have to be left out of the Host header, and names an interface of this machine alone.
        return str(ipaddress.IPv6Address(name.replace("%", " ")))
    except ValueError:
        raise UsageError(f"{name!r} is not an IPv6 address", "this machine's own is [::1]") from None
