"""A report in the XML form of JUnit, which every server of continuous integration reads.

Whoever reports says what a case is; here is only how it is written.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from maileroo_cli.report.safe_text import safe


class Result(StrEnum):
    """What became of a case; the value is the name of its element."""

    PASSED = "passed"
    FAILURE = "failure"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a report, in the ``group`` that it is shown under.

    ``type`` is a code for programs and ``message`` one line for people; ``lines`` say more. Any text may be in them.
    """

    group: str
    name: str
    result: Result = Result.PASSED
    type: str = ""
    message: str = ""
    lines: tuple[str, ...] = ()


def write_case(case: Case) -> str:
    """Return the element of one case, with its newline; what no terminal should obey is an escape in it."""
    start = f"    <testcase{_attribute('classname', case.group)}{_attribute('name', case.name)}"
    if case.result is Result.PASSED:
        return f"{start}/>\n"
    inner = f"<{case.result}{_attribute('type', case.type)}{_attribute('message', case.message)}"
    text = "\n".join(_escape(safe(line)) for line in case.lines)
    inner += f">{text}</{case.result}>" if text else "/>"
    return f"{start}>\n      {inner}\n    </testcase>\n"


def write_report(name: str, counts: Mapping[Result, int], cases: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a whole document of one suite; :func:`write_case` made the ``cases``, and ``counts`` is their sum."""
    sums = f' tests="{sum(counts.values())}" failures="{counts.get(Result.FAILURE, 0)}"'
    sums += f' errors="{counts.get(Result.ERROR, 0)}" skipped="{counts.get(Result.SKIPPED, 0)}"'
    head = f"{_attribute('name', name)}{sums}>\n"
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites{head}  <testsuite{head}'.encode()
    yield from cases
    yield b"  </testsuite>\n</testsuites>\n"


def _attribute(name: str, value: str) -> str:
    return f' {name}="{_escape(safe(value))}"' if value else ""


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
