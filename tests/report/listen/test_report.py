"""A session of ``listen`` as it is shown: where it listens, what comes, what is wrong, and the sum."""

from collections import Counter
from collections.abc import Iterator

import pytest

from maileroo_cli.capture.expectation.tracker import ClauseResult
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.listen.results import (
    Arrivals,
    DelegatedWrites,
    Exposed,
    ListenResult,
    ListenSummary,
    Ready,
    StoreChange,
    StoreTrouble,
)
from maileroo_cli.report.listen.report import ListenReport, ListenTerms
from maileroo_cli.report.terminal.console import Format
from maileroo_cli.transport.server.arrival import Arrival
from tests.report.conftest import Page
from tests.report.listen.test_arrival import ENTRY

URL = "http://127.0.0.1:4747"
SPARED = "(--prune-existing deletes them too)"
SUMMARY = ListenSummary(
    {"opened": Counter(valid=2), "delivered": Counter(valid=1_200, invalid=3, unchecked=1), "-": Counter(damaged=1)},
    {"delivered": Counter({"header-uppercase": 2, "json-php": 1}), "-": Counter({"cut-off": 1})},
)


class Session:
    """Results that were made by hand."""

    def __init__(self, *results: ListenResult) -> None:
        self._results = results
        self.stopped = 0

    def __iter__(self) -> Iterator[ListenResult]:
        yield from self._results

    def stop(self) -> None:
        """Count that it was asked for."""
        self.stopped += 1


def show(
    page: Page, *results: ListenResult, form: Format = Format.TEXT, **terms: object
) -> tuple[list[str], list[str]]:
    """Show results, and return the lines of both streams."""
    console = page.open(terminal=False, format=form)
    ListenReport(console, ListenTerms(**terms)).show(Session(*results))  # type: ignore[arg-type]  # fields of the terms
    console.flush()
    return page.lines, page.err.content.decode().splitlines()


def test_ready(page: Page) -> None:
    """It is told where it listens, where requests are kept, and in a fresh store how to try it."""
    assert show(page, Ready(URL, "captures.db", 0, 7)) == (
        [
            f"listening on {URL} (Ctrl-C ends)",
            "  keeping each request in captures.db (0 so far)",
            f"  try it: mhook send delivered --url {URL}/webhook",
        ],
        [],
    )
    assert show(page, Ready(URL, "captures.db", 1_234, 7))[0][1:] == [
        "  keeping each request in captures.db (1,234 so far)"
    ]


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://0.0.0.0:1", "http://127.0.0.1:1"),
        ("http://[::]:1", "http://[::1]:1"),
        ("http://a.test:1", "http://a.test:1"),
    ],
)
def test_where_to_try_it(page: Page, url: str, here: str) -> None:
    """Where it listens at every address, the one to try is this machine's own."""
    assert show(page, Ready(url, "s", 0, 7))[0][-1] == f"  try it: mhook send delivered --url {here}/webhook"


def test_what_is_told_besides(page: Page) -> None:
    """Where requests go on to, what is answered, and what is deleted, each on a line."""
    lines, _ = show(
        page, Ready(URL, "s", 5, 7), forward_to="http://a.test/", answers=("503", "opened=500,200"), verify_first=True,
        limits=("10 captures", "1 MB"),
    )  # fmt: skip
    assert lines[1:] == [
        "  forwarding to http://a.test/",
        "  answering 401 to what does not verify",
        "  answering 503",
        "  answering opened=500,200",
        "  keeping each request in s (5 so far)",
        "  deleting the oldest of this session beyond 10 captures or 1 MB, not the 5 from before",
    ]


@pytest.mark.parametrize(
    ("kept", "existing", "line"),
    [
        (0, False, "  deleting the oldest of this session beyond 1 MB"),
        (1_000, False, "  deleting the oldest of this session beyond 1 MB, not the 1,000 from before"),
        (0, True, "  deleting the oldest in the store beyond 1 MB, those from before too"),
    ],
)
def test_what_is_deleted(page: Page, kept: int, existing: bool, line: str) -> None:
    """It is told whether captures from before this session are deleted too."""
    lines, _ = show(page, Ready(URL, "s", kept, 7), limits=("1 MB",), prune_existing=existing)
    assert line in lines


