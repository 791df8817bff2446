"""Checks from the library: rules one by one, an assertion, and the callables that they look and act with."""

import logging
import threading
from collections.abc import Iterable
from typing import Any

import pytest

from maileroo_cli import Check, MhookError, UsageError, assert_rules, check, verify
from tests.library.applications import AsgiReceiver, Start
from tests.receivers.raw import Receiver, answering_once

SECRET = "a-secret-for-tests"


class Shop:
    """A receiver that keeps events in a store that can be taken away; ``secrets`` are those it accepts."""

    def __init__(self) -> None:
        self.secrets = [SECRET]
        self.is_broken = False
        self.stored: dict[str, bytes] = {}
        self.threads: set[int] = set()

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer one request."""
        self.threads.add(threading.get_ident())
        body = environ["wsgi.input"].read()
        signature = environ.get("HTTP_X_MAILEROO_SIGNATURE", "")
        status = "200 OK"
        if not any(verify(body, signature, one) for one in self.secrets):
            status = "401 Unauthorized"
        elif self.is_broken:
            status = "503 Service Unavailable"
        else:
            self.stored[str(hash(body))] = body
        start_response(status, [])
        return []

    def effects(self, event_id: str) -> list[bytes]:
        """Return what was done for an event."""
        return [body for body in self.stored.values() if event_id.encode() in body]


def always_200(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Accept everything."""
    start_response("200 OK", [])
    return []


def test_rules_come_one_by_one() -> None:
    """Each rule tells what came of it, with the request that shows it, and the gate comes first."""
    run = check(to=always_200, secret=SECRET, select=["SIG002", "SHAPE001"])
    gate = next(run)
    assert (gate.id, gate.result, gate.fails, gate.request is not None) == ("SIG001", "pass", False, True)
    rules = {one.id: one for one in run}
    unsigned = rules["SIG002"]
    assert (unsigned.result, unsigned.severity, unsigned.fails) == ("fail", "error", True)
    assert unsigned.attempt is not None
    assert unsigned.attempt.ok
    assert rules["SHAPE001"].result == "pass"
    assert run.summary.findings == (unsigned,)
    assert (run.summary.ok, len(run.summary.rules)) == (False, 3)


def test_a_finding_tells_all_of_it() -> None:
    """The text of a rule has what was done, what that costs, how to mend it, the request and the answer."""
    rules = check(to=always_200, secret=SECRET, select="SIG002").summary.findings
    text = str(rules[0])
    for part in ("A correct receiver", "Yours: ", "Cost: ", "Fix: ", "POST http://localhost/webhook", "answered 200"):
        assert part in text
    assert "--" not in text
    assert "See and send it again:\n    assert_rules(app, secret, select='SIG002', seed=0)\n" in text
    assert "curl" not in text
    assert SECRET not in text


def test_the_report_of_a_check() -> None:
    """The report is that of the command, in the words of arguments, and repeats with the seed."""
    summary = check(to=always_200, secret=SECRET, select=["SIG002", "SIG030"], seed=7).summary
    assert f"in the application ({__name__}.always_200)" in summary.text
    assert "repeat with seed=7; only the times will differ" in summary.text
    assert "skipped  SIG030: needs set_secrets." in summary.text
    assert "1 lets forged events in" in summary.text
    assert "--" not in summary.text
    assert summary.text == str(summary)


def test_another_secret_is_told_in_the_words_of_tests() -> None:
    """Where application and test have different secrets, the fix names what a test gives, not options."""
    gate, reason = check(to=Shop(), secret="another", select="SIG001").summary.findings
    assert gate.id == "SIG001"
    for text in (str(reason), str(check(to=Shop(), secret="another", select="SIG001").summary)):
        assert "the same secret, in pytest that of the fixture maileroo_secret." in " ".join(text.split())
        assert "--" not in text


def test_an_assertion_has_the_report() -> None:
    """A receiver that breaks a rule fails the test with the report, and one that keeps it does not."""
    with pytest.raises(AssertionError, match="1 lets forged events in") as caught:
        assert_rules(always_200, SECRET, select="SIG002")
    assert "Learn more: mhook rules explain SIG002" in str(caught.value)
    assert str(caught.value).splitlines()[0] == "1 lets forged events in"
    assert_rules(Shop(), SECRET, select=["SIG002", "SIG003"])


def test_the_same_seed_sends_the_same() -> None:
    """Two checks with one seed differ in nothing but times."""
    first, second, other = (
        {one.id: one.request for one in check(to=always_200, secret=SECRET, select="SIG002", seed=seed)}
        for seed in (3, 3, 4)
    )
    size = {name: len(request.body) for name, request in first.items() if request is not None}
    assert size == {name: len(request.body) for name, request in second.items() if request is not None}
    assert first != other


def test_effects_are_counted_by_a_callable() -> None:
    """Rules that look at effects are tried where there is a callable, and skipped without."""
    shop = Shop()
    rules = {
        one.id: one for one in check(to=shop, secret=SECRET, select="EFFECT001", effects=shop.effects, settle=0.05)
    }
    assert rules["EFFECT001"].result == "pass"
    skipped = list(check(to=shop, secret=SECRET, select="EFFECT001"))[-1]
    assert (skipped.result, skipped.reason) == ("skip", "needs effects")


