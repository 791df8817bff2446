"""Every command of README and manual is run as it is written, in order, and does what the page says."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from maileroo_cli import BadSignature, sign
from maileroo_cli.transport.run.state import KeptResult, ResultKind, RunState
from maileroo_cli.transport.run.written.result import keep_result
from maileroo_cli.transport.run.written.storm import create_storm
from tests.cli.calling import Mhook
from tests.cli.store import captured, event, fill
from tests.delivery.replaying import delivery
from tests.delivery.storm.played import make_plan
from tests.docs.pages import ELSEWHERE, Section, commands, page, pages, sections
from tests.docs.program import Program
from tests.docs.story import SECRET, VARIABLE, Story, environment, receiver_source
from tests.transport.stored_run import attempt, new_run

pytestmark = pytest.mark.slow

REFERENCE = page("commands")
BEGINNER = ("README", "getting-started")
"""Pages that take nothing for granted; the others suppose that the tour was done."""

PAGES = [one for one in pages() if one.blocks("console", "sh", "yaml") and one != REFERENCE]
RUN = {"sh", "console", "yaml", "diff", "text"}
NOT_RUN = Counter(
    {
        "captures": 2,
        "checking": 3,
        "ci": 3,
        "configuration": 2,
        "formats": 1,
        "inspector": 2,
        "load-machines": 3,
        "pytest": 1,
        "receivers": 11,
        "receiving": 2,
        "testing": 10,
    }
)
"""How many blocks of a page say that they cannot be run here: what needs a network, or another language."""

SET_UP = Counter(
    {
        ("README", "pip install maileroo-cli"): 1,
        ("README", "pip install flask"): 1,
        ("README", "make demo"): 1,
        ("README", "make test"): 1,
        ("architecture", "make check"): 1,
        ("getting-started", "pip install maileroo-cli flask"): 1,
        ("ci", "pip install flask maileroo-cli"): 2,
        ("ci", "pip install maileroo-cli"): 1,
        ("inspector", "pip install 'maileroo-cli[inspect]'"): 1,
        ("load-machines", 'pip install "maileroo-cli[load]"'): 1,
        ("speed", "make bench"): 1,
        ("speed", "make soak SOAK_ARGS='--share 0.02'"): 1,
        ("testing", "pip install maileroo-cli pytest flask"): 1,
    }
)
"""The commands that are not run, since they set up what the tests have, or run the tests."""

# Examples that show a failure on purpose, or whose value is cut short in the help.
FAILING = {
    "mhook captures diff last~1 last": 1,
    "mhook verify body.json --signature 757107ea0eb2509f…": 1,
}
# What takes long for a person's sake only, or sends to where nobody is; and a second first file.
SHORTER = {
    "-n 1000": "-n 20",
    "--interval 0.5": "--interval 0.01",
    "--traffic 30/min --outage 2h --scale 60 --closed": "--traffic 6/min --outage 30m --scale 600 --closed",
    "--rate 500/s --for 60s": "--rate 20/s --for 1s",
    "100..5000/s over 2m": "10..20/s over 1s",
    "--wave 10000": "--wave 10",
    "--users 50 -n 20000": "--users 3 -n 20",
    "--authorize staging.example.com": "--authorize staging.example.com --dry-run",
    "--expect-workers 2": "--expect-workers 2 --dry-run",
    "mhook init --url": "rm -f mhook.toml; mhook init --url",
}
STAGING = '[profile.staging]\nurl = "http://localhost:8000/webhook"\n'
"""The config file that the examples about settings look at."""


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.title)
def test_commands_do_what_the_page_says(one: Section, tmp_path: Path) -> None:
    """Each command exits with the code that is promised, 0 where none is, and prints what is shown."""
    with Story(tmp_path, beginner=one.title in BEGINNER) as story:
        story.play_page(one)
    assert not story.problems, "\n\n".join(story.problems)


@pytest.mark.parametrize("part", sections(REFERENCE.text), ids=lambda part: part.title)
def test_examples_of_the_reference(part: Section, tmp_path: Path) -> None:
    """Each example in the help of a command works on files of the kind that it names."""
    write_files(tmp_path)
    if part.title.startswith("mhook config"):
        (tmp_path / "mhook.toml").write_text(STAGING, encoding="utf-8")
    text = part.text
    for long, short in SHORTER.items():
        text = text.replace(long, short)
    with Story(tmp_path) as story:
        story.play_page(Section(part.title, text, part.line))
    unexpected = [
        one
        for one in story.problems
        if not any(text in one and f"exited with {FAILING[text]}:" in one for text in FAILING)
    ]
    assert not unexpected, "\n\n".join(unexpected)


def test_no_block_is_left_out() -> None:
    """Each block is run, saved, looked at, or true as it is; what is not run says why, and how many are so is known."""
    marked, set_up = Counter[str](), Counter[tuple[str, str]]()
    for one in pages():
        for block in one.blocks():
            where = f"{one.title}, line {block.line}: {block.language}"
            if block.not_run:
                marked[one.title] += 1
            elif block.language not in RUN:
                assert block.file or ">>> " in block.text, where
            else:
                texts = (command.text for command in commands(block) if block.language in ("sh", "console", "yaml"))
                set_up.update((one.title, text) for text in texts if text.startswith(ELSEWHERE))
    assert (marked, set_up) == (NOT_RUN, SET_UP)


def test_the_endpoint_refuses_every_bad_signature(tmp_path: Path) -> None:
    """The endpoint of the tour answers 401 to each kind of bad signature, never 200 and never 500."""
    (tmp_path / "receiver.py").write_text(receiver_source(), encoding="utf-8")
    (tmp_path / "body.json").write_bytes(b'{"event_id":"1","event_type":"delivered"}')
    env = {**environment(), VARIABLE: SECRET}
    with Program("flask --app receiver run --port 0", tmp_path, env) as endpoint:
        (url,) = re.findall(r"http://127\.0\.0\.1:\d+", "\n".join(endpoint.lines))[:1]
        command = ["send", str(tmp_path / "body.json"), "--expect", "401", "--url", f"{url}/webhook"]
        codes = {kind: Mhook()(*command, "--bad-signature", kind, env={VARIABLE: SECRET}).code for kind in BadSignature}
    assert codes == dict.fromkeys(BadSignature, 0)


def write_files(folder: Path) -> None:
    """Write the files that the examples name."""
    body = b'{"event_id":"1","event_type":"delivered"}'
    (folder / "body.json").write_bytes(body)
    (folder / "secret.txt").write_text(f"{SECRET}\n")
    headers = [["x-maileroo-signature", sign(body, SECRET)]]
    record = {"schema": "mhook.capture/1", "id": "1", "time": "", "method": "POST", "target": "/webhook"}
    (folder / "captures.ndjson").write_text(json.dumps({**record, "headers": headers, "body": body.decode()}) + "\n")
    head = f"POST /webhook HTTP/1.1\nContent-Length: {len(body)}\n{headers[0][0]}: {headers[0][1]}\n\n"
    (folder / "request.http").write_bytes(head.encode() + body)
    (folder / "damaged.ndjson").write_text('{"schema":"mhook.capture/1"}\n')
    keep(folder / ".mhook" / "captures.db")
    with create_storm(folder / ".mhook" / "runs", make_plan(), 1_700_000_000):
        pass
    for kind in ResultKind:
        kept = KeptResult(1_700_000_000, "http://127.0.0.1:9/webhook", RunState.FINISHED, "nothing is wrong", 0)
        keep_result(folder / ".mhook" / "runs", kind, kept)
    with new_run(folder / ".mhook" / "runs") as played:
        attempt(played, delivery(), 1, 200)
    (folder / "shop").mkdir()
    (folder / "shop" / "main.py").write_text(receiver_source(), encoding="utf-8")
    (folder / "captures").mkdir()
    (folder / "captures" / "one.http").write_bytes(head.encode() + body)


def keep(path: Path) -> None:
    """Make a store with the events of a mail."""
    captures = []
    for number, event_type in enumerate(("accepted", "delivered"), 1):
        body = event(number, event_type)
        signed = (b"x-maileroo-signature", sign(body, SECRET).encode())
        captures.append(captured(number, body, headers=((b"Host", b"a.test"), signed)))
    fill(path, *captures)
