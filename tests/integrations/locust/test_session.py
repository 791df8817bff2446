"""Tests of maileroo_cli.integrations.locust.machine.session."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.integrations.locust.machine.session import MessageType, Role, SealedSession, SealError
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import sign

SECRET = Secret("canary-7tQ1")
MASTER = SealedSession(Role.MASTER, SECRET, "theirs", "ours", "mhook 1", "worker-1")
CONTENT = {"part": 1, "parts": 2}


def pair(**changes: Any) -> tuple[SealedSession, SealedSession]:
    """Return both sides of a new session; ``changes`` are of the worker's."""
    return replace(MASTER), replace(MASTER, role=Role.WORKER, **changes)


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.none()), st.sampled_from(MessageType))
def test_what_is_sealed_is_opened(content: dict[str, Any], kind: MessageType) -> None:
    """What one side seals the other gets as it was, also after the message was JSON, in both directions."""
    master, worker = pair()
    assert worker.unseal(kind, json.loads(json.dumps(master.seal(kind, content)))) == content
    assert master.unseal(kind, worker.seal(kind, content)) == content


@pytest.mark.parametrize(
    "changes",
    [
        {"secret": Secret("canary-7tQ2")},
        {"worker_nonce": "another"},
        {"master_nonce": "another"},
        {"version": "mhook 2"},
        {"name": "worker-2"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_both_sides_agree_in_all(changes: dict[str, Any]) -> None:
    """A message is refused where the sides differ in the secret, a nonce, the version or the worker."""
    master, worker = pair(**changes)
    with pytest.raises(SealError):
        worker.unseal(MessageType.PLAN, master.seal(MessageType.PLAN, CONTENT))
    with pytest.raises(SealError):
        master.unseal(MessageType.PROOF, worker.seal(MessageType.PROOF, {}))


def test_a_message_counts_once() -> None:
    """One that comes a second time is refused, and so is one that comes after a later one."""
    master, worker = pair()
    first, second = (master.seal(MessageType.START, CONTENT) for _ in range(2))
    assert worker.unseal(MessageType.START, second) == CONTENT
    for message in (first, second):
        with pytest.raises(SealError):
            worker.unseal(MessageType.START, message)


def test_a_message_is_not_another_one() -> None:
    """A message is refused as one of another type, from the other side, or with another content or number."""
    master, worker = pair()
    message = worker.seal(MessageType.READY, CONTENT)
    with pytest.raises(SealError):
        master.unseal(MessageType.TALLY, message)
    with pytest.raises(SealError):
        worker.unseal(MessageType.READY, message)
    for change in ({"content": "{}"}, {"number": 7}):
        with pytest.raises(SealError):
            master.unseal(MessageType.READY, {**message, **change})
    assert master.unseal(MessageType.READY, message) == CONTENT


@pytest.mark.parametrize(
    "message",
    [None, [], "seal", {}, {"number": "1", "content": "{}", "seal": "0"}, {"number": 1, "content": {}, "seal": "0"}],
    ids=str,
)
def test_what_is_no_message(message: object) -> None:
    """Anything else that a peer may send is refused, and raises nothing else."""
    with pytest.raises(SealError):
        pair()[0].unseal(MessageType.TALLY, message)


def test_nothing_gives_the_secret_away() -> None:
    """Neither the secret nor a signature of the content made with it is in a message, or in what is shown of a side."""
    master, _ = pair()
    message = master.seal(MessageType.PLAN, CONTENT)
    for text in (json.dumps(message), repr(master)):
        assert "canary" not in text
        assert SECRET.reveal().hex() not in text
    assert message["seal"] != sign(message["content"].encode(), SECRET)
