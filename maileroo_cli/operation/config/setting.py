"""The one table of settings: what a config file, a profile and the environment may say, and which options that fills.

Everything else is made from it: reading and refusing, ``mhook config show``, the file of ``mhook init`` and the manual.
"""

from enum import StrEnum
from typing import NamedTuple


class SettingKind(StrEnum):
    """What the value of a setting is, in the words of errors and of the manual."""

    URL = "URL"
    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole number"
    CHOICE = "one of its words"
    TEXTS = "text, or a list of texts"
    HEADERS = "table of texts"
    REFERENCES = "reference to a secret, or a list of them"
    PLACE = "path below the file's folder"
    TABLE = "table"


class Use(NamedTuple):
    """A parameter of a command that a setting fills, ``unless`` one of these was given on the command line."""

    command: str
    parameter: str
    unless: tuple[str, ...] = ()


class Setting(NamedTuple):
    """One setting; ``sample`` is a value as TOML writes it, ``default`` what holds where nobody sets it.

    ``lent`` is the variable by which commands get it that look for it on their own. ``reserved`` ones may stand in a
    profile alone, which somebody has to ask for.
    """

    name: str
    kind: SettingKind
    meaning: str
    sample: str
    uses: tuple[Use, ...] = ()
    default: str = ""
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    lent: str = ""
    reserved: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        """The tables that lead to it, and its key."""
        return tuple(self.name.split("."))

    @property
    def variable(self) -> str:
        """Its variable of the environment; empty for a table, which no variable holds."""
        if self.kind is SettingKind.TABLE:
            return ""
        return f"MHOOK_{self.name.upper().replace('.', '_').replace('-', '_')}"


PROFILE_VARIABLE = "MHOOK_PROFILE"
PROFILES = "profile"
"""The table of profiles: ``[profile.staging]``."""

_RESUMED = ("resume",)
_BUILT_IN = ("against", "resume")
_IN_PROCESS = ("app",)
_WORKING = ("worker",)
_NOT_SENT = ("plan", "resume")
_NOT_A_URL = (*_BUILT_IN, *_IN_PROCESS)


def _uses(parameter: str, *commands: str, replay: tuple[str, ...] | None = None) -> tuple[Use, ...]:
    uses = tuple(Use(command, parameter) for command in commands)
    return uses if replay is None else (*uses, Use("replay", parameter, replay))


def _of_check(name: str, kind: SettingKind, meaning: str, sample: str, default: str = "", **more: object) -> Setting:
    """Return a setting of the table ``[check]``, which fills the option of that name."""
    uses = (Use("check", name.replace("-", "_")),)
    return Setting(f"check.{name}", kind, meaning, sample, uses, default, **more)  # type: ignore[arg-type]


