"""Pictures in files: what is in them, that nothing in them acts or loads, and that they are whole or not there."""

import os
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from maileroo_cli.delivery.effects.result import DeliveryFinding, FindingKind
from maileroo_cli.delivery.fault.kind import FaultKind
from maileroo_cli.errors import InputError
from maileroo_cli.operation.replay.picture import picture_file
from maileroo_cli.report.replay.picture.drawing import Drawing
from maileroo_cli.report.replay.picture.html import html_document
from maileroo_cli.report.replay.picture.style import CLASSES
from maileroo_cli.report.replay.picture.svg import WIDTH, svg_document
from maileroo_cli.report.replay.point import AttemptMark
from maileroo_cli.report.replay.report import ReplayReport
from maileroo_cli.report.terminal.console import ReportFormat
from tests.report.conftest import Page
from tests.report.replaying import Played, changed, plan_for, play, rows_of, show

SVG = "{http://www.w3.org/2000/svg}"
NASTY = "\x1b[31m<script>alert(1)</script>\"'&\u202e]]>\x00\ud800"
STORY = changed(play(["refuse", "status:503", "lost", "200"]), verdict="accepted at attempt 4 after 30m")
TWELVE = play(
    *[
        ["500", "real-timeout", "late", "reset-after", "connect-timeout", "unknown", "500", "truncate", "corrupt"],
        ["lost"] * 9,
        ["duplicate"],
        ["refuse", "gateway:502", "reset-after", "status:503", "401", "200"],
    ]
    * 3
)


def draw(played: Played) -> ET.Element:
    """Return the SVG of a run, parsed."""
    return ET.fromstring(svg_document(Drawing(played.plan, rows_of(played), played.result, "r7")))


def texts(root: ET.Element) -> list[str]:
    """Return every text that is shown."""
    return ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]


def marks(root: ET.Element) -> list[str]:
    """Return the classes of all marks, in order."""
    return [one.get("class") or "" for one in root.iter(f"{SVG}g")]


def test_svg(page: Page) -> None:
    """A picture has the verdict as its heading, an axis, a mark and a label for each attempt, and a legend."""
    root = draw(STORY)
    shown = texts(root)
    assert shown[0] == "accepted at attempt 4 after 30m"
    assert [text for text in shown if text in {"0", "5m", "15m", "30m", "1h", "2h", "4h", "8h", "14h"}][-1] == "14h"
    for text in ("refuse", "503", "lost/200", "200", "accepted at attempt 4", "not attempted"):
        assert text in shown
    made = [name for name in marks(root) if name != "planned"]
    assert made == ["missed", "missed", "acted", "accepted", "accepted", "missed", "acted"]  # the last three: legend
    assert marks(root).count("planned") == 5 + 1


def test_svg_is_accessible(page: Page) -> None:
    """The picture has a title and a description, and each attempt says in words all that is known of it."""
    root = draw(STORY)
    title, about = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert about is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {about.get('id')}"
    assert title.text == "accepted at attempt 4 after 30m"
    assert "1 attempt accepted; 2 attempts failed, the receiver could not act" in (about.text or "")
    told = [one.findtext(f"{SVG}title") for one in root.iter(f"{SVG}g")]
    assert (
        "attempt 3 of 9 at +15m, fault lost, timeout after 30.0 s, the receiver: may have acted: "
        "the receiver's answer (200) gets lost"
    ) in told


@pytest.mark.parametrize("played", [STORY, TWELVE], ids=["one", "twelve"])
def test_nothing_is_loaded(page: Page, played: Played) -> None:
    """Neither form names anything outside of itself, nor runs a script; both know light, dark and paper."""
    drawing = Drawing(played.plan, rows_of(played), played.result)
    for text in (svg_document(drawing), html_document(drawing)):
        assert not re.search(r"<script|\bon[a-z]+=|href|src=|url\(|@import|@font-face|<link|<img|<iframe", text)
        assert "prefers-color-scheme:dark" in text
        assert "@media print" in text
    assert "default-src 'none'" in html_document(drawing)


