"""The answers of the inspector about what was sent: captures that were sent again, and the runs that were kept."""

from maileroo_cli.report.keys.form import Form
from maileroo_cli.report.keys.inspector.answer import AnswerKey, ApiAnswer, shared

INSPECTOR_RESENT = ApiAnswer(
    "mhook.inspector-resent/1",
    "POST /api/resend",
    (
        AnswerKey("target", Form.TEXT, "The URL that they were sent to: the one of the command line."),
        AnswerKey(
            "attempts",
            Form.OBJECTS,
            "The attempts, one for each capture that was sent, in order.",
            keys=(
                *shared(
                    "id time event_type event_id outcome status duration_ms ok reason risk bad_signature "
                    "bad_signature_handling response traceback"
                ),
                AnswerKey("signature_sentence", Form.TEXT, "What its signature was, and what should come of it."),
            ),
        ),
        AnswerKey(
            "left_out",
            Form.OBJECTS,
            "The captures that were not sent.",
            keys=(AnswerKey("id", Form.TEXT, "The id of a capture."), AnswerKey("reason", Form.TEXT, "Why not.")),
        ),
        AnswerKey("stopped", Form.TEXT, "After how many it was stopped.", "all of them were sent or left out"),
    ),
)

_RUN = (
    AnswerKey("kind", Form.TEXT, "What made it: `replay`, `storm`, `check` or `load`."),
    AnswerKey("run", Form.TEXT, "The id of the run."),
    AnswerKey("time", Form.TIME, "When it was made, or kept.", "no calendar has it"),
    AnswerKey("url", Form.TEXT, "The receiver, as the run names it.", "it cannot be read"),
    AnswerKey("state", Form.TEXT, "`running`, `interrupted`, `finished`, or `unreadable` where its file is damaged."),
    AnswerKey("summary", Form.TEXT, "What it is, or what it came to, in a sentence."),
)

INSPECTOR_RUNS = ApiAnswer(
    "mhook.inspector-runs/1",
    "GET /api/runs",
    (AnswerKey("runs", Form.OBJECTS, "The newest runs, the newest first.", keys=_RUN),),
)

INSPECTOR_RUN = ApiAnswer(
    "mhook.inspector-run/1",
    "GET /api/runs/ID",
    (
        *_RUN,
        AnswerKey("lines", Form.LINES, "Its report as lines of text, 5,000 at most."),
        AnswerKey(
            "pictures",
            Form.OBJECTS,
            "Its pictures.",
            keys=(
                AnswerKey("title", Form.TEXT, "What a picture shows."),
                AnswerKey("svg", Form.TEXT, "A whole file of SVG, which needs no script and no other file."),
            ),
        ),
    ),
)

ACTING_ANSWERS = (INSPECTOR_RESENT, INSPECTOR_RUNS, INSPECTOR_RUN)
