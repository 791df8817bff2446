"""How small and how large a number an option takes: at the limit it is taken, one beyond it is refused."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import Mhook
from tests.cli.store import captured, fill
from tests.cli.test_repetition import EVERY

BOUNDS: dict[str, tuple[float | None, float | None]] = {
    "generate --count": (1, None),
    "generate --seed": (None, None),
    "send --count": (1, None),
    "send --seed": (None, None),
    "send --concurrency": (1, 256),
    "send --timeout": (0.001, 86_400),
    "send --wait-for": (0, None),
    "send --duplicate": (1, None),
    "send --rate": (None, None),
    "send --interval": (None, None),
    "check --concurrency": (1, 64),
    "check --timeout": (0.001, 86_400),
    "check --max-time": (1, 86_400),
    "check --wait-for": (0, None),
    "check --wait-for-answer": (0, None),
    "check --retries": (0, 10),
    "check --settle": (0, 3_600),
    "check --seed": (None, None),
    "load --wave": (1, 50_000_000),
    "load --users": (1, 100_000),
    "load --count": (1, 50_000_000),
    "load --seed": (None, None),
    "load --timeout": (0.001, 86_400),
    "load --connections": (1, 100_000),
    "load --slow-clients": (0, 10_000),
    "load --processes": (1, 64),
    "load --wait-for": (0, None),
    "load --settle": (0, 3_600),
    "load --expect-workers": (1, 1_000),
    "load --join-within": (0, 86_400),
    "inspect --port": (0, 65_535),
    "inspect --timeout": (0.001, 86_400),
    "listen --port": (0, 65_535),
    "listen --inspect-port": (0, 65_535),
    "listen --timeout": (0.001, 86_400),
    "listen --keep": (1, None),
    "listen --max-headers": (1, 10_000),
    "listen --max-connections": (1, 100_000),
    "listen --head-timeout": (0.05, 86_400),
    "listen --request-timeout": (0.05, 86_400),
    "listen --idle-timeout": (0.05, 86_400),
    "verify --jobs": (1, 64),
    "captures list --limit": (0, None),
    "captures resend --concurrency": (1, 256),
    "captures resend --timeout": (0.001, 86_400),
    "captures prune --keep": (0, None),
    "replay --count": (1, None),
    "replay --seed": (None, None),
    "replay --concurrency": (1, 256),
    "replay --timeout": (0.001, 86_400),
    "replay --wait-for": (0, None),
    "replay --attempts": (1, None),
    "replay --fault-rate": (0, 1),
    "replay --fault-seed": (None, None),
    "replay --settle": (0, 86_400),
    "storm --attempts": (1, None),
    "storm --parallel": (1, 100_000),
    "storm --seed": (None, None),
    "storm --scale": (1, 100_000),
    "storm --steady": (0, 3_600),
    "storm --lost-answers": (0, 10_000),
    "storm --settle": (0, 3_600),
    "storm --patience": (0, 86_400),
    "storm --timeout": (0.001, 86_400),
    "storm --wait-for": (0, None),
    "runs list --limit": (0, None),
    "runs resume --concurrency": (1, 256),
    "schedule --attempts": (1, None),
}
"""The least and the most of every option that takes a number; whoever relies on one may have it in a script."""

NUMERIC: dict[str, Any] = {
    f"{' '.join(words)} {max(option.opts, key=len)}": option
    for words, option in EVERY
    if option.type.name.startswith(("int", "float"))
}
LIMITS = [
    (name, place, limit) for name, both in BOUNDS.items() for place, limit in enumerate(both) if limit is not None
]
EACH_LIMIT = pytest.mark.parametrize(
    ("name", "place", "limit"),
    LIMITS,
    ids=[f"{name} {('from', 'to')[place]} {limit:.12g}" for name, place, limit in LIMITS],
)


def test_every_numeric_option_has_its_bounds() -> None:
    """The grammar has these options with a number, and these bounds."""
    found = {name: (getattr(one.type, "min", None), getattr(one.type, "max", None)) for name, one in NUMERIC.items()}
    assert found == BOUNDS


@EACH_LIMIT
def test_at_the_limit(name: str, place: int, limit: float) -> None:
    """The limit itself is taken as the number that it is."""
    option = NUMERIC[name]
    assert option.type.convert(f"{limit:.12g}", option, None) == limit


@EACH_LIMIT
def test_beyond_the_limit(mhook: Mhook, project: Path, name: str, place: int, limit: float) -> None:
    """One step beyond is refused before anything is done, and the option and the limit are named."""
    *words, option = name.split()
    step = 1 if NUMERIC[name].type.name.startswith("int") else 0.0005
    ran = mhook(*words, f"{option}={limit + (step if place else -step):.12g}")
    assert (ran.code, ran.out) == (2, b"")
    assert option in ran.error
    assert f"{limit:.12g}" in ran.error.replace("86400.0", "86400"), ran.error
    assert list(project.iterdir()) == [project / ".git"]


def test_keep_nothing(mhook: Mhook, project: Path) -> None:
    """``prune --keep 0`` keeps nothing, ``--keep 1`` the newest."""
    fill(project / ".mhook" / "captures.db", *(captured(number) for number in (1, 2, 3)))
    (told,) = mhook("captures", "prune", "--keep", "1", "--format", "json").objects
    assert (told["deleted"], told["left"]) == (2, 1)
    (left,) = mhook("captures", "list", "--format", "json").objects
    assert left["id"] == captured(3).entry.id
    (told,) = mhook("captures", "prune", "--keep", "0", "--format", "json").objects
    assert (told["deleted"], told["left"]) == (1, 0)


@pytest.mark.parametrize(("limit", "shown"), [("0", [1, 2, 3]), ("1", [3]), ("2", [2, 3]), ("3", [1, 2, 3])])
def test_limit_of_a_list(mhook: Mhook, project: Path, limit: str, shown: list[int]) -> None:
    """``-n 0`` lists all, any other number so many of the newest; a note tells only where there are more."""
    fill(project / ".mhook" / "captures.db", *(captured(number) for number in (1, 2, 3)))
    ran = mhook("captures", "list", "-n", limit, "--format", "json")
    assert [one["id"] for one in ran.objects] == [captured(number).entry.id for number in shown]
    assert bool(ran.err) is (len(shown) < 3)


@pytest.mark.parametrize(("attempts", "code"), [("1", 0), ("9", 0), ("10", 2)])
def test_attempts_of_a_schedule(mhook: Mhook, attempts: str, code: int) -> None:
    """A schedule can be cut to its first attempt, and has no more than it has."""
    ran = mhook("schedule", "maileroo", "--attempts", attempts, "--format", "json")
    assert ran.code == code
    assert len(ran.objects) == (0 if code else 1)
    if not code:
        assert len(ran.objects[0]["planned_attempts"]) == int(attempts)
