"""The first stage: what a request is judged to be, and what is chosen as its answer, before anything is stored."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from maileroo_cli.capture.answer.language import parse_script
from maileroo_cli.capture.answer.responder import Responder
from maileroo_cli.capture.answer.step import AnswerStep
from maileroo_cli.capture.entry import ID_LENGTH
from maileroo_cli.capture.http.anomaly import ANOMALIES
from maileroo_cli.capture.http.framing import Received, Refused
from maileroo_cli.capture.http.head import read_head
from maileroo_cli.transport.server.config import ListenConfig
from maileroo_cli.transport.server.pipeline.pending_request import PendingRequest, Performed
from maileroo_cli.transport.server.pipeline.stage_1_judge import RequestJudge
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import sign

SECRET = Secret("secret", "env:KEY")
BODY = b'{"event_id":"e1","event_type":"opened","message_reference_id":"m1"}'
RIGHT, WRONG = sign(BODY, SECRET), "0" * 64


class Connection:
    """A client's connection that is never written to."""

    peer = "127.0.0.1:40000"
    to_head = closing = False

    def __init__(self, *, gone: bool = False) -> None:
        self.gone = gone

    def perform(self, step: AnswerStep, done: Performed | None = None) -> None:
        """Refuse to answer: judging answers nothing."""
        raise AssertionError(step)

    def watch(self, left: Callable[[], None]) -> None:
        """Refuse to wait for its end: judging has nothing to wait for."""
        raise AssertionError(left)

    def send_answer(self, data: bytes, *, keeps: bool) -> None:
        """Refuse to answer."""
        raise AssertionError(data)


def config(*steps: str, secrets: tuple[Secret, ...] = (SECRET,), **more: Any) -> ListenConfig:
    """Return what is to be done with requests."""
    return ListenConfig(secrets, Responder(parse_script(steps)), **more)


def judge(
    asked: ListenConfig, signature: str | None = None, body: bytes = BODY, method: str = "POST"
) -> PendingRequest:
    """Return a request as it is judged; it began at 7 on the loop's clock."""
    lines = [f"{method} /hook HTTP/1.1", "Host: x", f"Content-Length: {len(body)}"]
    lines += [] if signature is None else [f"X-Maileroo-Signature: {signature}"]
    head = read_head("\r\n".join([*lines, "", ""]).encode())
    assert head is not None
    return RequestJudge(asked, lambda: 7.0).judge(Connection(), Received(head, body, b"T: 1\r\n"))


def test_a_valid_request() -> None:
    """It has its verdict, the secret that matched, the names of its event, and its exact bytes."""
    before = time.time()
    pending = judge(config(), RIGHT)
    entry, content = pending.capture
    assert before <= entry.at <= time.time()
    assert len(entry.id) == ID_LENGTH
    assert (entry.verdict, entry.secret, entry.cause, entry.anomaly) == ("valid", "env:KEY", "", "")
    assert (entry.peer, entry.method, entry.target) == ("127.0.0.1:40000", "POST", "/hook")
    assert (entry.event_type, entry.event_id, entry.reference_id, entry.event_time) == ("opened", "e1", "m1", None)
    assert (entry.size, entry.status, entry.answered, entry.milliseconds) == (len(BODY), 200, "script", None)
    assert content.head.startswith(b"POST /hook HTTP/1.1\r\n")
    assert (content.body, content.trailers) == (BODY, b"T: 1\r\n")
    assert (pending.began, pending.detail) == (7.0, "")


def test_ids_differ() -> None:
    """Each request has an id of its own."""
    assert judge(config(), RIGHT).capture.entry.id != judge(config(), RIGHT).capture.entry.id


@pytest.mark.parametrize(
    ("signature", "verdict"),
    [(RIGHT, "valid"), (WRONG, "invalid"), (None, "invalid"), ("", "invalid"), ("[redacted]", "unverifiable")],
)
def test_verdicts(signature: str | None, verdict: str) -> None:
    """What does not verify names no secret; of a masked signature it is told why nothing can be said."""
    pending = judge(config(), signature)
    assert pending.capture.entry.verdict == verdict
    assert pending.capture.entry.secret == ("env:KEY" if verdict == "valid" else "")
    assert bool(pending.detail) is (verdict == "unverifiable")


