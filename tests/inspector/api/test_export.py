"""Exports of many captures: every format, the number that was agreed to, and a page that shows the view offline."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.api import export as module
from maileroo_cli.inspector.api.export import export
from maileroo_cli.inspector.call import ConflictError, NotFoundError
from maileroo_cli.inspector.settings import InspectorSettings
from maileroo_cli.operation.captures.export import ExportFormat
from maileroo_cli.operation.inspect.depth import taking
from tests.answer_keys import check_answer
from tests.cli.calling import SECRET
from tests.cli.store import captured, event, signature
from tests.inspector.api.calling import call, settings

XSS = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{7*7}}\u202e\x1b[31m\u2028"
FORMS = ["html", *ExportFormat]


def exported(given: InspectorSettings, form: str, **body: Any) -> dict[str, Any]:
    """Return an export of all captures, or of those that are named."""
    chosen: dict[str, Any] = {} if "captures" in body else {"filter": {}}
    return check_answer(export(call(given, body={**chosen, "as": form, **body})))


class Tags(HTMLParser):
    """The elements and attributes of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element's name and those of its attributes."""
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.text += data


@pytest.mark.parametrize("form", FORMS)
def test_every_format(tmp_path: Path, form: str) -> None:
    """Each format holds both captures without their signatures, under a name for a file."""
    given = settings(tmp_path, captured(1), captured(2, status=500))
    answer = exported(given, form, count=2)
    assert (answer["written"], answer["unsigned"], answer["left_out"]) == (2, 2, {})
    assert signature(event(1)) not in answer["text"]
    assert f"{1:048x}" in answer["text"]
    assert "." in answer["file_name"]


@pytest.mark.parametrize("form", ExportFormat)
def test_signatures_are_asked_for(tmp_path: Path, form: str) -> None:
    """Each format but the page has the signatures where they were asked for."""
    answer = exported(settings(tmp_path, captured(1)), form, count=1, signatures=True)
    assert signature(event(1)) in answer["text"]
    assert answer["unsigned"] == 0


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("signatures", [False, True])
def test_an_application_that_repeats_them(tmp_path: Path, form: str, signatures: bool) -> None:
    """Secrets are in no export, nor is a signature that was not asked for, wherever they stand."""
    sent = signature(event(1), "another secret")
    head = f"HTTP/1.1 401 No\r\nX-Got: {sent}\r\nX-Key: {SECRET}\r\n\r\n".encode()
    answer_body = f"got {sent}, wanted {signature(event(1))}, {SECRET}".encode()
    headers = ((b"X-Key", SECRET.encode()), (b"X-Copy", sent.encode()), (b"x-maileroo-signature", sent.encode()))
    given = settings(tmp_path, captured(1, headers=headers, answer=(head, answer_body)), captured(2))
    text = exported(given, form, count=2, signatures=signatures)["text"]
    assert SECRET not in text
    if not signatures or form == "html":
        assert sent not in text
        assert signature(event(1)) not in text


def test_named_captures(tmp_path: Path) -> None:
    """Captures that are named come in the order of their names."""
    given = settings(tmp_path, captured(1), captured(2), captured(3))
    names = [captured(3).entry.id, captured(1).entry.id]
    lines = exported(given, "ndjson", captures=names, count=2)["text"].splitlines()
    assert [json.loads(line)["id"] for line in lines] == names


def test_what_is_left_out(tmp_path: Path) -> None:
    """What a format cannot hold is counted by its reason, and belongs to the number."""
    given = settings(tmp_path, captured(1), captured(2, verdict="probe"), captured(3, verdict="unchecked"))
    answer = exported(given, "pytest", count=3)
    assert (answer["written"], answer["left_out"]) == (1, {"probe": 1, "unchecked": 1})


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_number_has_to_be_right(tmp_path: Path, form: str, count: int) -> None:
    """Another number than there is, such as before new captures came, is a conflict."""
    with pytest.raises(ConflictError):
        exported(settings(tmp_path, captured(1), captured(2)), form, count=count)


