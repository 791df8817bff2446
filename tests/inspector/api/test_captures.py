"""GET /api/captures: any part of the list, filtered or not, with a place for each row."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.capture.store.writer import Store
from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.api.captures import read_captures
from maileroo_cli.inspector.call import InspectorCall
from maileroo_cli.inspector.settings import InspectorSettings
from tests.answer_keys import check_answer
from tests.capture.stored import capture, fill


@pytest.fixture
def settings(tmp_path: Path) -> InspectorSettings:
    """Return the settings of an inspector whose store has five captures."""
    path = tmp_path / "captures.db"
    fill(path, *(capture(number, event_type=("opened", "delivered")[number % 2]) for number in range(1, 6)))
    return InspectorSettings(path, tmp_path)


def asked(settings: InspectorSettings, **query: str | list[str]) -> dict[str, Any]:
    """Return the answer to a query, whose names have a ``_`` for each ``-``."""
    words = {name.replace("_", "-"): [value] if isinstance(value, str) else value for name, value in query.items()}
    answer = read_captures(InspectorCall(settings, query=words))
    check_answer({**answer, "captures": [one for one in answer["captures"] if one is not None]})
    return answer


def rows(answer: dict[str, Any]) -> list[int | None]:
    """Return the rows of an answer."""
    return [one and one["row"] for one in answer["captures"]]


def test_the_newest(settings: InspectorSettings) -> None:
    """Without a position the newest are told, oldest first, with all that a list of captures tells and the row."""
    answer = asked(settings, limit="2")
    assert (answer["schema"], answer["total"], answer["first"]) == ("mhook.inspector-captures/1", 5, 3)
    assert answer["newest_row"] == 5
    assert rows(answer) == [4, 5]
    newest = answer["captures"][-1]
    assert (newest["id"], newest["event_type"], newest["verdict"]) == (f"{5:016x}", "delivered", "unchecked")


@pytest.mark.parametrize(
    ("query", "first", "expected"),
    [
        ({"first": "1", "limit": "3"}, 1, [2, 3, 4]),
        ({"first": "4", "limit": "3"}, 4, [5]),
        ({"first": "9"}, 5, []),
        ({"after": "3"}, 3, [4, 5]),
        ({"after": "0", "limit": "2"}, 0, [1, 2]),
        ({"after": "5"}, 5, []),
        ({"type": "opened", "first": "1"}, 1, [4]),
        ({"type": "opened", "after": "2"}, 1, [4]),
        ({"type": "opened"}, 0, [2, 4]),
        ({"type": ["opened", "delivered"], "limit": "1"}, 4, [5]),
        ({"event_id": "x"}, 0, []),
        ({"text": "Host: a", "first": "2", "limit": "1"}, 2, [3]),
    ],
    ids=str,
)
def test_a_part(settings: InspectorSettings, query: dict[str, Any], first: int, expected: list[int]) -> None:
    """A part begins at a position among those that are wanted, or behind a row."""
    answer = asked(settings, **query)
    assert (answer["first"], rows(answer)) == (first, expected)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"first": "1", "after": "1"}, "both first and after are given"),
        ({"limit": "1001"}, "limit is '1001'"),
        ({"first": "-1"}, "first is '-1'"),
        ({"kind": "x"}, "the query has 'kind'"),
        ({"text": ""}, "text is empty, and would match every capture"),
        ({"since": ["1h", "2h"]}, "since is given 2 times"),
        ({"verdict": "good"}, "there is no verdict 'good'"),
        ({"type": "opend"}, "type: there is no event type 'opend', and no capture has it"),
        ({"since": "soon"}, "'soon' is not a time"),
    ],
    ids=str,
)
def test_a_query_that_is_wrong(settings: InspectorSettings, query: dict[str, Any], message: str) -> None:
    """What the query cannot say is told, and with what may stand there."""
    with pytest.raises(UsageError) as caught:
        asked(settings, **query)
    assert caught.value.message.startswith(message)
    assert caught.value.hint


@pytest.mark.parametrize("query", [{}, {"type": "opened"}], ids=["all", "filtered"])
def test_a_damaged_row_is_none(settings: InspectorSettings, query: dict[str, Any]) -> None:
    """A row that mhook never writes keeps its place, and spoils no other."""
    whole = rows(asked(settings, **query))
    for wrong in ("verdict = 'wrong'", "id = CAST(x'ff' AS TEXT)"):
        with sqlite3.connect(settings.store) as connection:
            connection.execute(f"UPDATE capture SET {wrong} WHERE seq = 4")
        connection.close()
        answer = asked(settings, **query)
        assert answer["total"] == len(whole)
        assert rows(answer) == [None if row == 4 else row for row in whole]


def test_a_store_that_is_not_there_yet(tmp_path: Path) -> None:
    """Without a store the list is empty, and as soon as there is one it is shown."""
    settings = InspectorSettings(tmp_path / "captures.db", tmp_path)
    assert asked(settings) == {
        "schema": "mhook.inspector-captures/1", "total": 0, "first": 0, "newest_row": None, "captures": [],
    }  # fmt: skip
    assert asked(settings, type="opened")["total"] == 0
    with Store(settings.store) as store:
        assert asked(settings)["total"] == 0
        store.add([capture(1, event_type="opened")])
        assert rows(asked(settings)) == [1]
        assert rows(asked(settings, type="opened")) == [1]