SETTINGS = (
    Setting(
        "url",
        SettingKind.URL,
        "Where to send.",
        '"http://localhost:8000/webhook"',
        (
            *_uses("url", "check", "send", "sign", "captures resend", replay=_BUILT_IN),
            *(Use("load", "url", _WORKING), Use("storm", "url", _NOT_SENT)),
        ),
    ),
    Setting(
        "secret",
        SettingKind.REFERENCES,
        "Where the secret is: env:NAME or file:PATH. The first of a list signs, all of them verify.",
        '"env:MAILEROO_WEBHOOK_SECRET"',
        default="env:MAILEROO_WEBHOOK_SECRET",
        lent="MHOOK_SECRET",
    ),
    Setting(
        "headers",
        SettingKind.HEADERS,
        "Headers to send too. A value env:NAME is that of the variable; credentials have to be written so.",
        '{ X-Trace = "42", Authorization = "env:STAGING_AUTHORIZATION" }',
        (*_uses("header", "check", "send", "load", replay=("capture", "resume")), Use("storm", "header", _NOT_SENT)),
    ),
    Setting(
        "timeout",
        SettingKind.NUMBER,
        "How many seconds an answer may take.",
        "30",
        (
            *_uses("timeout", "check", "send", "load", "listen", "captures resend", replay=_RESUMED),
            Use("storm", "timeout", _NOT_SENT),
        ),
        default="30, for check 10",
        least=0.001,
        most=86_400,
    ),
    Setting(
        "success",
        SettingKind.CHOICE,
        "Which answers are a success: strict is 200 alone.",
        '"strict"',
        (
            *_uses("success", "send", "load", "captures resend", replay=_RESUMED),
            Use("storm", "success", _NOT_SENT),
        ),
        default="strict",
        choices=("strict", "2xx"),
    ),
    Setting(
        "wait-for",
        SettingKind.NUMBER,
        "How many seconds to wait at most for the receiver to accept connections.",
        "30",
        (
            *(Use(one, "wait_for", _IN_PROCESS) for one in ("check", "send")),
            Use("load", "wait_for"),
            Use("storm", "wait_for", ("plan",)),
            Use("replay", "wait_for", _NOT_A_URL),
        ),
        least=0,
    ),
    Setting(
        "store",
        SettingKind.PLACE,
        "The store of captures.",
        '".mhook/captures.db"',
        default=".mhook/captures.db in the project",
        lent="MHOOK_STORE",
    ),
    Setting(
        "runs",
        SettingKind.PLACE,
        "The folder of runs.",
        '".mhook/runs"',
        default=".mhook/runs in the project",
        lent="MHOOK_RUNS",
    ),
    _of_check(
        "suite",
        SettingKind.CHOICE,
        "Which rules are tried.",
        '"smoke"',
        "full for localhost, smoke for any other host",
        choices=("smoke", "full"),
    ),
    _of_check("select", SettingKind.TEXTS, "Try these rules alone: ids, ranges or families.", '["SIG", "BYTES001"]'),
    _of_check("ignore", SettingKind.TEXTS, "Leave out these rules.", '["SIG004"]'),
    _of_check(
        "fail-on",
        SettingKind.CHOICE,
        "Fail the check for findings of this severity or worse.",
        '"warning"',
        "error",
        choices=("error", "warning", "info"),
    ),
    _of_check("budget", SettingKind.TEXT, "How fast the answers have to be.", '"p95=500ms"'),
    _of_check(
        "concurrency",
        SettingKind.WHOLE,
        "How many rules are tried at the same time.",
        "4",
        "4",
        least=1,
        most=64,
    ),
    _of_check(
        "max-time",
        SettingKind.NUMBER,
        "How many seconds the whole check may take, apart from the waits that some rules need.",
        "120",
        "120",
        least=1,
        most=86_400,
    ),
    _of_check("retries", SettingKind.WHOLE, "How often a rule that fails is tried again.", "1", "0", least=0, most=10),
    _of_check(
        "wait-for-answer",
        SettingKind.NUMBER,
        "How many seconds to wait at most until an application behind a proxy answers.",
        "60",
        least=0,
    ),
    _of_check("marker", SettingKind.TEXT, "What every message_reference_id begins with.", '"c0ffee01"', "drawn"),
    Setting(
        "check.authorize",
        SettingKind.TEXT,
        "The host of the URL, to confirm that more than the smoke suite may be played against it. In a profile alone.",
        '"staging.example.com"',
        (Use("check", "authorize", ("url",)),),
        reserved=True,
    ),
    Setting(
        "check.accept",
        SettingKind.TABLE,
        "Rules that may fail until a day, each with a reason.",
        '{ SIG004 = { reason = "the proxy answers first", until = 2027-01-31 } }',
    ),
)
"""Every setting, in the order in which it is shown."""

BY_NAME = {setting.name: setting for setting in SETTINGS}
BY_USE = {(use.command, use.parameter): (setting, use) for setting in SETTINGS for use in setting.uses}

PARAMETERS = frozenset({use.parameter for _, use in BY_USE.values()} | {"runs", "secret", "secrets", "store"})
"""The parameters by which a command shows that settings have a say in it."""
