"""What the calls of the inspector's API that do more than look at captures answer, as JSON Schema."""

from maileroo_cli.report.keys.form import Form
from maileroo_cli.report.keys.schemas import SCHEMAS
from tests.inspector.fragments import ENTRY, Fragment, answer, key, known, many
from tests.inspector.reading_answers import EXPLANATIONS, TOTALS, VERDICT_COUNTS

_RUN = {
    "kind": key(Form.TEXT, "What made it.", among=("replay", "storm", "check", "load")),
    **known("run", "time"),
    "url": key(Form.TEXT, "Where it sent its requests.", null="it is not known, or they went nowhere"),
    "state": key(Form.TEXT, "How far it has come."),
    "summary": key(Form.TEXT, "What came of it, in one line."),
}

ACTING_ANSWERS: tuple[Fragment, ...] = (
    answer(
        "mhook.inspector-mail/1",
        "GET /api/mails/REFERENCE_ID",
        {
            "reference_id": key(Form.TEXT, "The id of the mail."),
            "recipients": key(Form.TEXTS, "Who the events name as its recipients."),
            "events": many(
                "The captures of the mail, in the order in which the events happened.",
                {
                    **known("id"),
                    "row": ENTRY["row"],
                    **known("event_type", "event_id", "time", "event_time", "verdict"),
                    "notes": key(Form.TEXTS, "What is odd about it: it is a duplicate, late, or unexpected."),
                },
            ),
            "missing": many(
                "Events that must have happened, and were not captured.",
                {
                    "event_type": key(Form.TEXT, "The type of the event."),
                    "before": key(Form.COUNT, "The event before which it must have been: its place in `events`."),
                    "sentence": key(Form.TEXT, "It in words."),
                },
            ),
            "summary": key(Form.TEXT, "All of it in one sentence."),
        },
    ),
    answer(
        "mhook.inspector-stream/1",
        "GET /api/stream, in each event `captures`",
        {
            "total": key(Form.COUNT, "How many captures the store holds."),
            "newest_row": TOTALS["newest_row"],
            **VERDICT_COUNTS,
            "left_out": key(Form.COUNT, "How many new captures are not in `captures`."),
            "captures": many("The new captures, at most the newest 200.", ENTRY),
        },
    ),
    answer(
        "mhook.inspector-wait/1",
        "GET /api/wait",
        {
            "met": key(Form.FLAG, "Whether so many came as were wanted."),
            "found": key(Form.COUNT, "How many there are."),
            "wanted": key(Form.COUNT, "How many were wanted."),
            "captures": many("The captures, oldest first.", ENTRY),
            "waited_s": key(Form.NUMBER, "How many seconds it waited."),
        },
    ),
    answer(
        "mhook.inspector-resent/1",
        "POST /api/resend",
        {
            "target": key(Form.TEXT, "Where it was sent."),
            "attempts": many(
                "What came of each capture.",
                {**known("id"), **known(*SCHEMAS["mhook.attempt/2"].keys)},
            ),
            "stopped": key(Form.TEXT, "Why the rest was not sent.", null="all were sent"),
        },
    ),
    answer(
        "mhook.inspector-diagnosis/1",
        "POST /api/diagnose",
        {**known("verdict", "cause", "causes"), "explanations": EXPLANATIONS, **known("detail")},
    ),
    answer(
        "mhook.inspector-export/1",
        "POST /api/export",
        {
            "file_name": key(Form.TEXT, "A name for the file, which nothing captured is part of."),
            "text": key(Form.CONTENT, "The file."),
            "written": key(Form.COUNT, "How many captures are in it."),
            "unsigned": key(Form.COUNT, "How many of them without their signature."),
            "left_out": key(Form.COUNTS, "How many were left out, by the reason."),
        },
    ),
    answer("mhook.inspector-runs/1", "GET /api/runs", {"runs": many("The runs, newest first.", _RUN)}),
    answer(
        "mhook.inspector-run/1",
        "GET /api/runs/ID",
        {
            **_RUN,
            "lines": {"type": "array", "items": {"type": "string"}, "description": "The report, line by line."},
            "pictures": many(
                "The pictures of the run.",
                {"title": key(Form.TEXT, "What it shows."), "svg": key(Form.TEXT, "The picture.")},
            ),
        },
    ),
    answer(
        "mhook.inspector-error/1",
        "any call that fails",
        {
            "error": key(Form.TEXT, "What is wrong, in one line."),
            "hint": key(Form.TEXT, "What to do.", null="there is nothing to do"),
        },
    ),
)
