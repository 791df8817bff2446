"""How many signed capture records a second ``mhook generate`` makes, beside asking Faker for each field.

    python -m tests.benchmarks.generate [COUNT] [ROUNDS]

The naive loop makes the same payload, encodes it, signs it with ``hmac.new`` and writes the same record. Both run on
one core, in turn; memory is the peak of the process at a tenth of COUNT and at COUNT.
"""

import hashlib
import hmac
import json
import random
import statistics
import sys
import tempfile
import time

from tests.benchmarks.process import run

NAIVE = 4_000


def naive(count: int) -> float:
    """Make ``count`` signed delivered events field by field, and return how many a second."""
    from faker import Faker

    fake = Faker()
    with tempfile.TemporaryFile() as file:
        began = time.perf_counter()
        for _ in range(count):
            moment = fake.date_time_this_year()
            payload = {
                "domain_id": fake.random_int(),
                "event_data": {"from": [fake.email()], "to": [fake.safe_email()]},
                "event_id": fake.hexify("^" * 48),
                "event_time": int(moment.timestamp()),
                "event_type": "delivered",
                "inserted_at": moment.strftime("%Y-%m-%dT%H:%M:%S.412Z"),
                "message_id": f"<{fake.numerify('#' * 24)}.{fake.numerify('####')}.{moment:%Y%m%d%H%M%S}@{fake.domain_name()}>",
                "message_reference_id": fake.hexify("^" * 24),
                "tags": [{"name": fake.word(), "value": fake.word()}] if random.random() < 0.5 else None,
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


def main(count: int = 1_000_000, rounds: int = 3) -> None:
    """Run both in turn and print speeds, their ratio and the memory."""
    command = [sys.executable, "-m", "maileroo_cli", "generate", "delivered", "--signed", "--secret", "secret", "--count"]
    run([*command, "1"])
    small = run([*command, str(count // 10)])
    ours, theirs, peaks = [], [], []
    for _ in range(rounds):
        theirs.append(naive(NAIVE))
        done = run([*command, str(count)])
        ours.append(count / done.seconds)
        peaks.append(done.mebibytes)
    fast, slow = statistics.median(ours), statistics.median(theirs)
    print(f"mhook generate --count {count} --signed: {fast:,.0f} events/s (at least 50,000)")
    print(f"Faker for each field:                  {slow:,.0f} events/s; ratio {fast / slow:.0f} (at least 60)")
    print(f"memory: {small.mebibytes:.1f} MiB for {count // 10}, {max(peaks):.1f} MiB for {count} (at most 60)")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
