"""A receiver in Node whose comparison throws: the process really ends."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from maileroo_cli.operation.check import run
from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.rules.verdict import Consequence
from tests.rules.checking import make_settings

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="needs Node")

SOURCE = """
const http = require('http'), crypto = require('crypto');
const answer = async (request, body, response) => {
  const expected = crypto.createHmac('sha256', 'test-secret').update(body).digest();
  const given = Buffer.from(request.headers['x-maileroo-signature'] || '', 'hex');
  response.statusCode = crypto.timingSafeEqual(expected, given) ? 200 : 401;
  response.end();
};
const server = http.createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => answer(request, Buffer.concat(parts), response));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
"""


@pytest.fixture
def url() -> Iterator[str]:
    """Start it, once: nothing starts it again."""
    with subprocess.Popen([NODE or "", "-e", SOURCE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/webhook"
        process.kill()


def test_a_process_that_ends(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told which signature ended it, and nothing of all that came afterwards."""
    monkeypatch.setattr(run, "_COMES_BACK", 0.2)
    checked = CheckRun(make_settings(url))
    for _ in checked:
        pass
    (found,) = checked.summary.findings
    assert (found.rule.id, found.consequence) == ("SIG021", Consequence.STOPPED)
    assert "after a signature of 63 digits the next valid event was not accepted" in found.verdict.reason
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", urlsplit(url).port or 0)).close()
