"""Files that are small and would cost much: refused or passed over, in one line, with the documented exit code."""

import base64
import json
from pathlib import Path

import pytest

from tests.cli.calling import Mhook, environment, process

DEEP = 20_000
LONG_KEY = ".".join("a" * 32_000)
NESTS = {"arrays": "[" * DEEP + "]" * DEEP, "objects": '{"a":' * DEEP + "1" + "}" * DEEP, "open": "[" * DEEP}


def wrapped(value: str) -> dict[str, str]:
    """Return the files in which a value can stand that is nested too deeply."""
    body = base64.b64encode(value.encode()).decode()
    request = f'"method":"POST","url":"http://a.test/webhook","headers":{value}'
    return {
        "a.json": value,
        "a.ndjson": f'{{"event_type":"opened","x":{value}}}\n{value}\n',
        "a.har": f'{{"log":{{"entries":[{{"request":{{{request}}}}},{{"request":{value}}},{value}]}}}}',
        "postman.json": f'{{"info":{{"schema":"https://schema.getpostman.com/"}},"item":[{{"request":{{{request}}}}}]}}',
        "record.ndjson": f'{{"schema":"mhook.capture/1","method":"POST","target":"/","headers":{value}}}\n',
        "body.ndjson": json.dumps({
            "schema": "mhook.capture/1", "id": "1", "time": "", "method": "POST", "target": "/",
            "headers": [["x-maileroo-signature", "a" * 64]], "body": None, "body_base64": body,
        }) + "\n",
        "a.log": f"2026-03-15 INFO POST /webhook x-maileroo-signature: {'a' * 64} body={value}\n",
        "stream.txt": f"event: message\ndata: {value}\n\n",
        "fetch.js": f'fetch("http://a.test/webhook", {{"method":"POST","headers":{value}}});\n',
        "test_a.py": f"CASES = [\n    case(headers={value}, body=b'')\n]\n",
        "a.http": f"POST /webhook HTTP/1.1\r\nHost: a\r\nx-maileroo-signature: {value[:50_000]}\r\n\r\n{value}",
        "a.sh": f"curl -X POST http://a.test/webhook -H 'x-maileroo-signature: {value[:9000]}' -d '{value}'\n",
    }  # fmt: skip


@pytest.mark.parametrize("name", wrapped(""))
@pytest.mark.parametrize("nest", NESTS)
def test_deep_json(name: str, nest: str, mhook: Mhook, project: Path) -> None:
    """What is nested too deeply is told in a line wherever it stands, and never more than that."""
    Path(name).write_text(wrapped(NESTS[nest])[name])
    for words in (
        ["verify", name],
        ["captures", "import", name],
        ["send", name, "--url", "http://a.test", "--dry-run"],
    ):
        assert mhook(*words).code in {0, 1, 2, 3}, words


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["generate", "--lifecycle"], f"{LONG_KEY} = 1"),
        (["generate", "--lifecycle"], f"[[step]]\nevent = 'opened'\nset.{LONG_KEY} = 1"),
        (["schedule"], f"[{LONG_KEY}]"),
        (["replay", "opened", "--url", "http://127.0.0.1:9", "--schedule"], f"waits = [{{ {LONG_KEY} = 1 }}]"),
    ],
)
def test_a_key_of_many_parts(words: list[str], text: str, mhook: Mhook, project: Path) -> None:
    """A lifecycle or a schedule of 64 kB takes no gigabytes to be refused."""
    Path("a.toml").write_text(text)
    ran = mhook(*words, "a.toml")
    assert ran.code == 3
    assert ran.error.startswith(f"cannot read 'a.toml': a key in line {text.count(chr(10)) + 1} has more than 32 parts")


@pytest.mark.parametrize("value", NESTS.values(), ids=NESTS)
def test_deep_json_on_the_command_line(value: str, mhook: Mhook) -> None:
    """A value of ``--set`` that is nested too deeply is a mistake of whoever gave it."""
    assert mhook("generate", "opened", "--set", f"x:={value}", "--force").code == 2


def test_deep_json_on_the_standard_input() -> None:
    """It is read in a process of its own as well, whose stack is what the system gives."""
    assert process(["verify", "-"], stdin=NESTS["arrays"].encode(), env=environment()).code in {1, 3}
