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
_START = 1_767_225_600
"""2026-01-01, to which times shrink: the time of a seeded event in ``making``."""

_YEAR = 365 * 86_400
_PLAIN_AGENT = "Mozilla/5.0"

words = st.text(_WORD, min_size=1, max_size=12)
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

_local_parts = st.one_of(st.text(_WORD, min_size=1, max_size=20), st.builds("{}.{}+{}'_-".format, words, words, words))
domains = st.one_of(
    st.sampled_from(RESERVED_DOMAINS),
    st.builds("{}.{}".format, words, st.sampled_from((*RESERVED_DOMAINS, "test", "invalid"))),
)
bare_addresses = st.builds("{}@{}".format, _local_parts, domains)
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
openers = st.one_of(st.just(_PLAIN_AGENT), st.sampled_from([agent.text for agent in OPENERS]), lines)
clickers = st.one_of(st.just(_PLAIN_AGENT), st.sampled_from([agent.text for agent in CLICKERS]), lines)
rejections = st.one_of(st.sampled_from([text for text, _ in REJECTIONS]), lines)


def links(domain: str) -> SearchStrategy[str]:
    """Draw links to a site of ``domain``, with paths and queries."""
    paths = st.lists(words, max_size=3).map("/".join)
    queries = st.lists(st.tuples(words, texts), max_size=3).map(lambda pairs: (pairs and f"?{urlencode(pairs)}") or "")
    return st.builds(f"https://{domain}/{{}}{{}}".format, paths, queries)


def deferrals(to: str) -> SearchStrategy[str]:
    """Draw what a server says that will take mail for ``to`` later."""
    return _replies([reply.text for reply in DEFERRALS], to, "451 4.3.0")


def failures(to: str) -> SearchStrategy[str]:
    """Draw what a server says that takes no mail for ``to``."""
    return _replies([reply.text for reply in FAILURES], to, "550 5.1.1")


def _replies(templates: Sequence[str], to: str, code: str) -> SearchStrategy[str]:
    bare = bare_address(to)
    domain = domain_of(bare)
    known = {"to": bare, "domain": domain, "host": f"mx1.{domain}", "ip": "198.51.100.1", "id": "4f1a-9c0e"}
    plain = f"{code} <{bare}>"
    return st.one_of(
        st.just(plain),
        st.sampled_from([text.format(**known) for text in templates]),
        lines.map(lambda said: f"{plain}: {said}"),
    )
