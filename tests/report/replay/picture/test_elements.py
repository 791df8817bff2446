"""The elements of a replay's picture: those of SVG alone, each where it belongs, and all within the picture."""

import re
from xml.etree import ElementTree as ET

import pytest

from maileroo_cli.delivery.effects.result import DeliveryFinding, FindingKind
from maileroo_cli.report.page.colour import variables
from maileroo_cli.report.replay.picture.drawing import MOST_ROWS, Drawing
from maileroo_cli.report.replay.picture.html import html_document
from maileroo_cli.report.replay.picture.style import picture_rules
from maileroo_cli.report.replay.picture.svg import LEAST_WIDTH, WIDTH, svg_document
from tests.report.conftest import Page
from tests.report.replaying import Played, changed, play, rows_of

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = r"-?[0-9]+(\.[0-9]+)?"
ANYWHERE = {"class": r"[a-z ]+", "id": r"[a-z-]+"}
PATH = rf"([MLHVAZ]|{NUMBER}|[ ,]|(?<=[0-9])-)+"
# What SVG 1.1 and 2 know of the elements that are drawn, and how the value of each has to look.
ELEMENTS: dict[str, dict[str, str]] = {
    "svg": {
        "width": NUMBER,
        "height": NUMBER,
        "viewBox": f"0 0 {NUMBER} {NUMBER}",
        "style": "min-width:1000px;max-width:100%;height:auto",
        "role": "img",
        "aria-labelledby": r"[a-z-]+ [a-z-]+",
    },
    "style": {},
    "title": {},
    "desc": {},
    "g": {"transform": rf"translate\({NUMBER} {NUMBER}\)"},
    "rect": {"x": NUMBER, "y": NUMBER, "width": NUMBER, "height": NUMBER, "rx": NUMBER},
    "circle": {"r": NUMBER},
    "path": {"d": f"M{PATH}"},
    "text": {"x": NUMBER, "y": NUMBER, "text-anchor": "start|middle|end"},
}
ONE = play(["refuse", "status:503", "lost", "200"])
MANY = changed(
    play(["500"] * 9, ["unknown", "unknown", "200"], ["duplicate"], ["reset-after", "401"], ["302"]),
    findings={2: [DeliveryFinding(FindingKind.SEVERAL_EFFECTS, "2 effects for one event", 1)]},
)
BOTH = pytest.mark.parametrize("played", [ONE, MANY], ids=["one", "many"])


def draw(played: Played) -> ET.Element:
    """Return the picture of a run, parsed."""
    return ET.fromstring(svg_document(Drawing(played.plan, rows_of(played), played.result, "r7")))


def paths(root: ET.Element, name: str) -> list[tuple[float, float, float]]:
    """Return the lines of one class: where each begins, its height in the picture, and where it ends."""
    found = [one.get("d") or "" for one in root.iter(f"{SVG}path") if one.get("class") == name]
    lines = [re.fullmatch(rf"M({NUMBER}) ({NUMBER})[HV]({NUMBER})", one) for one in found]
    return [(float(one[1]), float(one[3]), float(one[5])) for one in lines if one is not None]


def marks(root: ET.Element, name: str = "") -> list[tuple[float, float]]:
    """Return the places of the marks of attempts, those that were made or those of one class."""
    found = []
    for one in root.iter(f"{SVG}g"):
        made = one.find(f"{SVG}title") is not None
        place = re.findall(NUMBER.replace("(", "(?:"), one.get("transform") or "")
        if one.get("class") == name or (made and not name):
            found.append((float(place[0]), float(place[1])))
    return found


@BOTH
def test_every_element_and_attribute_is_svg(page: Page, played: Played) -> None:
    """Nothing stands in the picture that SVG does not know, and every value has the form that it has to have."""
    for one in draw(played).iter():
        known = ELEMENTS[one.tag.removeprefix(SVG)]
        assert one.tag.startswith(SVG)
        for name, value in one.attrib.items():
            assert re.fullmatch({**ANYWHERE, **known}[name], value), (one.tag, name, value)


