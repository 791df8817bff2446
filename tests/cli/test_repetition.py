"""An option given twice, in every command: repeatable, as its help says, or refused; never does the last one win."""

from pathlib import Path
from typing import Annotated, Any

import pytest
import typer

from maileroo_cli.cli.app import build_app
from maileroo_cli.cli.catalogue import GROUPS, command_lines
from maileroo_cli.cli.repetition import SingleOptionCommand
from maileroo_cli.errors import UsageError
from tests.cli.calling import Mhook

PROGRAM: Any = typer.main.get_command(build_app())
COMMANDS = [words for words in command_lines() if words not in [(name,) for name in GROUPS]]


def options_of(words: tuple[str, ...]) -> list[Any]:
    """Return the options of a command as the parser knows them, but for that of help."""
    found = PROGRAM
    for word in words:
        found = found.commands[word]
    return [one for one in found.params if one.param_type_name == "option"]


EVERY = [(words, option) for words in COMMANDS for option in options_of(words)]
SINGLE = [(words, option) for words, option in EVERY if not option.multiple and not option.is_flag]
REPEATABLE = [(words, option) for words, option in EVERY if option.multiple]
SWITCHES = [(words, option) for words, option in EVERY if option.is_flag]


def name_of(value: object) -> str:
    """Return what names a case."""
    return "-".join(value) if isinstance(value, tuple) else max(value.opts, key=len)  # type: ignore[attr-defined]


def test_there_are_options_of_each_sort() -> None:
    """What is tested below is there."""
    assert len(SINGLE) > 100
    assert len(REPEATABLE) > 20
    assert len(SWITCHES) > 40


@pytest.mark.parametrize(("words", "option"), SINGLE, ids=name_of)
def test_a_single_option_is_refused(mhook: Mhook, words: tuple[str, ...], option: Any) -> None:
    """One that takes one value is refused where it comes again, in whatever form, and nothing is done."""
    name = max(option.opts, key=len)
    forms = [[one, "1"] for one in option.opts] + [[f"{name}=1"]]
    for form in forms:
        for again in forms:
            ran = mhook(*words, *form, "x", *again)
            assert (ran.code, ran.out) == (2, b"")
            assert ran.error.startswith(f"option {name}"), ran.error
            assert ran.error.endswith(" was given twice: give it once")
    assert " was given 3 times: " in mhook(*words, *forms[0] * 3).error


@pytest.mark.parametrize(("words", "option"), REPEATABLE, ids=name_of)
def test_the_help_of_a_repeatable_option_says_so(words: tuple[str, ...], option: Any) -> None:
    """Who reads the help knows that an option may be repeated."""
    assert "Repeatable" in option.help


@pytest.mark.parametrize(("words", "option"), SINGLE + SWITCHES, ids=name_of)
def test_no_other_help_says_so(words: tuple[str, ...], option: Any) -> None:
    """No option claims to be repeatable that is not."""
    assert "Repeatable" not in option.help


@pytest.mark.parametrize(("words", "option"), SWITCHES, ids=name_of)
def test_a_switch_twice(mhook: Mhook, words: tuple[str, ...], option: Any) -> None:
    """A switch that is turned on twice is on: that is not what is complained about."""
    ran = mhook(*words, *option.opts, *option.opts, "--no-such-option")
    assert ran.code == 2
    assert ran.error.startswith("there is no option --no-such-option")


def test_switches_harm_nothing(mhook: Mhook) -> None:
    """A command with a switch twice does the same as with it once, also where two stand in one word."""
    assert mhook("causes", "--no-color", "--no-color") == mhook("causes", "--no-color")