@pytest.mark.parametrize(
    "body",
    [
        {"as": "xml", "count": 1},
        {"as": None, "count": 1},
        {"as": ["html"], "count": 1},
        {"as": "html"},
        {"as": "html", "count": "1"},
        {"as": "html", "count": 1, "signatures": "yes"},
        {"as": "html", "count": 1, "captures": ["last"]},
        {"as": "html", "count": 1, "filter": []},
    ],
)
def test_what_is_no_order(tmp_path: Path, body: dict[str, Any]) -> None:
    """What is asked for in another way than the API says is refused."""
    with pytest.raises(UsageError):
        export(call(settings(tmp_path, captured(1)), body={"filter": {}, **body}))


def test_captures_that_are_not_there(tmp_path: Path) -> None:
    """A name of no capture is told as such."""
    with pytest.raises(NotFoundError):
        exported(settings(tmp_path, captured(1)), "html", captures=["feed"], count=1)


@pytest.mark.parametrize("form", FORMS)
def test_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """More captures or bytes than are held in memory are refused, with the command that takes any number."""
    given = settings(tmp_path, captured(1), captured(2))
    with monkeypatch.context() as patched:
        patched.setattr(module, "MOST", 1)
        with pytest.raises(UsageError, match="too many"):
            exported(given, form, count=2)
    monkeypatch.setattr(taking, "LARGEST_EXPORT", 100)
    with pytest.raises(UsageError, match=r"larger|too large") as refused:
        exported(given, form, count=2)
    assert form == "html" or f"mhook captures export --as {form}" in refused.value.hint


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """A format that cannot hold bytes as text is refused, and the others hold them."""
    given = settings(tmp_path, captured(1, b"\xff\x00"))
    for form in ("html", "ndjson", "har", "curl", "pytest", "fixture"):
        assert exported(given, form, count=1)["written"] == 1
    with pytest.raises(UsageError, match="not text"):
        exported(given, "http", count=1)


def test_the_page_shows_the_view(tmp_path: Path) -> None:
    """The page has the list and each capture in full, and nothing that is loaded or run."""
    invalid = captured(
        2,
        event(2, event_data={"reason": XSS}),
        headers=((b"Host", b"a.test"), (b"x-maileroo-signature", b"ab" * 32), (b"X-Odd", XSS.encode())),
        answer=(b"HTTP/1.1 500 Oops\r\nX: y\r\n\r\n", XSS.encode()),
        verdict="invalid",
        cause="json-compact",
        status=500,
        event_type=XSS,
        reference_id=XSS,
        target=f"/{XSS}",
        peer=XSS,
    )
    text = exported(settings(tmp_path, captured(1), invalid), "html", count=2)["text"]
    page = Tags(text)
    assert "<script" not in text
    assert not {"script", "img", "link", "iframe", "object", "form", "base", "svg"} & set(page.tags)
    assert page.attributes <= {"lang", "charset", "http-equiv", "content", "name", "href", "class", "scope", "id"}
    assert "default-src 'none'" in text.replace("&#x27;", "'")
    assert page.tags.count("section") == page.tags.count("a") == 2
    assert "\u202e" not in text
    assert "\x1b" not in text
    for told in ("POST /webhook HTTP/1.1", f"{1:048x}", "✗ invalid: json-compact", "abababab…", "HTTP/1.1 500 Oops"):
        assert told in page.text
    assert "ab" * 32 not in text
    assert "2 captured webhooks" in page.text


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\x00" * 100_000, b"[" * 100_000, b'{"a":NaN}', b'{"a":"' + b"x" * 200_000 + b'"}', b"\n" * 9_000],
)
def test_the_page_is_bounded(tmp_path: Path, body: bytes) -> None:
    """Whatever the body is, the page shows its beginning."""
    answer = exported(settings(tmp_path, captured(1, body)), "html", count=1)
    assert answer["written"] == 1
    assert len(answer["text"]) < 700_000
