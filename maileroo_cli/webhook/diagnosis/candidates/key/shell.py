"""The keys that shells, Compose, batch files and .env files make of a secret: variables, escapes, marks, comments."""

import re
from collections.abc import Callable, Iterator
from itertools import chain

from maileroo_cli.webhook.diagnosis.candidates.key.common import Keys
from maileroo_cli.webhook.diagnosis.candidates.key.cut import cut_at_signs
from maileroo_cli.webhook.diagnosis.finding import Finding, given, signed

_NAME = rb"[A-Za-z_][A-Za-z0-9_]*"
_BRACES = rb"\{(?P<inner>[^{}]*)\}"
_DEFAULT = re.compile(rb"\A" + _NAME + rb":?-(.*)\Z", re.DOTALL)
_ZERO = (b"$#", b"$?")
_COUNT = re.compile(rb"%[-+ #0]*\d*[diu]")

_VARIABLES: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("a shell", re.compile(rb"\$(?:" + _BRACES + rb"|\([^()]*\)|" + _NAME + rb"|[0-9*@#?!_-])|`[^`]*`")),
    ("Compose or a .env file", re.compile(rb"(?P<kept>\$)\$|\$(?:" + _BRACES + rb"|" + _NAME + rb")")),
    ("a program that replaces ${NAME}", re.compile(rb"\$" + _BRACES)),
    ("PowerShell or PHP", re.compile(rb"\$(?:" + _BRACES + rb"|(?:env:)?" + _NAME + rb")|\{\$" + _NAME + rb"\}")),
    ("make", re.compile(rb"(?P<kept>\$)\$|\$(?:" + _BRACES + rb"|\([^()]*\)|.)", re.DOTALL)),
    ("cmd", re.compile(rb"%" + _NAME + rb"(?::[^%]*)?%|%[0-9*]")),
    ("a batch file", re.compile(rb"(?P<kept>%)%|%[^%]*%|%[0-9*]?")),
    ("cmd with delayed expansion", re.compile(rb"![^!]*!|!")),
    ("a template", re.compile(rb"\{\{.*?\}\}|<%.*?%>|#\{[^}]*\}", re.DOTALL)),
    ("Perl or Ruby", re.compile(rb"[$@]" + _NAME + rb"|[$@]\{[^{}]*\}|#\{[^}]*\}")),
    ("printf", re.compile(rb"(?P<kept>%)%|%[-+ #0]*\d*(?:\.\d+)?[a-zA-Z]")),
)


def expanded(value: bytes) -> Keys:
    """Yield ``value`` with what looks like a variable, or a command, replaced by nothing."""
    for who, variable in _VARIABLES:
        yield variable.sub(_replace, value), signed("secret-expanded", f"as {who} does")
    yield value.replace(b"$", b""), signed("secret-expanded", "only the character itself is gone")


def _replace(found: re.Match[bytes]) -> bytes:
    """Return what becomes of a variable that is not set: its default value, a zero for a count, or nothing."""
    groups = found.groupdict()
    if groups.get("kept"):
        return groups["kept"]
    if inner := groups.get("inner"):
        default = _DEFAULT.match(inner)
        return default[1] if default else b""
    return b"0" if found[0] in _ZERO or _COUNT.fullmatch(found[0]) else b""


def is_all_variable(value: bytes) -> bool:
    """Tell whether nothing remains of ``value`` where variables are replaced by nothing."""
    return any(not variable.sub(_replace, value) for _, variable in _VARIABLES)


_DOUBLED = (b"$", b"%", b"{", b"}", b"'", b'"', b"#", b"@", b"^", b"!")
_CARET = re.compile(rb"\^(.)", re.DOTALL)
_CMD_SIGNS = re.compile(rb"[&|<>^()%!\"]")
_BACKTICK = re.compile(rb"`(.)", re.DOTALL)
_POWERSHELL_SIGNS = re.compile(rb"[$`\"]")


