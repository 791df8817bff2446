"""What the calls of the inspector's API that look at captures answer, as JSON Schema."""

from maileroo_cli.report.keys.form import Form
from maileroo_cli.report.keys.schemas import SCHEMAS
from tests.inspector.fragments import ENTRY, Fragment, answer, key, known, many, one

_SHOWN = [name for name in SCHEMAS["mhook.capture-shown/2"].keys if name not in {"body", "body_base64", "response"}]
EXPLANATIONS = many(
    "Each cause, explained.",
    {
        "code": key(Form.TEXT, "The code of a cause."),
        "sentence": key(Form.TEXT, "How one comes by it."),
        "fix": key(Form.TEXT, "What to do about it.", null="there is nothing to do"),
    },
)
_REQUEST_CHANGES = many(
    "What differs in method, target and headers.",
    {
        "name": key(Form.TEXT, "`method`, `target`, or the name of a header."),
        "first": key(Form.CONTENT, "What the first has.", null="it has none"),
        "second": key(Form.CONTENT, "What the second has.", null="it has none"),
    },
)
TOTALS = {
    "total": key(Form.COUNT, "How many captures there are, of those that were asked for."),
    "newest_row": key(Form.COUNT, "The row of the newest capture of the store.", null="there is none"),
}
VERDICT_COUNTS = {"verdict_counts": key(Form.COUNTS, "How many captures have each verdict.")}

