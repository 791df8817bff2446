"""The keys of what the inspector says of itself: its errors, and the file that tells scripts its token."""

from maileroo_cli.report.keys.form import Form
from maileroo_cli.report.keys.inspector.answer import AnswerKey, ApiAnswer, shared

INSPECTOR_ERROR = ApiAnswer(
    "mhook.inspector-error/1",
    "any call, where it fails",
    (
        AnswerKey("error", Form.TEXT, "What is wrong, in one line."),
        AnswerKey("hint", Form.TEXT, "What to do about it.", "there is nothing to do"),
    ),
)

INSPECTOR_TOKEN = ApiAnswer(
    "mhook.inspector-token/1",
    "the file `inspect-PORT.json` in the user's state folder",
    (
        AnswerKey("url", Form.TEXT, "Where the inspector is."),
        AnswerKey("token", Form.TEXT, "What every call brings as `Authorization: Bearer`."),
        *shared("pid"),
        AnswerKey("store", Form.TEXT, "The full path of the store's file."),
    ),
)

SERVICE_ANSWERS = (INSPECTOR_ERROR, INSPECTOR_TOKEN)