def shell_escaped(value: bytes) -> Keys:
    """Yield ``value`` with a doubled sign once or a single one twice, and with and without ^ and ` before signs."""
    for sign in _DOUBLED:
        yield value.replace(sign * 2, sign), given("secret-shell-escaped")
        yield value.replace(sign, sign * 2), signed("secret-shell-escaped")
    braces = value.replace(b"{", b"{{").replace(b"}", b"}}")
    yield braces, signed("secret-shell-escaped")
    yield value.replace(b"$$", b"$").replace(b"%%", b"%"), given("secret-shell-escaped")
    yield value.replace(b"$", b"$$").replace(b"%", b"%%"), signed("secret-shell-escaped")
    for escape, mark, signs in ((_CARET, b"^", _CMD_SIGNS), (_BACKTICK, b"`", _POWERSHELL_SIGNS)):
        yield escape.sub(rb"\1", value), given("secret-shell-escaped")
        yield value.replace(mark, b""), given("secret-shell-escaped")
        yield signs.sub(lambda sign, mark=mark: mark + sign[0], value), signed("secret-shell-escaped")  # type: ignore[misc]


_BACKSLASHED = (
    *(rb"[$]", rb"[!]", rb"[#]", rb"[&]", rb"[\"]", rb"[']", rb"[ ]", rb"[%]", rb"[`]", rb"[/]", rb"[=:]", rb"[@]"),
    *(rb"[\"'\\]", rb"[\"\\]", rb"[$`\"\\]", rb"[$`\"\\!]", rb"[^A-Za-z0-9_]", rb"[^A-Za-z0-9_.,:/@%+-]"),
    rb"[\\*+?|{}\[\]()^$.#\s-]",
)
_INSERTED = tuple(re.compile(signs) for signs in _BACKSLASHED)
_REMOVED = (re.compile(rb"\\(.)", re.DOTALL), re.compile(rb"\\([$`\"\\!])"), re.compile(rb"\\([^A-Za-z0-9])"))
_CONTROL = {b"\\n": b"\n", b"\\r": b"\r", b"\\t": b"\t", b"\\0": b"\0", b"\\\\": b"\\"}
_CONTROLS = re.compile(rb"\\[nrt0\\]")
_HTML_SIGNS = re.compile(rb"[<>&']")


def backslashed(value: bytes) -> Keys:
    """Yield ``value`` with backslashes before signs, and with escapes read in the ways of shells and of JSON."""
    for signs in _REMOVED:
        yield signs.sub(rb"\1", value), given("secret-backslash")
    yield _CONTROLS.sub(lambda found: _CONTROL[found[0]], value), given("secret-backslash")
    for signs in _INSERTED:
        yield signs.sub(rb"\\\g<0>", value), signed("secret-backslash")
    json_text = value.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    for text in (json_text, json_text.replace(b"/", b"\\/")):
        yield text, signed("secret-backslash", "as in a JSON string")
        yield b'"' + text + b'"', signed("secret-backslash", "as in a JSON string"), signed("secret-quoted")
    yield (
        _HTML_SIGNS.sub(lambda sign: b"\\u%04x" % ord(sign[0]), json_text),
        signed("secret-backslash", "as \\u escapes"),
    )
    if b"\\u" in value:
        plain = re.sub(rb"\\u00([0-9a-fA-F]{2})", lambda code: bytes.fromhex(code[1].decode()), value)
        yield plain, given("secret-backslash", "as \\u escapes")


_MARKS = re.compile(rb"['\"\\]")
_WORDS = re.compile(rb"[\s'\"\\#]")


def marks_eaten(value: bytes) -> Keys:
    """Yield ``value`` without the quotation marks inside it, as a shell reads it."""
    finding = given("secret-quoted", "quotation marks inside it")
    for marks in (b"'", b'"', b"'\"", b"`"):
        yield value.translate(None, marks), finding
    yield re.sub(rb"'\\''|'\"'\"'", b"'", value.strip(b"'")), given("secret-quoted", "as a shell writes it")
    yield b"'" + value.replace(b"'", b"'\\''") + b"'", signed("secret-quoted", "as a shell writes it")
    yield b"'" + value.replace(b"'", b"'\"'\"'") + b"'", signed("secret-quoted", "as a shell writes it")
    for words in _shell_words(value) if _WORDS.search(value) else ():
        yield words[0], signed("secret-cut", "a shell took the rest for another word"), finding
        if _MARKS.search(value):
            yield b"".join(words), finding


