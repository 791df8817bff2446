"""What is said of verdicts, format by format."""

import pickle

import pytest

from maileroo_cli.capture.check.checker import CheckedRequest
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.report.terminal.console import ReportFormat
from maileroo_cli.report.verify.ci_case import LEVELS, RESULTS
from maileroo_cli.report.verify.lines import renderer
from maileroo_cli.report.verify.text_line import INKS


def test_every_verdict_has_its_look() -> None:
    """A verdict that is added needs a colour, a result in JUnit and, if it is a complaint, a level at GitHub."""
    assert set(INKS) == set(RESULTS) == set(RequestVerdict)
    assert set(LEVELS) == set(RequestVerdict) - {RequestVerdict.VALID}


@pytest.mark.parametrize("form", ReportFormat)
def test_a_renderer_can_be_handed_to_a_process(form: ReportFormat) -> None:
    """It renders the same after it was pickled, which is how a process that does not fork gets it."""
    render = renderer(form, color=True, width=80)
    requests = [CheckedRequest("a.ndjson:1", verdict, secret="s", detail="why") for verdict in RequestVerdict]
    rendered = render(requests)
    assert rendered
    assert pickle.loads(pickle.dumps(render))(requests) == rendered
