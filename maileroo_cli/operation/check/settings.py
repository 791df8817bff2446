"""What is checked, and how: everything that a user may say of a check, and how long it may take."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.operation.check.baseline import CheckBaseline
from maileroo_cli.operation.check.insight.hooks import ReceiverHook
from maileroo_cli.operation.check.insight.settling import DEFAULT_SETTLE
from maileroo_cli.operation.check.results import AcceptedFinding
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.rules.catalogue import experiments
from maileroo_cli.rules.definition import Rule
from maileroo_cli.rules.step import Hook
from maileroo_cli.rules.verdict import RuleVerdict, Severity, skipped
from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.signing.secret import Secret

if TYPE_CHECKING:
    from maileroo_cli.transport.observer.look import Observer
    from maileroo_cli.transport.observer.state import StateObserver

DEFAULT_CONCURRENCY = 4
DEFAULT_TIMEOUT = 10.0
DEFAULT_LIMIT = 120.0
DEFAULT_QUANTILE = 0.95
_SHARE, _MOST = 0.1, 1.0
_SHORTEST = 0.001


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """One check: ``seed`` and ``marker`` and ``now`` (Unix seconds) fix all its requests.

    ``limit`` is how many seconds it may take at most, beyond what its rules wait by nature. ``retries`` is how often a
    rule that failed is tried again. ``observer`` counts effects; ``effect_types`` are those that have one for certain.
    ``state`` tells the state of recipients. ``settle`` is how many seconds work may take after its answer,
    where the user says it.
    ``computed`` is the file in which the receiver writes the signature that it computes.
    ``experiments`` are tried where a valid event is refused, until one explains it.
    ``hooks`` are the user's commands that change the receiver.
    ``app`` are the words of a command line that name an application in this process.
    ``accept`` has the findings that count in no report, by rule; those of ``baseline`` do not fail the check, and where
    it ``is_first``, because its report becomes the baseline, none does.
    """

    endpoint: Endpoint
    url: str
    secret: Secret
    rules: Sequence[Rule]
    seed: int
    marker: str
    now: float
    headers: Headers = ()
    concurrency: int = DEFAULT_CONCURRENCY
    limit: float = DEFAULT_LIMIT
    retries: int = 0
    fail_fast: bool = False
    fail_on: Severity = Severity.ERROR
    budget: float | None = None
    quantile: float = DEFAULT_QUANTILE
    effect_types: tuple[str, ...] = ()
    observer: "Observer | None" = None
    experiments: Sequence[Rule] = field(default_factory=experiments)
    hooks: Mapping[Hook, ReceiverHook] = field(default_factory=dict)
    state: "StateObserver | None" = None
    settle: float | None = None
    computed: str | None = None
    accept: Mapping[str, AcceptedFinding] = field(default_factory=dict)
    baseline: CheckBaseline | None = None
    is_first: bool = False
    app: str = ""

    @property
    def settle_seconds(self) -> float:
        """How many seconds work may take after its answer."""
        return DEFAULT_SETTLE if self.settle is None else self.settle

    @property
    def is_single_threaded(self) -> bool:
        """Whether the application is called in the thread of the check, so that one request is sent at a time."""
        application = self.endpoint.application
        return application is not None and application.runs_in_caller

    @contextmanager
    def insight(self) -> Iterator[None]:
        """Keep what looks at the receiver open in a block."""
        with ExitStack() as opened:
            for one in (self.observer, self.state):
                if one is not None:
                    opened.enter_context(one)
            yield


class TimeBound(NamedTuple):
    """The end of a check on the monotonic clock, and the ``seconds`` that were promised for it.

    It comes a little before the promised end, so that what is under way can be broken off by then.
    """

    at: float
    seconds: float

    @classmethod
    def from_now(cls, seconds: float) -> "TimeBound":
        """Return the bound of a check that begins now."""
        return cls(time.monotonic() + seconds - min(_MOST, seconds * _SHARE), seconds)

    @property
    def is_over(self) -> bool:
        """Whether there is no time left."""
        return time.monotonic() >= self.at

    def shorten(self, seconds: float) -> float:
        """Return a time-out, cut to what is left."""
        return max(_SHORTEST, min(seconds, self.at - time.monotonic()))

    def verdict(self) -> RuleVerdict:
        """Return what is said of a rule for which there was no time."""
        return skipped(f"the check had taken its {self.seconds:g} s")