def test_marks_have_shapes_of_their_own(page: Page) -> None:
    """Each mark differs in shape, so that nobody has to see colours."""
    root = draw(TWELVE)
    shapes: dict[str, set[str]] = {}
    for one in root.iter(f"{SVG}g"):
        inner = "".join(ET.tostring(child, "unicode") for child in one if child.tag != f"{SVG}title")
        shapes.setdefault(one.get("class") or "", set()).add(inner)
    assert set(shapes) == set(CLASSES.values())
    assert all(len(forms) == 1 for forms in shapes.values())
    assert len(set.union(*shapes.values())) == len(CLASSES)


def test_labels_do_not_overlap(page: Page) -> None:
    """No two texts on one line touch, and none leaves the picture, at the width of letters that is reckoned with."""
    root = draw(TWELVE)
    lines: dict[str, list[tuple[float, float]]] = {}
    for one in root.iter(f"{SVG}text"):
        if "label" in (one.get("class") or ""):
            start = float(one.get("x") or 0)
            lines.setdefault(one.get("y") or "", []).append((start, start + 6.6 * len("".join(one.itertext()))))
    assert sum(map(len, lines.values())) == sum(len(row.points) for row in rows_of(TWELVE))
    for places in lines.values():
        places.sort()
        assert all(end < start for (_, end), (start, _) in pairwise(places))
        assert all(0 <= start < end <= WIDTH for start, end in places)


def test_what_became_of_an_event_stands_clear(page: Page) -> None:
    """However much there is to say of an event's end, its text begins to the right of the last mark."""
    found = [
        DeliveryFinding(kind, "a sentence")
        for kind in (FindingKind.REFUSED_DUPLICATE, FindingKind.SEVERAL_EFFECTS, FindingKind.NOT_200)
    ]
    root = draw(changed(play(["200"]), findings={0: found}, effects={0: 12.0}))
    (words,) = [one for one in root.iter(f"{SVG}text") if "refused-duplicate" in "".join(one.itertext())]
    assert "".join(words.itertext()) == "+0s, 12 effects, refused-duplicate +2"
    start = float(words.get("x") or 0) - 6.6 * len("".join(words.itertext()))
    rows = [one for one in root.iter(f"{SVG}g") if "planned" in (one.get("class") or "")][:-1]  # the last: legend
    assert max(float((one.get("transform") or "").split("(")[1].split()[0]) for one in rows) + 9 < start


def test_marks_do_not_hide_each_other(page: Page) -> None:
    """An attempt of unknown outcome and the one made again at the same moment stand side by side."""
    root = draw(play(["unknown", "unknown", "200"]))
    places = [
        float((one.get("transform") or "").split("(")[1].split()[0])
        for one in root.iter(f"{SVG}g")
        if one.find(f"{SVG}title") is not None
    ]
    assert [after - before >= 15 for before, after in pairwise(places)] == [True, True]


def test_worst_events(page: Page) -> None:
    """Of more than two hundred events the worst have a row, and a sentence tells of the others."""
    played = play(*[["200"]] * 250, ["500"] * 9)
    root = draw(played)
    shown = texts(root)
    assert "Only the worst 200 of 251 events are shown." in shown
    names = [text for text in shown if text == "delivered"]
    assert len(names) == 200
    assert shown.index("given up") < shown.index("accepted at attempt 1")
    assert "Only the worst 200 of 251" in html_document(Drawing(played.plan, rows_of(played), played.result))


