"""The picture of a check, and what is kept of one: whole files without anything that a reader could not bear."""

from xml.etree import ElementTree as ET

from maileroo_cli.report.check.document.picture import check_svg
from maileroo_cli.report.runs.keeping import check_result
from maileroo_cli.rules.definition import Family
from maileroo_cli.rules.verdict import PASSED, failed, skipped
from maileroo_cli.transport.run.state import RunState
from tests.json_keys import check_lines
from tests.report.check.reports import hostile_report, make_outcome, make_report, make_rule

_SVG = "{http://www.w3.org/2000/svg}"


def test_a_bar_for_each_family() -> None:
    """Each family that was tried has its numbers in words, and a part of its bar for each result."""
    verdicts = (PASSED, PASSED, failed("it is wrong"), skipped("it needs an observer"))
    svg = check_svg(make_report([make_outcome(make_rule(), verdict) for verdict in verdicts]).summary)
    root = ET.fromstring(svg)
    texts = ["".join(element.itertext()) for element in root.iter(f"{_SVG}text")]
    family = make_rule().family
    assert f"{family}2 passed, 1 failed, 1 skipped" in texts
    assert sum(text.startswith(tuple(Family)) for text in texts) == 1
    bars = {one.get("class"): float(one.get("width", "0")) for one in root.iter(f"{_SVG}rect")}
    assert set(bars) == {"paper", "accepted", "acted", "planned"}
    assert bars["accepted"] > bars["acted"] == bars["planned"] > 0
    assert "@media (prefers-color-scheme:dark)" in svg


def test_nothing_was_tried() -> None:
    """A check without any outcome has a picture too."""
    assert ET.fromstring(check_svg(make_report([]).summary)).tag == f"{_SVG}svg"


def test_hostile_text_is_kept_as_text() -> None:
    """What a receiver answered is neither markup nor a control character in what is kept."""
    kept = check_result(hostile_report(5), RunState.FINISHED, 0.0)
    for _, svg in kept.pictures:
        assert {one.tag for one in ET.fromstring(svg).iter()} <= {
            f"{_SVG}{name}" for name in ("svg", "title", "desc", "style", "rect", "text", "tspan")
        }
    assert all(line.isprintable() for line in kept.lines)
    check_lines([line.encode() for line in kept.objects])
    assert all('"exchange":{' not in line for line in kept.objects)