def _shell_words(value: bytes) -> Iterator[list[bytes]]:
    import shlex

    text = value.decode("utf-8", "surrogateescape")
    for comments in (False, True):
        try:
            words = shlex.split(text, comments=comments)
        except ValueError:
            continue
        if words:
            yield [word.encode("utf-8", "surrogateescape") for word in words]


_CHANGES: tuple[Callable[[bytes], Keys], ...] = (expanded, shell_escaped, cut_at_signs)
_FIRST: tuple[Callable[[bytes], Keys], ...] = (expanded, shell_escaped, backslashed, marks_eaten)


def several(value: bytes) -> Keys:
    """Yield what two of these do to ``value`` one after the other, and then marks or a newline around it."""
    for first, *findings in _distinct(chain.from_iterable(make(value) for make in _FIRST), {value, b""}):
        for key, *around in _around(first):
            both = [*findings, *around]
            yield key, *both
        for key, *more in _distinct(chain.from_iterable(make(first) for make in _CHANGES), {first, value, b""}):
            both = [*findings, *more]
            yield key, *both


_AROUND: tuple[tuple[bytes, bytes, tuple[Finding, ...]], ...] = (
    (b"", b"\n", (signed("secret-newline", "LF"),)),
    (b'"', b'"', (signed("secret-quoted"),)),
    (b"'", b"'", (signed("secret-quoted"),)),
    (b'"', b'"\n', (signed("secret-quoted"), signed("secret-newline", "LF"))),
    (b"'", b"'\n", (signed("secret-quoted"), signed("secret-newline", "LF"))),
)


def _around(value: bytes) -> Keys:
    for before, after, findings in _AROUND:
        yield before + value + after, *findings


def bared(value: bytes) -> Keys:
    """Yield ``value`` without the marks and the white space around it."""
    for key in (value.strip().strip(b"\"'`"), value.strip().strip(b"\"'`").strip()):
        space = given("secret-newline") if value.strip(b"\r\n") == value.strip() else given("secret-space")
        yield key, given("secret-quoted"), space


def surrounded(value: bytes) -> Keys:
    """Yield ``value`` with marks and white space around it, and with escaped ones."""
    for mark in (b'"', b"'"):
        for after, name in ((b"\n", "LF"), (b"\r\n", "CRLF")):
            yield mark + value + mark + after, signed("secret-quoted"), signed("secret-newline", name)
            yield mark + value + after + mark, signed("secret-quoted"), signed("secret-newline", name)
        yield mark + value + mark + b" ", signed("secret-quoted"), signed("secret-space")
        yield mark + value + b" " + mark, signed("secret-quoted"), signed("secret-space")
        yield mark + value, signed("secret-quoted", "only the opening mark")
        yield value + mark, signed("secret-quoted", "only the closing mark")
    for mark in (b'\\"', b"\\'"):
        yield mark + value + mark, signed("secret-quoted"), signed("secret-backslash")
        if value.startswith(mark) and value.endswith(mark):
            yield value[2:-2], given("secret-quoted"), given("secret-backslash")
    yield "\u201c".encode() + value + "\u201d".encode(), signed("secret-quoted", "typographic")
    for space in ("\u00a0", "\u200b", "\ufeff"):
        yield value + space.encode(), signed("secret-space", "an invisible character")
    yield value + b"\n\n", signed("secret-newline", "two")
    yield b"b'%s'" % value, signed("secret-quoted", "as a Python bytes literal")
    for after in (b" \r\n", b" \n", b" \r"):
        yield value + after, signed("secret-newline"), signed("secret-space")


def _distinct(keys: Keys, seen: set[bytes]) -> Keys:
    for key, *findings in keys:
        if key not in seen:
            seen.add(key)
            yield key, *findings
