"""A verified request as lines: on a terminal fitted to it, in a pipe one line and whole."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.check.checker import CheckedRequest
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.report.verify.text_line import text_line, text_lines
from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES
from maileroo_cli.webhook.diagnosis.evidence import NOTHING_ODD

ID = "0123456789abcdef" * 3
WORDS = st.lists(st.text("abcdé:.()", min_size=1, max_size=12), max_size=14)
VERDICTS = st.sampled_from(list(RequestVerdict))


def checked(
    where: str, verdict: RequestVerdict, kind: str = "", event_id: str = "", detail: str = ""
) -> CheckedRequest:
    """Return a request, with a cause where it is invalid."""
    causes = (CAUSES["header-uppercase"],) if verdict is RequestVerdict.INVALID else ()
    return CheckedRequest(where, verdict, "", kind, event_id, None, causes, detail)


@given(
    st.text("abc/.:é", max_size=120),
    VERDICTS,
    st.text("abc", max_size=40),
    st.text("0f", max_size=60),
    WORDS,
    st.integers(40, 130),
)
def test_no_line_is_longer_than_the_terminal(
    where: str, verdict: RequestVerdict, kind: str, event_id: str, words: list[str], width: int
) -> None:
    """Whatever a request holds, every line fits, and the words of its detail are all there, in order."""
    lines = text_line(checked(where, verdict, kind, event_id, " ".join(words)), color=False, width=width)
    assert all(len(line) <= width for line in lines)
    said = re.sub(r"[()\s]", "", " ".join(lines))
    assert said.endswith(re.sub(r"[()\s]", "", "".join(words)))


@given(st.text("abc/.:é", max_size=120), VERDICTS, st.text("abc", max_size=30), st.text("0f", max_size=60), WORDS)
def test_in_a_pipe_a_request_is_one_line(
    where: str, verdict: RequestVerdict, kind: str, event_id: str, words: list[str]
) -> None:
    """Where nobody looks at a terminal nothing is cut: the whole type, id, place and detail are there."""
    (line,) = text_line(checked(where, verdict, kind, event_id, " ".join(words)), color=False, width=None)
    assert all(text in line for text in (kind, event_id, where, " ".join(words)))


@pytest.mark.parametrize(
    ("width", "rows"),
    [
        (
            None,
            [
                f"valid         opened      {ID}  a/long/path/c.ndjson:9",
                f"invalid       opened      {ID}  a/long/path/c.ndjson:10   header-uppercase",
                f"damaged       -           -{' ' * 47}  c.har:#5  cut off",
            ],
        ),
        (
            80,
            [
                "valid         opened      01234567…  a/long/path/c.ndjson:9",
                "invalid       opened      01234567…  a/long/path/c.ndjson:10   header-uppercase",
                "damaged       -           -          c.har:#5  cut off",
            ],
        ),
        (
            60,
            [
                "valid         opened      01234567…  a/long/path/c.ndjson:9",
                "invalid       opened      01234567…  a/long/path/c.ndjson:10",
                "              header-uppercase",
                "damaged       -           -          c.har:#5  cut off",
            ],
        ),
        (
            40,
            [
                "valid         a/long/path/c.ndjson:9",
                "invalid       a/long/path/c.ndjson:10",
                "              header-uppercase",
                "damaged       c.har:#5  cut off",
            ],
        ),
    ],
)
def test_rows_line_up(width: int | None, rows: list[str]) -> None:
    """Rows with and without an event have the same columns; a cause that has no room is below."""
    requests = [
        checked("a/long/path/c.ndjson:9", RequestVerdict.VALID, "opened", ID),
        checked("a/long/path/c.ndjson:10", RequestVerdict.INVALID, "opened", ID),
        checked("c.har:#5", RequestVerdict.DAMAGED, detail="cut off"),
    ]
    assert text_lines(requests, color=False, width=width).decode().splitlines() == rows


def test_a_long_path_is_cut_at_its_beginning() -> None:
    """The end of a path, and the line, tell most."""
    (line,) = text_line(checked("x" * 90 + "/c.ndjson:12", RequestVerdict.VALID), color=False, width=60)
    assert line.endswith("…xxxxxxxxxx/c.ndjson:12")
    assert len(line) == 60


def test_what_is_said_of_all_is_on_no_line() -> None:
    """A clue that says nothing of one request in particular is left to the sum."""
    request = CheckedRequest("a:1", RequestVerdict.INVALID, causes=(CAUSES["unexplained"],), detail=NOTHING_ODD)
    (line,) = text_line(request, color=False, width=None)
    assert line.endswith("  unexplained")
