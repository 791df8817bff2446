"""What a check prints for people: a stranger sees what is wrong, what it costs and what to do, at any width."""

from dataclasses import replace

import pytest

from maileroo_cli.operation.check.baseline import CheckBaseline
from maileroo_cli.operation.check.results import AcceptedFinding
from maileroo_cli.report.check.format import CheckReport
from maileroo_cli.report.check.text.exchange import curl_command, exchange_lines
from maileroo_cli.report.check.text.page import closing_lines, plan_lines
from maileroo_cli.report.check.text.sheet import Sheet
from maileroo_cli.report.check.wording import check_command, cost_of, fix_of, names_of, verdict_sentence
from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.explanation import find_text
from maileroo_cli.rules.lesson.catalogue import find_lesson
from maileroo_cli.rules.step import Manner
from maileroo_cli.rules.verdict import PASSED, Consequence, Severity, failed, passed_with, skipped
from maileroo_cli.webhook.signing.request import Request
from tests.report.check.reports import HOSTILE, URL, hostile_report, make_outcome, make_report, make_rule

FORGED = make_rule(4, consequence=Consequence.FORGED)


def page(report: CheckReport, width: int = 100) -> list[str]:
    """Return the lines after the last rule."""
    return list(closing_lines(report.plan, report.summary, Sheet(width)))


def test_a_finding_says_what_to_know() -> None:
    """A finding has its rule, what is right, what was done, what to do, and how to see it again."""
    report = make_report([make_outcome(FORGED, failed("it was accepted with 200", fix="compare the bytes"))])
    lines = page(report, 400)
    cost = find_text("SIG004")
    assert cost is not None
    assert lines[1:9] == [
        "SIG004  error: lets forged events in",
        "  A correct receiver refuses a forged event.",
        "  Yours: it was accepted with 200.",
        f"  Cost: {cost.cost}",
        "  Fix: Compare the bytes.",
        "  See and send it again:",
        "    mhook check http://127.0.0.1:8000/webhook --select SIG004 --seed 7 --marker c0ffee00 --show",
        "  Learn more: mhook rules explain SIG004",
    ]
    assert lines[-2:] == ["1 lets forged events in", "1 rule: 1 failed; 1 request in 1.5 s"]


def test_findings_that_are_alike() -> None:
    """What several rules found in the same way is told once, with the names of all; another status is told apart."""
    alike = [
        make_outcome(make_rule(number), replace(passed_with(Severity.WARNING, "it was refused with 403"), alike=text))
        for number, text in ((2, "403"), (3, "403"), (4, "400"), (5, "403"), (6, "403"), (7, ""), (8, ""))
    ]
    lines = page(make_report(alike), 400)
    assert [line.split()[0] for line in lines if line.startswith("SIG")] == ["SIG002", "SIG004", "SIG007", "SIG008"]
    assert [line for line in lines if "The same" in line] == ["  The same was found by SIG003, SIG005, SIG006."]


def test_what_is_told_fits_the_finding() -> None:
    """What a mistake costs, and how it is mended, is told only of that mistake, not of another that was met instead."""
    usual = make_outcome(FORGED, failed("it was accepted"))
    crashed = make_outcome(FORGED, failed("the connection was reset", consequence=Consequence.CRASHED))
    gate = make_outcome(make_rule(1, consequence=Consequence.LOST), failed("it was answered 404"))
    assert "fills the log" in cost_of(crashed)
    assert cost_of(crashed) != cost_of(usual)
    assert [bool(cost_of(one)) for one in (usual, gate)] == [True, True]
    assert [bool(fix_of(one)) for one in (usual, crashed, gate)] == [True, False, False]
    lesson = find_text("SIG004")
    assert lesson is not None
    assert fix_of(usual) == f"{find_lesson(lesson.lesson).title}."


def test_a_question_keeps_its_mark() -> None:
    """A reason that asks is not made a statement."""
    lines = page(make_report([make_outcome(FORGED, failed("nothing listens there: is the receiver running?"))]))
    assert "  Yours: nothing listens there: is the receiver running?" in lines


