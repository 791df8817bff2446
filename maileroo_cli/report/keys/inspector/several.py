"""The answers of the inspector about several captures: a mail, and how two captures differ."""

from maileroo_cli.report.keys.form import Form
from maileroo_cli.report.keys.inspector.answer import AnswerKey, ApiAnswer, shared

_DIFFERING = (
    AnswerKey("first", Form.CONTENT, "The first of two that differ.", "it is not there"),
    AnswerKey("second", Form.CONTENT, "The second of two that differ.", "it is not there"),
)

INSPECTOR_MAIL = ApiAnswer(
    "mhook.inspector-mail/1",
    "GET /api/mails/REFERENCE_ID",
    (
        *shared("reference_id"),
        AnswerKey("recipients", Form.TEXTS, "The addresses that the events name."),
        AnswerKey(
            "events",
            Form.OBJECTS,
            "The captures of the mail, in the order in which the events happened.",
            keys=(
                *shared("id"),
                AnswerKey("row", Form.COUNT, "The number of the capture's row.", "it was deleted meanwhile"),
                *shared("event_type event_id time event_time verdict status cancelled"),
                AnswerKey("recipients", Form.TEXTS, "The addresses that this event names."),
                AnswerKey(
                    "notes", Form.TEXTS, "What is odd about it: late, double, sent again, out of order, unexpected."
                ),
            ),
        ),
        AnswerKey(
            "missing",
            Form.OBJECTS,
            "The events that must have happened, but were not captured.",
            keys=(
                *shared("event_type"),
                AnswerKey("before", Form.COUNT, "The place in `events` of the one that it must have preceded."),
                AnswerKey("sentence", Form.TEXT, "The same in words."),
            ),
        ),
        AnswerKey("summary", Form.TEXT, "How many events there are, over what time, and what is odd."),
    ),
)

INSPECTOR_DIFF = ApiAnswer(
    "mhook.inspector-diff/1",
    "GET /api/diff",
    (
        AnswerKey("equal", Form.FLAG, "Whether both are the same request."),
        AnswerKey("summary", Form.TEXT, "What differs, in a sentence."),
        AnswerKey(
            "request",
            Form.OBJECTS,
            "What differs in the request line and the headers.",
            keys=(AnswerKey("name", Form.CONTENT, "`method`, `target`, `version`, or a header's name."), *_DIFFERING),
        ),
        AnswerKey(
            "values",
            Form.OBJECTS,
            "The JSON values that differ, at most 1,000.",
            keys=(*shared("path"), *_DIFFERING),
        ),
        AnswerKey(
            "writing",
            Form.OBJECTS,
            "How the same values are written differently.",
            keys=(
                AnswerKey("path", Form.TEXT, "The place of a value.", "it is the whole"),
                AnswerKey("sentence", Form.TEXT, "What is written differently."),
                *_DIFFERING,
            ),
        ),
        AnswerKey(
            "bytes",
            Form.OBJECT,
            "How the bodies differ byte by byte.",
            keys=(
                AnswerKey("equal", Form.FLAG, "Whether they are the same bytes."),
                AnswerKey("same_start", Form.COUNT, "How many bytes are the same before the first difference."),
                AnswerKey(
                    "spans",
                    Form.OBJECTS,
                    "The first 200 places that differ.",
                    keys=(
                        AnswerKey("first", Form.COUNT, "The offset in the first body, from 0."),
                        AnswerKey("bytes", Form.COUNT, "How many bytes of the first body stand there."),
                        AnswerKey("second", Form.COUNT, "The offset in the second body, from 0."),
                        AnswerKey("second_bytes", Form.COUNT, "How many bytes of the second body stand there."),
                    ),
                ),
            ),
        ),
    ),
)
