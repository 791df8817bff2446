"""One verified request as continuous integration shows it: a case of a JUnit report, or an annotation of GitHub."""

from typing import NamedTuple

from maileroo_cli.capture.check.checker import CheckedRequest
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.report.ci.github import Level, annotation
from maileroo_cli.report.ci.junit import JunitCase, JunitResult, write_case

RESULTS = {
    RequestVerdict.VALID: JunitResult.PASSED,
    RequestVerdict.INVALID: JunitResult.FAILURE,
    RequestVerdict.UNVERIFIABLE: JunitResult.SKIPPED,
    RequestVerdict.DAMAGED: JunitResult.ERROR,
    RequestVerdict.PROBE: JunitResult.SKIPPED,
}
LEVELS = {
    RequestVerdict.INVALID: Level.ERROR,
    RequestVerdict.UNVERIFIABLE: Level.WARNING,
    RequestVerdict.DAMAGED: Level.ERROR,
    RequestVerdict.PROBE: Level.NOTICE,
}
_STDIN = "stdin"


class SourcePlace(NamedTuple):
    """Where a request stands: the file's name, and the line where it is known."""

    file: str
    line: int | None


def junit_case(checked: CheckedRequest) -> str:
    """Return one request as an element of a JUnit report."""
    result = RESULTS[checked.verdict]
    names = (checked.where, checked.event_type, checked.event_id)
    case = JunitCase(place_of(checked.where).file, " ".join(filter(None, names)), result)
    if result is JunitResult.PASSED:
        return write_case(case)
    message, *lines = _story(checked)
    return write_case(JunitCase(case.group, case.name, result, _code(checked), message, tuple(lines)))


def github_line(checked: CheckedRequest) -> str:
    """Return one request as a workflow command; nothing for a valid one, since an annotation is a complaint."""
    if checked.verdict is RequestVerdict.VALID:
        return ""
    place = place_of(checked.where)
    first, *lines = _story(checked)
    told = " ".join(filter(None, (checked.event_type, checked.event_id)))
    lines.insert(0, f"{told}: {first}" if told else first)
    file = "" if place.file == _STDIN else place.file
    return annotation(LEVELS[checked.verdict], lines, _title(checked), file, place.line) + "\n"


def place_of(where: str) -> SourcePlace:
    """Return the file and line of a place like ``a.http:3``, or the file alone of one like ``a.har:#3``."""
    file, _, rest = where.rpartition(":")
    number = rest.removeprefix("#")
    if not (file and number.isascii() and number.isdigit()):
        return SourcePlace(where, None)
    return SourcePlace(file, int(number) if number == rest else None)


def _title(checked: CheckedRequest) -> str:
    return f"{checked.verdict}: {_code(checked)}" if checked.causes else f"{checked.verdict} request"


def _code(checked: CheckedRequest) -> str:
    """Return the causes' codes, or the verdict where there is no cause."""
    return " + ".join(cause.code for cause in checked.causes) or str(checked.verdict)


def _story(checked: CheckedRequest) -> list[str]:
    """Return what happened, then what is known besides, then what to do."""
    if not checked.causes:
        return [checked.detail]
    lines = [cause.sentence for cause in checked.causes]
    lines += [checked.detail] if checked.detail else []
    return [*lines, *dict.fromkeys(f"Fix: {cause.fix}" for cause in checked.causes)]