def test_the_verdict_is_by_consequence() -> None:
    """The verdict counts what findings lead to, the worst first; remarks are counted apart."""
    outcomes = [
        make_outcome(make_rule(1, consequence=Consequence.COSMETIC), failed("a")),
        make_outcome(make_rule(2, consequence=Consequence.FORGED), failed("b")),
        make_outcome(make_rule(3, consequence=Consequence.FORGED), failed("c")),
        make_outcome(make_rule(5, consequence=Consequence.LOST), failed("d")),
        make_outcome(make_rule(6), passed_with(Severity.INFO, "lenient")),
    ]
    told = verdict_sentence(make_report(outcomes).summary)
    assert told == "2 let forged events in · 1 loses events for ever · 1 cosmetic · 1 remark"


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [
        ([make_outcome(FORGED, PASSED)], "nothing is wrong"),
        (
            [make_outcome(FORGED, PASSED), make_outcome(make_rule(5), skipped("it needs --observe-cmd"))],
            "nothing is wrong with what was tried",
        ),
        ([make_outcome(make_rule(5), skipped("it needs --observe-cmd"))], "nothing was tried"),
        (
            [
                make_outcome(FORGED, PASSED),
                make_outcome(make_rule(5), failed("x"), accepted=AcceptedFinding("an old client")),
            ],
            "nothing is wrong, but for what was accepted",
        ),
    ],
    ids=["all", "some", "none", "accepted"],
)
def test_a_good_verdict_claims_no_more_than_was_tried(outcomes: list[object], told: str) -> None:
    """All is well only where all was tried."""
    assert verdict_sentence(make_report(outcomes).summary) == told  # type: ignore[arg-type]


def test_a_verdict_breaks_between_its_parts() -> None:
    """A number and what it counts stand on one line."""
    kinds = (Consequence.FORGED, Consequence.CRASHED, Consequence.COSMETIC)
    outcomes = [make_outcome(make_rule(one, consequence=kinds[one % 3]), failed(f"{one}")) for one in range(1, 40)]
    lines = page(make_report(outcomes), 48)
    assert lines[-3:-1] == ["13 let forged events in ·", "13 crash on a bad request · 13 cosmetic"]


def test_the_tally_tells_what_passed_with_a_finding() -> None:
    """A rule that is kept but for a warning is counted as such."""
    outcomes = [
        make_outcome(make_rule(1), PASSED),
        make_outcome(make_rule(2), passed_with(Severity.WARNING, "refused with 403")),
        make_outcome(make_rule(3), passed_with(Severity.INFO, "lenient")),
    ]
    lines = page(make_report(outcomes))
    assert lines[-1] == "3 rules: 3 passed (1 with a warning, 1 with a remark); 3 requests in 1.5 s"


def test_an_unreachable_receiver_gets_no_verdict() -> None:
    """Of a receiver that is not there nothing is said."""
    report = make_report([make_outcome(FORGED, failed("connection refused"))], reached=False)
    assert page(report)[-2] == "the receiver could not be reached: nothing can be said of it"


def test_skipped_rules_are_told_by_reason() -> None:
    """Each reason has one line with the rules that it holds for."""
    outcomes = [make_outcome(make_rule(one), skipped("needs --observe-cmd")) for one in (2, 3, 4, 9)]
    outcomes.append(make_outcome(make_rule(5), skipped("it was answered 429")))
    lines = page(make_report(outcomes))
    assert lines[1:3] == [
        "skipped  SIG002-004, SIG009: needs --observe-cmd.",
        "skipped  SIG005: it was answered 429.",
    ]


def test_names_in_a_row_are_a_range() -> None:
    """Three ids in a row and more are told as a range, whatever their order."""
    assert names_of(["SIG010", "SIG002", "BYTES001", "SIG003", "SIG004"]) == "BYTES001, SIG002-004, SIG010"
    assert names_of(["SIG001", "SIG002"]) == "SIG001, SIG002"


def test_what_the_baseline_has_is_told_in_a_line() -> None:
    """What was there before does not hide what is new."""
    outcomes = [make_outcome(make_rule(one, consequence=Consequence.FORGED), failed("accepted")) for one in (2, 3)]
    baseline = CheckBaseline("old.json", {"SIG002": Severity.ERROR, "SIG003": None})
    lines = page(make_report(outcomes, baseline=baseline))
    assert lines[1] == "SIG003  error: lets forged events in (regressed)"
    assert "as before  SIG002: accepted." in lines
    assert "compared with old.json: 1 regressed (SIG003), 1 unchanged (SIG002)" in lines


