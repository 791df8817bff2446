"""A report in the XML form of JUnit, which every server of continuous integration reads.

Whoever reports says what a case is; here is only how it is written.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from maileroo_cli.report.terminal.markup import markup


class JunitResult(StrEnum):
    """What became of a case; the value is the name of its element."""

    PASSED = "passed"
    FAILURE = "failure"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class JunitCase:
    """One case of a report, in the ``group`` that it is shown under.

    ``type`` is a code for programs and ``message`` one line for people; ``lines`` say more. ``output`` is what is told
    of a case whatever its result. Any text may be in them. ``seconds`` is how long it took, where that is known.
    """

    group: str
    name: str
    result: JunitResult = JunitResult.PASSED
    type: str = ""
    message: str = ""
    lines: tuple[str, ...] = ()
    output: tuple[str, ...] = ()
    seconds: float | None = None


def write_case(case: JunitCase) -> str:
    """Return the element of one case, with its newline; what no terminal should obey is an escape in it."""
    start = f"    <testcase{_attribute('classname', case.group)}{_attribute('name', case.name)}"
    start += "" if case.seconds is None else f' time="{case.seconds:.3f}"'
    inner = "" if case.result is JunitResult.PASSED else f"      {_outcome(case)}\n"
    if case.output:
        inner += f"      <system-out>{_text(case.output)}</system-out>\n"
    return f"{start}>\n{inner}    </testcase>\n" if inner else f"{start}/>\n"


def write_report(name: str, counts: Mapping[JunitResult, int], cases: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a whole document of one suite; :func:`write_case` made the ``cases``, and ``counts`` is their sum."""
    sums = f' tests="{sum(counts.values())}" failures="{counts.get(JunitResult.FAILURE, 0)}"'
    sums += f' errors="{counts.get(JunitResult.ERROR, 0)}"'
    head = f"{_attribute('name', name)}{sums}"
    skipped = f' skipped="{counts.get(JunitResult.SKIPPED, 0)}"'  # which the schema allows of a suite alone
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites{head}>\n  <testsuite{head}{skipped}>\n'.encode()
    yield from cases
    yield b"  </testsuite>\n</testsuites>\n"


def _outcome(case: JunitCase) -> str:
    start = f"<{case.result}{_attribute('type', case.type)}{_attribute('message', case.message)}"
    text = _text(case.lines)
    return f"{start}>{text}</{case.result}>" if text else f"{start}/>"


def _text(lines: Iterable[str]) -> str:
    return "\n".join(markup(line) for line in lines)


def _attribute(name: str, value: str) -> str:
    return f' {name}="{markup(value)}"' if value else ""