def test_the_store_and_the_secrets_can_be_changed() -> None:
    """Callables break and mend the store, and give other secrets; all is as before at the end."""
    shop = Shop()
    told: list[list[str]] = []

    def break_store() -> None:
        shop.is_broken = True

    def mend_store() -> None:
        shop.is_broken = False

    def set_secrets(secrets: Any) -> None:
        told.append(secrets)
        shop.secrets = secrets

    run = check(
        to=shop,
        secret=SECRET,
        select=["EFFECT015", "EFFECT016", "SIG030", "SIG031", "SIG032"],
        effects=shop.effects,
        break_store=break_store,
        mend_store=mend_store,
        set_secrets=set_secrets,
        settle=0.05,
    )
    results = {one.id: (one.result, one.reason) for one in run}
    assert {result for result, _ in results.values()} == {"pass"}, results
    assert (shop.is_broken, shop.secrets) == (False, [SECRET])
    assert [] in told


def test_states_are_told_by_a_callable() -> None:
    """A callable may tell the state of a recipient, with or without the mail's reference id."""
    shop, asked = Shop(), list[str]()

    def state(recipient: str) -> None:
        asked.append(recipient)

    rules = list(check(to=shop, secret=SECRET, select="EFFECT", state=state, settle=0.02))
    assert asked
    assert any("state" in one.reason or one.result != "skip" for one in rules)


@pytest.mark.parametrize("select", ["SIG002", "DELIVERY"])
def test_a_check_in_one_thread(select: str) -> None:
    """In the same thread everything is called there alone, and what takes several requests at a time is skipped."""
    shop = Shop()
    rules = list(check(to=shop, secret=SECRET, select=select, same_thread=True))
    assert shop.threads == {threading.get_ident()}
    reasons = {one.reason for one in rules if one.result == "skip"}
    reason = "it takes several requests at a time, and the application is called in one thread"
    assert (reason in reasons) is (select == "DELIVERY")


def test_an_asgi_application_lives_as_long_as_its_check() -> None:
    """It starts before the first rule and ends after the last, also where the check is closed."""
    app = AsgiReceiver()
    run = check(to=app, secret=SECRET, select="SIG002")
    next(run)
    assert (app.starts, app.ends) == (1, 0)
    run.close()
    assert (app.starts, app.ends) == (1, 1)
    with pytest.raises(MhookError, match="a check that was closed has no summary"):
        _ = run.summary


def test_against_a_url() -> None:
    """A URL is checked over real sockets; a request is then shown as curl sends it."""
    with Receiver(answering_once(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as receiver:
        rules = check(to=receiver.url, secret=SECRET, select="SIG002").summary.findings
    assert f"assert_rules('{receiver.url}', secret, select='SIG002', seed=0)" in rules[0].text
    assert "curl" in rules[0].text


def ask(**arguments: Any) -> None:
    """Check with other arguments than usual."""
    given = {"to": always_200, "secret": SECRET, "select": "SIG002", **arguments}
    _ = check(**given).summary


def raising() -> int:
    """Fail to do anything."""
    raise LookupError("no such table")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"select": "SIG999"}, "there is no rule and no family 'SIG999'"),
        ({"select": ["SIG002"], "ignore": "SIG002"}, "no rule is left to be tried: compare select with ignore"),
        ({"suite": "half"}, "there is no suite 'half'"),
        ({"fail_on": "never"}, "there is no fail_on 'never'"),
        ({"effect_types": "bounced"}, "there is no effect_types 'bounced'"),
        ({"restart": raising}, "restart has no meaning with an application in this process"),
        ({"break_store": raising}, "break_store and mend_store go together"),
        ({"to": "http://example.com/webhook"}, "add authorize example.com if it is yours to test"),
        ({"select": "EFFECT001", "effects": raising}, r"effects raised LookupError: no such table \(.*line \d+\)"),
        ({"select": "SIG031", "set_secrets": lambda _: raising()}, "set_secrets raised LookupError: no such table"),
        ({"secret": ""}, "empty"),
    ],
)
def test_what_cannot_be_is_refused(arguments: dict[str, Any], message: str) -> None:
    """Each mistake is told in the words of the arguments, and never of options."""
    with pytest.raises(MhookError, match=message) as caught:
        ask(**arguments)
    assert "--" not in str(caught.value)


def test_a_wrong_argument_is_told_at_once() -> None:
    """What can be known beforehand raises where the check is asked for, and not where it is iterated."""
    with pytest.raises(UsageError):
        check(to=always_200, secret=SECRET, select="nonsense")
    assert isinstance(check(to=always_200, secret=SECRET), Check)


def test_the_log_of_an_application_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    """What an application logs while a check makes it err is in the report, and does not fill a test's log."""

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        logging.getLogger("shop").error("a request")
        return whatever  # type: ignore[name-defined,no-any-return]  # noqa: F821

    logging.getLogger("shop").error("before")
    with pytest.raises(AssertionError, match="NameError: name 'whatever' is not defined"):
        assert_rules(app, "secret", select="SIG001")
    logging.getLogger("shop").error("after")
    assert [record.message for record in caplog.records] == ["before", "after"]
