"""What is around a command line: variables of the environment as nobody sets them, and standard streams that fail."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import NamedTuple

NUMBERS = (
    "",
    "0",
    "-1",
    "1",
    "3",
    "x",
    "80",
    "²",
    "٣",
    "1e9",
    "99999999999999999999",
    "9" * 5000,
    " 80 ",
    "\udcff",
    "80\n",
)
SWITCHES = ("", "0", "1", "x", "\udcff", "\x1b[31m", "true", "2")
PLACES = (
    "",
    "missing",
    "/dev/null",
    "/dev/null/x",
    "body.json",
    ".",
    "\udcff",
    "\x1b[31m",
    "x" * 5000,
    "relative/place",
    "~",
)
VARIABLES: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("COLUMNS", "LINES", "TERMINAL_WIDTH"), NUMBERS),
    **dict.fromkeys(("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PY_COLORS", "TTY_COMPATIBLE"), SWITCHES),
    "TERM": ("", "dumb", "x" * 5000, "\udcff", "xterm-256color", "\x1b"),
    "COLORTERM": ("truecolor", "", "\udcff"),
    **dict.fromkeys(
        ("LANG", "LC_ALL", "LC_CTYPE", "LANGUAGE"),
        ("C", "POSIX", "", "xx_XX", "\udcff", "../x", "de_DE.UTF-8", "x" * 5000),
    ),
    "TZ": (
        "",
        "UTC",
        "Europe/Berlin",
        "x",
        "/dev/zero",
        "../x",
        "\udcff",
        "XXX-25:99",
        "x" * 5000,
        ":body.json",
        "A+999999",
    ),
    **dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "TMPDIR", "TEMP"), PLACES),
    **dict.fromkeys(
        ("MHOOK_CACHE_DIR", "MHOOK_STORE", "MHOOK_RUNS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"), PLACES
    ),
    "MHOOK_KEEP_RUNS": (*NUMBERS, "7d", "off", "always"),
    "GITHUB_ACTIONS": SWITCHES,
    "MAILEROO_WEBHOOK_SECRET": ("", " ", "\udcff", "x\n", "x" * 100_000),
    **dict.fromkeys(("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"), PLACES),
    **dict.fromkeys(
        ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "NO_PROXY"), ("", "http://127.0.0.1:1", "x", "\udcff", "socks5://x")
    ),
    "PATH": ("", "missing", "\udcff"),
    "SHELL": ("", "/bin/false", "\udcff", "missing"),
    "PWD": PLACES,
    "_MHOOK_COMPLETE": (
        "complete_bash",
        "source_bash",
        "x",
        "",
        "complete_zsh",
        "complete_fish",
        "complete_",
        "_",
        "\udcff",
    ),
    "COMP_WORDS": ("mhook send --", "mhook '", "", "mhook captures \udcff", "x" * 5000, "mhook listen --durability "),
    "COMP_CWORD": NUMBERS,
    "_TYPER_COMPLETE_ARGS": ("mhook se", "'", "", "\udcff"),
    "TYPER_USE_RICH": SWITCHES,
    "PAGER": ("", "missing", "\udcff"),
}
COMPLETION = ("_MHOOK_COMPLETE", "COMP_WORDS", "COMP_CWORD")
REMOVED = ("HOME", "PATH", "TMPDIR", "MHOOK_CACHE_DIR", "MAILEROO_WEBHOOK_SECRET")
STDIN = ("closed", "zeros", "empty", "binary", "deep.json", "captures.ndjson", "body.json", "request.http", "odd.har")
STDOUT = ("closed", "full", "no-reader")
ENCODINGS = ("ascii", "latin-1", "cp1252", "utf-16", "cp437", "koi8-r")


class Streams(NamedTuple):
    """The standard streams: a file's name, or ``closed``, ``full``, ``no-reader``; ``""`` for a plain one."""

    stdin: str = ""
    stdout: str = ""
    stderr: str = ""
    encoding: str = "utf-8"


def draw_environment(random: Random) -> dict[str, str | None]:
    """Return a few odd variables, and some that are missing; mostly none."""
    if random.random() < 0.7:
        return {}
    found: dict[str, str | None] = {}
    for name in random.sample(sorted(set(VARIABLES) - set(COMPLETION)), random.choice((1, 1, 2, 3))):
        found[name] = random.choice(VARIABLES[name])
    if random.random() < 0.2:
        found[random.choice(REMOVED)] = None
    if random.random() < 0.1:
        found |= {name: random.choice(VARIABLES[name]) for name in COMPLETION}
    return found


def draw_streams(random: Random) -> Streams:
    """Return the standard streams; mostly plain ones."""
    if random.random() < 0.8:
        return Streams()
    drawn = {
        "stdin": random.choice(STDIN),
        "stdout": random.choice(STDOUT),
        "stderr": random.choice(STDOUT),
        "encoding": random.choice(ENCODINGS),
    }
    chosen = random.choices(list(drawn), weights=[5, 3, 2, 3], k=random.choice((1, 1, 2)))
    return Streams(**{name: drawn[name] for name in chosen})
