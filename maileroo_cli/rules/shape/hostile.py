"""Text that breaks pages, logs and SQL, in every field that others fill: each event is accepted all the same.

The text does no harm where it is stored or shown: it names a table that does not exist, and its script does nothing.
"""

from collections.abc import Iterator
from typing import NamedTuple

from maileroo_cli.rules.definition import Family, RuleList, RuleScript
from maileroo_cli.rules.judging import worst
from maileroo_cli.rules.probe import Payload, Probe
from maileroo_cli.rules.reception import compare, deliver, judge_taken
from maileroo_cli.rules.step import Script
from maileroo_cli.rules.verdict import Consequence, Severity
from maileroo_cli.webhook.catalogue.event import EventType, Grade

LIST = RuleList(Family.SHAPE)

QUOTES = "O'Brien \"said\" \\ '; DROP TABLE mhook_check; --"
MARKUP = "<script>/* mhook */</script> <img src=x> {{7*7}} ]]> &amp;"
PLACEHOLDERS = "%s %n %d %(name)s {0} {name} ${name} #{name} $(name) `name` %00 %zz"
CONTROLS = "one\r\ntwo\tX-Injected: 1\x1b[31mred\x1b[0m\x07\x7f"
NUL = "before\x00after"
LONG = "long " * 800
DIRECTIONS = "\u202egnp.exe\u202c \u2066\u200b\ufeff\u0301\u05d0\u0627"


class HostileEvent(NamedTuple):
    """One event with hostile text: the names of the ``fields`` that hold it, and the same without it (``plain``)."""

    fields: str
    payload: Payload
    plain: Payload


def hostile_events(probe: Probe, text: str) -> Iterator[HostileEvent]:
    """Yield events that hold ``text``.

    The fields are those that recipients, their servers and their programs fill, and tags. Addresses and ids keep their
    form, and a URL holds nothing that no URL can.
    """
    yield _with(probe, EventType.FAILED, reason=f"550 5.1.1 {text}")
    yield _with(probe, EventType.REJECTED, reject_reason=text)
    yield _with(probe, EventType.CLICKED, user_agent=f"Mozilla/5.0 {text}")
    if text.isprintable():
        yield _with(probe, EventType.CLICKED, original_url=f"https://www.example.com/?q={text}")
    tagged, plain = probe.payload(), probe.payload()
    tagged["tags"], plain["tags"] = [{"name": text, "value": text}], [{"name": "campaign", "value": "spring"}]
    yield HostileEvent("tags", tagged, plain)


def _with(probe: Probe, kind: EventType, **fields: str) -> HostileEvent:
    payload = probe.payload(kind)
    payload["event_data"].update(fields)
    return HostileEvent(" and ".join(fields), payload, probe.payload(kind))


def _accepts(text: str, what: str) -> RuleScript:
    def script(probe: Probe) -> Script:
        verdicts = []
        for event in hostile_events(probe, text):
            attempt = yield from deliver(probe.request(probe.encoded(event.payload)))
            verdict = judge_taken(attempt, f"{what} in {event.fields}")
            plain = probe.request(probe.encoded(event.plain))
            why = f"no event with {event.fields} is accepted"
            verdicts.append((yield from compare(verdict, plain, why, probe.request(probe.event()))))
        return worst(verdicts)

    return script


_TEXTS: tuple[tuple[int, str, str, Severity], ...] = (
    (25, QUOTES, "quotes and SQL", Severity.ERROR),
    (26, MARKUP, "markup", Severity.ERROR),
    (27, PLACEHOLDERS, "placeholders like %s and ${name}", Severity.ERROR),
    (28, CONTROLS, "line breaks and escape sequences", Severity.WARNING),
    (29, NUL, "a NUL character", Severity.WARNING),
    (30, LONG, "4,000 characters", Severity.WARNING),
    (31, DIRECTIONS, "characters that change the direction of text", Severity.WARNING),
)

for _number, _text, _what, _severity in _TEXTS:
    LIST.add(_number, f"accepts {_what} in its fields", Consequence.LOST, Grade.INFERRED, _severity)(
        _accepts(_text, _what)
    )