def test_help_is_shown_all_the_same(mhook: Mhook) -> None:
    """Where help is asked for it is shown, whatever else was written."""
    ran = mhook("send", "--url", "a", "--url", "b", "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran == mhook("send", "--help")


def test_what_looks_like_an_option_but_is_a_value(mhook: Mhook) -> None:
    """A value that begins with a dash, and what follows two dashes, is no option."""
    words = ["generate", "delivered", "--force-unknown", "--set", "--seed=1", "--unset", "--seed"]
    assert mhook(*words, "--seed", "1").error == "--unset --seed undoes --set --seed=1: leave out one of the two"
    assert mhook("generate", "--seed", "1", "--", "delivered").code == 0
    assert mhook("generate", "--seed", "1", "--", "--seed", "--seed").error.startswith("there is no event type")


def test_a_secret_is_not_repeated(mhook: Mhook) -> None:
    """The values are not told: one of them may be a secret."""
    ran = mhook("sign", "x", "--secret", "first-one", "-s", "second-one")
    assert ran.error == "option --secret (-s) was given twice: give it once"


def test_the_variable_of_the_environment_is_no_second_time(mhook: Mhook, tmp_path: Path) -> None:
    """What an option replaces was not given twice."""
    (tmp_path / "body").write_bytes(b"{}")
    ran = mhook("sign", tmp_path / "body", "--secret", "env:OTHER", env={"OTHER": "other"})
    assert ran.code == 0


def test_as_json(mhook: Mhook) -> None:
    """The error is an object where JSON was asked for, also where the format itself is there twice."""
    ran = mhook("events", "--format", "json", "-f", "text")
    assert ran.code == 2
    assert '"error":"option --format (-f) was given twice","hint":"give it once"' in ran.err


def test_completion_goes_on(mhook: Mhook) -> None:
    """A shell that completes a line with something twice gets its offers."""
    line = "mhook send --url a --url b --bad-signature trail"
    env = {"_MHOOK_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
    ran = mhook(env=env)
    assert (ran.code, ran.lines) == (0, ["trailing", "trailing-list"])


UNDONE: dict[str, tuple[list[str], str]] = {
    "set twice": (
        ["delivered", "--set", "event_id=a", "--set", "event_id=b"],
        "--set event_id=b undoes --set event_id=a: leave out one of the two",
    ),
    "set and unset": (
        ["delivered", "--set", "event_id=a", "--unset", "event_id"],
        "--unset event_id undoes --set event_id=a: leave out one of the two",
    ),
    "set within, then around": (
        ["delivered", "--force-unknown", "--set", "event_data.x=1", "--set", "event_data:={}"],
        "--set event_data:={} undoes --set event_data.x=1: leave out one of the two",
    ),
    "two tags in an object": (
        ["delivered", "--tags-as-object", "--tag", "a=1", "--tag", "a=2"],
        "there are two tags 'a', but an object can have only one: leave out one of the two",
    ),
}


@pytest.mark.parametrize(("words", "said"), UNDONE.values(), ids=UNDONE.keys())
def test_a_repeatable_option_that_undoes_itself(mhook: Mhook, words: list[str], said: str) -> None:
    """What may be repeated is refused where the later one would take the earlier one away."""
    ran = mhook("generate", *words)
    assert (ran.code, ran.out, ran.error) == (2, b"", said)


TOGETHER: dict[str, tuple[list[str], str]] = {
    "for other types": (
        ["delivered", "deferred", "--set", "event_data.to=a@b.test", "--set", 'event_data.to:=["c@d.test"]'],
        '"to":["c@d.test"]',
    ),
    "around, then within": (
        ["delivered", "--force-unknown", "--set", "event_data:={}", "--set", "event_data.x=1"],
        '"event_data":{"x":"1"}',
    ),
    "the same twice": (["delivered", "--unset", "tags", "--unset", "tags", *["--set", "event_id=a"] * 2], '"a"'),
    "side by side": (["delivered", "--set", "event_data.to[0]=a@b.test", "--unset", "event_data.from"], '["a@b.test"]'),
    "two tags of one name": (["delivered", "--tag", "a=1", "--tag", "a=2"], '[{"name":"a","value":"1"},{"name":"a",'),
}


@pytest.mark.parametrize(("words", "made"), TOGETHER.values(), ids=TOGETHER.keys())
def test_a_repeatable_option_beside_itself(mhook: Mhook, words: list[str], made: str) -> None:
    """What goes together is done together."""
    ran = mhook("generate", *words)
    assert (ran.code, ran.err) == (0, "")
    assert made in ran.text


def paired() -> Any:
    """Return a command whose switch can be turned on and off."""
    app = typer.Typer()

    @app.command(cls=SingleOptionCommand)
    def check(strict: Annotated[bool, typer.Option("--strict/--no-strict", "-s/-S")] = False) -> None:
        """Take a switch."""

    return typer.main.get_command(app)


@pytest.mark.parametrize("words", ["--strict --no-strict", "-S --strict", "--no-strict -s --strict"])
def test_a_switch_on_and_off(words: str) -> None:
    """One that is turned on and off contradicts itself."""
    with pytest.raises(UsageError, match="--strict and --no-strict contradict each other"):
        paired()(words.split(), standalone_mode=False)


@pytest.mark.parametrize("words", ["--strict --strict", "-S --no-strict", "-s"])
def test_a_switch_one_way(words: str) -> None:
    """Turned the same way twice it is fine."""
    paired()(words.split(), standalone_mode=False)
