"""What is told of files and requests that are passed over, whoever reads them."""

from maileroo_cli.operation.inputs import FilesPassedOver, RequestsPassedOver

_NAMED = 5
"""So many of the files that are passed over are named."""


def requests_passed_over(result: RequestsPassedOver) -> str:
    """Return in a sentence how many there were, and where."""
    if result.responses:
        several = "responses were" if result.number > 1 else "response was"
        return f"{result.number} {several} skipped in {result.source}: only requests are verified"
    if result.lines:
        several = "other lines were" if result.number > 1 else "other line was"
        return f"{result.number} {several} skipped in {result.source}: no signature, and no event in the body"
    several = "other requests were" if result.number > 1 else "other request was"
    return f"{result.number} {several} skipped in {result.source}: no body and no signature"


def files_passed_over(result: FilesPassedOver) -> str:
    """Return in a sentence how many files of a folder hold no captured requests, and which."""
    names = result.names
    shown = ", ".join(map(repr, names[:_NAMED])) + (f" and {len(names) - _NAMED} more" if names[_NAMED:] else "")
    if len(names) == 1:
        return f"1 file without captured requests was skipped: {shown}"
    return f"{len(names):,} files without captured requests were skipped: {shown}"
