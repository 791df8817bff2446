"""What the manual says of schemas, exit codes, styles and closed sets is so."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from maileroo_cli import SIGNATURE_HEADER, Style, encode, sign
from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.errors import ExitCode
from maileroo_cli.webhook.catalogue.event import EventType, Grade
from tests.docs.pages import ROOT, page, pages
from tests.docs.story import SECRET, VARIABLE, environment, execute
from tests.docs.test_commands import write_files
from tests.load.behaviours import OK
from tests.load.sink import Sink, Treatment

TEXT = "\n".join(one.text for one in pages())
UNREACHABLE = "--url http://127.0.0.1:9/webhook"
CHECK = "check http://127.0.0.1:9/webhook --select SIG001"
STORM = "storm {url} --outage 3s --schedule 0s,3s --traffic 2/s --steady 0.1 --no-journal"
LOAD = "load http://127.0.0.1:9/ delivered --wave 1 --no-probe"
RUNS = {
    "mhook.attempt/2": f"send delivered {UNREACHABLE}",
    "mhook.send-summary/2": f"send delivered {UNREACHABLE}",
    "mhook.request/1": f"send delivered {UNREACHABLE} --dry-run",
    "mhook.verify/2": "verify captures.ndjson",
    "mhook.verify-summary/2": "verify captures.ndjson",
    "mhook.signature/1": "sign body.json",
    "mhook.event/2": "events",
    "mhook.lifecycle/2": "events",
    "mhook.schedule/2": "schedule",
    "mhook.storm-forecast/1": "storm --plan",
    "mhook.storm/1": STORM,
    "mhook.cause/2": "causes header-missing",
    "mhook.anomaly/2": "causes bare-lf",
    "mhook.listen/1": "listen --port 0 --expect any=1",
    "mhook.arrival/2": "listen --port 0 --expect any=1",
    "mhook.listen-summary/2": "listen --port 0 --expect any=1",
    "mhook.inspect/1": "inspect --port 0 --until-eof",
    "mhook.capture-entry/2": "captures list",
    "mhook.capture-shown/2": "captures show last",
    "mhook.captures-diff/2": "captures diff last~1 last",
    "mhook.timeline/2": "captures timeline last",
    "mhook.import-damage/1": "captures import damaged.ndjson",
    "mhook.import-summary/2": "captures import damaged.ndjson",
    "mhook.prune-summary/2": "captures prune --all --dry-run",
    "mhook.store/2": "captures path",
    "mhook.run/2": "runs show last",
    "mhook.replay/2": "replay --against careful",
    "mhook.replay-attempt/2": "replay --against careful",
    "mhook.replay-delivery/2": "replay --against careful",
    "mhook.replay-summary/2": "replay --against careful",
    "mhook.kept-storm/1": "runs list",
    "mhook.kept-check/1": "runs list",
    "mhook.kept-load/1": "runs list",
    "mhook.runs-deleted/1": "runs delete --all --dry-run",
    "mhook.demo/1": "demo",
    "mhook.manual-topic/1": "manual",
    "mhook.manual-page/1": "manual replay",
    "mhook.rule/1": "rules",
    "mhook.rule-explained/1": "rules explain SIG004",
    "mhook.check-plan/1": f"{CHECK} --dry-run",
    "mhook.check-request/1": f"{CHECK} --dry-run --show",
    "mhook.check-rule/1": CHECK,
    "mhook.check-summary/1": CHECK,
    "mhook.load-plan/1": LOAD,
    "mhook.load/1": LOAD,
    "mhook.setting/1": "config show",
    "mhook.init/1": "init",
    "mhook.error/2": "verify no-such-file",
    "mhook.note/1": "sign body.json --secret literal",
}
_ANSWERS = "mhook.inspector"
"""How the schemas begin that the inspector answers with, which no command prints."""


def rows(title: str) -> list[list[str]]:
    """Return the cells of every table row of a page."""
    lines = [line for line in page(title).text.split("\n") if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def objects(command: str, folder: Path) -> dict[str, dict[str, Any]]:
    """Return one object of each schema that a command prints, on either stream."""
    arguments = [sys.executable, "-m", "maileroo_cli", *command.split(), "--format", "json"]
    if command.startswith("listen"):
        lines = listened(arguments, folder)
    elif "{url}" in command:
        with Sink(lambda _: Treatment((OK,))) as sink:
            done = execute([word.format(url=sink.url) for word in arguments], folder)
        lines = (done.stdout + done.stderr).splitlines()
    else:
        done = execute(arguments, folder)
        lines = (done.stdout + done.stderr).splitlines()
    return {parsed["schema"]: parsed for parsed in map(json.loads, lines)}


def listened(arguments: list[str], folder: Path) -> list[str]:
    """Return what a listener prints that gets one signed request."""
    variables = {**environment(), VARIABLE: SECRET}
    with subprocess.Popen(arguments, cwd=folder, env=variables, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        first = program.stdout.readline()
        request = Request(json.loads(first)["url"], b"{}", {SIGNATURE_HEADER: sign(b"{}", SECRET)})
        try:
            with urlopen(request, timeout=30) as answer:
                assert answer.read() == b"ok\n"
            rest, _ = program.communicate(timeout=30)
        finally:
            program.kill()
        return [first, *rest.splitlines()]


def test_every_schema_is_told() -> None:
    """The table of JSON output names each schema of the code, and none else."""
    told = {row[0].strip("`") for row in rows("formats") if row[0].startswith("`mhook.")}
    source = "".join(path.read_text() for path in (ROOT / "maileroo_cli").rglob("*.py"))
    defined = set(re.findall(r'SCHEMA = "(mhook\.[a-z-]+/\d+)"', source))
    told, defined = ({one for one in names if not one.startswith(_ANSWERS)} for names in (told, defined))
    assert told == defined == {*RUNS, "mhook.capture/1", "mhook.fixture/1"}


@pytest.mark.parametrize("command", sorted(set(RUNS.values())))
def test_keys_of_json_output(command: str, tmp_path: Path) -> None:
    """Each object has exactly the keys that the manual lists, its schema first."""
    write_files(tmp_path)
    told = {row[0].strip("`"): re.findall(r"`([a-z_0-9]+)`", row[2]) for row in rows("formats") if len(row) == 3}
    printed = objects(command, tmp_path)
    wanted = [schema for schema, run in RUNS.items() if run == command]
    for schema in wanted:
        assert list(printed[schema]) == ["schema", *told[schema]]


def test_exit_codes_are_those_of_the_program() -> None:
    """The table of exit codes lists each code once, in order."""
    codes = [int(row[0]) for row in rows("exit-codes") if row[0].isdigit()]
    assert codes == [int(code) for code in ExitCode]


def test_styles_are_those_of_the_program() -> None:
    """The table of styles lists each style with a body that it writes."""
    listed = {row[0].strip("`"): row[2].strip("`") for row in rows("sending") if len(row) == 3}
    payload = {"id": "<a/b@é>"}
    for style in Style:
        assert style is Style.PRETTY or listed[style] == encode(payload, style).decode()
    assert set(Style) == set(listed) - {"style", "---"}


def test_closed_sets_are_told_in_full() -> None:
    """Every event type, grade and outcome is named."""
    for name in (*EventType, *Outcome):
        assert f"`{name}`" in TEXT
    for grade in Grade:
        assert f"| {grade} |" in TEXT
