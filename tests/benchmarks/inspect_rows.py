"""How soon ``mhook inspect`` answers with a part of its list, of 100,000 captures and of a million, and its memory.

    python -m tests.benchmarks.inspect_rows [ROUNDS]

Each round starts an inspector of its own and asks for the newest 200 captures, which is the first that it answers, for
200 in the middle, and for 200 in the middle of those of one event type. Beside it stands what SQLite needs for the last
with a LIMIT and an OFFSET, and to count them.
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path

from maileroo_cli.capture.entry import Capture, draw_ids
from maileroo_cli.capture.store.rows import ENTRY_COLUMNS
from maileroo_cli.capture.store.writer import CHECKPOINT_BYTES, Store
from tests.benchmarks.listen import memory
from tests.cli.store import captured, event
from tests.inspecting import InspectProcess

LIMITS = {100_000: (100.0, 80.0), 1_000_000: (400.0, 0.0)}
"""For so many captures: milliseconds until the first answer, and MiB of memory, where a limit is set."""

AGAIN = 50.0
"""So many milliseconds any later part takes at most."""

TYPES = ("delivered", "opened", "clicked", "failed")
VERDICTS = ("valid", "valid", "valid", "invalid", "unchecked")
_LOT = 5_000
_OPENED = "FROM capture WHERE event_type IN ('opened')"


def captures() -> Iterator[Capture]:
    """Yield captures without end, of several types and verdicts."""
    made = []
    for number in range(20):
        verdict = VERDICTS[number % 5]
        cause = "wrong-secret" if verdict == "invalid" else ""
        made.append(captured(number, event(number, TYPES[number % 4]), verdict=verdict, cause=cause))
    for number, identity in enumerate(draw_ids()):
        entry, content = made[number % 20]
        yield Capture(entry._replace(id=identity, at=entry.at + number), content)


def fill(path: Path, count: int) -> None:
    """Make a store with so many captures."""
    more = captures()
    with Store(path) as store:
        for _ in range(count // _LOT):
            store.add(list(islice(more, _LOT)))
            if store.unmoved >= CHECKPOINT_BYTES:
                store.checkpoint()


def milliseconds(ask: Callable[[], object]) -> float:
    """Return how long a call takes."""
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


def asked(inspect: InspectProcess, connection: HTTPConnection, query: str) -> float:
    """Return how many milliseconds the answer took."""

    def ask() -> None:
        connection.request("GET", f"/api/captures?{query}", headers={"Authorization": f"Bearer {inspect.token}"})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body

    return milliseconds(ask)


def by_offset(path: Path, position: int) -> float:
    """Return how many milliseconds SQLite needs for a part and the number of all that are wanted."""
    with closing(sqlite3.connect(path)) as connection:

        def ask() -> None:
            connection.execute(f"SELECT count(*) {_OPENED}").fetchone()
            part = f"SELECT {ENTRY_COLUMNS} {_OPENED} ORDER BY seq LIMIT 200 OFFSET {position}"
            assert len(connection.execute(part).fetchall()) == 200

        return milliseconds(ask)


def measure(path: Path, count: int) -> dict[str, float]:
    """Start an inspector and return what its answers took in milliseconds, and its memory in MiB."""
    with InspectProcess(path) as inspect, closing(HTTPConnection("127.0.0.1", inspect.port)) as connection:
        connection.request("GET", "/")
        connection.getresponse().read()
        found = {
            "newest": asked(inspect, connection, "limit=200"),
            "middle": asked(inspect, connection, f"limit=200&first={count // 2}"),
            "type": asked(inspect, connection, "limit=200&type=opened"),
            "type, middle": asked(inspect, connection, f"limit=200&type=opened&first={count // 8}"),
            "text": asked(inspect, connection, "limit=200&text=0000001f"),
        }
        status, state = inspect.ask("/api/state")
        assert (status, state["captures"]) == (200, count)
        return found | {"offset": by_offset(path, count // 8), "memory": memory(inspect.process.pid)}


def main(rounds: int = 5) -> int:
    """Measure all in turn and print the medians; return 1 where one is not as it should be."""
    good = True
    for count, (first, most) in LIMITS.items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "captures.db"
            fill(path, count)
            runs = [measure(path, count) for _ in range(rounds)]
        found = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
        limits = {"newest": first, "middle": AGAIN, "type, middle": AGAIN, "memory": most}
        print(f"{count:,} captures")
        for name, value in found.items():
            limit = limits.get(name)
            ok = not limit or value <= limit
            good &= ok
            unit = "MiB" if name == "memory" else "ms"
            told = f"  at most {limit:g} {unit}  {'ok' if ok else 'NOT MET'}" if limit else ""
            print(f"  {name:14}{value:8.1f} {unit}{told}")
        print(f"  a later part of one type is {found['offset'] / found['type, middle']:.1f} times as fast as by OFFSET")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
