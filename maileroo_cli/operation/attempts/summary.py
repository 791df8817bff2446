"""One attempt of ``send``, judged, and what all of them add up to. They are made in ``send``."""

from collections import Counter
from typing import NamedTuple

from maileroo_cli.delivery.attempt.clock import Clock, SystemClock
from maileroo_cli.delivery.attempt.explanation import would_retry
from maileroo_cli.delivery.attempt.judgement import Judgement
from maileroo_cli.delivery.attempt.latency import Latencies
from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.delivery.attempt.refusal import SignatureVerdict, what_to_do
from maileroo_cli.delivery.attempt.requests import OutgoingRequest
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.attempts.under_way import UnderWay
from maileroo_cli.webhook.signing.tamper import BadSignature


class JudgedAttempt(NamedTuple):
    """One request, the attempt that was made with it, when that began (Unix seconds), and whether it is good."""

    request: OutgoingRequest
    attempt: Attempt
    began: float
    judgement: Judgement


class SendSummary:
    """Adds attempts up; what it says is true at any time."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._began: float | None = None
        self._reached = False
        self.failed = 0
        self.at_risk = 0
        self.lenient = 0
        """How many of the good ones are bad signatures that were accepted, but that nobody can forge."""

        self.is_open = False
        """Whether a bad signature that anybody can make was accepted."""

        self.answers: Counter[str] = Counter()
        """How many attempts ended with which status or, without one, with which outcome."""

        self.reasons: Counter[str] = Counter()
        """The sentences about what failed or is at risk; they may quote the peer."""

        self.retried = 0
        """How many attempts reached the receiver and ended so that Maileroo would try again."""

        self.latencies = Latencies()
        self._verdicts: dict[BadSignature, Counter[SignatureVerdict]] = {}
        self.stopped: ExitCode | None = None
        """The exit code of a sending that was interrupted."""

        self.expected_by_user = False
        """Whether the user said how attempts have to end, so that nothing is to be told about that."""

        self.under_way: UnderWay | None = None
        self._connected = 0
        self._elsewhere: Counter[tuple[str, str]] = Counter()

    def add(self, judged: JudgedAttempt) -> None:
        """Count one attempt."""
        attempt, judgement = judged.attempt, judged.judgement
        if self._began is None:
            self._began = self._clock.now() - attempt.seconds
        self.answers[attempt.word] += 1
        self.latencies.add(attempt.seconds)
        self._reached = self._reached or attempt.reached_receiver
        self._connected += attempt.phase.has_connection
        if (kind := judged.request.bad_signature) is not None and judgement.verdict is not None:
            self._verdicts.setdefault(kind, Counter())[judgement.verdict] += 1
            self.is_open |= kind.needs_nothing and judgement.verdict is SignatureVerdict.ACCEPTED
            self.lenient += judgement.ok and judgement.verdict is SignatureVerdict.LENIENT
            if judgement.verdict is SignatureVerdict.UNDECIDED and not judgement.ok:
                self._elsewhere[attempt.word, what_to_do(attempt)] += 1
        self.retried += self._would_be_retried(judged)
        if judgement.risk:
            self.at_risk += 1
            self.reasons[judgement.risk] += 1
        if not judgement.ok:
            self.failed += 1
            self.reasons[judgement.sentence] += 1

    def _would_be_retried(self, judged: JudgedAttempt) -> bool:
        """Say whether Maileroo would retry: nothing is to be told where the user expects an end, or of a forgery."""
        attempt, judgement = judged.attempt, judged.judgement
        if self.expected_by_user or judged.request.bad_signature is not None or not attempt.reached_receiver:
            return False
        return bool(judgement.risk or not judgement.ok) and attempt.status not in MAILEROO.refusals

    @property
    def retry(self) -> str:
        """How long Maileroo would go on with what was not accepted, to be told once; empty where all was."""
        if not self.retried:
            return ""
        several = "each of these events" if self.retried == self.sent else f"{self.retried:,} of these events"
        return f"Maileroo {would_retry(MAILEROO, 'this event' if self.sent == 1 else several)}"

    @property
    def sent(self) -> int:
        """How many attempts there were."""
        return self.answers.total()

    @property
    def unanswered(self) -> int:
        """How many requests more were broken off when they may have arrived; known once the sending is closed."""
        return max(0, self.under_way.connected - self._connected) if self.under_way else 0

    @property
    def bad_signatures(self) -> dict[BadSignature, Counter[SignatureVerdict]]:
        """What came of each kind of bad signature that was sent, in the order of the kinds."""
        return {kind: self._verdicts[kind] for kind in BadSignature if kind in self._verdicts}

    @property
    def advice(self) -> str:
        """What is to be told once of all bad signatures together, if anything; it never quotes the peer."""
        if not self._verdicts:
            return ""
        from maileroo_cli.operation.attempts.signature_advice import advise_on_other_answers, advise_on_signatures

        same = advise_on_signatures(self._verdicts.values(), expected_by_user=self.expected_by_user)
        return same or advise_on_other_answers(self._elsewhere, self.sent)

    @property
    def seconds(self) -> float:
        """The seconds since the first attempt began; 0 where there was none."""
        return 0.0 if self._began is None else self._clock.now() - self._began

    @property
    def exit_code(self) -> ExitCode:
        """``OK`` where every attempt was good, ``UNREACHABLE`` where none reached the receiver, else ``FAILED``."""
        if self.stopped is not None:
            return self.stopped
        if not self.failed:
            return ExitCode.OK
        return ExitCode.FAILED if self._reached else ExitCode.UNREACHABLE
