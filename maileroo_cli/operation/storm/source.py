"""The requests of a storm, as the load engine takes them: signed when they fall due, noted when they end."""

from collections import deque
from itertools import islice
from math import inf

from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.request import ReadyRequest, RequestEnd
from maileroo_cli.delivery.storm.live.attempts import EndedAttempt, StormAttempts, WaveAttempt
from maileroo_cli.transport.client.request_head import encode_head
from maileroo_cli.transport.client.target import Target
from maileroo_cli.transport.run.written.storm import StormFile
from maileroo_cli.webhook.signing.request import METHOD, Headers, Request, webhook_headers
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import Signer

_AT_A_TIME = 100
"""So many requests are made before the engine looks again at what has arrived."""


class StormSource:
    """Gives the engine what is due in real seconds, and tells ``attempts`` what came of it in simulated ones.

    What ended is noted in ``file`` at once, where there is one. ``unknown`` counts the attempts that were due before
    ``gone_on_at``, the moment at which an earlier process broke off: it may have made them, and noted no outcome.
    """

    def __init__(
        self,
        attempts: StormAttempts,
        target: Target,
        secret: Secret,
        file: StormFile | None = None,
        headers: Headers = (),
        gone_on_at: float = -inf,
    ) -> None:
        self.queue: deque[ReadyRequest] = deque()
        self._attempts, self._plan, self._target, self._file = attempts, attempts.plan, target, file
        self._headers, self._gone_on_at = headers, gone_on_at
        self.unknown = 0
        self._sign = Signer(secret).sign
        self._under_way: dict[int, WaveAttempt] = {}
        self._number = 0

    @property
    def is_over(self) -> bool:
        """Whether no request will come any more, unless one that is under way fails."""
        return self._attempts.is_over

    def fill(self, now: float) -> float | None:
        """Put what is due into the queue; return when to be asked again."""
        due = self._attempts.take_due(self._plan.simulated(now))
        made = [self._ready(attempt) for attempt in islice(due, _AT_A_TIME)]
        self.queue.extend(made)
        if len(made) == _AT_A_TIME:
            return now
        following = self._attempts.next_due
        return None if following is None else self._plan.real(following)

    def ended(self, request: ReadyRequest, began: float, ended: float, end: RequestEnd) -> None:
        """Take what came of a request."""
        attempt, moment = self._under_way.pop(request[0]), self._plan.simulated
        what = EndedAttempt(attempt.due, moment(began), moment(ended), end)
        if self._file is not None:
            self._file.end(attempt, what)
        self._attempts.ended(attempt, what)

    def broken_off(self, request: ReadyRequest, began: float) -> None:
        """Take a request that was under way when the storm was broken off."""
        self._attempts.broken_off(self._under_way.pop(request[0]))

    def _ready(self, attempt: WaveAttempt) -> ReadyRequest:
        body = attempt.event.body
        self.unknown += attempt.due <= self._gone_on_at
        request = Request(METHOD, self._target.url, webhook_headers((self._sign(body),), self._headers), body)
        number = self._number
        self._number += 1
        self._under_way[number] = attempt
        data = encode_head(request, self._target) + body
        return number, self._plan.real(attempt.due), RequestKind.EVENT, number, -1, data
