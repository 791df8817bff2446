"""Which step of a script the next attempt of an event gets. How scripts are written is in ``language``."""

from collections import OrderedDict

from maileroo_cli.capture.answer.script import AnswerScript
from maileroo_cli.capture.answer.step import AnswerStep
from maileroo_cli.capture.event_key import request_key
from maileroo_cli.capture.kind import KINDS, OTHER

REMEMBERED = 100_000
"""The attempts of so many events are counted: of more, the one that was not seen for longest begins anew."""


class Responder:
    """Counts the attempts of each event and hands out the steps of ``script``; for use in one thread.

    Two requests are attempts of the same event when their event ids are equal; where a body names none, when the
    bodies are. ``constant`` is the step that every request gets, if there is but one: ask it first, it costs nothing.
    Memory is bounded by ``remembered`` events, about 200 bytes each.
    """

    def __init__(self, script: AnswerScript, remembered: int = REMEMBERED) -> None:
        self._steps = {kind: script.by_kind.get(kind, script.general) for kind in KINDS}
        self._attempts: OrderedDict[str | bytes, int] = OrderedDict()
        self._remembered = remembered
        different = {step for steps in self._steps.values() for step in steps}
        self.constant: AnswerStep | None = different.pop() if len(different) == 1 else None

    def next(self, event_type: str, event_id: str, body: bytes) -> AnswerStep:
        """Return the step for one more attempt of an event; type and id are empty where the body names none."""
        steps = self._steps.get(event_type) or self._steps[OTHER]
        if len(steps) == 1:
            return steps[0]
        attempts, key = self._attempts, request_key(event_id, body)
        made = attempts.get(key, 0)
        attempts[key] = made + 1
        attempts.move_to_end(key)
        if len(attempts) > self._remembered:
            attempts.popitem(last=False)
        return steps[min(made, len(steps) - 1)]