def test_without_a_secret() -> None:
    """Where there is none nothing is checked, and nobody is held back for it unless that was asked for."""
    pending = judge(config(secrets=()), WRONG)
    assert (pending.capture.entry.verdict, pending.capture.entry.secret) == ("unchecked", "")
    assert pending.capture.entry.status == 200
    assert judge(config(secrets=(), verify_first=True), RIGHT).capture.entry.status == 401


@pytest.mark.parametrize(
    ("signature", "status", "whose"), [(RIGHT, 200, "script"), (WRONG, 401, "listener"), (None, 401, "listener")]
)
def test_verify_first(signature: str | None, status: int, whose: str) -> None:
    """What is not valid is answered 401 by the listener, and takes no step of the script."""
    pending = judge(config(verify_first=True), signature)
    assert pending.step is not None
    assert (pending.step.status, pending.capture.entry.status, pending.capture.entry.answered) == (
        status,
        status,
        whose,
    )


@pytest.mark.parametrize(
    ("method", "body", "signature", "detail", "status"),
    [
        ("GET", b"", None, "GET with neither body nor signature", 200),
        ("HEAD", b"", None, "HEAD with neither body nor signature", 200),
        ("OPTIONS", b"", None, "OPTIONS with neither body nor signature", 200),
        ("POST", b"", None, "POST with neither body nor signature", 401),
        ("PUT", BODY, None, "PUT, but Maileroo sends POST", 401),
        ("PUT", BODY, RIGHT, "PUT, but Maileroo sends POST; its signature is valid", 200),
        ("PUT", BODY, WRONG, "PUT, but Maileroo sends POST; its signature is invalid", 401),
        ("GET", BODY, None, "GET, but Maileroo sends POST", 401),
    ],
)
def test_probes(method: str, body: bytes, signature: str | None, detail: str, status: int) -> None:
    """What can be no webhook is a probe whatever its signature; of these only what brings nothing passes unsigned."""
    pending = judge(config(verify_first=True), signature, body, method)
    entry = pending.capture.entry
    assert (entry.verdict, entry.secret, pending.detail, entry.status) == ("probe", "", detail, status)
    assert judge(config(), signature, body, method).capture.entry.status == 200


def test_a_probe_is_no_attempt() -> None:
    """The script of an event goes on with the event's next request, not with a probe that names it."""
    asked = config("500,503,200")
    seen = [
        judge(asked, RIGHT).capture.entry.status,
        judge(asked, RIGHT, method="PUT").capture.entry.status,
        judge(asked, RIGHT).capture.entry.status,
        judge(asked, RIGHT).capture.entry.status,
    ]
    assert seen == [500, 500, 503, 200]


@pytest.mark.parametrize(
    ("step", "status", "whose"),
    [
        ("503", 503, "script"),
        ("drip", 200, "script"),
        ("drip+delay:1s", 200, "script"),
        ("503+delay:1s", None, ""),
        ("reset", None, ""),
        ("hang", None, ""),
    ],
)
def test_what_is_known_of_the_answer(step: str, status: int | None, whose: str) -> None:
    """An answer that is given at once stands in the entry; one that comes later, or never, does not yet."""
    entry = judge(config(step), RIGHT).capture.entry
    assert (entry.status, entry.answered) == (status, whose)


@pytest.mark.parametrize("code", ["bare-lf", "http-version", "cut-off"])
@pytest.mark.parametrize("gone", [False, True])
def test_what_is_refused(code: str, gone: bool) -> None:
    """It is damaged, whatever it says, with the code of what is wrong, and answered where anybody still listens."""
    refused = Refused(code, b"POST / HTTP/1.1\n", BODY, "POST", "/x", b"rest")
    pending = RequestJudge(config(), lambda: 7.0).judge_refused(Connection(gone=gone), refused)
    entry, content = pending.capture
    status = None if gone else ANOMALIES[code].status
    assert (entry.verdict, entry.anomaly, entry.status) == ("damaged", code, status)
    assert entry.answered == ("" if gone else "listener")
    assert (entry.method, entry.target, entry.event_id, entry.size) == ("POST", "/x", "e1", len(BODY))
    assert (content.head, content.body, content.trailers) == (b"POST / HTTP/1.1\n", BODY, b"rest")
    assert pending.step is not None
    assert (pending.step.status, pending.step.body) == (
        ANOMALIES[code].status, f"{ANOMALIES[code].sentence}\n".encode(),
    )  # fmt: skip
    assert (pending.began, pending.detail) == (7.0, "")
