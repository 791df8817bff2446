"""How many signed capture records a second ``mhook generate`` makes, beside asking Faker for each field.

    python -m tests.benchmarks.generate [COUNT] [ROUNDS]

The naive loop makes the same payloads, encodes them, signs them with ``hmac.new`` and writes the same
records. Both run on one core, in turn; memory is the peak of the process at a tenth of COUNT and at COUNT.
"""

import hashlib
import hmac
import json
import statistics
import sys
import tempfile
import time
from typing import Any

from tests.benchmarks.process import run

NAIVE = 4_000
TYPES = ("accepted", "delivered", "rejected", "deferred", "failed", "opened", "clicked", "complained")


def naive(count: int) -> float:
    """Make ``count`` signed events of all types field by field, and return how many a second."""
    from faker import Faker

    fake = Faker()
    with tempfile.TemporaryFile() as file:
        began = time.perf_counter()
        for number in range(count):
            moment = fake.date_time_this_year()
            domain = fake.domain_name()
            event_type = TYPES[number % len(TYPES)]
            payload = {
                "domain_id": fake.random_int(),
                "event_data": naive_data(fake, event_type),
                "event_id": fake.hexify("^" * 48),
                "event_time": int(moment.timestamp()),
                "event_type": event_type,
                "inserted_at": moment.strftime("%Y-%m-%dT%H:%M:%S.412Z"),
                "message_id": f"<{fake.numerify('#' * 24)}.{fake.numerify('####')}.{moment:%Y%m%d%H%M%S}@{domain}>",
                "message_reference_id": fake.hexify("^" * 24),
                "tags": [{"name": fake.word(), "value": fake.word()}] if fake.boolean() else None,
                "user_id": fake.random_int(),
            }
            body = json.dumps(payload, separators=(",", ":"), sort_keys=True)
            for char in "&<>":
                body = body.replace(char, f"\\u{ord(char):04x}")
            signature = hmac.new(b"secret", body.encode(), hashlib.sha256).hexdigest()
            headers = [["Content-Type", "application/json"], ["x-maileroo-signature", signature]]
            record = {"id": payload["event_id"], "method": "POST", "headers": headers, "body": body}
            file.write(json.dumps(record).encode() + b"\n")
        return count / (time.perf_counter() - began)


def naive_data(fake: Any, event_type: str) -> dict[str, Any]:
    """Ask Faker for each field of one event's data."""
    if event_type in ("opened", "clicked"):
        data = {"ip": fake.ipv4_public(), "user_agent": fake.user_agent()}
        return {**data, "original_url": fake.uri()} if event_type == "clicked" else data
    to = fake.email()
    if event_type in ("deferred", "failed"):
        return {"reason": f"550 5.1.1 <{to}>: {fake.sentence()}", "to": to}
    if event_type == "complained":
        return {"to": to}
    data = {"from": [fake.company_email()], "to": [to]}
    return {**data, "reject_reason": fake.sentence()} if event_type == "rejected" else data


def main(count: int = 1_000_000, rounds: int = 3) -> None:
    """Run both in turn and print speeds, their ratio and the memory."""
    command = [sys.executable, "-m", "maileroo_cli", "generate", *TYPES, "--signed", "--secret", "secret", "--count"]
    run([*command, "1"])
    small = run([*command, str(count // 10 // len(TYPES))])
    ours, theirs, peaks = [], [], []
    for _ in range(rounds):
        theirs.append(naive(NAIVE))
        done = run([*command, str(count // len(TYPES))])
        ours.append(count / done.seconds)
        peaks.append(done.mebibytes)
    fast, slow = statistics.median(ours), statistics.median(theirs)
    print(f"mhook generate --count {count} --signed: {fast:,.0f} events/s (at least 50,000)")
    print(f"Faker for each field:                  {slow:,.0f} events/s; ratio {fast / slow:.0f} (at least 60)")
    print(f"memory: {small.mebibytes:.1f} MiB for {count // 10}, {max(peaks):.1f} MiB for {count} (at most 60)")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
