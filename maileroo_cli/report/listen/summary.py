"""How the sum of a session of ``mhook listen`` looks: as lines for people and as a JSON object."""

from collections import Counter

from maileroo_cli.capture.http.anomaly import ANOMALIES
from maileroo_cli.operation.listen.results import ListenSummary
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.safe_text import safe

SUMMARY_SCHEMA = "mhook.listen-summary/2"
_VERDICTS = ("valid", "invalid", "damaged", "unverifiable", "unchecked")
_PROBE, _PROBES = "probe, which is no webhook", "probes, which are no webhooks"
_INKS = {"valid": Ink.GOOD, "invalid": Ink.BAD, "damaged": Ink.BAD}


def show_summary(summary: ListenSummary, console: Console, store_option: str) -> None:
    """Print the sum; ``store_option`` is what names the store to other commands."""
    if console.format is Format.JSON:
        _show_object(summary, console)
    else:
        _show_lines(summary, console, store_option)


def _show_lines(summary: ListenSummary, console: Console, store_option: str) -> None:
    total = summary.total
    console.line()
    console.line(f"{total:,} {'request' if total == 1 else 'requests'}{_colon(_told(summary.verdicts, console))}")
    for kind, counted in sorted(summary.verdicts_by_type.items(), key=lambda item: -item[1].total()):
        causes = summary.causes_by_type.get(kind, Counter()).most_common(3)
        why = f"  ({', '.join(f'{count:,} x {name}' for name, count in causes)})" if causes else ""
        console.line(f"  {safe(kind, 24):<12}  {counted.total():>6,}  {_told(counted, console)}{why}")
    if summary.probes:
        console.line(f"  {summary.probes:,} {_PROBE if summary.probes == 1 else _PROBES}, not counted")
    if summary.not_kept:
        sentence = f"  {summary.not_kept:,} could not be kept and were answered with 507"
        console.line(console.paint(sentence, Ink.BAD))
    if summary.turned_away:
        sentence = f"  {summary.turned_away:,} connections were closed: more than --max-connections at once"
        console.line(console.paint(sentence, Ink.RISK))
    for result in summary.expectations:
        mark = console.paint("met    ", Ink.GOOD) if result.ok else console.paint("not met", Ink.BAD)
        console.line(f"{mark}  {safe(result.sentence)}")
    if total + summary.probes > summary.not_kept and summary.met is None:
        console.line(f"look at them: mhook captures list{store_option}")


def _show_object(summary: ListenSummary, console: Console) -> None:
    verdicts = summary.verdicts
    fields = {
        "total": summary.total,
        **{verdict: verdicts[verdict] for verdict in _VERDICTS},
        "probes": summary.probes,
        "event_type_counts": {kind: dict(counted) for kind, counted in summary.verdicts_by_type.items()},
        "cause_counts": dict(_causes(summary).most_common()),
        "anomaly_counts": {code: count for code, count in summary.causes.most_common() if code in ANOMALIES},
        "not_kept": summary.not_kept,
        "turned_away": summary.turned_away,
        "captures_before": summary.store.before,
        "deleted": summary.store.deleted,
        "left": summary.store.left,
        "expectations": [
            {"clause": one.clause, "result": "pass" if one.ok else "fail", "reason": one.sentence}
            for one in summary.expectations
        ],
        "exit_code": int(summary.exit_code),
    }
    console.object(SUMMARY_SCHEMA, fields)


def _causes(summary: ListenSummary) -> Counter[str]:
    """Return how many requests have each cause as the first to repair; anomalies are counted apart."""
    causes: Counter[str] = Counter()
    for codes, count in summary.causes.items():
        if codes not in ANOMALIES:
            causes[codes.partition("+")[0]] += count
    return causes


def _told(counted: Counter[str], console: Console) -> str:
    parts = [(verdict, counted[verdict]) for verdict in _VERDICTS if counted[verdict]]
    return ", ".join(_painted(f"{count:,} {verdict}", verdict, console) for verdict, count in parts)


def _painted(text: str, verdict: str, console: Console) -> str:
    ink = _INKS.get(verdict)
    return text if ink is None else console.paint(text, ink)


def _colon(text: str) -> str:
    return f": {text}" if text else ""
