"""A lifecycle in TOML becomes the same as one of ours; what cannot be is refused with its place."""

import re
from random import Random

import pytest

from maileroo_cli.errors import InputError, MhookError, UsageError
from maileroo_cli.webhook.generation.lifecycle import play
from maileroo_cli.webhook.generation.lifecycle_file import parse_lifecycle
from maileroo_cli.webhook.generation.payload import PayloadFactory, Recipe
from tests.sample_vocabulary import VOCABULARY

STEP = "[[step]]\nevent = 'failed'\n"


def test_whole() -> None:
    """Name, meaning, recipients and steps are read."""
    text = f"name = 'n'\nmeaning = 'm'\nrecipients = 3\n{STEP}after = '90s'\nrecipient = 2\n{STEP}after = '1m-2h'\n"
    life = parse_lifecycle(text, "f.toml")
    assert (life.name, life.meaning, life.recipients, life.types) == ("n", "m", 3, ("failed",))
    assert [(step.event, step.after, step.recipient, step.change) for step in life.steps] == [
        ("failed", (90.0, 90.0), 2, None),
        ("failed", (60.0, 7200.0), 0, None),
    ]


def test_defaults() -> None:
    """A file needs no more than an event; it is then named after the file."""
    life = parse_lifecycle(STEP, "f.toml")
    assert (life.name, life.meaning, life.recipients, life.steps[0].after) == ("f.toml", "", 1, (0.0, 0.0))


def test_changes() -> None:
    """What a step sets and removes is in its payload alone."""
    text = f"{STEP}set = {{ 'event_data.reason' = '5', user_id = 7 }}\nunset = ['tags']\n{STEP}"
    factory = PayloadFactory(VOCABULARY, Random(1), Recipe())
    first, second = play(parse_lifecycle(text, "f"), factory, Random(1), start=0)
    payload = first.payload
    assert first.change is not None
    first.change(payload)
    assert (payload["event_data"]["reason"], payload["user_id"], "tags" in payload) == ("5", 7, False)
    assert second.change is None


def test_force() -> None:
    """Unknown types and fields need force."""
    text = "[[step]]\nevent = 'new'\nset = { 'a.b' = [1, { c = 2.5 }] }"
    with pytest.raises(UsageError, match=r"f: step 1: .*'new'"):
        parse_lifecycle(text, "f")
    assert parse_lifecycle(text, "f", force=True).steps[0].event == "new"


@pytest.mark.parametrize(
    ("wish", "line"),
    [
        ("set = { user_id = '5' }", 'f: step 1: user_id is an integer: write "user_id" = 5; --force-unknown'),
        ("set = { tags = 5 }", '"tags" = [{ name = "…", value = "…" }]'),
        ("set = { 'event_data.reason' = 5 }", 'write "event_data.reason" = "5"; --force-unknown sends it anyway'),
        ("unset = ['tags=x']", "no event has a field tags"),
    ],
)
def test_a_hint_is_written_as_the_file_is(wish: str, line: str) -> None:
    """What should stand in the file is shown in TOML, not as an option."""
    with pytest.raises(UsageError, match=re.escape(line)):
        parse_lifecycle(f"{STEP}{wish}", "f")


REFUSED: dict[str, tuple[str, type[MhookError], str]] = {
    "no TOML": ("step = [", InputError, "f is not valid TOML"),
    "deep": ("a = " + "[" * 50_000, InputError, "f is not valid TOML"),
    "digits": ("recipients = " + "1" * 5000, InputError, "f is not valid TOML"),
    "hex digits": (f"{STEP}after = 0x{'f' * 6000}", InputError, "too many digits"),
    "hex digits within": (f"{STEP}set = {{ user_id = [[0x{'f' * 6000}]] }}", InputError, "too many digits"),
    "nothing": ("", UsageError, "f has no steps"),
    "too many steps": (STEP * 10_001, UsageError, "f has no steps"),
    "too many recipients": (f"recipients = 1001\n{STEP}", UsageError, "f: recipients cannot be '1001'"),
    "a recipient beyond": (f"recipients = 2\n{STEP}recipient = 2", UsageError, "f: step 1: recipient cannot be '2'"),
    "a key": (f"{STEP}afer = 1", UsageError, "f: step 1: there is no key 'afer'"),
    "the second step": (f"{STEP}{STEP}after = 'x'", UsageError, "f: step 2: "),
    "an empty wait": (f"{STEP}after = ''", UsageError, "f: step 1: "),
    "half a range": (f"{STEP}after = '5m-'", UsageError, "f: step 1: "),
    "a table of waits": (f"{STEP}after = {{}}", UsageError, "f: step 1: "),
    "an odd path": (f"{STEP}set = {{ 'a[' = 1 }}", UsageError, "f: step 1: "),
    "an odd unset": (f"{STEP}unset = [3]", UsageError, "f: step 1: "),
    "infinity": (f"{STEP}set = {{ user_id = inf }}", UsageError, "f: step 1: "),
}


@pytest.mark.parametrize(("text", "kind", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(text: str, kind: type[MhookError], said: str) -> None:
    """One line says what is wrong, in which file and which step."""
    with pytest.raises(kind, match=said) as raised:
        parse_lifecycle(text, "f")
    assert raised.type is kind
