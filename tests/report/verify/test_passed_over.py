"""What is told of files and requests that are passed over."""

import pytest

from maileroo_cli.operation.inputs import FilesPassedOver, RequestsPassedOver
from maileroo_cli.report.verify.passed_over import files_passed_over, requests_passed_over


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (1, "1 file holds no captured requests and was passed over: 'f1'"),
        (2, "2 files hold no captured requests and were passed over: 'f1', 'f2'"),
        (5, "5 files hold no captured requests and were passed over: 'f1', 'f2', 'f3', 'f4', 'f5'"),
        (6, "6 files hold no captured requests and were passed over: 'f1', 'f2', 'f3', 'f4', 'f5' and 1 more"),
    ],
)
def test_files(count: int, sentence: str) -> None:
    """Five files are named; of more it is told how many there are."""
    assert files_passed_over(FilesPassedOver(tuple(f"f{number}" for number in range(1, count + 1)))) == sentence


@pytest.mark.parametrize(
    ("number", "kind", "sentence"),
    [
        (1, {}, "1 other request was passed over in {}: no body and no signature"),
        (2, {}, "2 other requests were passed over in {}: no body and no signature"),
        (1, {"responses": True}, "1 response was passed over in {}: requests alone are verified"),
        (2, {"responses": True}, "2 responses were passed over in {}: requests alone are verified"),
        (1, {"lines": True}, "1 other line was passed over in {}: no signature, and no event in a body"),
        (2, {"lines": True}, "2 other lines were passed over in {}: no signature, and no event in a body"),
    ],
)
def test_requests(number: int, kind: dict[str, bool], sentence: str) -> None:
    """One is told as one, and of each sort it is told why it was passed over."""
    found = RequestsPassedOver("a.har", number, **kind)
    assert requests_passed_over(found) == sentence.format(found.source)