def test_notes(page: Page) -> None:
    """What is wrong, and what others do to the store, is talk and no data."""
    told = show(
        page, Exposed("0.0.0.0"), StoreTrouble("the disk is full"), DelegatedWrites("mhook captures import", 9, 1, 0),
        DelegatedWrites("mhook captures prune", 9, 0, 2_000), DelegatedWrites("x", 9, 2, 1),
    )  # fmt: skip
    assert told == (
        [],
        [
            "mhook: note: listening on 0.0.0.0: others in the network can send requests here, not only this machine",
            "mhook: note: the disk is full",
            "mhook: note: mhook captures import (process 9): 1 capture added",
            "mhook: note: mhook captures prune (process 9): 2,000 captures deleted",
            "mhook: note: x (process 9): 2 captures added, 1 capture deleted",
        ],
    )


@pytest.mark.parametrize(("quiet", "count"), [(False, 3), (True, 0)])
@pytest.mark.parametrize("form", [Format.TEXT, Format.JSON])
def test_each_request_has_its_line(page: Page, form: Format, quiet: bool, count: int) -> None:
    """Several that come together have a line each, and with ``--quiet`` none has."""
    arrivals = [Arrival(ENTRY, "200", 1.0)] * 3
    assert len(show(page, Arrivals(arrivals), form=form, quiet=quiet)[0]) == count


def test_summary(page: Page) -> None:
    """The sum tells verdicts in all and by type, the most frequent type first, with what was wrong."""
    assert show(page, SUMMARY, store_option=" --store s")[0] == [
        "",
        "1,207 requests: 1,202 valid, 3 invalid, 1 damaged, 1 unchecked",
        "  delivered      1,204  1,200 valid, 3 invalid, 1 unchecked  (2 x header-uppercase, 1 x json-php)",
        "  opened             2  2 valid",
        "  (no type)          1  1 damaged  (1 x cut-off)",
        "look at them: mhook captures list --store s",
    ]


def test_three_causes(page: Page) -> None:
    """Of the causes of one type the three most frequent are told."""
    causes = {"opened": Counter(a=4, b=3, c=2, d=1)}
    lines, _ = show(page, ListenSummary({"opened": Counter(invalid=10)}, causes))
    assert lines[2] == "  opened            10  10 invalid  (4 x a, 3 x b, 2 x c)"


@pytest.mark.parametrize(
    ("summary", "lines"),
    [
        (ListenSummary({}, {}), ["", "0 requests"]),
        (
            ListenSummary({"opened": Counter(valid=1)}, {}),
            ["", "1 request: 1 valid", "  opened             1  1 valid", "look at them: mhook captures list"],
        ),
        (
            ListenSummary({}, {}, probes=1),
            ["", "0 requests", "  1 probe, which is not a webhook, not counted", "look at them: mhook captures list"],
        ),
        (
            ListenSummary({}, {}, probes=2_000, not_kept=2_000),
            [
                "", "0 requests", "  2,000 probes, which are not webhooks, not counted",
                "  2,000 could not be kept and were answered with 507",
            ],
        ),
        (
            ListenSummary({}, {}, turned_away=3),
            ["", "0 requests", "  3 connections were closed: more than --max-connections at once"],
        ),
        (
            ListenSummary(
                {"opened": Counter(valid=1)}, {}, met=False,
                expectations=(ClauseResult("a", True, "a came"), ClauseResult("b", False, "b did not come")),
            ),
            [
                "", "1 request: 1 valid", "  opened             1  1 valid", "met      a came",
                "not met  b did not come",
            ],
        ),
    ],
    ids=["nothing", "one", "a probe", "not kept", "turned away", "awaited"],
)  # fmt: skip
def test_other_sums(page: Page, summary: ListenSummary, lines: list[str]) -> None:
    """What did not happen is not told, one thing is told as one, and nothing is offered to look at where it is not."""
    assert show(page, summary)[0] == lines