READING_ANSWERS: tuple[Fragment, ...] = (
    answer(
        "mhook.inspector/1",
        "GET /api/state",
        {
            "version": key(Form.TEXT, "The version of mhook."),
            "store": key(Form.TEXT, "The store, by its name."),
            "captures": key(Form.COUNT, "How many captures the store holds."),
            "newest_row": TOTALS["newest_row"],
            **VERDICT_COUNTS,
            "secrets": key(Form.COUNT, "How many secrets are known here."),
            "target": key(Form.TEXT, "The only URL that anything is resent to.", null="the command line names none"),
            "listener": one(
                "Who writes into the store now.",
                {
                    "url": key(Form.TEXT, "Where it listens.", null="it does not say"),
                    "pid": key(Form.COUNT, "The number of its process."),
                },
                null="nobody does",
            ),
            "event_types": key(Form.TEXTS, "The types of events that Maileroo has."),
            "verdicts": key(Form.TEXTS, "The verdicts that there are."),
            "filter_words": key(Form.TEXTS, "The words of a filter."),
        },
    ),
    answer(
        "mhook.inspector-captures/1",
        "GET /api/captures",
        {
            "total": TOTALS["total"],
            "first": key(Form.COUNT, "The position of the first of `captures`, counted from the oldest.",
                null="they were asked for with `after`"),
            "newest_row": TOTALS["newest_row"],
            "captures": many("The captures in order; `null` for one that was deleted meanwhile.", ENTRY, gaps=True),
        },
    ),
    answer(
        "mhook.inspector-capture/1",
        "GET /api/captures/ID",
        {
            **known(*_SHOWN),
            "response": one(
                "What was answered.",
                {
                    "status": key(Form.COUNT, "The status of the answer."),
                    "headers": key(Form.PAIRS, "Its headers, in order."),
                    "bytes": key(Form.COUNT, "The length of its body in bytes."),
                },
                null="nothing was answered, or it was not kept",
            ),
            "row": ENTRY["row"],
            "position": key(Form.COUNT, "Its place among all captures, counted from the oldest.", null="it is gone"),
            "explanations": EXPLANATIONS,
            "body": one(
                "What the body is; its bytes are asked for separately.",
                {
                    "bytes": key(Form.COUNT, "Its length in bytes."),
                    "kind": key(Form.TEXT, "What it looks like.", among=("json", "text", "binary", "empty")),
                },
            ),
            "next": one(
                "What Maileroo does after an answer other than 200.",
                {
                    "sentence": key(Form.TEXT, "It in one sentence."),
                    "number": key(Form.COUNT, "Which attempt this was."),
                    "attempts": many(
                        "The attempts that remain.",
                        {
                            "number": key(Form.COUNT, "Which attempt it is."),
                            "time": known("time")["time"],
                            "wait_s": key(Form.NUMBER, "Seconds after the one before."),
                        },
                    ),
                    "lost_time": key(Form.TIME, "When the event is lost for good.", null="nobody knows"),
                    "grade": known("grade")["grade"],
                },
                null="it was answered 200, or not at all by a receiver",
            ),
            "mail": one(
                "The mail that the event belongs to.",
                {
                    "reference_id": key(Form.TEXT, "The id of the mail."),
                    "captures": key(Form.COUNT, "How many captures it has."),
                },
                null="the body names none",
            ),
            "can_resend": key(Form.FLAG, "Whether it can be resent."),
            "cannot_resend_reason": key(Form.TEXT, "Why it cannot.", null="it can"),
        },
    ),
    answer(
        "mhook.inspector-body/1",
        "GET /api/captures/ID/body",
        {
            "bytes": key(Form.COUNT, "The length of the whole body."),
            "first": key(Form.COUNT, "Where the window begins."),
            "body_base64": key(Form.CONTENT, "The window, at most 64 KiB unless `limit` says otherwise."),
        },
    ),
    answer(
        "mhook.inspector-pretty/1",
        "GET /api/captures/ID/pretty",
        {
            "pretty": key(Form.TEXT, "One value on a line, each written as it came.", null="it cannot be made"),
            "reason": key(Form.TEXT, "Why it cannot.", null="it can"),
        },
    ),
    answer(
        "mhook.inspector-rewriting/1",
        "GET /api/captures/ID/rewriting",
        {
            "writers": many(
                "What each common writer of JSON makes of the body.",
                {
                    "name": key(Form.TEXT, "The function that writes."),
                    "equal": key(Form.FLAG, "Whether it writes the bytes that came."),
                    "sentence": key(Form.TEXT, "What is different."),
                    "spans": many(
                        "Where the bytes that came would be others.",
                        {
                            "first": key(Form.COUNT, "The first byte of the place."),
                            "bytes": key(Form.COUNT, "How many bytes it has."),
                            "instead": key(Form.CONTENT, "What would stand there."),
                            "reason": key(Form.TEXT, "Why."),
                        },
                    ),
                    "more": key(Form.COUNT, "How many further places there are."),
                },
            ),
        },
    ),
    answer(
        "mhook.inspector-copy/1",
        "GET /api/captures/ID/copy",
        {
            "text": key(Form.TEXT, "The capture in the form that was asked for."),
            "notes": key(Form.TEXTS, "What to know about it."),
        },
    ),
    answer(
        "mhook.inspector-diff/1",
        "GET /api/diff",
        {
            "equal": key(Form.FLAG, "Whether they are the same request."),
            "summary": key(Form.TEXT, "What differs, in one sentence."),
            "request": _REQUEST_CHANGES,
            "values": many(
                "The JSON values that differ.",
                {
                    "path": key(Form.TEXT, "The place of the value.", null="it is the whole body"),
                    "first": key(Form.CONTENT, "The first's value as it is written.", null="it has none"),
                    "second": key(Form.CONTENT, "The second's.", null="it has none"),
                },
            ),
            "writing": many(
                "What is written differently and means the same.",
                {
                    "path": key(Form.TEXT, "The place.", null="it is the whole body"),
                    "sentence": key(Form.TEXT, "What is different."),
                    "first": key(Form.CONTENT, "How the first has it.", null="there is nothing to show"),
                    "second": key(Form.CONTENT, "How the second has it.", null="there is nothing to show"),
                },
            ),
            "bytes": one(
                "The bodies, byte by byte.",
                {
                    "equal": key(Form.FLAG, "Whether they are the same bytes."),
                    "same_start": key(Form.COUNT, "How many bytes are alike at the start."),
                    "spans": many(
                        "Where they differ.",
                        {
                            "first": key(Form.COUNT, "Where it begins in the first."),
                            "bytes": key(Form.COUNT, "How many bytes of the first."),
                            "second": key(Form.COUNT, "Where it begins in the second."),
                            "second_bytes": key(Form.COUNT, "How many bytes of the second."),
                        },
                    ),
                },
            ),
        },
    ),
)  # fmt: skip
