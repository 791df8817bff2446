"""The options of curl and of PowerShell's own commands that make up a request. The others are passed over."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from maileroo_cli.capture.formats.command.word import ShellWord

_SHORT_WITH_VALUE = frozenset("AbcCdDeEFHKmoPQrtTuUwxXyYz")
_SHORT = {
    "A": "user-agent", "b": "cookie", "d": "data", "e": "referer", "F": "form", "G": "get", "H": "header",
    "I": "head", "T": "upload-file", "X": "request",
}  # fmt: skip
_SWITCHES = """
    anyauth append basic ca-native cert-status compressed compressed-ssh create-dirs crlf digest disable
    disable-eprt disable-epsv disallow-username-in-url doh-cert-status doh-insecure fail fail-early
    fail-with-body false-start form-escape ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc
    ftp-ssl-control get globoff haproxy-protocol head http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3
    http3-only ignore-content-length include insecure ipv4 ipv6 junk-session-cookies list-only location
    location-trusted mail-rcpt-allowfails manual metalink negotiate netrc netrc-optional next no-alpn no-buffer
    no-clobber no-keepalive no-npn no-progress-meter no-sessionid ntlm ntlm-wb parallel parallel-immediate
    path-as-is post301 post302 post303 progress-bar proxy-anyauth proxy-basic proxy-digest proxy-http2
    proxy-insecure proxy-negotiate proxy-ntlm proxy-ssl-allow-beast proxytunnel raw remote-header-name
    remote-name remote-name-all remote-time remove-on-error retry-all-errors retry-connrefused sasl-ir
    show-error show-headers silent skip-existing socks5-basic socks5-gssapi socks5-gssapi-nec ssl
    ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort sslv2 sslv3 styled-output
    suppress-connect-headers tcp-fastopen tcp-nodelay tftp-no-options tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3
    tr-encoding trace-ids trace-time use-ascii verbose version xattr
"""
_WITHOUT_VALUE = frozenset(_SWITCHES.split())
_ALIASES = {"data-ascii": "data", "post-data": "data"}
_OWN = {
    "-uri": "url", "-method": "request", "-custommethod": "request", "-body": "body", "-contenttype": "content-type",
    "-h": "header", "-useragent": "user-agent", "-infile": "upload-file",
}  # fmt: skip
_OWN_SWITCHES = frozenset({"-usebasicparsing", "-usedefaultcredentials", "-skipcertificatecheck", "-verbose", "-debug"})


@dataclass(slots=True)
class CurlOptions:
    """What the options of one request say, in order."""

    url: ShellWord | None = None
    method: ShellWord | None = None
    headers: list[ShellWord] = field(default_factory=list)
    data: list[tuple[str, ShellWord]] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)

    def take(self, name: str, value: ShellWord) -> None:
        """Take one option with its value."""
        if name == "url":
            self.url = self.url or value
        elif name == "request":
            self.method = value
        elif name == "header":
            self.headers.append(value)
        elif name in {"user-agent", "referer", "cookie"} and not (name == "cookie" and b"=" not in value.data):
            title = {"user-agent": b"User-Agent", "referer": b"Referer", "cookie": b"Cookie"}[name]
            self.headers.append(value._replace(data=title + b": " + value.data))
        elif name == "content-type":
            self.headers.append(value._replace(data=b"Content-Type: " + value.data))
        elif name.startswith("data") or name in {"json", "upload-file", "form", "form-string", "body"}:
            self.data.append((name, value))


def read_curl_options(words: Sequence[ShellWord]) -> Iterator[CurlOptions]:
    """Yield what the words after ``curl`` ask for, a request each: ``--next`` begins another."""
    options, rest, literal = CurlOptions(), deque(words), False
    while rest:
        word = rest.popleft()
        text = word.text
        if literal or not text.startswith("-") or text == "-":
            options.take("url", word)
        elif text == "--":
            literal = True
        elif text in {"--next", "-:"}:
            yield options
            options = CurlOptions()
        elif text.startswith("--"):
            name, equals, value = text[2:].partition("=")
            name = _ALIASES.get(name, name)
            if equals:
                options.take(name, ShellWord(value.encode("utf-8", "surrogateescape"), word.unknown))
            elif name in _WITHOUT_VALUE or name.startswith("no-"):
                options.flags.add(name)
            elif rest:
                options.take(name, rest.popleft())
        else:
            _take_short(word, rest, options)
    yield options


def _take_short(word: ShellWord, rest: deque[ShellWord], options: CurlOptions) -> None:
    """Take letters that stand behind one dash; the first with a value takes all that follows, or the next word."""
    for index, letter in enumerate(word.text[1:], 2):
        name = _SHORT.get(letter, letter)
        if letter not in _SHORT_WITH_VALUE:
            options.flags.add(name)
            continue
        value = word.text[index:].encode("utf-8", "surrogateescape")
        if value:
            options.take(name, ShellWord(value, word.unknown))
        elif rest:
            options.take(name, rest.popleft())
        return


def read_own_options(words: Sequence[ShellWord]) -> CurlOptions:
    """Return what the words after one of PowerShell's own commands ask for; ``body`` is then its text."""
    options, rest = CurlOptions(), deque(words)
    while rest:
        word = rest.popleft()
        text = word.text.lower()
        name = _OWN.get(text)
        if name and rest:
            options.take(name, rest.popleft())
        elif not text.startswith("-"):
            options.take("url", word)
        elif text not in _OWN_SWITCHES and text != "-headers" and rest and not rest[0].text.startswith("-"):
            rest.popleft()
    return options
