"""The sum of a verification: how many requests were what, and each cause with its fix; as lines, object or Markdown."""

from collections import Counter
from collections.abc import Callable

from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.operation.verify.counts import VerdictCounts
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.rows import split_line
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.report.verify.text_line import INKS
from maileroo_cli.webhook.text.count import count

_COUNTED = tuple(verdict for verdict in RequestVerdict if verdict is not RequestVerdict.PROBE)
SUMMARY_SCHEMA = "mhook.verify-summary/2"


def headline(counts: VerdictCounts, paint: Callable[[str, Ink], str] | None = None) -> str:
    """Return how many requests there were, and how many of each verdict, in one line."""
    verdicts, total, probes = counts.verdicts, counts.total, counts.verdicts[RequestVerdict.PROBE]
    parts = [(f"{verdicts[verdict]:,} {verdict}", INKS[verdict]) for verdict in _COUNTED if verdicts[verdict]]
    told = ", ".join(text if paint is None else paint(text, ink) for text, ink in parts)
    line = f"{count(total, 'request')}{f': {told}' if told else ''}"
    return f"{line}; {count(probes, 'probe')}" if probes else line


def show_summary(counts: VerdictCounts, console: Console) -> None:
    """Show the sum: how many were what, and each cause with its fix, those met beside it included."""
    verdicts = counts.verdicts
    if console.format is Format.JSON:
        console.object(
            SUMMARY_SCHEMA,
            {
                "total": counts.total,
                **{str(verdict): verdicts[verdict] for verdict in _COUNTED},
                "probes": verdicts[RequestVerdict.PROBE],
                "cause_counts": dict(counts.causes.most_common()),
                "briefly_searched": counts.brief,
                "secret_counts": dict(counts.secrets.most_common()),
                "exit_code": int(counts.exit_code),
            },
        )
        return
    console.lines(split_line(headline(counts, console.paint).split(": ", 1), len(headline(counts)), console))
    if len(counts.secrets) > 1:
        matched = ", ".join(f"{number:,} with {safe(name)}" for name, number in counts.secrets.most_common())
        console.lines(paragraph(matched, console.width, "  "))
    if counts.brief:
        console.line(f"  {_tell_searched(counts)}")
    _show_causes(counts, console)


def _show_causes(counts: VerdictCounts, console: Console) -> None:
    from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES

    for code, number in counts.causes.most_common():
        console.line()
        told = f"{number:,} of {counts.verdicts[RequestVerdict.INVALID]:,} invalid: {code} - {CAUSES[code].sentence}"
        _show_cause(told, code, console, first="")
        if code == "unexplained":
            _show_clues(counts.clues, number, console)
        console.lines(paragraph(f"Fix: {CAUSES[code].fix}", console.width, "  "))
        for other, times in _further(counts, code):
            where = "Besides" if times == number else f"In {times:,} of these besides"
            _show_cause(f"{where}: {other} - {CAUSES[other].sentence}", other, console, first="  ")
            console.lines(paragraph(f"Fix: {CAUSES[other].fix}", console.width, "  "))
    if counts.brief:
        console.line()
        console.lines(paragraph(_tell_brief(counts.brief), console.width, "  ", first=""))
    if counts.causes:
        console.line()
        console.lines(paragraph(f"More on a cause: mhook causes {next(iter(counts.causes))}", console.width, "  ", ""))


def _show_cause(told: str, code: str, console: Console, *, first: str) -> None:
    line, *others = paragraph(told, console.width, "  ", first=first)
    console.lines([line.replace(code, console.paint(code, Ink.NAME), 1), *others])


def _show_clues(clues: Counter[str], unexplained: int, console: Console) -> None:
    """Say once what is to be seen of many requests: here, and on no line of theirs."""
    for clue, number in clues.most_common():
        whose = "" if number == unexplained else f"In {number:,} of these: "
        console.lines(paragraph(f"{whose}{clue if whose else clue[:1].upper() + clue[1:]}.", console.width, "  "))


def _tell_searched(counts: VerdictCounts) -> str:
    """Return how many of the refused requests were searched in full, and how many were not."""
    return f"{counts.causes.total() - counts.brief:,} searched in full, {counts.brief:,} only quickly"


def _tell_brief(number: int) -> str:
    """Return why not all were searched in full, and how one can be."""
    from maileroo_cli.webhook.diagnosis.history import EVERY, THOROUGH

    return (
        f"{number:,} of these {'was' if number == 1 else 'were'} only checked quickly: after {THOROUGH} similar"
        " signatures without an explanation, mhook tries only the mistakes that explained other signatures, and"
        f" searches one in {EVERY:,} in full. --thorough searches every one, which takes long."
    )


def _further(counts: VerdictCounts, code: str) -> list[tuple[str, int]]:
    """Return the causes that were met behind ``code``, each with the number of its requests, in the order of repair."""
    from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES

    met = {other: number for (first, other), number in counts.further.items() if first == code}
    return [(other, met[other]) for other in CAUSES if other in met]


def step_summary(counts: VerdictCounts) -> str:
    """Return the sum as Markdown: the verdicts, and each cause with its fix."""
    from maileroo_cli.report.ci.markdown import markdown_table
    from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES

    verdicts = [(str(verdict), str(counts.verdicts[verdict])) for verdict in RequestVerdict if counts.verdicts[verdict]]
    parts = [f"### mhook verify: {headline(counts)}\n", markdown_table(("verdict", "requests"), verdicts)]
    frequent = counts.causes.most_common()
    counted = [one for code, number in frequent for one in ((code, number), *_further(counts, code))]
    causes = [(str(number), code, CAUSES[code].sentence, CAUSES[code].fix) for code, number in counted]
    if causes:
        parts.append(markdown_table(("requests", "cause", "what happened", "what to do"), causes))
    if counts.brief:
        parts.append(f"{_tell_searched(counts)}. {_tell_brief(counts.brief)}\n")
    return "\n".join(parts) + "\n"
