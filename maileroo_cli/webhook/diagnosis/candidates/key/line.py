"""The keys of a whole line of settings instead of its value, and of its value: NAME=value, YAML, JSON, a command."""

import re
from collections.abc import Iterator
from itertools import chain

from maileroo_cli.webhook.diagnosis.candidates.key.common import Keys
from maileroo_cli.webhook.diagnosis.candidates.key.shell import backslashed, expanded, shell_escaped
from maileroo_cli.webhook.diagnosis.finding import Finding, given, signed

_NAMES = (
    *("MAILEROO_WEBHOOK_SECRET", "WEBHOOK_SECRET", "MAILEROO_SECRET", "SECRET", "WEBHOOK_SIGNING_SECRET"),
    *("SIGNING_SECRET", "MAILEROO_SIGNING_SECRET", "MAILEROO_WEBHOOK_SIGNING_SECRET", "WEBHOOK_KEY", "SIGNING_KEY"),
    *("MAILEROO_WEBHOOK_KEY", "MAILEROO_KEY", "SECRET_KEY", "HMAC_SECRET", "HMAC_KEY", "HOOK_SECRET", "KEY", "TOKEN"),
    *("WEBHOOK_TOKEN", "MAILEROO_HMAC_SECRET", "secret", "webhook_secret", "webhookSecret", "key", "token"),
)
_OFTEN = 8
_FEW = 2
_FORMS = (b"%s=%s\n", b"%s = %s", b"export %s=%s", b"export %s=%s\n", b"set %s=%s", b"%s=%s\r\n")
_QUOTED_FORMS = (b'%s="%s"', b"%s='%s'", b'%s="%s"\n', b'export %s="%s"', b"export %s='%s'")
_LINE = re.compile(
    rb"\s*(?:(?:(?:export|set|ENV|ARG|-e|--env|declare -x|Environment=)\s*|\$env:)?"
    rb"[\"']?[A-Za-z_][\w.-]*[\"']?\s*(?:=>|[=:])|(?:setx|SetEnv|ENV)\s+\w+\s)\s*(?P<value>\S.*?)\s*",
    re.DOTALL,
)
_COMMENT = re.compile(rb"\s+[#;].*", re.DOTALL)
_SIGNS = re.compile(rb"[$%^`\\!{}]")
_MAX_LINES = 32
_NAMED = signed("secret-prefix", "NAME=")


def whole_line(value: bytes) -> Keys:
    """Yield lines of settings that hold ``value``: whoever took such a line for the secret signed with it."""
    for name in _NAMES:
        yield name.encode() + b"=" + value, _NAMED
        yield name.encode() + b": " + value, _NAMED
        yield name.encode() + b': "' + value + b'"', _NAMED, signed("secret-quoted")
    for name in _NAMES[:_OFTEN]:
        yield from named_line(value, name)


def named_line(value: bytes, name: str) -> Keys:
    """Yield the lines that give ``value`` to the variable ``name``."""
    key = name.encode("utf-8", "surrogatepass")
    yield key + b"=" + value, _NAMED
    for form in _FORMS:
        yield form % (key, value), _NAMED
    for form in _QUOTED_FORMS:
        yield form % (key, value), _NAMED, signed("secret-quoted")


def value_of_line(value: bytes) -> Keys:
    """Yield the value of each line of settings in ``value``: with and without marks and a comment."""
    for line in value.splitlines()[:_MAX_LINES]:
        found = _LINE.fullmatch(line)
        if found:
            name = given("secret-prefix", "it looks like NAME=value")
            for key, *findings in _bare(found["value"]):
                both = [name, *findings]
                yield key, *both
                yield from _changed(key, both)
    if value.lstrip().startswith(b"{"):
        for text in re.findall(rb'"((?:[^"\\]|\\.)+)"', value)[: _MAX_LINES * 2]:
            yield text, given("secret-prefix", "it looks like JSON")


def _changed(value: bytes, findings: list[Finding]) -> Keys:
    """Yield what shells make of a value that was taken out of its line."""
    if _SIGNS.search(value):
        for key, *more in chain(shell_escaped(value), expanded(value), backslashed(value)):
            both = [*findings, *more]
            yield key, *both


def changed_line(value: bytes) -> Keys:
    """Yield lines of settings that hold ``value`` with its signs escaped or replaced, as one writes them by hand."""
    if _SIGNS.search(value):
        seen = {value}
        for text, *findings in chain(shell_escaped(value), expanded(value), backslashed(value)):
            if text not in seen:
                seen.add(text)
                for key, *more in chain.from_iterable(named_line(text, name) for name in _NAMES[:_FEW]):
                    both = [*findings, *more]
                    yield key, *both


def _bare(value: bytes) -> Iterator[tuple[bytes, *tuple[Finding, ...]]]:
    yield value, *()
    comment, marks = signed("secret-cut", "at a # that begins a comment"), given("secret-quoted")
    plain = _COMMENT.sub(b"", value)
    yield plain, comment
    for text, findings in (
        (value, ()),
        (plain, (comment,)),
        (value.rstrip(b",;"), ()),
        (plain.rstrip(b",;"), (comment,)),
    ):
        yield text, *findings
        yield text.strip(b"\"'`"), marks, *findings
