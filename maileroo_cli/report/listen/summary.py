"""How the sum of a session of ``mhook listen`` looks: as lines for people and as a JSON object."""

from collections import Counter

from maileroo_cli.capture.http.anomaly import ANOMALIES
from maileroo_cli.operation.listen.results import ListenSummary
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.rows import place_beside, sentence_lines, split_line, width_of
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.count import count

SUMMARY_SCHEMA = "mhook.listen-summary/2"
_VERDICTS = ("valid", "invalid", "damaged", "unverifiable", "unchecked")
_PROBE, _PROBES = "probe, which is not a webhook", "probes, which are not webhooks"
_TYPE = 12
_NO_TYPE = "(no type)"
_MARK = len("not met  ")
_INKS = {"valid": Ink.GOOD, "invalid": Ink.BAD, "damaged": Ink.BAD}


def headline(summary: ListenSummary) -> str:
    """Return how many requests came and of which verdicts, and how much of what was expected was met, in one line."""
    met = sum(one.ok for one in summary.expectations)
    expected = f"; {met} of {count(len(summary.expectations), 'expectation')} met" if summary.expectations else ""
    return f"{count(summary.total, 'request')}{_colon(', '.join(_parts(summary.verdicts)))}{expected}"


def show_summary(summary: ListenSummary, console: Console, store_option: str) -> None:
    """Print the sum; ``store_option`` is what names the store to other commands."""
    if console.format is Format.JSON:
        _show_object(summary, console)
    else:
        _show_lines(summary, console, store_option)


def _show_lines(summary: ListenSummary, console: Console, store_option: str) -> None:
    total = summary.total
    console.line()
    plain = f"{count(total, 'request')}{_colon(', '.join(_parts(summary.verdicts)))}"
    parts = [count(total, "request"), _told(summary.verdicts, console)]
    console.lines(split_line(parts, len(plain), console) if summary.verdicts else [plain])
    for kind, counted in sorted(summary.verdicts_by_type.items(), key=lambda item: -item[1].total()):
        console.lines(_type_lines(kind, counted, summary.causes_by_type.get(kind, Counter()), console))
    if summary.probes:
        console.line(f"  {summary.probes:,} {_PROBE if summary.probes == 1 else _PROBES}, not counted")
    if summary.not_kept:
        were = "was" if summary.not_kept == 1 else "were"
        sentence = f"  {summary.not_kept:,} could not be kept and {were} answered with 507"
        console.line(console.paint(sentence, Ink.BAD))
    if summary.turned_away:
        were = "connection was" if summary.turned_away == 1 else "connections were"
        sentence = f"  {summary.turned_away:,} {were} closed: more than --max-connections at once"
        console.line(console.paint(sentence, Ink.RISK))
    for result in summary.expectations:
        mark = console.paint("met    ", Ink.GOOD) if result.ok else console.paint("not met", Ink.BAD)
        first, *more = sentence_lines(safe(result.sentence), console, " " * _MARK, first=" " * _MARK)
        console.lines([f"{mark}  {first.lstrip()}", *more])
    if total + summary.probes > summary.not_kept and summary.met is None:
        console.lines(sentence_lines(f"look at them: mhook captures list{store_option}", console, "  ", first=""))


def _type_lines(kind: str, counted: Counter[str], causes: Counter[str], console: Console) -> list[str]:
    """Return the line of one type of event, and its causes beside it or, where there is no room, below."""
    named = _NO_TYPE if kind in ("", "-") else safe(kind, _TYPE)
    start = f"  {named:<{_TYPE}}  {counted.total():>6,}  "
    why = ", ".join(f"{number:,} x {name}" for name, number in causes.most_common(3))
    taken = len(start) + len(", ".join(_parts(counted))) + 2
    placed = place_beside(f"({why})" if why else "", taken, width_of(console), len(start))
    first = f"{start}{_told(counted, console)}{'  ' if placed.first else ''}{placed.first}"
    return [first, *(" " * placed.start + line for line in placed.more)]


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
    for codes, number in summary.causes.items():
        if codes not in ANOMALIES:
            causes[codes.partition("+")[0]] += number
    return causes


def _told(counted: Counter[str], console: Console) -> str:
    return ", ".join(_painted(part, console) for part in _parts(counted))


def _parts(counted: Counter[str]) -> list[str]:
    return [f"{counted[verdict]:,} {verdict}" for verdict in _VERDICTS if counted[verdict]]


def _painted(part: str, console: Console) -> str:
    ink = _INKS.get(part.partition(" ")[2])
    return part if ink is None else console.paint(part, ink)


def _colon(text: str) -> str:
    return f": {text}" if text else ""
