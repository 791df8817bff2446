"""What the library refuses: each wrong argument in a sentence for whoever writes a test, without options."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import maileroo_cli
from maileroo_cli import InputError, MhookError, UsageError
from tests.library.wrong_calls import CALLS

STEP = '[[step]]\nevent = "failed"\n'

FILES: dict[str, tuple[str, str]] = {
    "no TOML": ("step = [", "life.toml is not valid TOML"),
    "a key of many parts": (f"{'a.' * 40}b = 1", "has more than 32 parts"),
    "no step": ("", "life.toml has no steps: write at least one [[step]] with an event"),
    "an event": ('[[step]]\nevent = "bounced"', "step 1: there is no event type 'bounced': Maileroo calls it failed"),
    "a wait": (f'{STEP}after = "soon"', "step 1: 'soon' is not a duration"),
    "a value": (f'{STEP}set = {{ user_id = "5" }}', 'write "user_id" = 5; force=True makes it anyway'),
    "a path": (f"{STEP}set = {{ raeson = 1 }}", "did you mean event_data.reason? force=True makes it anyway"),
    "a removal": (f'{STEP}unset = ["raeson"]', "did you mean event_data.reason?"),
    "no array": (f"{STEP}unset = 5", 'unset is not an array: write unset = ["tags"]'),
    "a key": (f"{STEP}afer = 1", "there is no key 'afer'"),
}


def told(call: Callable[[], object]) -> str:
    """Return the message of a call that is refused: one line, for a person who has no command line."""
    with pytest.raises(MhookError) as raised:
        call()
    line = str(raised.value)
    assert line.isprintable()
    assert not re.search(r"(?<![\w-])--?[a-z]|PATH[:=]|\bmhook\b|standard input", line), line
    return line


@pytest.mark.parametrize(("call", "part"), CALLS.values(), ids=CALLS.keys())
def test_a_wrong_argument(call: Callable[[], object], part: str) -> None:
    """It says what is wrong, and what to write instead."""
    assert part in told(call)


@pytest.mark.parametrize(("text", "part"), FILES.values(), ids=FILES.keys())
@pytest.mark.parametrize("maker", ["lifecycle", "traffic"])
def test_a_wrong_file(tmp_path: Path, text: str, part: str, maker: str) -> None:
    """The file and the step are named, in the words of the file and of the call."""
    path = tmp_path / "life.toml"
    path.write_text(text)
    make: Callable[[], object] = partial(maileroo_cli.make_lifecycle, path)
    if maker == "traffic":
        make = partial(maileroo_cli.make_traffic, {str(path): 1})
    assert part in told(make)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """What is not there, is a folder or no text is an ``InputError`` that names it."""
    (tmp_path / "latin.toml").write_bytes(b"\xff")
    (tmp_path / "folder.toml").mkdir()
    for name in ("none.toml", "latin.toml", "folder.toml"):
        call = partial(maileroo_cli.make_lifecycle, tmp_path / name)
        with pytest.raises(InputError, match=name):
            call()
        assert name in told(call)


def test_what_is_wrong_is_told_at_once() -> None:
    """Traffic is made one by one, but what cannot be made is refused by the call."""
    with pytest.raises(UsageError):
        maileroo_cli.make_traffic(set={"raeson": 1})


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
    max_leaves=5,
)
paths = st.text() | st.sampled_from(["tags", "event_data.to[0]", "user_id", "event_type", "event_time"])


def told_or_made(**wish: Any) -> str:
    """Return the message where an event is refused; nothing where it is made."""
    try:
        assert maileroo_cli.make_event("delivered", **wish).body
    except UsageError as error:
        return str(error)
    return ""


@given(path=paths, value=values)
def test_any_value_at_any_path(path: str, value: Any) -> None:
    """Whatever is set or taken out, an event comes of it or a sentence."""
    for wish in ({"set": {path: value}}, {"unset": [path]}, {"set": {path: value}, "force": True}):
        assert told_or_made(seed=1, **wish).isprintable()


@given(arguments=st.dictionaries(st.sampled_from(["seed", "at", "to", "sender", "tags", "style", "unset"]), values))
def test_any_argument(arguments: dict[str, Any]) -> None:
    """Whatever an argument is, an event comes of it or a sentence."""
    assert told_or_made(**arguments).isprintable()
