"""A store keeps within its limits while captures keep coming."""

import random
from math import inf
from pathlib import Path

import pytest

from maileroo_cli.capture.entry import Capture, CaptureContent
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.failure import StoreError
from maileroo_cli.capture.store.limits import StoreLimits
from maileroo_cli.capture.store.writer import CHECKPOINT_BYTES, Store, StoredAnswer
from tests.capture.old_store import fill_old
from tests.capture.stored import capture


def kept(path: Path) -> list[int]:
    """Return the numbers of the captures that are kept."""
    with Archive(path) as archive:
        return [int(entry.id, 16) for entry in archive.entries()]


def test_an_old_capture_among_young_ones(tmp_path: Path) -> None:
    """A capture that is old but was imported only now takes no younger one with it."""
    with Store(tmp_path / "captures.db") as store:
        ages = [900, 700, 100, 800, 50]
        store.add([capture(number, at=1000.0 - age) for number, age in enumerate(ages)])
        assert store.prune(StoreLimits(seconds=500), 1000.0) == 2
        assert kept(store.path) == [2, 3, 4]
        assert store.prune(StoreLimits(seconds=60), 1000.0) == 2
        assert kept(store.path) == [4]
        assert store.prune(StoreLimits(seconds=10), 1000.0) == 1
        assert kept(store.path) == []


def test_size_is_kept_up_with(tmp_path: Path) -> None:
    """Whatever was added and deleted meanwhile, the newest captures are kept that fit, and no fewer."""
    chance, head, number, held = random.Random(1), b"x" * 10, 0, dict[int, int]()
    with Store(tmp_path / "captures.db") as store:
        for _ in range(60):
            sizes = [chance.randrange(300) for _ in range(chance.randrange(1, 8))]
            store.add([capture(number + index, body=b"y" * size, head=head) for index, size in enumerate(sizes)])
            held |= {number + index: size + len(head) for index, size in enumerate(sizes)}
            number += len(sizes)
            if chance.random() < 0.2:
                gone = chance.choice(list(held))
                store.delete([f"{gone:016x}"])
                del held[gone]
            limits = StoreLimits(captures=chance.choice((None, 9)), bytes=1500)
            store.prune(limits, 1000.0)
            while sum(held.values()) > 1500 or (limits.captures and len(held) > limits.captures):
                del held[min(held)]
            assert kept(store.path) == list(held)
            with Archive(store.path) as archive:
                assert archive.size() == sum(held.values())
                assert not list(archive.beyond(StoreLimits(bytes=1500), -inf, set(), 0.0))


def test_answers_have_a_size(tmp_path: Path) -> None:
    """Answers count as requests do, whether they came with them or later, once or twice, in time or too late."""
    chance, held, number, limits = random.Random(3), dict[int, int](), 0, StoreLimits(bytes=1500)
    rows = dict[int, int]()
    with Store(tmp_path / "captures.db") as store:
        for _ in range(80):
            one = capture(
                number, head=b"hh", body=b"y" * chance.randrange(50), verdict=chance.choice(("valid", "probe"))
            )
            answer = (b"aa", b"z" * chance.randrange(200)) if chance.random() < 0.3 else (b"", b"")
            rows[number] = store.add([Capture(one.entry, CaptureContent(*one.content[:3], *answer))])
            held[number] = 2 + len(one.content.body) + sum(map(len, answer))
            contents = []
            for late in chance.sample(sorted(rows), min(len(rows), 3)):
                contents.append((b"head", b"z" * chance.randrange(300), rows[late]))
                if late in held:
                    held[late] = 2 + _size_of_request(store.path, late) + 4 + len(contents[-1][1])
            store.set_answers([StoredAnswer(200, "application", 1.0, row) for _, _, row in contents], contents)
            number += 1
            store.prune(limits, 1000.0, probes_first=chance.random() < 0.5)
            held = {one: size for one, size in held.items() if one in kept(store.path)}
            assert sum(held.values()) <= 1500
            with Archive(store.path) as archive:
                assert archive.size() == sum(held.values())
                assert not list(archive.beyond(limits, -inf, set(), 0.0))
        assert len(held) > 3
        assert store.prune(limits, 1000.0) == 0


def _size_of_request(path: Path, number: int) -> int:
    with Archive(path) as archive:
        return archive.find(f"{number:016x}").entry.size


def test_answers_of_an_older_store_have_a_size(tmp_path: Path) -> None:
    """What would go from a store of the first version is known with its answers, and is what then goes."""
    content = CaptureContent(b"h" * 10, b"b" * 10, b"", b"H" * 10, b"B" * 70)
    path = fill_old(tmp_path / "captures.db", *(Capture(capture(number).entry, content) for number in range(5)))
    limits = StoreLimits(bytes=250)
    with Archive(path) as archive:
        assert archive.size() == 500
        assert [row for row, _ in archive.beyond(limits, -inf, set(), 0.0)] == [1, 2, 3]
    with Store(path) as store:
        assert store.prune(limits, 0.0) == 3
    assert kept(path) == [3, 4]


