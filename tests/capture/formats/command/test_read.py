"""Commands that are read: as bash, curl and our own export mean them. bash and curl themselves are the judges."""

import os
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maileroo_cli.capture.formats.command.bash import BashReader
from maileroo_cli.capture.formats.command.reader import looks_like_commands, read_commands
from maileroo_cli.capture.formats.curl.command import write_curl
from maileroo_cli.capture.formats.http.dump import read_http
from maileroo_cli.capture.read_result import ReadRequest
from maileroo_cli.capture.record import CaptureRecord
from tests.receivers.raw import Receiver

BASH, CURL = shutil.which("bash"), shutil.which("curl")
NEEDS_BASH = pytest.mark.skipif(BASH is None, reason="bash is not installed")
NEEDS_CURL = pytest.mark.skipif(BASH is None or CURL is None, reason="curl is not installed")
FIXTURES = Path(__file__).parents[4] / "fixtures" / "captures" / "command"
URL = "http://localhost:8000/webhook"


def read(text: bytes, folder: Path = FIXTURES) -> list[ReadRequest]:
    """Return the requests of a text of commands, which may name files of ``folder``."""
    results = list(read_commands(BytesIO(text), lambda name: (folder / name).read_bytes()))
    assert all(isinstance(one, ReadRequest) for one in results)
    return [one for one in results if isinstance(one, ReadRequest)]


WORDS: dict[str, bytes] = {
    "single quotes": rb"""'a "b" \n $x `y`'""",
    "double quotes": rb'''"a 'b' \" \\ \$x \` \n"''',
    "ANSI-C": rb"""$'a\'b\n\t\x41\101\u00e9\U0001f600\\\"\?\cA'""",
    "joined": rb"""a'b'"c"$'d'\e""",
    "continued": b"a\\\nb 'c\\\nd' \"e\\\nf\"",
    "empty": b"'' \"\" x",
    "spaces": b"a  \\  b\t'c'",
    "a comment": b"a b#c #d e",
    "dollars": rb"""a$ "b$" "$" $'x'$""",
    "set before": b"Y='a b'; printf '%s\\0' \"$Y\" $Y",
    "printf within": rb'''"$(printf 'caf\303\251 %s' "x")" "`printf 'a'`"''',
    "nested": rb'''"$(printf '%s' "$(printf 'a)b')")"''',
    "not ASCII": "'é☃' \"é\" é".encode(),
}


@NEEDS_BASH
@pytest.mark.parametrize("text", WORDS.values(), ids=WORDS.keys())
def test_words_are_those_of_bash(text: bytes) -> None:
    """Each word has the bytes that bash gives to a program."""
    script = text if b"printf '%s\\0'" in text else b"printf '%s\\0' " + text
    assert words_of(script) == words_in_bash(script)


@NEEDS_BASH
@given(st.lists(st.sampled_from(["'", '"', "\\", "$'", "a", " ", "é", "!", "\\n", "\\'", "#", "%", "{", "=", "\t"])))
@example(["$'", "\\'", "'"])
def test_any_quoting_is_read_as_bash_reads_it(parts: list[str]) -> None:
    """Whatever bash accepts is read as bash reads it."""
    script = b"printf '%s\\0' x" + "".join(parts).encode()
    expected = words_in_bash(script)
    if expected is not None:
        assert words_of(script) == expected


def words_of(script: bytes) -> list[bytes]:
    """Return the arguments of the last printf behind its format; the shell splits what is not quoted."""
    command = list(BashReader(script).commands())[-1]
    words = [word.data for word in command.words[2:]]
    if script.endswith(b'"$Y" $Y'):
        words = [words[0], *words[1].split()]
    return words


def words_in_bash(script: bytes) -> list[bytes] | None:
    """Return what bash gives; ``None`` where it refuses the script."""
    done = subprocess.run([str(BASH), "--norc", "-c", script], capture_output=True, check=False, timeout=30)
    return done.stdout.split(b"\0")[:-1] if done.returncode == 0 and not done.stderr else None


HEADER_NAMES = st.sampled_from(["X-A", "Content-Type", "User-Agent", "x-maileroo-signature"])
HEADER_VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=20)
BODIES = st.binary(max_size=60) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass"))


@given(BODIES, st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=4), st.sampled_from(["POST", "PUT", "PATCH"]))
@example(b"@/etc/passwd", [], "POST")
@example(b'^"', [], "POST")
@example(b"^\n", [("X-A", '^"')], "PUT")
@example(b"-x\n'\"\\$`!\r\n", [("X-A", "'\"\\$`!%é")], "POST")
def test_an_exported_command_reads_back(body: bytes, headers: list[tuple[str, str]], method: str) -> None:
    """The method, the headers and each byte of the body come back from our own lines of shell."""
    stripped = tuple((name, value.strip(" \t\xa0\x85")) for name, value in headers)
    record = CaptureRecord.of("r", "", method, "/", stripped, body)
    (found,) = read(write_curl(record, URL).encode())
    assert (found.whole, found.record.content, found.record.method) == (True, body, method)
    sent = [pair for pair in found.record.headers if pair != ("Content-Type", FORM)]
    assert sent == [pair for pair in stripped if pair != ("Content-Type", FORM)]


FORM = "application/x-www-form-urlencoded"

