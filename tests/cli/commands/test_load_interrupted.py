"""``mhook load`` that is interrupted: what was done is shown and written, and the exit code says so."""

import json
import signal
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.load_receiver import LoadReceiver, correct
from tests.cli.test_process import interrupted, start

_ENOUGH = 10
_AGAIN, _TIMES = 0.02, 10


@pytest.mark.parametrize(("by", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"])
def test_what_was_done_is_shown(tmp_path: Path, by: signal.Signals, code: int) -> None:
    """Counts that add up, and a report that is whole, also of a load that somebody ends."""
    arrived = threading.Semaphore(0)

    def answer(signed: bool, before: int) -> int:
        arrived.release()
        return correct(signed, before)

    with LoadReceiver(answer) as receiver:
        file = tmp_path / "load.json"
        running = start(["load", receiver.url, "--rate", "50/s", "--for", "60s", "--report", f"json={file}"])
        for _ in range(_ENOUGH):
            assert arrived.acquire(timeout=30)
        ran = interrupted(running, by)
    assert ran.code == code
    word = "interrupted" if code == 130 else "terminated"
    assert ran.lines[-1].startswith(f"{word} after ")
    assert ran.err.endswith(f"mhook: note: {word}\n")
    load = json.loads(file.read_text().splitlines()[-1])
    assert (load["exit_code"], load["result"], load["problems"]) == (code, "skip", [])
    assert load["started"] == sum(load["answer_counts"].values()) + load["unfinished"] > 0
    assert load["started"] + load["not_started"] == load["planned"] == 3_000


def test_ctrl_c_again_and_again_loses_nothing(tmp_path: Path) -> None:
    """Who presses it once more while the first is heeded gets the counts all the same."""
    arrived = threading.Semaphore(0)

    def answer(signed: bool, before: int) -> int:
        arrived.release()
        return correct(signed, before)

    with LoadReceiver(answer) as receiver:
        file = tmp_path / "load.json"
        running = start(["load", receiver.url, "--rate", "50/s", "--for", "60s", "--report", f"json={file}"])
        for _ in range(_ENOUGH):
            assert arrived.acquire(timeout=30)
        for _ in range(_TIMES):
            running.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                running.wait(_AGAIN)
                break
        out, err = running.communicate(timeout=30)
    assert running.returncode == 130
    assert err.endswith(b"mhook: note: interrupted\n")
    assert out.decode().splitlines()[-1].startswith("interrupted after ")
    load = json.loads(file.read_text().splitlines()[-1])
    assert load["started"] > 0
    assert (load["unknown"], load["problems"]) == (0, [])
