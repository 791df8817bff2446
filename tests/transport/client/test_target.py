"""Tests of maileroo_cli.transport.client.target."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.errors import UsageError
from maileroo_cli.transport.client.target import parse_target


@pytest.mark.parametrize(
    ("url", "host", "port", "sent", "authority"),
    [
        ("http://127.0.0.1:5000/webhook", "127.0.0.1", 5000, "/webhook", "127.0.0.1:5000"),
        ("HTTP://LocalHost", "localhost", 80, "/", "localhost"),
        ("https://example.com:443/", "example.com", 443, "/", "example.com"),
        ("http://example.com:/", "example.com", 80, "/", "example.com"),
        ("https://example.com?a=1", "example.com", 443, "/?a=1", "example.com"),
        ("http://[::1]:5000/x?token=a%20b&c", "::1", 5000, "/x?token=a%20b&c", "[::1]:5000"),
        ("http://[::1]/", "::1", 80, "/", "[::1]"),
        ("http://bücher.example/é?q=ü", "xn--bcher-kva.example", 80, "/%C3%A9?q=%C3%BC", "xn--bcher-kva.example"),
        ("http://a_b.test./%zz%41\"<>'", "a_b.test.", 80, "/%zz%41\"<>'", "a_b.test."),
    ],
)
def test_parts(url: str, host: str, port: int, sent: str, authority: str) -> None:
    """A good URL is taken apart, and what is sent is what was written."""
    target = parse_target(url)
    assert (target.url, target.host, target.port, target.path_and_query) == (url, host, port, sent)
    assert target.authority == authority
    assert target.place.endswith(f":{port}")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "is empty"),
        (":5000/x", "did you mean http://localhost:5000/x"),
        ("/webhook", "did you mean http://localhost:8000/webhook"),
        ("::1", "did you mean http://[::1]"),
        ("::1:8802/x", "did you mean http://[::1]:8802/x"),
        ("//::1:8802/x", "did you mean http://[::1]:8802/x"),
        ("2001:db8::7/x", "did you mean http://[2001:db8::7]/x"),
        ("http://::1:8802/", "needs brackets in a URL: write http://[::1]:8802/"),
        ("https://::1/x", "write https://[::1]/x"),
        ("http://::1", "write http://[::1]"),
        ("http://fe80::a:b/x", "write http://[fe80::a:b]/x"),
        ("http://::1:8802/x?token=sesame", "write http://[::1]:8802/…"),
        ("http://::1:8802?token=sesame", "write http://[::1]:8802/…"),
        ("localhost", "did you mean http://localhost"),
        ("localhost:5000/x", "did you mean http://localhost:5000/x"),
        ("127.0.0.1", "did you mean http://127.0.0.1"),
        ("//127.0.0.1/x", "did you mean http://127.0.0.1/x"),
        ("http:/127.0.0.1", "did you mean http://127.0.0.1"),
        ("http:", "give a whole URL"),
        ("app:3000", "did you mean http://app:3000"),
        ("example.com/x", "did you mean https://example.com/x"),
        ("C:\\x", "give a whole URL"),
        ("example.com/x?token=sesame", "give a whole URL"),
        ("user:sesame@example.com", "give a whole URL"),
        ("ftp://example.com", "cannot send to ftp://"),
        ("http://", "names no host"),
        ("http:///x", "names no host"),
        ("http://example.com:0/", "port 0"),
        ("http://example.com:99999/", "'99999' is not a port"),
        ("http://example.com:abc/", "'abc' is not a port"),
        ("http://[::1", "http://[::1]:8000/"),
        ("http://[::g]/", "cannot be read"),
        ("http://[v1.a]/", "is not an IPv6 address"),
        ("http://[fe80::1%25eth0]/", "is not an IPv6 address"),
        ("http://a..b/", "'a..b' is not a host name"),
        (f"http://{'a' * 64}.test/", "is not a host name"),
        (f"http://{'a.' * 150}test/", "is not a host name"),
        ("http://-a.test/", "is not a host name"),
        ("http://\u2260\ufdfa.test/", "is not a host name"),
        ("http://user:sesame@example.com/", "--header"),
        ("http://sesame@example.com:abc/", "cannot be read"),
        ("http://example.com/#part", "%23"),
        ("http://example.com/a b", "%20"),
        (" http://example.com/", "white space"),
        ("http://example.com/\x1b[31m", "cannot be printed"),
        ("http://example.com/\u202e", "cannot be printed"),
        ("http://example.com/\udcff", "cannot be printed"),
    ],
)
def test_refused(url: str, words: str) -> None:
    """A URL to which nothing can be sent is refused in one printable line that says what to do, and leaks nothing."""
    with pytest.raises(UsageError) as raised:
        parse_target(url)
    assert words in str(raised.value)
    assert str(raised.value).isprintable()
    assert raised.value.hint
    assert "sesame" not in str(raised.value)


def test_display() -> None:
    """A query is not shown, since it may hold a token."""
    assert parse_target("https://example.com:8443/a?token=sesame").display == "https://example.com:8443/a?…"
    assert parse_target("https://example.com/a").display == "https://example.com/a"


@given(st.text() | st.text().map("http://{}".format) | st.from_regex(r"https?://[!-~]{0,30}"))
def test_total(url: str) -> None:
    """Any text is a target of printable ASCII parts, or a UsageError."""
    try:
        target = parse_target(url)
    except UsageError:
        return
    assert target.path_and_query.startswith("/")
    assert (target.host + target.path_and_query).isascii()
    assert (target.host + target.path_and_query).isprintable()
    assert 0 < target.port < 65_536
