"""The answers of the inspector about the store as a whole: its state, parts of its list, and what is new in it."""

from maileroo_cli.report.keys.form import Form
from maileroo_cli.report.keys.inspector.answer import AnswerKey, ApiAnswer, shared

ROW = AnswerKey("row", Form.COUNT, "The number of a capture's row in the store; no other capture ever gets the same.")
LISTED = (
    *shared(
        "id time peer method target event_type event_id reference_id event_time verdict cause causes secret anomaly "
        "bytes status answered_by cancelled duration_ms"
    ),
    ROW,
)
NEWEST_ROW = AnswerKey("newest_row", Form.COUNT, "The row of the newest capture of all.", "there is none")
VERDICT_COUNTS = AnswerKey("verdict_counts", Form.COUNTS, "How many of all captures have which verdict.")

INSPECTOR_STATE = ApiAnswer(
    "mhook.inspector/1",
    "GET /api/state",
    (
        AnswerKey("version", Form.TEXT, "The version of mhook."),
        *shared("store captures"),
        NEWEST_ROW,
        VERDICT_COUNTS,
        AnswerKey("secrets", Form.COUNT, "How many secrets verdicts are explained with."),
        AnswerKey("signing_secret", Form.TEXT, "The secret that signs what is edited.", "there is none"),
        AnswerKey("target", Form.TEXT, "The URL that captures are resent to.", "none was named"),
        AnswerKey(
            "listener",
            Form.OBJECT,
            "The process that writes the store at the moment.",
            "there is none",
            (AnswerKey("url", Form.TEXT, "The URL that it receives requests at.", "it does not tell"), *shared("pid")),
        ),
        AnswerKey("event_types", Form.TEXTS, "The types of events that Maileroo sends."),
        AnswerKey("verdicts", Form.TEXTS, "The verdicts that there are."),
        AnswerKey("filter_words", Form.TEXTS, "The names that a filter has in a query or an object."),
    ),
)

INSPECTOR_CAPTURES = ApiAnswer(
    "mhook.inspector-captures/1",
    "GET /api/captures",
    (
        AnswerKey("total", Form.COUNT, "How many captures fit the filter."),
        AnswerKey("first", Form.COUNT, "The position of the first one here among them, counted from the oldest, 0."),
        NEWEST_ROW,
        AnswerKey(
            "captures",
            Form.OBJECTS,
            "These captures, oldest first; one that is damaged, or was deleted meanwhile, is `null`.",
            keys=LISTED,
        ),
    ),
)

INSPECTOR_STREAM = ApiAnswer(
    "mhook.inspector-stream/1",
    "GET /api/stream, event captures",
    (
        AnswerKey("total", Form.COUNT, "How many captures there are."),
        NEWEST_ROW,
        VERDICT_COUNTS,
        AnswerKey("left_out", Form.COUNT, "How many new captures are not here, since newer ones are."),
        AnswerKey("captures", Form.OBJECTS, "The new captures, oldest first, the newest 200 at most.", keys=LISTED),
    ),
)

INSPECTOR_ANSWERED = ApiAnswer(
    "mhook.inspector-answered/1",
    "GET /api/stream, event answered",
    (
        AnswerKey(
            "captures",
            Form.OBJECTS,
            "Captures of which more is known: what they were answered, or why they are invalid.",
            keys=LISTED,
        ),
    ),
)

INSPECTOR_RESET = ApiAnswer(
    "mhook.inspector-reset/1",
    "GET /api/stream, event reset",
    (AnswerKey("reason", Form.TEXT, "Why everything has to be asked for again."),),
)

INSPECTOR_WAIT = ApiAnswer(
    "mhook.inspector-wait/1",
    "GET /api/wait",
    (
        AnswerKey("met", Form.FLAG, "Whether there are as many as were wanted."),
        AnswerKey("found", Form.COUNT, "How many there are."),
        AnswerKey("wanted", Form.COUNT, "How many were wanted."),
        AnswerKey("captures", Form.OBJECTS, "The first of them, oldest first, 1,000 at most.", keys=LISTED),
        AnswerKey("waited_s", Form.NUMBER, "How many seconds were waited."),
    ),
)

LIVE_ANSWERS = (
    INSPECTOR_STATE,
    INSPECTOR_CAPTURES,
    INSPECTOR_STREAM,
    INSPECTOR_ANSWERED,
    INSPECTOR_RESET,
    INSPECTOR_WAIT,
)