@BOTH
def test_the_picture_in_a_page_is_the_same(page: Page, played: Played) -> None:
    """The page holds a picture that parses by itself, of SVG's elements and attributes alone."""
    text = html_document(Drawing(played.plan, rows_of(played), played.result, "r7"))
    figure = text[text.index("<svg ") : text.index("</svg>") + len("</svg>")]
    for one in ET.fromstring(figure).iter():
        assert set(one.attrib) <= {*ANYWHERE, *ELEMENTS[one.tag.removeprefix(SVG)]}


@BOTH
def test_every_element_is_whole(page: Page, played: Played) -> None:
    """What an element needs to be seen, it has."""
    root = draw(played)
    needed = {"rect": {"width", "height"}, "circle": {"r"}, "path": {"d"}, "text": {"x", "y"}, "g": {"transform"}}
    for one in root.iter():
        assert needed.get(one.tag.removeprefix(SVG), set()) <= set(one.attrib)
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert root.get("width") == str(WIDTH)


@BOTH
def test_every_class_has_a_rule(page: Page, played: Played) -> None:
    """A class that no rule knows would be drawn in black, on black paper too."""
    root = draw(played)
    rules = picture_rules()
    used = {name for one in root.iter() for name in (one.get("class") or "").split()} - {"replay"}
    assert {name for name in used if not re.search(rf"\.{name}\b", rules)} == set()
    assert f"<style>\n{variables('.replay')}{rules}</style>" in svg_document(Drawing(played.plan, [], played.result))


@BOTH
def test_every_class_of_a_page_has_a_rule(page: Page, played: Played) -> None:
    """The page's own rules know every class too, of a finding that fails as of one that is a risk."""
    found = {0: [DeliveryFinding(FindingKind.GIVEN_UP, "lost"), DeliveryFinding(FindingKind.NOT_200, "answered 201")]}
    played = changed(played, findings=found)
    head, _, body = html_document(Drawing(played.plan, rows_of(played), played.result)).partition("</style>")
    used = {name for names in re.findall(r'class="([^"]+)"', body) for name in names.split()} - {"replay"}
    assert {name for name in used if not re.search(rf"\.{name}\b", head)} == set()
    assert '<strong class="acted">given-up</strong>' in body
    assert '<strong class="missed">not-200</strong>' in body


def test_every_colour_is_known() -> None:
    """Each colour that a rule names has a value in light, in dark and on paper."""
    named = set(re.findall(r"var\((--[a-z]+)\)", picture_rules()))
    schemes = re.findall(r"\.x\{([^}]*)\}", variables(".x"))
    assert len(schemes) == 3
    for scheme in schemes:
        values = dict(re.findall(r"(--[a-z]+):(#[0-9a-f]{6})(?:;|$)", scheme))
        assert named <= set(values)


@BOTH
def test_a_line_leads_to_the_last_attempt(page: Page, played: Played) -> None:
    """The line of what is past begins where the first attempt is, and ends where the last one is, in each row."""
    root = draw(played)
    rows: dict[float, list[float]] = {}
    for x, y in marks(root):
        rows.setdefault(y, []).append(x)
    past = {y: (start, end) for start, y, end in paths(root, "past")}
    assert past == {y: (min(places), max(places)) for y, places in rows.items()}


def test_a_dotted_line_leads_to_what_was_not_attempted(page: Page) -> None:
    """What lies ahead is another line, from the last attempt to the last place of the schedule."""
    root = draw(ONE)
    ((start, y, end),) = paths(root, "ahead")
    assert start == max(x for x, _ in marks(root))
    planned = [x for x, height in marks(root, "planned") if height == y]
    assert end == max(planned)
    assert len(planned) == 5
    assert paths(draw(play(["500"] * 9)), "ahead") == []


