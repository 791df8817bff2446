"""The answers of the inspector about a capture, two captures, a mail, and what is exported of them."""

from maileroo_cli.report.keys.form import Form
from maileroo_cli.report.keys.inspector.answer import AnswerKey, ApiAnswer, shared
from maileroo_cli.report.keys.inspector.several import INSPECTOR_DIFF, INSPECTOR_MAIL

_ROW = AnswerKey("row", Form.COUNT, "The number of a capture's row in the store; no other capture ever gets the same.")
_ENTRY = shared(
    "id time peer method target event_type event_id reference_id event_time verdict cause causes secret anomaly bytes "
    "status answered_by cancelled duration_ms"
)
EXPLANATIONS = AnswerKey(
    "explanations",
    Form.OBJECTS,
    "Each cause in words, the first one to repair first.",
    keys=(
        AnswerKey("code", Form.TEXT, "The code of a cause, as `mhook causes` has it."),
        AnswerKey("sentence", Form.TEXT, "What happened."),
        AnswerKey("fix", Form.TEXT, "What to do about it."),
    ),
)
_NEXT = AnswerKey(
    "next",
    Form.OBJECT,
    "What Maileroo would do after this answer.",
    "it was answered 200, or cannot be a webhook",
    (
        AnswerKey("sentence", Form.TEXT, "What follows, in words."),
        AnswerKey("number", Form.COUNT, "Which attempt of its event the capture probably was, from 1."),
        AnswerKey(
            "attempts",
            Form.OBJECTS,
            "The attempts that remain, if each of them fails at once.",
            keys=(
                AnswerKey("number", Form.COUNT, "The number of an attempt, from 1."),
                AnswerKey("time", Form.TIME, "When it is due."),
                AnswerKey("wait_s", Form.NUMBER, "The wait before it, in seconds."),
            ),
        ),
        AnswerKey("lost_time", Form.TIME, "When the event is lost if no attempt succeeds.", "no calendar has it"),
        *shared("grade"),
    ),
)

INSPECTOR_CAPTURE = ApiAnswer(
    "mhook.inspector-capture/1",
    "GET /api/captures/ID",
    (
        *_ENTRY,
        *shared("reason detail fix anomaly_reason request_line headers trailers"),
        AnswerKey(
            "response",
            Form.OBJECT,
            "What an application answered.",
            "none did, or it was not kept",
            (*shared("status headers"), AnswerKey("bytes", Form.COUNT, "The length of its body in bytes.")),
        ),
        _ROW,
        AnswerKey("position", Form.COUNT, "Its place in the list, counted from the oldest.", "it is not in the list"),
        EXPLANATIONS,
        AnswerKey(
            "body",
            Form.OBJECT,
            "What the body is.",
            keys=(*shared("bytes"), AnswerKey("kind", Form.TEXT, "`json`, `text`, `binary` or `empty`.")),
        ),
        _NEXT,
        AnswerKey(
            "mail",
            Form.OBJECT,
            "The mail that the event belongs to.",
            "the body names none",
            (*shared("reference_id"), AnswerKey("captures", Form.COUNT, "How many captures the mail has.")),
        ),
        AnswerKey("can_resend", Form.FLAG, "Whether it can be sent again from the page."),
        AnswerKey("cannot_resend_reason", Form.TEXT, "Why it cannot be sent again.", "it can"),
    ),
)

INSPECTOR_BODY = ApiAnswer(
    "mhook.inspector-body/1",
    "GET /api/captures/ID/body",
    (
        AnswerKey("bytes", Form.COUNT, "The length of the whole body in bytes."),
        AnswerKey("first", Form.COUNT, "The offset of the first byte that is answered, from 0."),
        AnswerKey("body_base64", Form.CONTENT, "The bytes from there on in base64, at most 64 KiB."),
    ),
)

INSPECTOR_PRETTY = ApiAnswer(
    "mhook.inspector-pretty/1",
    "GET /api/captures/ID/pretty",
    (
        AnswerKey("pretty", Form.TEXT, "The body's JSON with a line for each value, each as written.", "see `reason`"),
        AnswerKey("reason", Form.TEXT, "Why there is no such text.", "there is one"),
    ),
)

INSPECTOR_REWRITING = ApiAnswer(
    "mhook.inspector-rewriting/1",
    "GET /api/captures/ID/rewriting",
    (
        AnswerKey(
            "writers",
            Form.OBJECTS,
            "The programs that may parse a body and write it anew; none where `reason` says why.",
            keys=(
                AnswerKey("name", Form.TEXT, "The function that writes JSON."),
                AnswerKey("equal", Form.FLAG, "Whether it writes the same bytes.", "it refuses the body"),
                AnswerKey("sentence", Form.TEXT, "What it would write, in words."),
                AnswerKey(
                    "spans",
                    Form.OBJECTS,
                    "The first 200 places that differ.",
                    keys=(
                        AnswerKey("first", Form.COUNT, "The offset of the first byte, from 0."),
                        AnswerKey("bytes", Form.COUNT, "How many bytes of the body stand there."),
                        AnswerKey("instead", Form.CONTENT, "The text that would stand there instead."),
                        AnswerKey("reason", Form.TEXT, "What was done there."),
                    ),
                ),
                AnswerKey("more", Form.COUNT, "How many places follow; at most 10,000 are counted."),
            ),
        ),
        AnswerKey("reason", Form.TEXT, "Why the body is not compared.", "it is"),
    ),
)

INSPECTOR_DIAGNOSIS = ApiAnswer(
    "mhook.inspector-diagnosis/1",
    "POST /api/diagnose",
    (*shared("verdict cause causes"), EXPLANATIONS, *shared("detail")),
)

INSPECTOR_COPY = ApiAnswer(
    "mhook.inspector-copy/1",
    "GET /api/captures/ID/copy",
    (
        AnswerKey("text", Form.TEXT, "What is to be pasted."),
        AnswerKey("notes", Form.TEXTS, "What has to be known of it, such as that the signature was left out."),
    ),
)

INSPECTOR_EXPORT = ApiAnswer(
    "mhook.inspector-export/1",
    "POST /api/export",
    (
        AnswerKey("file_name", Form.TEXT, "A name for the file."),
        AnswerKey("text", Form.CONTENT, "The text of the file."),
        AnswerKey("written", Form.COUNT, "How many captures are in it."),
        AnswerKey("unsigned", Form.COUNT, "How many of these have had a signature that was left out."),
        AnswerKey("left_out", Form.COUNTS, "How many captures were left out, by the reason."),
    ),
)

DEPTH_ANSWERS = (
    INSPECTOR_CAPTURE,
    INSPECTOR_BODY,
    INSPECTOR_PRETTY,
    INSPECTOR_REWRITING,
    INSPECTOR_COPY,
    INSPECTOR_MAIL,
    INSPECTOR_DIFF,
    INSPECTOR_DIAGNOSIS,
    INSPECTOR_EXPORT,
)
