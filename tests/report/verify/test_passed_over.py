"""What is told of files and requests that are passed over."""

import pytest

from maileroo_cli.operation.inputs import FilesPassedOver, RequestsPassedOver
from maileroo_cli.report.verify.passed_over import files_passed_over, requests_passed_over


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (1, "1 file without captured requests was skipped: 'f1'"),
        (2, "2 files without captured requests were skipped: 'f1', 'f2'"),
        (5, "5 files without captured requests were skipped: 'f1', 'f2', 'f3', 'f4', 'f5'"),
        (6, "6 files without captured requests were skipped: 'f1', 'f2', 'f3', 'f4', 'f5' and 1 more"),
    ],
)
def test_files(count: int, sentence: str) -> None:
    """Five files are named; of more it is told how many there are."""
    assert files_passed_over(FilesPassedOver(tuple(f"f{number}" for number in range(1, count + 1)))) == sentence


@pytest.mark.parametrize(
    ("number", "kind", "sentence"),
    [
        (1, {}, "1 other request was skipped in {}: no body and no signature"),
        (2, {}, "2 other requests were skipped in {}: no body and no signature"),
        (1, {"responses": True}, "1 response was skipped in {}: only requests are verified"),
        (2, {"responses": True}, "2 responses were skipped in {}: only requests are verified"),
        (1, {"lines": True}, "1 other line was skipped in {}: no signature, and no event in the body"),
        (2, {"lines": True}, "2 other lines were skipped in {}: no signature, and no event in the body"),
    ],
)
def test_requests(number: int, kind: dict[str, bool], sentence: str) -> None:
    """One is told as one, and of each sort it is told why it was passed over."""
    found = RequestsPassedOver("a.har", number, **kind)
    assert requests_passed_over(found) == sentence.format(found.source)
