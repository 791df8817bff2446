"""Where `mhook listen` has no keys it prints what it always printed, byte for byte, and leaves the terminal alone."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.commands.test_listen import event, post
from tests.cli.keys.terminal import SeenProgram, listen_line, variables

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="these terminals are those of POSIX"),
    pytest.mark.usefixtures("measured_processes"),
]
SGR = re.compile(r"\x1b\[[0-9;]*m")
PRINTED = r"""listening on http://127\.0\.0\.1:\d+ \(Ctrl-C ends\)
  keeping each request in \S+ \(0 so far\)
  try it: mhook send delivered --url http://127\.0\.0\.1:\d+/webhook
\d\d:\d\d:\d\d\.\d{3}  POST /hook        delivered   one        valid        75 B  200 +\d+\.\d ms

1 request: 1 valid
  delivered          1  1 valid
look at them: mhook captures list --store \S+
"""
"""What one request makes of a session, on a terminal and elsewhere."""


@pytest.mark.parametrize(
    ("arguments", "env"),
    [(["--no-keys"], {}), ([], {"TERM": "dumb"}), ([], {"CI": "true"})],
    ids=["--no-keys", "TERM=dumb", "CI"],
)
def test_terminal(arguments: list[str], env: dict[str, str], tmp_path: Path) -> None:
    """On a terminal the lines are those of ever, nothing is erased, and what is typed is seen."""
    with SeenProgram(listen_line(tmp_path, *arguments), env=env) as listen:
        port = listen.port
        listen.see("try it")
        assert listen.settings() == listen.settings_before
        post(port, event("delivered", "one"))
        listen.see("200")
        listen.signal(signal.SIGINT)
        assert listen.wait() == 0
        shown = SGR.sub("", listen.raw.decode().replace("\r\n", "\n")).removesuffix("<ended 0>")
    assert re.fullmatch(PRINTED, shown), shown
    assert bool(SGR.search(listen.raw.decode())) is not bool(env.get("TERM"))


@pytest.mark.parametrize("piped", ["stdin", "stdout"])
def test_pipe(piped: str, tmp_path: Path) -> None:
    """Where one of both streams is no terminal there are no keys."""
    with SeenProgram(["sleep", "600"]) as terminal:  # whose screen it is
        stdin, stdout = (subprocess.PIPE if name == piped else terminal.end for name in ("stdin", "stdout"))
        with subprocess.Popen(
            listen_line(tmp_path), stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, env=variables()
        ) as running:
            if piped == "stdin":
                port = terminal.port
                post(port, event("delivered", "one"))
                terminal.see("200")
            else:
                assert running.stdout is not None
                port = int(re.search(rb":(\d+)", running.stdout.readline())[1])  # type: ignore[index]
                post(port, event("delivered", "one"))
            assert terminal.settings() == terminal.settings_before
            running.send_signal(signal.SIGINT)
            out, err = running.communicate()
            assert (running.returncode, err) == (0, b"")
        if piped == "stdin":
            terminal.see("look at them")
            shown = terminal.raw.decode().replace("\r\n", "\n")
            assert re.fullmatch(PRINTED, SGR.sub("", shown)), shown
        else:
            assert b"\x1b" not in out
            assert b"valid" in out


@pytest.mark.slow
@pytest.mark.parametrize("form", ["json", "junit", "github"])
def test_other_formats(form: str, tmp_path: Path) -> None:
    """On a terminal other formats are what they are in a pipe."""
    line = listen_line(
        tmp_path, "--format", form, "--expect", "delivered=1 within 1m", "--ready-file", str(tmp_path / "url")
    )
    with SeenProgram(line, width=500) as listen:
        listen.see("http://127.0.0.1:")
        assert listen.settings() == listen.settings_before
        port = int(re.search(r"127\.0\.0\.1:(\d+)", "\n".join(listen.lines))[1])  # type: ignore[index]
        post(port, event("delivered", "one"))
        assert listen.wait() == 0
        assert b"\x1b[J" not in listen.raw