def test_what_was_tried_again_is_told() -> None:
    """A rule that needed a second try is named, though it passed."""
    assert "retried  SIG004 failed at first and passed when it was tried 1 more time." in page(
        make_report([make_outcome(FORGED, PASSED, retries=1)])
    )


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_page_fits_its_width(width: int) -> None:
    """No line is longer than the terminal, except a word that cannot be broken."""
    report = hostile_report(4, "it was answered 200 although the signature had one bit flipped in the middle of it")
    lines = [*plan_lines(report.plan, Sheet(width)), *page(report, width)]
    assert [line for line in lines if len(line) > width] == []


@pytest.mark.parametrize("width", [60, 80, 120])
def test_hostile_text_stays_text(width: int) -> None:
    """Nothing that a terminal obeys is in any line, nor a line that pretends to be another."""
    report = hostile_report(4)
    lines = [*plan_lines(report.plan, Sheet(width)), *page(report, width)]
    lines += [line for one in report.summary.outcomes for line in exchange_lines(one, Sheet(width))]
    assert [line for line in lines if not line.isprintable()] == []
    assert not any(line.startswith("::") for line in lines)


def test_a_command_can_be_typed_again() -> None:
    """A URL with signs of the shell is quoted, and a host that is not this machine authorised."""
    report = make_report([], url="https://staging.example.com/hook?a=1&b=2")
    assert check_command(report.plan, FORGED) == (
        "mhook check 'https://staging.example.com/hook?a=1&b=2' --select SIG004 --seed 7 --marker c0ffee00"
        " --authorize staging.example.com --show"
    )


def test_curl_sends_what_it_can() -> None:
    """A request has its line of curl, in the manner that it was sent; none where curl cannot send it so."""
    request = Request("POST", URL, (("X-Maileroo-Signature", ""),), b'{"a":1}')
    assert curl_command(request).endswith("--data-binary '{\"a\":1}'")
    assert "-H 'X-Maileroo-Signature;'" in curl_command(request)
    assert "Transfer-Encoding: chunked" in curl_command(request, Manner.CHUNKED)
    assert "Expect: 100-continue" in curl_command(request, Manner.EXPECT_CONTINUE)
    assert curl_command(request, Manner.CUT_OFF) == ""
    odd = Request("POST", URL, (("x", "\u00e9\uff11"),), b"")
    assert r"x: \303\251\357\274\221" in curl_command(odd), "text in a header is sent as UTF-8"
    assert curl_command(Request("POST", URL, (), b"x" * 10_000)) == ""
    assert curl_command(Request("POST", URL, (("x", "a\0b"),), b"")) == ""


@pytest.mark.parametrize("manner", Manner)
def test_every_manner_is_told(manner: Manner) -> None:
    """A request that is not sent as it stands says in its first line how it goes."""
    outcome = make_outcome(FORGED, failed("it was accepted"))
    sent = replace(outcome, exchanges=[one._replace(manner=manner) for one in outcome.exchanges])
    first = next(line for line in exchange_lines(sent, Sheet()) if line)
    assert ("," in first) is (manner is not Manner.WHOLE)


def test_a_large_body_is_cut() -> None:
    """Of a body of megabytes the start is shown, and its length."""
    outcome = make_outcome(FORGED, failed("it was accepted"), "x" * 1_000_000)
    lines = list(exchange_lines(outcome, Sheet()))
    assert sum(map(len, lines)) < 20_000
    assert lines.count("  … (1,000,000 bytes in all)") == 2
    assert not any(HOSTILE in line for line in lines)


def test_a_text_may_have_a_fix_of_its_own() -> None:
    """Where the lesson of a rule is about something else, what to do is told all the same."""
    outcome = make_outcome(RULES["DELIVERY010"], failed("an event after a forged one was answered 400"))
    assert fix_of(outcome) == "Read the whole body before you refuse a request, or close the connection."