@pytest.mark.parametrize(
    ("change", "existing", "line"),
    [
        (StoreChange(0, 5, 2, 3, 3), False, "5 captures of this session: 2 deleted, 3 left"),
        (
            StoreChange(1, 5, 2, 3, 4),
            False,
            f"5 captures of this session: 2 deleted, 3 left; 1 from before was left alone {SPARED}",
        ),
        (
            StoreChange(1_000, 1, 0, 1, 1_001),
            False,
            f"1 capture of this session: 0 deleted, 1 left; 1,000 from before were left alone {SPARED}",
        ),
        (StoreChange(1_000, 5, 3, 1_002, 1_002), True, "1,005 captures (1,000 from before): 3 deleted, 1,002 left"),
    ],
)
def test_what_the_limits_left(page: Page, change: StoreChange, existing: bool, line: str) -> None:
    """Where there are limits the last line tells what they left, and of whose captures."""
    summary = ListenSummary({}, {}, store=change)
    assert show(page, summary, limits=("1 MB",), prune_existing=existing)[0][-1] == line
    assert line not in show(page, summary)[0]
    assert len(show(page, summary, form=Format.JSON, limits=("1 MB",), prune_existing=existing)[0]) == 1


def test_the_sum_for_programs(page: Page) -> None:
    """Programs get every number, under these keys."""
    clause = ClauseResult("a", True, "a came")
    summary = SUMMARY._replace(
        probes=1, not_kept=2, turned_away=3, expectations=(clause,), met=False, store=StoreChange(4, 9, 5, 8, 12)
    )
    console = page.open(terminal=False, format=Format.JSON)
    assert ListenReport(console, ListenTerms()).show(Session(summary)) is ExitCode.FAILED
    console.flush()
    assert page.text == (
        '{"schema":"mhook.listen-summary/2","total":1207,"valid":1202,"invalid":3,"damaged":1,"unverifiable":0,'
        '"unchecked":1,"probes":1,"event_type_counts":{"opened":{"valid":2},"delivered":{"valid":1200,"invalid":3,"unchecked":1},'
        '"-":{"damaged":1}},"cause_counts":{"header-uppercase":2,"json-php":1},"anomaly_counts":{"cut-off":1},"not_kept":2,"turned_away":3,'
        '"captures_before":4,"deleted":5,"left":12,"expectations":[{"clause":"a","result":"pass","reason":"a came"}],'
        '"exit_code":1}\n'
    )


def test_ready_for_programs(page: Page) -> None:
    """The first object tells where it listens, and as which process."""
    lines, _ = show(page, Ready(URL, "s", 3, 7), form=Format.JSON, forward_to="http://a.test/")
    assert lines == [f'{{"schema":"mhook.listen/1","url":"{URL}","store":"s","pid":7,"forward_to":"http://a.test/"}}']


def test_output_that_ends(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where output cannot be written the session is stopped, and what it says of its store is told all the same."""
    console = page.open(terminal=False)
    session = Session(Ready(URL, "s", 1, 7), StoreTrouble("the disk is full"), SUMMARY)

    def fail(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(console, "line", fail)
    with pytest.raises(BrokenPipeError):
        ListenReport(console, ListenTerms()).show(session)
    assert session.stopped == 1
    assert "the disk is full" in page.err.content.decode()


def test_the_exit_code(page: Page) -> None:
    """It is that of the sum."""
    for met, code in ((None, ExitCode.OK), (True, ExitCode.OK), (False, ExitCode.FAILED)):
        report = ListenReport(page.open(), ListenTerms())
        assert report.show(Session(ListenSummary({}, {}, met=met))) is code
