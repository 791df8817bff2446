"""Every command in the README that needs no network is run, and does what the README says."""

import json
import sys
from pathlib import Path

import pytest

from maileroo_cli import BadSignature, sign
from maileroo_cli.cli.app import run
from tests.cli.store import captured, event, fill
from tests.delivery.replaying import delivery
from tests.docs.pages import Section, page, pages, sections
from tests.docs.story import SECRET, Endpoint, Story, execute, receiver_source
from tests.transport.stored_run import attempt, new_run

TOUR = page("getting-started")
REFERENCE = page("commands")
WITH_COMMANDS = [one for one in pages() if one.blocks("console", "sh", "yaml") and one != REFERENCE]
TOML = {"sending": "slow-bounce.toml", "replay": "patient.toml"}
# Examples that show a failure on purpose, or whose value is cut short in the help.
FAILING = {
    "mhook captures diff last~1 last": 1,
    "mhook verify body.json --signature 757107ea0eb2509f…": 1,
}


@pytest.mark.parametrize("part", WITH_COMMANDS, ids=lambda part: part.title)
def test_commands_do_what_the_readme_says(part: Section, tmp_path: Path) -> None:
    """Each command exits with the code that is promised, 0 where none is, and prints what is shown."""
    for block in part.blocks("toml"):
        (tmp_path / TOML[part.title]).write_text(block.text, encoding="utf-8")
    with Story(tmp_path) as story:
        for block in part.blocks():
            story.play(block)
    assert not story.problems, "\n\n".join(story.problems)


@pytest.mark.parametrize("part", sections(REFERENCE.text), ids=lambda part: part.title)
def test_examples_of_the_reference(part: Section, tmp_path: Path) -> None:
    """Each example in the help of a command works on files of the kind that it names."""
    write_files(tmp_path)
    with Story(tmp_path) as story:
        for block in part.blocks("sh"):
            story.play(block)
    unexpected = [
        one for one in story.problems if not any(text in one and f"with {FAILING[text]}:" in one for text in FAILING)
    ]
    assert not unexpected, "\n\n".join(unexpected)


def test_the_endpoint_refuses_every_bad_signature(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The README's endpoint answers 401 to each kind of bad signature, never 200 and never 500."""
    (tmp_path / "receiver.py").write_text(receiver_source(), encoding="utf-8")
    (tmp_path / "body.json").write_bytes(b'{"event_id":"1","event_type":"delivered"}')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MAILEROO_WEBHOOK_SECRET", SECRET)
    with Endpoint(tmp_path) as endpoint:
        command = f"send body.json --expect 401 --url http://{endpoint.place}/webhook --bad-signature"
        codes = {kind: run([*command.split(), kind]) for kind in BadSignature}
    assert codes == dict.fromkeys(BadSignature, 0)


def test_the_test_suite_of_the_readme_passes(tmp_path: Path) -> None:
    """The test that the README shows passes on the README's endpoint and captures."""
    (tmp_path / "receiver.py").write_text(receiver_source(), encoding="utf-8")
    (tmp_path / "test_receiver.py").write_text(TOUR.blocks("python")[1].text, encoding="utf-8")
    with Story(tmp_path) as story:
        story.play(TOUR.blocks("sh")[-1])
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:faker", "test_receiver.py"]
    done = execute(command, tmp_path)
    assert (done.returncode, story.problems) == (0, []), done.stdout + done.stderr


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
    with new_run(folder / ".mhook" / "runs") as played:
        attempt(played, delivery(), 1, 200)
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