class Tags(HTMLParser):
    """Collects the tags of a page, and the text between them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.shown: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that is opened."""
        self.tags.append(tag)
        if tag not in ("meta", "circle", "rect", "path"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note that the innermost tag is closed."""
        if tag not in ("circle", "rect", "path"):
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.shown.append(data)


def page_of(played: Played) -> Tags:
    """Return what is in the page of a run."""
    tags = Tags()
    tags.feed(html_document(Drawing(played.plan, rows_of(played), played.result, "r7")))
    tags.close()
    assert tags.open == []
    return tags


def test_html(page: Page) -> None:
    """A page has the picture, every attempt in a table, and what was found, with whose it is."""
    findings = {1: [DeliveryFinding(FindingKind.SEVERAL_EFFECTS, "2 effects for one event", 2)]}
    tags = page_of(changed(play(["lost", "200"], ["gateway:502", "200"]), findings=findings, verdict="the verdict"))
    legend = [text.strip() for text in tags.shown if text.strip() in set(AttemptMark)]
    assert tags.tags.count("svg") == 1 + len(legend)
    assert legend[:2] == ["accepted", "failed, but the receiver may have acted"]
    assert tags.tags.index("figure") < tags.tags.index("ul")
    assert tags.tags.count("h1") == 1
    assert tags.shown.count("the verdict") >= 2
    assert tags.tags.count("tr") == 1 + 2 + 4
    assert "502 (it answered 200)" in tags.shown
    assert "+5m 30s" in tags.shown
    assert {"answer", "meaning"} <= set(tags.shown)
    assert ": 2 effects for one event (delivered 00000001; attempt 2)" in tags.shown


def test_untrusted_text(page: Page) -> None:
    """Whatever names, sentences and the verdict are, they stay text, and what no terminal should obey is an escape."""
    steps = ["302", "200"]
    plan = plan_for(url=f"http://a.test/{NASTY}", faults=(NASTY,), clock=NASTY)
    played = play(steps, ["500"], plan=plan, types=[NASTY, NASTY], ids=[NASTY, NASTY], location=NASTY)
    played = changed(played, findings={0: [DeliveryFinding(FindingKind.GIVEN_UP, NASTY, 1)]}, verdict=NASTY)
    root = draw(played)
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        *("svg", "style", "title", "desc", "rect", "text", "path", "g", "circle"),
    }
    assert any("<script>" in text for text in texts(root))
    assert "script" not in page_of(played).tags
    drawing = Drawing(played.plan, rows_of(played), played.result, NASTY)
    for text in (svg_document(drawing), html_document(drawing)):
        assert not {"\x1b", "\u202e", "\x00", "\ud800", "\r"} & set(text)


def test_wide_names_are_cut(page: Page) -> None:
    """A long name, also one of wide characters, ends before the axis begins."""
    shown = texts(draw(play(["200"], ["200"], types=["事" * 60, "m" * 60])))
    names = [text for text in shown if text.endswith("…") and text[0] in "事m"]
    assert [len(name) for name in names] == [10, 20]


def test_every_fault_is_drawn(page: Page) -> None:
    """Each kind of fault has a label."""
    steps = {"status": "status:503", "gateway": "gateway:502", "drip": "drip:2s"}
    shown = texts(draw(play(*[[steps.get(str(kind), str(kind))] for kind in FaultKind])))
    for kind in FaultKind:
        name = "503" if kind is FaultKind.STATUS else str(kind)
        assert any(text.startswith(name) for text in shown)


@pytest.mark.parametrize("ending", [".svg", ".html", ".SVG"])
@pytest.mark.parametrize("format", ReportFormat)
def test_file(page: Page, tmp_path: Path, format: ReportFormat, ending: str) -> None:
    """Any format can have a picture besides, which replaces an older one and leaves nothing else behind."""
    file = tmp_path / f"run{ending}"
    file.write_text("an older one")
    show(page.open(terminal=False, format=format.talk), STORY, format, picture=str(file))
    assert os.listdir(tmp_path) == [file.name]
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>" if ending == ".html" else "<svg ")


def test_a_picture_that_cannot_be_written(page: Page, tmp_path: Path) -> None:
    """Where the place went away meanwhile, the verdict was shown all the same, and one error tells of the picture."""
    folder = tmp_path / "there"
    folder.mkdir()
    report = ReplayReport(page.open(), picture=picture_file(str(folder / "run.svg")))
    report.start(STORY.plan, 1)
    folder.rmdir()
    with pytest.raises(InputError, match=r"cannot write .* check --picture"):
        report.finish(STORY.delivered, STORY.result)
    assert page.lines[-1] == STORY.result.verdict