def test_each_tick_has_its_line(page: Page) -> None:
    """Below each text of the axis a line of the grid runs down behind all rows, to where the legend begins."""
    root = draw(MANY)
    ticks = [one for one in root.iter(f"{SVG}text") if one.get("text-anchor") == "middle"]
    grid = paths(root, "grid")
    assert [float(one.get("x") or 0) for one in ticks] == [x for x, _, _ in grid]
    bottom = {end for _, _, end in grid}
    assert len(bottom) == 1
    assert max(bottom) > max(y for _, y in marks(root))
    assert all(float(one.get("y") or 0) < top for one, (_, top, _) in zip(ticks, grid, strict=True))


def test_every_other_row_has_a_band(page: Page) -> None:
    """Of several events every other one, from the first on, stands on a band, which holds its marks; one has none."""
    root = draw(MANY)
    bands = [one for one in root.iter(f"{SVG}rect") if one.get("class") == "band"]
    heights = sorted({y for _, y in marks(root)})
    assert len(bands) == 3
    for band, y in zip(bands, heights[::2], strict=True):
        top = float(band.get("y") or 0)
        assert top < y < top + float(band.get("height") or 0)
    assert not [one for one in draw(ONE).iter(f"{SVG}rect") if one.get("class") == "band"]


def test_bands_lie_below_the_grid_and_marks_above(page: Page) -> None:
    """What is drawn later lies above: bands first, then the grid, then lines, then marks."""
    order = [one.get("class") or "" for one in draw(MANY).iter()]
    last_band = max(place for place, name in enumerate(order) if name == "band")
    grid = [place for place, name in enumerate(order) if name == "grid"]
    assert last_band < min(grid)
    assert max(grid) < min(place for place, name in enumerate(order) if name == "past")


@BOTH
def test_labels_stand_below_their_marks(page: Page, played: Played) -> None:
    """Each label stands below the marks of its row and above those of the next one, in one of three lines."""
    root = draw(played)
    rows = sorted({y for _, y in marks(root)})
    (bottom,) = {end for _, _, end in paths(root, "grid")}
    found = [float(one.get("y") or 0) for one in root.iter(f"{SVG}text") if "label" in (one.get("class") or "")]
    assert len(found) == len(marks(root))
    distances = set()
    for y in found:
        row = max(one for one in rows if one < y)
        following = min([one for one in rows if one > y], default=bottom)
        assert y + 9 <= following
        distances.add(y - row)
    assert distances <= {26, 40, 54}


@BOTH
def test_the_legend_stands_below(page: Page, played: Played) -> None:
    """Below the rows come the marks of the legend, each with its words beside it, then the caption, then notes."""
    root = draw(played)
    (bottom,) = {end for _, _, end in paths(root, "grid")}
    shapes = [one for one in root.iter(f"{SVG}g") if one.find(f"{SVG}title") is None]
    places = [re.findall(r"-?[0-9.]+", one.get("transform") or "") for one in shapes]
    legend = [(float(x), float(y)) for x, y in places if float(y) > bottom]
    words = [one for one in root.iter(f"{SVG}text") if one.get("class") == "small"]
    assert [(float(one.get("x") or 0), float(one.get("y") or 0)) for one in words] == [
        (x + 15, y + 4) for x, y in legend
    ]
    assert {y - bottom for _, y in legend} <= {22, 44}
    faint = [one for one in root.iter(f"{SVG}text") if one.get("class") == "small faint"]
    (caption,) = [one for one in faint if (one.text or "").startswith("Marks: what happened.")]
    assert float(caption.get("y") or 0) - max(y for _, y in legend) == 26
    assert float(root.get("height") or 0) >= float(faint[-1].get("y") or 0) + 18


@BOTH
def test_all_is_within_the_picture(page: Page, played: Played) -> None:
    """Texts, marks and bands lie within its width and its height."""
    root = draw(played)
    height = float(root.get("height") or 0)
    for one in (one for one in root.iter() if one.get("class") and one.get("transform") is None):
        assert 0 <= float(one.get("x") or 0) <= WIDTH
        assert 0 <= float(one.get("y") or 0) <= height
    assert all(0 < x < WIDTH and 0 < y < height for x, y in marks(root))
    (paper,) = [one for one in root.iter(f"{SVG}rect") if one.get("class") == "paper"]
    assert (paper.get("width"), paper.get("height")) == (root.get("width"), root.get("height"))


