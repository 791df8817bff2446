"""Telling what became of files that were imported: damaged requests, one line each, and the sum."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from typing import assert_never

from maileroo_cli.capture.read_result import place_in
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.captures.import_ import (
    DamagedRequest,
    ImportedLot,
    ImportedThrough,
    ImportResult,
    ImportTotal,
)
from maileroo_cli.operation.inputs import FilesPassedOver, RequestsPassedOver, StdinAwaited, UnreadSource
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.progress import Progress
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.report.verify.passed_over import files_passed_over, requests_passed_over

SCHEMA = "mhook.import-summary/2"
DAMAGE_SCHEMA = "mhook.import-damage/1"
_INKS = {
    StoredVerdict.VALID: Ink.GOOD,
    StoredVerdict.INVALID: Ink.BAD,
    StoredVerdict.UNVERIFIABLE: Ink.RISK,
    StoredVerdict.UNCHECKED: Ink.RISK,
    StoredVerdict.PROBE: Ink.FAINT,
}
"""What is damaged is counted apart: it is not imported."""


def show_import(results: Generator[ImportResult, None, None], console: Console) -> ExitCode:
    """Show the results of an import as they come; what could not be read is told at the end, before the sum.

    Where the user interrupts, it is told what was imported until then.
    """
    ending: list[UnreadSource | FilesPassedOver | ImportTotal] = []
    imported = 0
    try:
        with closing(results), Progress("imported", None, console, unit="items") as progress:
            for result in results:
                match result:
                    case ImportedThrough(doing, pid):
                        console.note(f"importing through {safe(doing)} (process {pid}), which has the store open")
                    case ImportedLot():
                        imported += result.captures
                        progress.advance(result.captures)
                    case DamagedRequest():
                        _show_damaged(result, console)
                    case RequestsPassedOver() | StdinAwaited():
                        console.note(_remark(result))
                    case _:
                        ending.append(result)
    except KeyboardInterrupt:
        console.note(
            f"at least {imported:,} were imported; to continue, import again: what is already there is skipped"
        )
        raise
    return _show_ending(ending, console)


def _show_ending(ending: Sequence[UnreadSource | FilesPassedOver | ImportTotal], console: Console) -> ExitCode:
    code = ExitCode.OK
    for last in ending:
        match last:
            case UnreadSource():
                console.error(last.error)
            case FilesPassedOver():
                console.note(files_passed_over(last))
            case ImportTotal():
                _show_total(last, console)
                code = last.exit_code
            case _:
                assert_never(last)
    return code


def _remark(result: RequestsPassedOver | StdinAwaited) -> str:
    return result.sentence if isinstance(result, StdinAwaited) else requests_passed_over(result)


def _show_damaged(damaged: DamagedRequest, console: Console) -> None:
    if console.format is Format.JSON:
        console.object(DAMAGE_SCHEMA, {"where": place_in(damaged.source, damaged.where), "reason": damaged.reason})
    else:
        mark = console.paint("damaged", Ink.RISK)
        console.line(f"{mark}  {safe(place_in(damaged.source, damaged.where))}  {safe(damaged.reason, 400)}")


def _show_total(total: ImportTotal, console: Console) -> None:
    verdicts = {verdict: total.verdicts.get(verdict, 0) for verdict in _INKS}
    if console.format is Format.JSON:
        probes = verdicts.pop(StoredVerdict.PROBE)
        counts = {str(verdict): count for verdict, count in verdicts.items()}
        apart = {"probes": probes, "already_there": total.present, "damaged": total.damaged}
        new = {"completed": sum(total.completed.values()), "renamed": total.renamed}
        fields = {"imported": total.imported, **counts, **apart, **new}
        console.object(SCHEMA, {**fields, "store": str(total.store), "exit_code": int(total.exit_code)})
        return
    if total.renamed:
        console.note(_renamed(total.renamed))
    completed = sum(total.completed.values())
    rest = [
        f"{completed:,} completed with the signature{_verdicts(total.completed, console)}" if completed else "",
        f"{total.present:,} already there" if total.present else "",
        f"{total.damaged:,} damaged" if total.damaged else "",
    ]
    details = _verdicts(total.verdicts, console)
    console.line(
        "; ".join([f"{total.imported:,} imported into {safe(total.store_name)}{details}", *filter(None, rest)])
    )


def _verdicts(counts: Mapping[str, int], console: Console) -> str:
    told = [
        console.paint(_counted(counts[verdict], verdict), ink) for verdict, ink in _INKS.items() if counts.get(verdict)
    ]
    return f": {', '.join(told)}" if told else ""


def _renamed(number: int) -> str:
    if number == 1:
        return "1 request has the id of another capture but different bytes: it was imported under a new id"
    return f"{number:,} requests have the ids of other captures but different bytes: they were imported under new ids"


def _counted(count: int, verdict: StoredVerdict) -> str:
    return f"{count:,} {'probes' if verdict is StoredVerdict.PROBE and count > 1 else verdict}"
