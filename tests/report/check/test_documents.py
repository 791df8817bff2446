"""Every report of a check is what its standard reader takes, with 500 failures and hostile text in every field."""

import json
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft4Validator

from maileroo_cli.report.check.document.annotations import MOST
from maileroo_cli.report.check.document.comment import MARK
from maileroo_cli.report.check.document.rendering import render
from maileroo_cli.report.check.format import CheckFormat, RepositoryPlace
from maileroo_cli.rules.verdict import PASSED, Severity, failed, skipped
from tests.json_keys import check_lines
from tests.report.check.reports import HOSTILE, hostile_report, make_outcome, make_report, make_rule
from tests.report.ci.xsd import JUNIT, XmlSchema

SARIF = Path(__file__).parents[1] / "ci" / "schemas" / "sarif-2.1.0-rtm.5.json"
_VOID = {"meta", "br"}


class Page(HTMLParser):
    """Reads a page, and sees to it that each element that was opened is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it."""
        self.seen.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the last one."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data

    def handle_comment(self, data: str) -> None:
        """There is no comment of ours."""
        raise AssertionError(data)


@pytest.mark.parametrize("format", CheckFormat)
def test_nothing_that_a_terminal_obeys(format: CheckFormat) -> None:
    """No control character, bidi override or half of a pair reaches any file."""
    text = render(format, hostile_report(5)).decode()
    assert [char for char in text if not char.isprintable() and char != "\n"] == []


def test_junit_holds_to_the_schema() -> None:
    """The XML is valid by the schema that servers follow; each rule is a case, and failures are those that fail."""
    suites = ET.fromstring(render(CheckFormat.JUNIT, hostile_report()))
    XmlSchema(JUNIT).check(suites)
    (suite,) = suites
    assert len(suite.findall("testcase")) == int(suite.get("tests", "")) == 500 + 5 + 1
    failures = [case for case in suite if case.find("failure") is not None]
    assert len(failures) == int(suite.get("failures", "")) == sum(one % 3 == 0 for one in range(1, 501)) + 1
    assert int(suite.get("skipped", "")) == 2
    assert {case.get("time") for case in suite if not case.get("classname", "").endswith("accepted")} == {"0.010"}


