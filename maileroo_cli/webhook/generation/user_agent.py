"""Who opens mails and follows links: user agents with the addresses that such requests come from.

Image proxies of the large mailbox providers fetch most pixels, link scanners follow many links before a person does.
Which one asks is drawn in ``payload``.
"""

from dataclasses import dataclass

_DOCUMENTATION_NETS = ("192.0.2.", "198.51.100.", "203.0.113.")
_GOOGLE = ("66.249.84.", "66.249.93.", "66.102.8.", "74.125.210.")
_APPLE = ("17.58.101.", "17.58.97.", "17.22.245.")
_YAHOO = ("69.147.90.", "98.137.159.")
_MICROSOFT = ("40.94.27.", "104.47.17.", "52.101.68.")


@dataclass(frozen=True, slots=True)
class Agent:
    """One user agent; ``nets`` are the /24 prefixes it asks from, ``weight`` is its share."""

    text: str
    weight: int
    nets: tuple[str, ...] = _DOCUMENTATION_NETS


_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"

_CHROME = Agent(f"{_WINDOWS} {_WEBKIT} Chrome/142.0.0.0 Safari/537.36", 22)
_EDGE = Agent(f"{_WINDOWS} {_WEBKIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", 8)
_SAFARI = Agent(f"{_MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15", 8)
_FIREFOX = Agent("Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0", 3)

OPENERS = (
    Agent("Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", 34, _GOOGLE),
    Agent("Mozilla/5.0", 30, _APPLE),
    Agent("YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html", 5, _YAHOO),
    Agent("Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; ms-office; MSOffice 16)", 7),
    Agent(f"{_IPHONE} Mobile/15E148", 6),
    Agent(f"{_MAC} AppleWebKit/605.1.15 (KHTML, like Gecko)", 4),
    Agent("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.4.0", 2),
    Agent(f"Mozilla/5.0 (Linux; Android 16; SM-S931B) {_WEBKIT} Version/4.0 Chrome/142.0.0.0 Mobile Safari/537.36", 4),
    _CHROME,
    _EDGE,
)
CLICKERS = (
    _CHROME,
    _EDGE,
    _SAFARI,
    _FIREFOX,
    Agent(f"{_IPHONE} Version/26.0 Mobile/15E148 Safari/604.1", 20),
    Agent(f"Mozilla/5.0 (Linux; Android 10; K) {_WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36", 16),
    Agent(f"{_WINDOWS} {_WEBKIT} Chrome/121.0.0.0 Safari/537.36 Edg/121.0.0.0", 6, _MICROSOFT),
    Agent("Mozilla/5.0 (compatible; MailLinkScanner/2.1; +https://scanner.example.com/about?from=mail&v=2)", 3),
    Agent("Barracuda Sentinel (EE)", 2),
    Agent("python-requests/2.32.5", 1),
)
