"""What is told of requests in an archive that nobody can verify, whoever reads the archive."""

from maileroo_cli.operation.inputs import RequestsPassedOver


def requests_passed_over(result: RequestsPassedOver) -> str:
    """Return in a sentence how many there were, and where."""
    if result.responses:
        several = "responses were" if result.number > 1 else "response was"
        return f"{result.number} {several} passed over in {result.source}: requests alone are verified"
    if result.lines:
        several = "other lines were" if result.number > 1 else "other line was"
        return f"{result.number} {several} passed over in {result.source}: no signature, and no event in a body"
    several = "other requests were" if result.number > 1 else "other request was"
    return f"{result.number} {several} passed over in {result.source}: no body and no signature"