SENT: dict[str, str] = {
    "two data": "curl -d a=1 -d b=2 URL",
    "data of a file": "curl -d @lines.txt URL",
    "data of a file after text": "curl -d a -d @lines.txt --data-binary @lines.txt URL",
    "binary data of a file": "curl --data-binary @lines.txt URL",
    "raw data with an at": "curl --data-raw @lines.txt URL",
    "ascii data": "curl --data-ascii @lines.txt URL",
    "JSON": """curl --json '{"a":' --json '1}' URL""",
    "JSON of a file": "curl --json @lines.txt URL",
    "encoded data": "curl --data-urlencode 'a b&c' --data-urlencode 'x=é ü' --data-urlencode n@lines.txt URL",
    "an upload": "curl -T lines.txt URL",
    "the standard input": "cat lines.txt | curl -d @- URL",
    "a redirection": "curl --data-binary @- URL < lines.txt",
    "a here-document": "curl --data-binary @- URL <<EOF\na b\n  c\nEOF",
    "a here-document with tabs": "curl --data-binary @- URL <<-'EOF'\n\ta $b\n\tEOF",
    "a here-string": "curl --data-binary @- URL <<< 'a b'",
    "printf": r"printf 'a\n%s\303\251' b | curl --data-binary @- URL",
    "echo": "echo -n 'a b' | curl --data-binary @- URL",
    "echo with a newline": "echo 'a b' | curl --data-binary @- URL",
    "short options together": "curl -sSXPUT -H'X-A: b' -dabc URL",
    "a header that is left out": "curl -H 'Content-Type:' -H 'X-A;' -H 'X-B: c' -d x URL",
    "options with values": "curl -m 5 --retry 1 -o /dev/null -A me -e there -b a=b -d x URL",
    "the method at last": "curl URL -d x -X PATCH",
    "a URL by its option": "curl -d x --url URL",
    "GET with data": "curl -G -d a=b -H 'x-maileroo-signature: x' URL",
    "an argument with a line break": "curl -d 'a\nb' URL",
}


@NEEDS_CURL
@pytest.mark.parametrize("line", SENT.values(), ids=SENT.keys())
def test_a_request_is_the_one_that_curl_sends(line: str, tmp_path: Path) -> None:
    """The method, the body and the headers are those that arrive when the command is run."""
    (tmp_path / "lines.txt").write_bytes(b"a b\r\n c\nd\n")
    with Receiver() as receiver:
        script = line.replace("URL", f"{receiver.url}/webhook")
        env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            [str(BASH), "-c", script], cwd=tmp_path, env=env, capture_output=True, check=False, timeout=30
        )
        assert done.returncode == 0, done.stderr
        (raw,) = receiver.requests
    (arrived,) = read_http([raw])
    (found,) = read_with_folder(script.encode(), tmp_path)
    assert isinstance(arrived, ReadRequest)
    assert (found.record.method, found.record.content) == (arrived.record.method, arrived.record.content)
    wanted = [pair for pair in arrived.record.headers if pair[0].lower() not in CURLS_OWN]
    assert sorted(pair for pair in found.record.headers if pair[0].lower() not in CURLS_OWN) == sorted(wanted)


CURLS_OWN = {"host", "accept", "user-agent", "content-length", "expect", "transfer-encoding"}


def read_with_folder(text: bytes, folder: Path) -> list[ReadRequest]:
    """Return the requests of a text whose standard input may be a file, as that of ``cat FILE |`` is."""
    if text.startswith(b"cat lines.txt |"):
        text = text.replace(b"cat lines.txt |", b"printf '%s' " + b"$'a b\\r\\n c\\nd\\n' |")
    return read(text, folder)


RECOGNISED: dict[str, tuple[bytes, bool]] = {
    "alone": (b"curl http://a.test", True),
    "behind a prompt": (b"$ curl http://a.test", True),
    "behind another prompt": (b"C:\\Users\\me> curl.exe http://a.test", True),
    "after settings": (b"#!/bin/sh\n# x\nset -eu\nA=b\nexport C=d\n\ncurl $A", True),
    "after a pipe": (b"printf %s e30= | base64 -d | curl -d @- http://a.test", True),
    "behind a long body": (b"printf %s " + b"A" * 60_000, True),
    "PowerShell's": (b"$s = 1\nInvoke-RestMethod -Uri http://a.test", True),
    "within prose": (b"# Title\n\nRun this:\n\ncurl http://a.test\n", False),
    "a word like it": (b"curly braces\n", False),
    "in a program": (b"import os\nos.system('curl x')\n", False),
    "in JSON": (b'{"a":"curl x"}', False),
}


@pytest.mark.parametrize(("head", "expected"), RECOGNISED.values(), ids=RECOGNISED.keys())
def test_a_file_of_commands_is_recognised(head: bytes, expected: bool) -> None:
    """The first line that is neither a comment nor a setting tells."""
    assert looks_like_commands(head) is expected


@given(st.binary(max_size=200) | st.text(alphabet="curl -dH'\"$\\^`@{}()<>|;&\n \r%x=", max_size=60).map(str.encode))
@example(b"curl ^")
@example(b"curl -H @{ `\n")
@example(b"curl $(")
@example(b"$( " * 3000)
@example(b"curl -d @- <<")
def test_no_text_of_commands_fails(text: bytes) -> None:
    """Whatever follows curl, requests come out, or none: in each shell's reading."""
    for start in (b"curl ", b"curl ^\r\n", b"curl `\n", b"Invoke-WebRequest "):
        for _ in read_commands(BytesIO(start + text), lambda _: None):
            pass
