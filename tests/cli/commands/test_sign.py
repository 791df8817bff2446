"""``mhook sign``: the signature, and requests that are ready to be pasted, run and proved right."""

import hashlib
import hmac
import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.calling import SECRET, Mhook, environment
from tests.cli.endpoint import Endpoint

BODY = b'{"event_type":"opened"}'
RIGHT = hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()
URL = "http://localhost:8000/webhook"
SH, CURL = shutil.which("sh"), shutil.which("curl")


@pytest.mark.parametrize("form", ["hex", "header"])
@pytest.mark.parametrize("source", ["body.json", "-", ""])
def test_signature(mhook: Mhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, form: str) -> None:
    """The bare digits or the header are printed for a file and for the standard input, which is the default."""
    monkeypatch.chdir(tmp_path)
    Path("body.json").write_bytes(BODY)
    ran = mhook("sign", *([source] if source else []), "--as", form, stdin=BODY)
    assert (ran.code, ran.err) == (0, "")
    assert ran.text == f"{RIGHT}\n" if form == "hex" else f"x-maileroo-signature: {RIGHT}\n"


@pytest.mark.parametrize("form", ["hex", "header", "curl", "http", "httpie"])
def test_json(mhook: Mhook, form: str) -> None:
    """As JSON the signature, the form and its text stand in one object whose keys stay."""
    (shown,) = mhook("sign", "-", "--as", form, "--format", "json", stdin=BODY).objects
    assert list(shown) == ["schema", "signature", "form", "text", "bytes"]
    assert (shown["schema"], shown["signature"]) == ("mhook.signature/1", RIGHT)
    assert (shown["form"], shown["bytes"], RIGHT in shown["text"]) == (form, len(BODY), True)


def test_newline(mhook: Mhook) -> None:
    """A body that ends in a newline is signed as it is, with a hint on stderr."""
    ran = mhook("sign", "-", stdin=BODY + b"\n")
    assert ran.text.strip() == hmac.new(SECRET.encode(), BODY + b"\n", hashlib.sha256).hexdigest()
    assert ran.err.startswith("mhook: note: the body ends in a newline, which is signed too")


