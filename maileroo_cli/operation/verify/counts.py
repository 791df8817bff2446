"""How many requests had which verdict, and the exit code that follows from it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from maileroo_cli.capture.check.checker import CheckedRequest
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.errors import ExitCode

_secret_of = attrgetter("secret")


@dataclass(slots=True)
class VerdictCounts:
    """How many requests had which verdict, for which causes, and under which secrets.

    ``causes`` are those to repair first; ``further`` are the others, each with the one that comes before it. ``clues``
    are what is said of requests without an explanation where nothing particular is to be seen in them. ``brief`` is how
    many were not searched in full, and ``unread`` how many files could not be read. ``stopped`` is the exit
    code of a verification that was interrupted.
    """

    verdicts: Counter[RequestVerdict] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    further: Counter[tuple[str, str]] = field(default_factory=Counter)
    secrets: Counter[str] = field(default_factory=Counter)
    clues: Counter[str] = field(default_factory=Counter)
    brief: int = 0
    unread: int = 0
    stopped: ExitCode | None = None

    def add(self, checked: CheckedRequest) -> None:
        """Count one request."""
        self.verdicts[checked.verdict] += 1
        if checked.secret is not None:
            self.secrets[checked.secret] += 1
        elif checked.causes:
            first, *others = (cause.code for cause in checked.causes)
            self.causes[first] += 1
            self.brief += checked.brief
            if is_general(checked):
                self.clues[checked.detail] += 1
            self.further.update((first, other) for other in others)

    def add_all(self, requests: Sequence[CheckedRequest]) -> None:
        """Count several requests; those that are valid, as most are, cost next to nothing."""
        secrets: Counter[str | None] = Counter(map(_secret_of, requests))
        if secrets.pop(None, 0):
            for checked in requests:
                if checked.secret is None:
                    self.add(checked)
        self.add_valid({secret: count for secret, count in secrets.items() if secret is not None})

    def add_valid(self, counts: Mapping[str, int]) -> None:
        """Count valid requests by the reference of their secret."""
        for secret, count in counts.items():
            self.verdicts[RequestVerdict.VALID] += count
            self.secrets[secret] += count

    def merge(self, other: "VerdictCounts") -> None:
        """Add the counts of other requests to these."""
        self.verdicts.update(other.verdicts)
        self.causes.update(other.causes)
        self.further.update(other.further)
        self.secrets.update(other.secrets)
        self.clues.update(other.clues)
        self.brief += other.brief
        self.unread += other.unread

    @property
    def total(self) -> int:
        """How many requests there were that can be webhooks: probes are counted apart."""
        return self.verdicts.total() - self.verdicts[RequestVerdict.PROBE]

    @property
    def exit_code(self) -> ExitCode:
        """``FAILED`` where anything is invalid, else ``INPUT`` where anything could not be verified or read.

        Probes are nobody's fault, but where nothing else came, nothing was verified.
        """
        if self.stopped is not None:
            return self.stopped
        if self.verdicts[RequestVerdict.INVALID]:
            return ExitCode.FAILED
        unread = self.unread or self.verdicts[RequestVerdict.DAMAGED] or self.verdicts[RequestVerdict.UNVERIFIABLE]
        if self.verdicts[RequestVerdict.PROBE] and not self.verdicts[RequestVerdict.VALID]:
            return ExitCode.INPUT
        return ExitCode.INPUT if unread else ExitCode.OK


def is_general(checked: CheckedRequest) -> bool:
    """Return whether the detail of a request without an explanation says nothing of this one in particular."""
    if not checked.detail or not checked.causes or checked.causes[0].code != "unexplained":
        return False
    from maileroo_cli.webhook.diagnosis.evidence import GENERAL

    return checked.detail in GENERAL
