"""Reports in JUnit's XML: they parse whatever their texts hold, and say what was put in."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.report.ci.junit import JunitCase, JunitResult, write_case, write_report
from maileroo_cli.report.terminal.safe_text import safe


def parse(*cases: JunitCase) -> ET.Element:
    """Return the suite of a report of these cases."""
    counts = {result: sum(case.result is result for case in cases) for result in JunitResult}
    document = b"".join(write_report("a name", counts, (write_case(case).encode() for case in cases)))
    suites = ET.fromstring(document)
    (suite,) = suites
    assert suites.tag == "testsuites"
    assert {**suites.attrib, "skipped": suite.get("skipped")} == suite.attrib
    return suite


def test_counts_and_kinds() -> None:
    """Each case has the element of its result, and the suite counts them."""
    suite = parse(
        JunitCase("a.http", "one"),
        JunitCase("a.http", "two", JunitResult.FAILURE, "a-cause", "what happened", ("more", "Fix: this")),
        JunitCase("b.http", "three", JunitResult.ERROR, "damaged", "why"),
        JunitCase("b.http", "four", JunitResult.SKIPPED, "unverifiable", "why not"),
    )
    assert suite.attrib == {"name": "a name", "tests": "4", "failures": "1", "errors": "1", "skipped": "1"}
    assert [case.get("classname") for case in suite] == ["a.http", "a.http", "b.http", "b.http"]
    assert [[child.tag for child in case] for case in suite] == [[], ["failure"], ["error"], ["skipped"]]
    failure = suite[1][0]
    assert (failure.get("type"), failure.get("message")) == ("a-cause", "what happened")
    assert failure.text == "more\nFix: this"


@pytest.mark.parametrize("result", JunitResult)
def test_output_of_any_case(result: JunitResult) -> None:
    """What is told of a case is there whatever became of it, after what became of it."""
    case = parse(JunitCase("a", "b", result, "type", "message", (), ("one", "<two>")))[0]
    assert [child.tag for child in case] == [*([] if result is JunitResult.PASSED else [result]), "system-out"]
    assert case.findtext("system-out") == "one\n<two>"


@given(text=st.text(), result=st.sampled_from(JunitResult))
def test_any_text_gives_valid_xml(text: str, result: JunitResult) -> None:
    """Control characters, quotes, markup and lone surrogates come out of a parser as harmless text."""
    (case,) = parse(JunitCase(text, text, result, text, text, (text, text)))
    assert (case.get("classname") or "", case.get("name") or "") == (safe(text), safe(text))
    for child in case:
        assert (child.get("message") or "", child.text or "") == (safe(text), f"{safe(text)}\n{safe(text)}")


@pytest.mark.parametrize("text", ["]]>", "<!--", "&lt;", "\x1b[31m", "\0", "\ufffe", "a\nb", "'\"", "\ud800"])
def test_what_xml_cannot_hold(text: str) -> None:
    """What XML forbids or takes for its own stands for itself, visibly."""
    (case,) = parse(JunitCase("group", text))
    assert case.get("name") == safe(text)