def test_an_empty_file(mhook: Mhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signature of an empty file is printed, as these are bytes too, and a note says what it is."""
    monkeypatch.chdir(tmp_path)
    Path("empty").touch()
    ran = mhook("sign", "empty")
    assert (ran.code, ran.text.strip()) == (0, hmac.new(SECRET.encode(), b"", hashlib.sha256).hexdigest())
    assert ran.err == "mhook: note: the body is empty; this is the signature of nothing\n"


@pytest.mark.parametrize("arguments", [(), ("-",), ("-", "--as", "curl")], ids=" ".join)
def test_an_empty_standard_input(mhook: Mhook, arguments: tuple[str, ...]) -> None:
    """After a program that failed in a pipe nothing that looks like a signature is printed."""
    ran = mhook("sign", *arguments)
    assert (ran.code, ran.out) == (3, b"")
    assert ran.err == (
        "mhook: error: standard input is empty, so there is nothing to sign: did the program before the pipe fail?"
        " to sign an empty body, name an empty file\n"
    )


def test_body_before_url(mhook: Mhook, tmp_path: Path) -> None:
    """What is wrong with the body is told before what is wrong with the URL."""
    ran = mhook("sign", "-", "--url", "nourl", "--as", "curl", stdin=BODY + b"\n")
    note, error = ran.err.splitlines()
    assert ran.code == 2
    assert "ends in a newline" in note
    assert "does not begin with http://" in error
    ran = mhook("sign", str(tmp_path / "none"), "--url", "nourl", "--as", "curl")
    assert ran.code == 3
    assert "cannot read" in ran.err


@pytest.mark.parametrize("reference", ["env:OTHER", "file:secret", "-"])
def test_references(mhook: Mhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reference: str) -> None:
    """A secret may come from a variable, a file or the standard input; the newline at a file's end is none of it."""
    monkeypatch.chdir(tmp_path)
    Path("secret").write_text("sesame\n")
    Path("body.json").write_bytes(BODY)
    ran = mhook("sign", "body.json", "--secret", reference, stdin=b"sesame\r\n", env={"OTHER": "sesame"})
    assert ran.text.strip() == hmac.new(b"sesame", BODY, hashlib.sha256).hexdigest()
    assert ran.err == ""


def test_white_space_around_a_secret(mhook: Mhook) -> None:
    """It is kept, and told."""
    ran = mhook("sign", "-", "--secret", "env:OTHER", stdin=BODY, env={"OTHER": " sesame "})
    assert ran.text.strip() == hmac.new(b" sesame ", BODY, hashlib.sha256).hexdigest()
    assert "the secret env:OTHER has white space around it" in ran.err


BODIES: dict[str, bytes] = {
    "plain": BODY,
    "quotes": b"""{"a":"it's \\"so\\" $HOME `id` !! \\\\ %s"}""",
    "like a file of curl": b"@/etc/passwd",
    "like an option": b"--help",
    "lines": b'{\r\n  "a": 1\n}\n',
    "not UTF-8": b"\xff\xfe\x00\x80{}",
    "NUL": b"a\0b",
    "escapes": b"\x1b[31mred\x1b[0m",
    "other scripts": '{"name":"Jos\u00e9 \u5c71\u7530"}'.encode(),
    "bidi": "\u202eevil".encode(),
    "replacement character": "\ufffd".encode(),
    "longer than an argument": b"x" * 200_000,
}
NAMES = ["body.json", "with space", "-o", "it's", "\u5c71\u7530.json", "a\x1b[31mb", "a;b", "$HOME"]


def run_shell(line: str, folder: Path, **variables: str) -> bytes:
    """Run a line of shell, which may be longer than an argument, and return what it printed."""
    script = folder / "script"
    script.write_text(line)
    command, env = [str(SH), "script"], environment(variables)
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.curl
@pytest.mark.skipif(CURL is None or SH is None, reason="curl is not installed")
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_curl_of_stdin(mhook: Mhook, tmp_path: Path, body: bytes) -> None:
    """The line that is printed for any body, run in a shell, delivers that body, signed."""
    with Endpoint() as endpoint:
        ran = mhook("sign", "-", "--as", "curl", "--url", f"{endpoint.url}?a=1&b='$x'", stdin=body)
        assert ran.out.count(b"\n") == 1
        answer = run_shell(ran.text, tmp_path)
    assert b"200 OK" in answer
    (arrived,) = endpoint.arrived
    assert (arrived.body, arrived.signed, arrived.path) == (body, True, "/webhook?a=1&b='$x'")
    assert ("Content-Type", "application/json") in arrived.headers


@pytest.mark.curl
@pytest.mark.skipif(CURL is None or SH is None, reason="curl is not installed")
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_curl_of_a_file(mhook: Mhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The line names the file where a terminal can show its name, and carries its bytes where it cannot."""
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(b"{}\n")
    with Endpoint() as endpoint:
        ran = mhook("sign", "--as", "curl", "--url", endpoint.url, "--", name)
        assert (shlex.quote(f"@{name}") in ran.text) == name.isprintable()
        run_shell(ran.text, tmp_path)
    assert [(one.body, one.signed) for one in endpoint.arrived] == [(b"{}\n", True)]


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_http(mhook: Mhook, body: bytes) -> None:
    """The request is whole: mhook verify reads it and finds it signed."""
    ran = mhook("sign", "-", "--as", "http", "--url", "https://example.com/hook?a=1", stdin=body)
    head, blank, rest = ran.out.partition(b"\r\n\r\n")
    assert (blank, rest) == (b"\r\n\r\n", body)
    lines = head.split(b"\r\n")
    assert lines[:2] == [b"POST /hook?a=1 HTTP/1.1", b"Host: example.com"]
    assert b"Content-Length: %d" % len(body) in lines
    checked = mhook("verify", "-", stdin=ran.out)
    assert (checked.code, checked.lines[-1]) == (0, "1 request: 1 valid")


def test_httpie_forms(mhook: Mhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTPie is given a printable body inline, a file by its name, and any other body through a pipe."""
    monkeypatch.chdir(tmp_path)
    name = "it's"
    Path(name).write_bytes(BODY)
    start = f"http POST {URL} 'Content-Type:application/json' 'x-maileroo-signature:{RIGHT}'"
    words = ["--as", "httpie", "--url", URL]
    assert mhook("sign", "-", *words, stdin=BODY).text == f"{start} --ignore-stdin --raw '{BODY.decode()}'\n"
    assert mhook("sign", name, *words).text == f"{start} < {shlex.quote(name)}\n"
    assert mhook("sign", "-", *words, stdin=b"\xff").text.startswith("printf %s /w== | base64 -d | http POST ")


@pytest.mark.skipif(SH is None, reason="there is no shell")
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_httpie(mhook: Mhook, tmp_path: Path, body: bytes) -> None:
    """The HTTPie line hands the program exactly these bytes, as an argument or on its standard input."""
    program = tmp_path / "http"
    program.write_text(
        '#!/bin/sh\nfor last; do :; done\ncase " $* " in *" --raw "*) printf %s "$last";; *) cat;; esac\n'
    )
    program.chmod(0o755)
    line = mhook("sign", "-", "--as", "httpie", "--url", URL, stdin=body).text
    assert "--raw -" not in line  # which HTTPie would take for another option
    assert run_shell(line, tmp_path, PATH=f"{tmp_path}:{os.environ['PATH']}") == body


def test_sign_what_generate_makes(mhook: Mhook) -> None:
    """The two commands fit together without a byte between them."""
    body = mhook("generate", "opened").out
    signature = mhook("sign", "-", stdin=body).text.strip()
    assert signature == hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert json.loads(body)["event_type"] == "opened"
