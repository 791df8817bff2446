"""The demonstration from Python: its parts come in order, and all of it goes as it should."""

from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.attempts.summary import JudgedAttempt
from maileroo_cli.operation.demo import ArrivalsChecked, Chapter, ChapterBegun, Demo, MistakeExplained


def test_the_story() -> None:
    """Every chapter begins once, three mistakes are explained, and the exit code is that of success."""
    demo = Demo()
    events = list(demo)
    assert [one.chapter for one in events if isinstance(one, ChapterBegun)] == list(Chapter)
    assert len([one for one in events if isinstance(one, JudgedAttempt)]) > 10
    (arrived,) = (one for one in events if isinstance(one, ArrivalsChecked))
    assert arrived.counts.verdicts[RequestVerdict.VALID] > 10
    causes = [one.checked.causes[0].code for one in events if isinstance(one, MistakeExplained)]
    assert causes == ["json-compact", "secret-newline", "header-prefixed"]
    assert demo.exit_code is ExitCode.OK
