"""How long a diagnosis takes that finds nothing, which is the longest: a typical event, 16 kB and 1 MiB.

    python -m tests.benchmarks.diagnose [ROUNDS]

Processor time is counted, so that other programs disturb little; the fastest of several rounds is printed.
"""

import json
import sys
import time

from maileroo_cli.webhook.diagnosis.explain import diagnose
from tests.webhook import field_bodies

FOREIGN = "5d41402abc4b2a76b9719d911017c592ae2b1fa1d6f84ad4c0b3e99f4a3c7e10"
_SIZES = {"16 kB": 16_000, "1 MiB": 1_000_000}


def main(rounds: int = 5) -> None:
    """Print the milliseconds of each body, in full and as quickly as long streams are diagnosed."""
    bodies = {"an event": field_bodies.EVENT, "non-ASCII": field_bodies.TEXT}
    for name, size in _SIZES.items():
        events = [field_bodies.CLICKED] * (size // len(field_bodies.EVENT))
        bodies[name] = json.dumps({"events": events}, separators=(",", ":")).encode()
    for name, body in bodies.items():
        full, quick = (min(_seconds(body, thorough=how) for _ in range(rounds)) for how in (True, False))
        print(f"{name:10} {len(body):8} bytes  {full * 1e3:8.2f} ms  quick {quick * 1e3:8.2f} ms")


def _seconds(body: bytes, *, thorough: bool) -> float:
    start = time.process_time()
    assert diagnose(body, FOREIGN, field_bodies.SECRET, thorough=thorough).causes[0].code == "unexplained"
    return time.process_time() - start


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
