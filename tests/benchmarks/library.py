"""How long one call of the library takes, beside what somebody would write by hand.

    python -m tests.benchmarks.library

A test makes an event and signs a request; a receiver verifies one.
"""

import hashlib
import hmac
from collections.abc import Callable
from itertools import count
from timeit import repeat

from maileroo_cli import make_event, sign, verify

SECRET = "It's a Secret to Everybody"


def microseconds(call: Callable[[], object], number: int) -> float:
    """Return how long a call takes: the best of five rounds."""
    return min(repeat(call, number=number, repeat=5)) / number * 1e6


def by_hand(body: bytes, signature: str) -> bool:
    """Verify as a receiver does that has no library."""
    return hmac.compare_digest(hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest(), signature)


def main() -> None:
    """Measure, and print."""
    event, seeds = make_event("delivered", seed=1), count()
    signature = sign(event.body, SECRET)
    calls: dict[str, tuple[Callable[[], object], int]] = {
        "verify, by hand": (lambda: by_hand(event.body, signature), 20_000),
        "verify": (lambda: verify(event.body, signature, SECRET), 20_000),
        "event.request": (lambda: event.request(SECRET).headers, 5_000),
        "make_event": (lambda: make_event("delivered", seed=next(seeds)), 1_000),
        "make_event with set": (lambda: make_event("opened", seed=next(seeds), set={"event_data.ip": "::1"}), 1_000),
    }
    for name, (call, number) in calls.items():
        print(f"  {name}: {microseconds(call, number):.1f} µs")


if __name__ == "__main__":
    main()
