"""The values of a payload's fields. Each shrinks to the plainest one, such as ``a@example.com``."""

from collections.abc import Sequence
from ipaddress import IPv6Address
from urllib.parse import urlencode

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from maileroo_cli.webhook.generation.address import bare_address, domain_of, format_address
from maileroo_cli.webhook.generation.payload import RESERVED_DOMAINS
from maileroo_cli.webhook.generation.reply import DEFERRALS, FAILURES, REJECTIONS
from maileroo_cli.webhook.generation.user_agent import CLICKERS, OPENERS

_WORD = "abcdefghijklmnopqrstuvwxyz"
_LOCAL = _WORD + "0123456789+-_'"
_START = 1_767_225_600
"""2026-01-01, to which times shrink: the time of a seeded event in ``making``."""

_YEAR = 365 * 86_400
_PLAIN_AGENT = "Mozilla/5.0"


def _text(alphabet: str, most: int) -> SearchStrategy[str]:
    """Draw texts that shrink to the first of ``alphabet``, as Hypothesis itself does to a zero."""
    drawn = "".join(chr(ord("0") + number) for number in range(len(alphabet)))
    table = str.maketrans(drawn, alphabet)
    return st.text(drawn, min_size=1, max_size=most).map(lambda text: text.translate(table))


words = _text(_WORD, 12)
_AWKWARD = (
    "<b>&'\"",
    "\\",
    "/",
    "\u2028",
    "\u2029",
    "é",
    "e\u0301",
    "李",
    "😀",
    "%",
    "{{name}}",
    "null",
    "\u202e",
    "\ufeff",
)
texts = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=60), st.sampled_from(_AWKWARD)
)
"""Any text without control characters; what encoders, databases and pages treat in different ways is often there."""

lines = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=60)
numbers = st.integers(1, 2**31 - 1)
moments = st.integers(-6 * _YEAR, 10 * _YEAR).map(lambda seconds: _START + seconds)
"""Unix seconds of the years 2020 to 2035."""

_DOMAINS = (*RESERVED_DOMAINS, "mail.example.com", "xn--bcher-kva.example.org", "example.test", "sub.domain.invalid")
bare_addresses = st.builds("{}@{}".format, _text(_LOCAL, 20), st.sampled_from(_DOMAINS))
_names = st.text(st.characters(codec="utf-8", categories=("L", "M", "N", "P")), min_size=1, max_size=20)
addresses = st.one_of(bare_addresses, st.builds(format_address, _names, bare_addresses))
"""Mail addresses, also as ``Name <address>``."""

tags = st.one_of(
    st.none(),
    st.lists(
        st.fixed_dictionaries({"name": st.one_of(words, texts), "value": st.one_of(words, texts)}),
        min_size=1,
        max_size=4,
        unique_by=lambda tag: tag["name"],
    ),
)
_V4 = ("192.0.2.{}", "198.51.100.{}", "203.0.113.{}")
_V6 = 0x2001_0DB8 << 96
ips = st.one_of(  # one number each: Hypothesis takes what is drawn with fewer for simpler
    st.integers(0, 3 * 254 - 1).map(lambda number: _V4[number // 254].format(1 + number % 254)),
    st.integers(1, 2**96 - 1).map(lambda number: str(IPv6Address(_V6 + number))),
)
"""Addresses of the networks that are reserved for documentation."""
openers = st.one_of(st.sampled_from([_PLAIN_AGENT, *(agent.text for agent in OPENERS)]), lines)
clickers = st.one_of(st.sampled_from([_PLAIN_AGENT, *(agent.text for agent in CLICKERS)]), lines)
rejections = st.one_of(st.sampled_from([text for text, _ in REJECTIONS]), lines)


def _link(path: Sequence[str], query: Sequence[tuple[str, str]]) -> str:
    return f"{'/'.join(path)}{'?' if query else ''}{urlencode(query)}"


links = st.builds(_link, st.lists(words, max_size=3), st.lists(st.tuples(words, texts), max_size=3))
"""What stands behind the first slash of a link: paths and queries."""


def _replies(templates: Sequence[str], plain: str) -> SearchStrategy[str]:
    return st.one_of(
        st.sampled_from([plain, *templates]),
        lines.map(lambda said: f"{plain}: {said.replace('{', '{{').replace('}', '}}')}"),
    )


deferrals = _replies([reply.text for reply in DEFERRALS], "451 4.3.0 <{to}>")
failures = _replies([reply.text for reply in FAILURES], "550 5.1.1 <{to}>")
"""What a server says that does not take a mail, to be :func:`filled`."""


def filled(reply: str, to: str) -> str:
    """Return what a server says of a recipient."""
    bare = bare_address(to)
    domain = domain_of(bare)
    return reply.format(to=bare, domain=domain, host=f"mx1.{domain}", ip="198.51.100.1", id="4f1a-9c0e")