@pytest.mark.parametrize(("count", "left"), [(MOST_ROWS, 0), (MOST_ROWS + 1, 1)], ids=["at the limit", "leave it out"])
def test_the_most_rows(page: Page, count: int, left: int) -> None:
    """Two hundred events all have a row; of one more the worst two hundred have, and a sentence tells of the other."""
    played = play(*[["200"]] * count)
    drawing = Drawing(played.plan, rows_of(played), played.result)
    assert len(drawing.shown) == MOST_ROWS == 200
    assert drawing.left_out == ("Only the worst 200 of 201 events are shown." if left else "")
    assert len(paths(draw(played), "past")) == MOST_ROWS


@pytest.mark.parametrize(("count", "told"), [(10, "(delivered 00000000, "), (11, ", … 11 events in all)")])
def test_a_page_names_ten_events(page: Page, count: int, told: str) -> None:
    """A finding of ten events names all of them; one of eleven names ten and tells how many there are."""
    found = [DeliveryFinding(FindingKind.GIVEN_UP, "this event is lost")]
    played = changed(play(*[["500"]] * count), findings=dict.fromkeys(range(count), found))
    text = html_document(Drawing(played.plan, rows_of(played), played.result))
    (line,) = re.findall(r"<li><strong.*</li>", text)
    assert told in line
    assert line.count("delivered 0000") == 10
    assert (" events in all" in line) is (count > 10)


def test_a_picture_never_becomes_unreadably_small(page: Page) -> None:
    """No letter is smaller than 12 pixels of 1,100; in a narrow window picture and page scroll instead of shrinking."""
    root = draw(MANY)
    sizes = [int(size) for size in re.findall(r"(\d+)px", picture_rules().replace("stroke-width:3px", ""))]
    assert min(sizes) == 12
    assert f"min-width:{LEAST_WIDTH}px" in (root.get("style") or "")
    assert 12 * LEAST_WIDTH / WIDTH > 10.5
    text = html_document(Drawing(MANY.plan, rows_of(MANY), MANY.result, "r7"))
    rules = text.partition("</style>")[0]
    assert "figure{margin:0;overflow-x:auto}" in rules
    assert f"min-width:{LEAST_WIDTH}px;max-width:none" in rules
    assert '<figure tabindex="0"' in text  # whoever has no mouse scrolls it with the keyboard


def test_a_table_folds_in_a_narrow_window(page: Page) -> None:
    """On a small screen, and not on paper, each attempt is a block, its cells named as the columns were."""
    text = html_document(Drawing(MANY.plan, rows_of(MANY), MANY.result, "r7"))
    rules = text.partition("</style>")[0]
    _, narrow, folded = rules.partition("@media screen and (max-width:899px){")
    assert narrow
    assert "table,tbody,tr,th,td{display:block}thead{display:none}" in folded
    heads = re.findall(r'<th scope="col">([^<]+)</th>', text)
    assert re.findall(r'td:nth-child\((\d)\)::before\{content:"([^"]+)"\}', folded) == [
        (str(number), head) for number, head in enumerate(heads, 1)
    ]
    assert "white-space:normal" in folded


def test_nothing_of_a_page_has_a_fixed_width(page: Page) -> None:
    """But for the picture, which scrolls in its box, no rule makes a page wider than its window."""
    text = html_document(Drawing(MANY.plan, rows_of(MANY), MANY.result, "r7"))
    rules = text.partition("</style>")[0]
    wide = re.findall(r"(?<![-a-z])width:[0-9.]+px", rules)
    assert wide == []
    assert "h1,p,li,td,th{overflow-wrap:anywhere}" in rules
