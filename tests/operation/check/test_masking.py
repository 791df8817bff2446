"""What a check tells holds no credentials: not where an answer repeats them, and not where an observer prints them."""

from dataclasses import replace

import pytest

from maileroo_cli.errors import InputError
from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.rules.catalogue import Suite, select_rules
from maileroo_cli.transport.observer.command import CommandObserver
from tests.receivers.correct import SECRET, CorrectReceiver, Incoming, Reply
from tests.rules.checking import make_settings

HEADERS = (("Authorization", "Bearer opensesame"), ("X-Api-Key", "k-123456"), ("Accept", "text/anything"))


class RepeatsAll(CorrectReceiver):
    """Answers with all that came to it."""

    def answer(self, request: Incoming) -> Reply:
        """Refuse with the request line and the headers, in the body and in a header."""
        told = f"{request.path} {dict(request.headers)}"
        return Reply(500, told, (("X-Came", told),))


def test_credentials_that_an_answer_repeats() -> None:
    """Nothing of ``Authorization`` and of the query's values stays in an answer; harmless headers do."""
    with RepeatsAll() as receiver:
        url = f"{receiver.url}?token=t%2Dsecret-1&n=1"
        run = CheckRun(replace(make_settings(url, ["SIG001"]), headers=HEADERS))
        outcomes = list(run)
    answers = [one.attempt for outcome in outcomes for one in outcome.exchanges]
    told = repr([(one.body, one.headers, one.detail) for one in answers] + [one.verdict.reason for one in outcomes])
    assert "text/anything" in told
    assert "token=********&n=1" in told
    assert not [word for word in ("opensesame", "k-123456", "t%2Dsecret-1", "t-secret-1") if word in told]


def test_a_secret_that_an_observer_prints() -> None:
    """An observer that fails is quoted, without the secret that it found in its environment."""
    with CorrectReceiver() as receiver:
        settings = replace(
            make_settings(receiver.url),
            rules=select_rules(Suite.FULL, ["EFFECT001"]),
            observer=CommandObserver(f"echo {SECRET} >&2; exit 1", None),
        )
        with pytest.raises(InputError, match=r"ended with 1: \*{8}") as raised:
            CheckRun(settings).try_looks()
    assert SECRET not in str(raised.value)
