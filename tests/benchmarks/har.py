"""How fast ``mhook verify`` reads a HAR, beside ``json.load`` of the same file, which verifies nothing.

    python -m tests.benchmarks.har [MEGABYTES] [ROUNDS]

Three kinds of archive: webhooks alone, compact and indented, and webhooks among a page's large responses. Each is made
here. Memory is the peak of the process; that of a tenth of the file shows that it does not grow.
"""

import hashlib
import hmac
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.process import Run, run

BOUND, MEMORY = 0.7, 80
LOAD = "import json, sys; json.load(open(sys.argv[1], encoding='utf-8'))"
KINDS: dict[str, tuple[int, int | None]] = {
    "webhooks, compact": (2, None),
    "webhooks, indented": (2, 2),
    "with responses of 20 kB": (20_000, None),
    "with responses of 2 MB": (2_000_000, None),
}
_RESPONSE = '<a class="link" href="/x">π &amp; more</a>\n'


def main(megabytes: int = 150, rounds: int = 5) -> None:
    """Run all in turn and print each median, its ratio to ``json.load``, and its memory."""
    mhook = [sys.executable, "-m", "maileroo_cli", "verify", "--secret", "secret"]
    commands = {
        "json.load": [sys.executable, "-c", LOAD],
        "verify": mhook,
        "verify --quiet": [*mhook, "--quiet"],
    }
    with tempfile.TemporaryDirectory() as folder:
        for kind, (response, indent) in KINDS.items():
            large, small = Path(folder, "large.har"), Path(folder, "small.har")
            count = make(large, megabytes * 1_000_000, response, indent)
            make(small, megabytes * 100_000, response, indent)
            print(f"{kind}: {count} requests in {large.stat().st_size / 1e6:.0f} MB")
            runs: dict[str, list[Run]] = {name: [] for name in commands}
            for _ in range(rounds):
                for name, command in commands.items():
                    runs[name].append(run([*command, str(large)]))
            _show(runs)
            print(f"  verify of a tenth: {run([*mhook, str(small)]).mebibytes:.1f} MiB")


def _show(runs: dict[str, list[Run]]) -> None:
    base = statistics.median(done.seconds for done in runs["json.load"])
    for name, done in runs.items():
        middle = statistics.median(one.seconds for one in done)
        peak = max(one.mebibytes for one in done)
        missed = name != "json.load" and (middle > BOUND * base or peak > MEMORY)
        mark = "  MISSED" if missed else ""
        print(f"  {name:16} {middle:6.2f} s  {middle / base:5.2f} of json.load  {peak:5.1f} MiB{mark}")


def make(file: Path, size: int, response: int, indent: int | None) -> int:
    """Write an archive of about ``size`` bytes and return how many requests it has."""
    command = [sys.executable, "-m", "maileroo_cli", "generate", "delivered", "opened", "clicked", "failed", "--signed"]
    command += ["--secret", "secret", "--seed", "1", "--count", "250"]
    lines = subprocess.run(command, check=True, capture_output=True).stdout.splitlines()
    bodies = [json.loads(line)["body"].encode() for line in lines]
    entries = [json.dumps(_entry(body, response), indent=indent, ensure_ascii=False) for body in bodies]
    written = count = 0
    with file.open("w", encoding="utf-8") as out:
        out.write(
            '{"log": {"version": "1.2", "creator": {"name": "benchmark", "version": "1"}, "pages": [], "entries": ['
        )
        while written < size:
            text = entries[count % len(entries)]
            out.write(f"{',' if count else ''}\n{text}")
            written += len(text.encode())
            count += 1
        out.write("]}}\n")
    return count


def _entry(body: bytes, response: int) -> dict[str, Any]:
    """Return an entry as browsers write it, with a signed request."""
    headers = {
        "Host": "127.0.0.1:8000",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Accept": "*/*",
        "x-maileroo-signature": hmac.new(b"secret", body, hashlib.sha256).hexdigest(),
    }
    return {
        "startedDateTime": "2026-01-31T12:00:00.412Z",
        "time": 12.5,
        "request": {
            "method": "POST",
            "url": "http://127.0.0.1:8000/webhook",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{"name": name, "value": value} for name, value in headers.items()],
            "queryString": [],
            "postData": {"mimeType": "application/json", "text": body.decode()},
            "headersSize": -1,
            "bodySize": len(body),
        },
        "response": {
            "status": 200,
            "statusText": "OK",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{"name": "Content-Type", "value": "text/html"}],
            "content": {"size": response, "mimeType": "text/html", "text": _RESPONSE * (response // len(_RESPONSE))},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": response,
        },
        "cache": {},
        "timings": {"blocked": -1, "dns": -1, "connect": -1, "ssl": -1, "send": 0, "wait": 12.5, "receive": 0},
    }


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
