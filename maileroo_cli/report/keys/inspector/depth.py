"""The answers of the inspector about a capture, two captures, a mail, and what is exported of them."""

from maileroo_cli.report.keys.form import Form
from maileroo_cli.report.keys.inspector.answer import AnswerKey, ApiAnswer, shared

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

DEPTH_ANSWERS = (INSPECTOR_CAPTURE, INSPECTOR_BODY, INSPECTOR_PRETTY)
