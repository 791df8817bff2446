"""Drawing command lines from the grammar: most of a line is what people write, and one or two words are not."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from tests.cli.hostile.grammar import Command, Parameter
from tests.cli.hostile.surroundings import COMPLETION, Streams, draw_environment, draw_streams
from tests.cli.hostile.values import ALL_TEXTS, COMMANDS, NEEDED, NUMBERS, OWN_KINDS, PLAUSIBLE, READING

_ALWAYS = {"--port", "--clock", "--timeout", "--select", "--max-time"}
"""Given in nearly each line: without them a line would want a port of its own, wait, or send for long."""

_RARELY = {"--wait-for", "--wait-for-answer", "--settle", "--interval", "--rate", "--fault-rate"}
"""A large number there means to wait, which is right, and tells nothing."""

_OTHER_OPTIONS = ("--help", "-h", "--version", "--install-completion", "--show-completion", "-é", "-\udcff", "-vvv")
_FIRST_WORDS = (*_OTHER_OPTIONS, "--no-color", "--format", "json", "-f", "captures", "runs", "send", "--")
_DANGEROUS = {"--observe-cmd", "--state-cmd", "--secret-cmd", "--break-cmd", "--mend-cmd", "--restart-cmd"}
"""What is given there is run, so it comes from a list."""


@dataclass(frozen=True, slots=True)
class Line:
    """One command line, with what is around it."""

    words: tuple[str, ...]
    environment: Mapping[str, str | None]
    streams: Streams
    seed: int
    """Of what else is drawn: how the files are damaged that are called ``odd``."""

    def __str__(self) -> str:
        names = (
            f"-u {name}" if value is None else shlex.quote(f"{name}={_short(value)}")
            for name, value in self.environment.items()
        )
        around = " ".join(("env", *names)) + " " if self.environment else ""
        words = " ".join(shlex.quote(_short(word)) for word in self.words)
        return f"{around}mhook {words}  # {self.streams}, files {self.seed}"

    @property
    def command(self) -> str:
        """The first word."""
        return self.words[0] if self.words else ""

    @property
    def completes(self) -> bool:
        """Whether a shell asks for completion."""
        return bool(self.environment.get(COMPLETION[0]))


def draw_reading_line(random: Random) -> Line:
    """Return a line that is right, and reads a file that is damaged."""
    words = random.choice(READING).split()
    if random.random() < 0.3:
        words += ["--format", "json"]
    return Line(tuple(words), {}, Streams(), random.getrandbits(32))


def draw_program_line(random: Random) -> Line:
    """Return a line that names no command, or hardly one."""
    words = [random.choice((random.choice(_FIRST_WORDS), random.choice(ALL_TEXTS))) for _ in range(random.randrange(4))]
    given = tuple(word.replace("\0", "") for word in words)
    return Line(given, draw_environment(random), draw_streams(random), random.getrandbits(32))


@dataclass(slots=True)
class _Piece:
    """The words of one parameter."""

    name: str
    words: list[str]


def draw_line(command: Command, random: Random) -> Line:
    """Return a line of one command."""
    pieces = [_Piece(one.name, _plain(one, random)) for one in _chosen(command, random)]
    for _ in range(random.choice((0, 0, 1, 1, 1, 2))):
        _spoil(pieces, command, random)
    random.shuffle(pieces)
    words = [*command.words, *(word for piece in pieces for word in piece.words)]
    if random.random() < 0.02:
        words.insert(random.randrange(len(words) + 1), random.choice(ALL_TEXTS))
    given = tuple(word.replace("\0", "") for word in words)
    return Line(given, draw_environment(random), draw_streams(random), random.getrandbits(32))


def _chosen(command: Command, random: Random) -> list[Parameter]:
    """Return the parameters of a line that could be meant."""
    ways = NEEDED.get(str(command), ())
    wanted = random.choice(ways) if ways else ""
    must = [
        one
        for one in command.parameters
        if one.required or one.name == wanted or (one.name in _ALWAYS and random.random() < 0.9)
    ]
    others = [one for one in command.parameters if one not in must and one.name not in ways]
    others = [one for one in others if one.name not in _RARELY or random.random() < 0.2]
    return [*must, *random.sample(others, min(len(others), random.choice((0, 0, 1, 1, 2, 3))))]


def _plain(one: Parameter, random: Random) -> list[str]:
    """Return the words of a parameter with values that are meant for it."""
    times = random.choice((1, 1, 2, 3)) if one.repeats else 1
    if one.is_switch:
        return [random.choice(one.forms)]
    values = [random.choice(plausible(one)) for _ in range(times)]
    return [word for value in values for word in _written(one, value, random)]


def plausible(one: Parameter) -> Sequence[str]:
    """Return values that are meant for a parameter."""
    if one.choices:
        return one.choices
    for name in (one.place, one.name):
        if name in PLAUSIBLE:
            return PLAUSIBLE[name]
    least = one.least if one.least is not None else 1
    most = one.most if one.most is not None else least + 5
    return [
        f"{number:g}"
        for number in sorted({least, min(most, least + 1), min(most, least + 5), *([most] if most < 1000 else [])})
    ]


def _written(one: Parameter, value: str, random: Random) -> list[str]:
    """Return an option and its value in one of the ways in which they are written."""
    if not one.is_option:
        return [value]
    form = random.choice(one.forms)
    match random.randrange(4):
        case 0 if form.startswith("--"):
            return [f"{form}={value}"]
        case 0:
            return [f"{form}{value}"]
        case _:
            return [form, value]


def _spoil(pieces: list[_Piece], command: Command, random: Random) -> None:
    """Put something into the line that nobody expects: mostly a value, now and then what the parser refuses."""
    match random.randrange(24):
        case 0 if pieces:  # an option twice
            pieces.append(random.choice(pieces))
        case 1 if parts := [one for one in pieces if one.words and not one.words[-1].endswith("{secret}")]:
            del (piece := random.choice(parts)).words[random.randrange(len(piece.words))]
        case 2:  # a name that is nearly one
            form = random.choice(random.choice(command.parameters).forms or ("--format",))
            end = random.choice(("", "x", "=", "\udcff", "é"))
            pieces.append(_Piece("", [form[: random.randrange(len(form) + 1)] + end]))
        case 3:
            pieces.append(_Piece("", [random.choice(_OTHER_OPTIONS)]))
        case 4:
            pieces.append(_Piece("", [random.choice(ALL_TEXTS)]))
        case 5:
            switch = random.choice([one for one in command.parameters if one.is_switch])
            pieces.append(_Piece(switch.name, [f"{switch.forms[0]}={random.choice(ALL_TEXTS)}"]))
        case _:
            one = random.choice([one for one in command.parameters if not one.is_switch])
            if not one.repeats:
                pieces[:] = [piece for piece in pieces if piece.name != one.name]
            pieces.append(_Piece(one.name, _written(one, hostile(one, random), random)))


def hostile(one: Parameter, random: Random) -> str:
    """Return a value that nobody would give to a parameter."""
    if one.name in _DANGEROUS:
        return random.choice(COMMANDS)
    own = (
        OWN_KINDS.get(one.place)
        or OWN_KINDS.get(one.place)
        or OWN_KINDS.get(one.name, NUMBERS if one.is_number else ALL_TEXTS)
    )
    if one.choices and random.random() < 0.5:
        choice = random.choice(one.choices)
        return random.choice(
            (
                choice.upper(),
                choice.title(),
                f" {choice}",
                f"{choice}\n",
                choice[:-1],
                f"{choice}x",
                f"{choice},{choice}",
            )
        )
    return random.choice(own if random.random() < (0.95 if one.is_number else 0.7) else ALL_TEXTS)


def _short(word: str) -> str:
    return word if len(word) <= 200 else f"{word[:20]}…({len(word)} characters)…{word[-20:]}"
