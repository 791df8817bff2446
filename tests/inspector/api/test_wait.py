"""GET /api/wait: an answer as soon as so many captures are there, or the time is over."""

import threading
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.capture.store.writer import Store
from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.api.wait import read_wait
from maileroo_cli.inspector.call import InspectorCall
from maileroo_cli.inspector.settings import InspectorSettings
from tests.answer_keys import check_answer
from tests.capture.stored import capture

PATIENCE = 30.0


def asked(settings: InspectorSettings, **query: str) -> dict[str, Any]:
    """Return the answer to a query."""
    return check_answer(read_wait(InspectorCall(settings, query={name: [value] for name, value in query.items()})))


class Waiting:
    """A call that waits in a thread of its own."""

    def __init__(self, call: InspectorCall) -> None:
        self._answers: list[dict[str, Any]] = []
        self._thread = threading.Thread(target=lambda: self._answers.append(read_wait(call)), daemon=True)
        self._thread.start()

    def answer(self) -> dict[str, Any]:
        """Wait for its answer."""
        self._thread.join(PATIENCE)
        return self._answers[0]


@pytest.fixture
def settings(tmp_path: Path) -> InspectorSettings:
    """Return the settings of an inspector whose store is not there yet."""
    return InspectorSettings(tmp_path / "captures.db", tmp_path)


def test_what_is_there_already(settings: InspectorSettings) -> None:
    """What is there counts, unless a row is named behind which it has to be; the time may be none."""
    with Store(settings.store) as store:
        store.add([capture(number, event_type="opened") for number in range(1, 4)])
        answer = asked(settings, count="2", type="opened")
        assert (answer["met"], answer["found"], answer["wanted"]) == (True, 3, 2)
        assert [one["row"] for one in answer["captures"]] == [1, 2]
        answer = asked(settings, count="2", after="2", seconds="0")
        assert (answer["met"], answer["found"]) == (False, 1)
        assert [one["row"] for one in answer["captures"]] == [3]


def test_what_comes_meanwhile(settings: InspectorSettings) -> None:
    """The answer comes with the last capture that is wanted, in a store that was not there before."""
    query = {"type": ["opened"], "count": ["2"], "seconds": ["600"]}
    waiting = Waiting(InspectorCall(settings, query=query))
    with Store(settings.store) as store:
        for number, kind in enumerate(("opened", "delivered", "delivered", "opened"), 1):
            store.add([capture(number, event_type=kind)])
        answer = waiting.answer()
    assert (answer["met"], answer["found"]) == (True, 2)
    assert [one["row"] for one in answer["captures"]] == [1, 4]
    assert answer["waited_s"] < PATIENCE


def test_nothing_comes(settings: InspectorSettings) -> None:
    """Once the time is over the answer says that there were too few."""
    answer = asked(settings, seconds="1")
    assert (answer["met"], answer["found"], answer["captures"]) == (False, 0, [])
    assert answer["waited_s"] >= 1


@pytest.mark.parametrize("ends", ["the inspector", "whoever asked"])
def test_nobody_waits_for_the_answer(settings: InspectorSettings, ends: str) -> None:
    """Where the inspector ends, or whoever asked has gone, waiting ends as well."""
    gone = threading.Event()
    waiting = Waiting(InspectorCall(settings, query={"seconds": ["600"]}, gone=gone.is_set))
    if ends == "the inspector":
        settings.follower.close()
    else:
        gone.set()
    assert not waiting.answer()["met"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"count": "0"}, "count is '0'"),
        ({"seconds": "3601"}, "seconds is '3601'"),
        ({"limit": "3"}, "the query has 'limit'"),
    ],
)
def test_a_query_that_is_wrong(settings: InspectorSettings, query: dict[str, str], message: str) -> None:
    """What cannot be waited for is refused at once."""
    with pytest.raises(UsageError) as caught:
        asked(settings, **query)
    assert caught.value.message.startswith(message)