def test_sarif_holds_to_the_schema() -> None:
    """The log is valid by the official schema, and each result has a place in the repository, and no address."""
    log = json.loads(render(CheckFormat.SARIF, hostile_report()))
    Draft4Validator(json.loads(SARIF.read_bytes())).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == 502
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (place,) = result["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "pyproject.toml"
    assert len({one["partialFingerprints"]["primaryLocationLineHash"] for one in run["results"]}) == 502


def test_sarif_fingerprints_do_not_change() -> None:
    """Neither what the receiver said, nor where it listens, nor a line that moved makes another finding of one."""

    def prints(url: str, text: str, line: int) -> object:
        outcome = make_outcome(make_rule(4), failed(text), text)
        report = make_report([outcome], url=url, place=RepositoryPlace("app/web hook.py", line))
        (result,) = json.loads(render(CheckFormat.SARIF, report))["runs"][0]["results"]
        region = result["locations"][0]["physicalLocation"]
        assert region["artifactLocation"]["uri"] == "app/web%20hook.py"
        assert region["region"] == {"startLine": line}
        return result["partialFingerprints"]

    assert prints("http://127.0.0.1:1/a", "one", 12) == prints("http://localhost:2/a", HOSTILE, 40)


def test_html_is_one_page_without_script() -> None:
    """Every element is closed in order, none is a script, none loads anything, and the text is there as text."""
    page = Page()
    page.feed(render(CheckFormat.HTML, hostile_report()).decode())
    page.close()
    assert page.open == []
    tags = {tag for tag, _ in page.seen}
    assert not tags & {"script", "img", "link", "iframe", "object", "svg"}
    assert all(not set(attributes) & {"src", "srcset", "onclick", "style"} for _, attributes in page.seen)
    assert all((attributes.get("href") or "#")[0] == "#" for _, attributes in page.seen)
    assert "<script>alert(1)</script>" in page.text
    assert sum(tag == "article" for tag, _ in page.seen) == 502


def test_json_holds_to_the_list_of_keys() -> None:
    """Each line is an object with the keys of its schema: the plan, each rule, and the sum."""
    lines = render(CheckFormat.JSON, hostile_report()).splitlines()
    check_lines(lines)
    names = [json.loads(line)["schema"] for line in lines]
    assert names == ["mhook.check-plan/1", *["mhook.check-rule/1"] * 505, "mhook.check-summary/1"]
    assert json.loads(lines[1])["reason"] == f"{HOSTILE}1"


def test_annotations_keep_to_what_github_shows() -> None:
    """Ten of each kind at most, errors first, each on one line, and the last one counts the rest."""
    lines = render(CheckFormat.GITHUB, hostile_report()).decode().splitlines()
    levels = [line[2:].partition(" ")[0].partition("::")[0] for line in lines]
    assert levels == ["error"] * MOST + ["warning"] * MOST + ["notice"] * MOST
    assert all(line.startswith("::") for line in lines)
    shown = MOST - 2  # one is the overdue entry, one counts the rest
    assert f"{sum(one % 3 == 0 for one in range(1, 501)) - shown} more" in lines[MOST - 1]


def test_annotations_name_a_place_that_was_named() -> None:
    """A place that the user named is where findings are shown; a file that was only guessed is not."""
    outcome = make_outcome(make_rule(4), failed("it was accepted"))
    here = RepositoryPlace("app/webhook.py", 12)
    assert b"file=app/webhook.py,line=12" in render(CheckFormat.GITHUB, make_report([outcome], place=here))
    assert b"file=" not in render(CheckFormat.GITHUB, make_report([outcome]))


def test_markdown_fits_a_comment() -> None:
    """The hidden mark comes first, once, and all of it is less than GitHub takes; hostile text makes no markup."""
    text = render(CheckFormat.MARKDOWN, hostile_report()).decode()
    assert text.startswith(f"{MARK}\n### mhook check: ")
    assert text.count("<!--") == 1
    assert "<script>" not in text
    assert len(text) < 65_536
    assert "more of less weight are not shown here" in text


def test_a_long_list_of_reasons_does_not_push_findings_out() -> None:
    """A comment shows its findings also where very many rules were skipped, each for a reason of its own."""
    outcomes = [make_outcome(make_rule(1), failed("it was accepted"))]
    outcomes += [make_outcome(make_rule(one), skipped(f"{one} {'x' * 500}")) for one in range(2, 300)]
    text = render(CheckFormat.MARKDOWN, make_report(outcomes)).decode()
    assert "| SIG001 | error |" in text
    assert len(text) < 65_536


@pytest.mark.parametrize("format", [one for one in CheckFormat if one not in (CheckFormat.TEXT, CheckFormat.JSON)])
def test_what_others_see_has_no_query(format: CheckFormat) -> None:
    """A query may be a token: what is shown to others does not have it."""
    outcome = make_outcome(make_rule(4), failed("it was accepted"))
    (exchange,) = outcome.exchanges
    url = "http://127.0.0.1:8000/webhook?token=sesame"
    exchange = exchange._replace(request=type(exchange.request)("POST", url, (), b"{}"))
    report = make_report([make_outcome(make_rule(1), PASSED)], url=url)
    report.summary.add(type(outcome)(outcome.rule, outcome.verdict, (exchange,), 1))
    assert b"sesame" not in render(format, report)


def test_a_finding_below_the_threshold_is_no_failure() -> None:
    """A warning is told of a case that passed, and fails it where warnings are to."""
    outcome = make_outcome(make_rule(4), failed("lenient", severity=Severity.WARNING))
    for fail_on, failures in ((Severity.ERROR, "0"), (Severity.WARNING, "1")):
        suites = ET.fromstring(render(CheckFormat.JUNIT, make_report([outcome], fail_on=fail_on)))
        assert suites.get("failures") == failures
        assert "lenient" in "".join(suites.itertext()) or failures == "1"


def test_what_cannot_be_reached_is_an_error() -> None:
    """A receiver that is not there has broken no rule: JUnit has an error, and SARIF a run that did not succeed."""
    report = make_report([make_outcome(make_rule(1), failed("connection refused"))], reached=False)
    suites = ET.fromstring(render(CheckFormat.JUNIT, report))
    assert (suites.get("failures"), suites.get("errors")) == ("0", "1")
    log = json.loads(render(CheckFormat.SARIF, report))
    assert log["runs"][0]["invocations"] == [{"executionSuccessful": False}]