@pytest.mark.parametrize(
    ("limits", "left"),
    [
        (StoreLimits(captures=2), [0, 1, 2, 7, 8, 5, 6]),
        (StoreLimits(seconds=450), [0, 1, 2, 7, 8, 6]),
        (StoreLimits(bytes=30), [0, 1, 2, 7, 8, 4, 5, 6]),
        (StoreLimits(captures=0), [0, 1, 2, 7, 8]),
    ],
    ids=["captures", "seconds", "bytes", "none"],
)
def test_limits_of_what_is_received(limits: StoreLimits, left: list[int], tmp_path: Path) -> None:
    """What was there before, and what is imported meanwhile, is not counted and not deleted."""
    path = tmp_path / "captures.db"
    with Store(path) as store:
        store.add([capture(number, at=0.0, peer="1.2.3.4:5") for number in range(3)])
    with Store(path) as store:
        store.spare_existing()
        gone = store.prune(limits, 1000.0)
        store.add([capture(3, at=100.0, peer="1.2.3.4:5", body=b"y" * 8, head=b"xx")])
        store.add([capture(number, at=0.0, peer="", body=b"y" * 500) for number in (7, 8)], received=False)
        rest = [capture(number, at=100.0 * number, peer="1.2.3.4:5", body=b"y" * 8, head=b"xx") for number in (4, 5, 6)]
        store.add(rest)
        gone += store.prune(limits, 1000.0)
        assert kept(path) == left
        assert gone == 9 - len(left)
        assert store.prune(limits, 1000.0) == 0


@pytest.mark.parametrize("spares", [False, True], ids=["all", "session"])
def test_probes_go_first(spares: bool, tmp_path: Path) -> None:
    """Whatever came and went, and whatever the limits: a webhook goes for number or size where no probe is left."""
    chance, number, now = random.Random(2), 10, 1000.0
    held: list[tuple[bool, int, float, int]] = []
    path = tmp_path / "captures.db"
    with Store(path) as store:
        store.add([capture(one, at=0.0, verdict="probe" if one % 2 else "valid") for one in range(10)])
    before = [] if spares else [(one % 2 == 0, one, 0.0, 39) for one in range(10)]
    held += before
    with Store(path) as store:
        if spares:
            store.spare_existing()
        for _ in range(200):
            fresh, share = [], chance.choice((0.3, 0.8, 1.0))
            for _ in range(chance.randrange(1, 6)):
                is_webhook, number, now = chance.random() < share, number + 1, now + chance.random()
                body = b"y" * chance.randrange(100)
                known = "valid" if is_webhook else "probe"
                fresh.append(capture(number, at=now, body=body, head=b"xx", verdict=known))
                held.append((is_webhook, number, now, len(body) + 2))
            store.add(fresh)
            limits = StoreLimits(
                chance.choice((None, 0, 1, 5, 12)), chance.choice((None, 5.0)), chance.choice((None, 0, 200, 600))
            )
            store.prune(limits, now, probes_first=True)
            held = [one for one in held if limits.seconds is None or one[2] >= now - limits.seconds]
            while _is_beyond(limits, held):
                held.remove(min(held))
            wanted = sorted(one[1] for one in held)
            assert kept(path) == ([*range(10), *wanted] if spares else wanted)
            assert store.prune(limits, now, probes_first=True) == 0


def _is_beyond(limits: StoreLimits, held: list[tuple[bool, int, float, int]]) -> bool:
    return (limits.captures is not None and len(held) > limits.captures) or (
        limits.bytes is not None and sum(one[3] for one in held) > limits.bytes
    )


def test_the_newest_stay_where_probes_count_too(tmp_path: Path) -> None:
    """Who asks for the newest ones gets those, probes among them."""
    with Store(tmp_path / "captures.db") as store:
        store.add([capture(number, verdict="probe" if number > 3 else "valid") for number in range(6)])
        assert store.prune(StoreLimits(captures=3), 0.0) == 3
        assert kept(store.path) == [3, 4, 5]


def test_a_row_is_never_another(tmp_path: Path) -> None:
    """Where the newest captures were deleted, the next get other rows: what is added to a gone row is added to none."""
    with Store(tmp_path / "captures.db") as store:
        first = store.add([capture(1), capture(2)])
        assert store.prune(StoreLimits(captures=0), 0.0) == 2
        assert store.add([capture(number) for number in range(3, 30)]) == first + 2
        store.set_answers([StoredAnswer(500, "script", 1.0, first)], [(b"head", b"body", first)])
        assert store.add([capture(30)]) == first + 29
    with Archive(tmp_path / "captures.db") as archive:
        assert [int(one.entry.id, 16) for one in archive.captures()] == list(range(3, 31))
        assert {one.entry.status for one in archive.captures()} == {None}


def test_a_log_that_cannot_be_moved(tmp_path: Path) -> None:
    """Where the log cannot be moved that is told, and tried again only after as much has been added again."""
    with Store(tmp_path / "captures.db") as store:
        store.add([capture(1, body=b"x" * CHECKPOINT_BYTES)])
        assert store.unmoved >= CHECKPOINT_BYTES
        store._execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError):
            store.checkpoint()
        store._execute("ROLLBACK")
        assert store.unmoved == 0
        assert store.checkpoint()
