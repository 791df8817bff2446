"""Every answer of the inspector by its schema. A schema whose keys change gets a new number."""

from maileroo_cli.report.keys.inspector.acting import ACTING_ANSWERS
from maileroo_cli.report.keys.inspector.answer import ApiAnswer
from maileroo_cli.report.keys.inspector.depth import DEPTH_ANSWERS
from maileroo_cli.report.keys.inspector.live import LIVE_ANSWERS
from maileroo_cli.report.keys.inspector.service import SERVICE_ANSWERS

_ALL = (*LIVE_ANSWERS, *DEPTH_ANSWERS, *ACTING_ANSWERS, *SERVICE_ANSWERS)
ANSWERS: dict[str, ApiAnswer] = {answer.name: answer for answer in _ALL}
