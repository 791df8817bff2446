"""HAR files that tools wrote: each is read, and the verdict on each of its requests is known."""

import re
from pathlib import Path

import pytest

from maileroo_cli.capture.check.checker import Checker
from maileroo_cli.capture.formats.har.reader import looks_like_har, read_har
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.webhook.signing.secret import Secret
from tests.capture.har_file import SECRET

FOLDER = Path(__file__).parents[4] / "fixtures" / "captures"
README = (FOLDER / "README.md").read_text(encoding="utf-8")
FILES = sorted(FOLDER.glob("*.har"))

GOOD, BAD, LOST = RequestVerdict.VALID, RequestVerdict.INVALID, RequestVerdict.UNVERIFIABLE
LATIN_1 = "the text is latin-1"
VERDICTS: dict[str, tuple[int, dict[str, tuple[RequestVerdict, str]]]] = {
    "charles": (0, {"delivered": (GOOD, ""), "escapes": (GOOD, ""), "invalid": (BAD, "")}),
    "chrome-har": (2, dict.fromkeys(("delivered", "escapes", "not-utf-8", "large", "invalid"), (LOST, "params"))),
    "chromium-devtools": (
        2,
        {
            "delivered": (GOOD, ""),
            "escapes": (GOOD, ""),
            "not-utf-8": (GOOD, LATIN_1),
            "large": (GOOD, ""),
            "invalid": (BAD, ""),
        },
    ),
    "chromium-playwright": (
        1,
        {
            "delivered": (GOOD, ""),
            "escapes": (GOOD, ""),
            "not-utf-8": (LOST, "U+FFFD"),
            "large": (GOOD, ""),
            "invalid": (BAD, ""),
        },
    ),
    "fiddler": (0, {"delivered": (GOOD, ""), "escapes": (GOOD, ""), "invalid": (BAD, "")}),
    "firefox": (
        2,
        {
            "delivered": (GOOD, ""),
            "escapes": (GOOD, ""),
            "not-utf-8": (GOOD, LATIN_1),
            "large": (GOOD, ""),
            "invalid": (BAD, ""),
        },
    ),
    "http-toolkit": (
        0,
        {"delivered": (GOOD, ""), "not-utf-8": (GOOD, ""), "invalid": (BAD, ""), "large": (LOST, "too-large")},
    ),
    "insomnia": (0, {"delivered": (GOOD, ""), "escapes": (GOOD, ""), "invalid": (BAD, "")}),
    "mitmproxy": (
        1,
        {
            "delivered": (GOOD, ""),
            "escapes": (GOOD, ""),
            "not-utf-8": (GOOD, "lone surrogates"),
            "large": (GOOD, ""),
            "invalid": (BAD, ""),
        },
    ),
    "pollyjs": (
        1,
        {
            "delivered": (GOOD, ""),
            "escapes": (GOOD, ""),
            "not-utf-8": (LOST, "404 bytes"),
            "large": (GOOD, ""),
            "invalid": (BAD, ""),
        },
    ),
    "reqable": (0, {"delivered": (GOOD, ""), "not-utf-8": (GOOD, ""), "invalid": (BAD, "")}),
    "safari": (1, {"delivered": (GOOD, ""), "escapes": (GOOD, ""), "invalid": (BAD, "")}),
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_verdict_on_each_request(path: Path) -> None:
    """Each request is there, with the verdict that its tool allows, and pages are passed over."""
    passed_over, expected = VERDICTS[path.stem]
    with path.open("rb") as file:
        assert looks_like_har(file.read(65_536))
        file.seek(0)
        reader = read_har(file)
        results = list(reader)
    checked = Checker([Secret(SECRET)]).check_results(results, path.name)
    found = {}
    for result, request in zip(results, checked, strict=True):
        case = result.record.target.partition("case=")[2]  # type: ignore[union-attr]
        found[case] = (request.verdict, request.detail)
    assert {case: verdict for case, (verdict, _) in found.items()} == {
        case: verdict for case, (verdict, _) in expected.items()
    }
    for case, (verdict, note) in expected.items():
        if verdict is not BAD:
            assert note in found[case][1], case
            assert bool(note) == bool(found[case][1])
    assert reader.passed_over == passed_over


def test_each_file_is_expected_and_described() -> None:
    """The README gives each file its origin and one of two grades, and no file is without a test."""
    rows = re.findall(r"^\| `([\w-]+)\.har` \|.*\| (real|by hand) \|$", README, re.MULTILINE)
    assert sorted(name for name, _ in rows) == [path.stem for path in FILES] == sorted(VERDICTS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_tells_nothing_of_where_it_was_made(path: Path) -> None:
    """Everything is on this machine's loopback, no path of a file is within, and the file is small."""
    data = path.read_bytes()
    assert len(data) < 200_000
    assert not re.search(rb"/(?:home|root|tmp|work|Users)/|file://", data)
    hosts = set(re.findall(rb'"url": ?"\w+://([^/"]+)', data))
    assert hosts == {b"127.0.0.1:8765"}
