"""``--app`` with an application that does to the standard streams what it should not: the report is written anyway."""

import subprocess
from pathlib import Path

import pytest

from tests.cli.calling import command, environment, process

_APP = """
import io, sys


def app(environ, start_response):
    {deed}
    start_response("200 OK", [])
    return []
"""
_DEEDS = {
    "closes": "sys.stdout.close(); sys.stderr.close()",
    "replaces": "sys.stdout = sys.stderr = io.StringIO()",
    "removes": "sys.stdout = sys.stderr = None",
    "writes bytes": "sys.stdout.buffer.write(b'NOISE\\n'); sys.stderr.buffer.write(b'NOISE\\n')",
    "detaches": "sys.stdout.detach().write(b'NOISE\\n')",
    "prints to the first": "print('NOISE', file=sys.__stdout__); print('NOISE', file=sys.__stderr__)",
}
deeds = pytest.mark.parametrize("deed", _DEEDS.values(), ids=_DEEDS)


@deeds
def test_the_report_is_whole(tmp_path: Path, deed: str) -> None:
    """The data is mhook's alone, and all of it is there."""
    (tmp_path / "shop.py").write_text(_APP.format(deed=deed))
    ran = process(("send", "delivered", "opened", "--app", "shop:app", "--format", "json"), cwd=tmp_path)
    schemas = [one["schema"] for one in ran.objects]
    assert (ran.code, schemas, ran.err) == (0, ["mhook.attempt/2"] * 2 + ["mhook.send-summary/2"], "")


def test_bytes_are_shown_to_those_who_want_them(tmp_path: Path) -> None:
    """They go where its text goes: to stderr, in their order."""
    deed = "print('one'); sys.stdout.buffer.write(b'two \\xff\\n'); print('three')"
    (tmp_path / "shop.py").write_text(_APP.format(deed=deed))
    line = command(("send", "delivered", "--app", "shop:app", "--app-output", "--format", "json"))
    ran = subprocess.run(line, cwd=tmp_path, env=environment(), capture_output=True, check=True)
    assert ran.stderr.decode().splitlines() == ["one", "two \\xff", "three"]
    assert len(ran.stdout.splitlines()) == 2
