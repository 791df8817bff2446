"""A valid event is accepted, and each kind of forged one is refused."""

from maileroo_cli.rules.definition import Family, RuleList, RuleScript
from maileroo_cli.rules.judging import judge_accepted, judge_refused
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Script, send
from maileroo_cli.rules.verdict import Consequence
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.signing.tamper import BadSignature

LIST = RuleList(Family.SIGNATURE)


@LIST.add(1, "accepts a valid event", Consequence.LOST, Grade.OFFICIAL, smoke=True)
def valid_accepted(probe: Probe) -> Script:
    """Send one event as Maileroo would."""
    attempt = yield from send(probe.request(probe.event()))
    return judge_accepted(attempt, "a valid event")


def _refuses(kind: BadSignature, what: str) -> RuleScript:
    def script(probe: Probe) -> Script:
        attempt = yield from send(probe.forged(kind), 401)
        return judge_refused(attempt, what)

    return script


_FORGED: tuple[tuple[int, str, BadSignature, str, bool], ...] = (
    (2, "refuses a request without a signature", BadSignature.MISSING, "a request without a signature", True),
    (3, "refuses an empty signature", BadSignature.EMPTY, "an empty signature", False),
    (4, "refuses a signature with one flipped bit", BadSignature.FLIPPED_BIT, "a signature with one flipped bit", True),
)

for _number, _title, _kind, _what, _smoke in _FORGED:
    LIST.add(_number, _title, Consequence.FORGED, Grade.OFFICIAL, smoke=_smoke, certain=True)(_refuses(_kind, _what))
