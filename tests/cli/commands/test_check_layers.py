"""``mhook check`` where a valid event is refused: the layer is named, and an answer is waited for."""

import hashlib
from pathlib import Path

import pytest

from tests.cli.calling import SECRET, Mhook
from tests.receivers import refusing
from tests.receivers.correct import CorrectReceiver
from tests.receivers.mistakes import ComparesSecret
from tests.receivers.raw import Peer, Receiver, answer_bytes, answering, closed_port


def test_the_layer_comes_right_after_the_refusal(mhook: Mhook) -> None:
    """What refused is told after the rule that failed, with the remedy of the framework that answered."""
    with refusing.ChecksCsrf() as receiver:
        ran = mhook("check", receiver.url)
    assert ran.code == 1
    told = [line.split()[0] for line in ran.lines if line.startswith(("SIG", "WHY"))]
    assert told[:2] == ["SIG001", "WHY004"]
    assert "in Django: @csrf_exempt" in " ".join(ran.text.split())


def test_experiments_can_be_left_out(mhook: Mhook) -> None:
    """``--ignore WHY`` names no layer."""
    with refusing.ChecksCsrf() as receiver:
        ran = mhook("check", receiver.url, "--ignore", "WHY")
    assert ran.code == 1
    assert "WHY" not in ran.text


def test_the_secret_is_not_shown_where_it_was_sent(mhook: Mhook) -> None:
    """A receiver that compares the secret itself is told so, and ``--show`` masks what stood in the header."""
    with ComparesSecret() as receiver:
        receiver.secrets = [SECRET.encode()]
        ran = mhook("check", receiver.url, "--select", "SIG001", "--show")
    assert "WHY013" in ran.text
    assert "the secret itself" in ran.text


class HashesWithoutKey(CorrectReceiver):
    """Computes a hash that knows no secret, and writes it to a log."""

    def __init__(self, log: Path) -> None:
        super().__init__(SECRET)
        self._log = log

    def signature(self, body: bytes, secret: bytes) -> bytes:
        """Return the hash of the body alone."""
        computed = hashlib.sha256(body).hexdigest()
        with self.lock, self._log.open("a") as log:
            log.write(f"expected {computed}\n")
        return computed.encode()


def test_what_was_computed_is_explained(mhook: Mhook, tmp_path: Path) -> None:
    """Where the receiver writes the signature that it computes, what makes it differ is named."""
    log = tmp_path / "log.txt"
    log.write_text(f"an older one: {'0' * 64}\n")
    with HashesWithoutKey(log) as receiver:
        ran = mhook("check", receiver.url, "--select", "SIG001", "--computed", str(log))
        without = mhook("check", receiver.url, "--select", "SIG001")
    assert "hash-without-key" in ran.text
    assert "hash-without-key" not in without.text


def test_a_log_that_is_not_there_changes_nothing(mhook: Mhook, tmp_path: Path) -> None:
    """Without the file the layer is sought all the same."""
    with HashesWithoutKey(tmp_path / "log.txt") as receiver:
        ran = mhook("check", receiver.url, "--select", "SIG001", "--computed", str(tmp_path / "no-such-file"))
    assert (ran.code, "WHY014" in ran.text) == (1, True)


def test_an_answer_is_waited_for(mhook: Mhook) -> None:
    """The check begins once a proxy has something else to say than that its application is not there."""
    left = [502, 503, 504]

    def start(peer: Peer) -> None:
        while (request := peer.read()) is not None:
            peer.send(answer_bytes(left.pop(0) if left and request.startswith(b"GET ") else 401))

    with Receiver(start) as receiver:
        ran = mhook("check", receiver.url, "--select", "SIG001", "--wait-for-answer", "20")
    assert ran.code == 1
    assert left == []
    assert "answered 401" in ran.text


@pytest.mark.parametrize("listens", [True, False])
def test_an_answer_is_waited_for_in_vain(mhook: Mhook, listens: bool) -> None:
    """What was waited for is told in one line, and the exit code says that nothing was reached."""
    with Receiver(answering(answer_bytes(503))) as receiver:
        port = receiver.port if listens else closed_port()
        ran = mhook("check", f"http://127.0.0.1:{port}/webhook", "--wait-for-answer", "0.05")
    assert ran.code == 4
    assert f"waited 0.05 s for an answer: {'127.0.0.1' if listens else 'nothing listens'}" in ran.error
