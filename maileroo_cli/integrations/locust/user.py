"""Users for a locustfile of your own: what they send is signed, distinct, and judged as Maileroo judges.

Only a locustfile imports this: importing Locust patches the whole process. ``mhook load`` has no use for it.
"""

from __future__ import annotations

import time
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

import gevent
from gevent.event import Event as Signal
from locust import User, task
from locust.runners import WorkerRunner

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Rate, Spacing
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.plan import DEFAULT_MIX, LONGEST_SECONDS, MOST_REQUESTS, LoadPlan
from maileroo_cli.errors import ExitCode, MhookError, UsageError
from maileroo_cli.integrations.locust.sending.arrivals import ArrivalRun
from maileroo_cli.integrations.locust.sending.greenlet_sender import GreenletSender
from maileroo_cli.integrations.locust.sending.part_source import PartSource
from maileroo_cli.integrations.locust.sending.statistics import report_end, why_not
from maileroo_cli.library.mails import make_lifecycle
from maileroo_cli.library.making import make_event
from maileroo_cli.transport.client.target import Target, parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.file.secret import load_secret
from maileroo_cli.transport.load.maker import ready_requests
from maileroo_cli.transport.load.wire import RequestWriter
from maileroo_cli.webhook.signing.tamper import BadSignature, parse_bad_signatures

if TYPE_CHECKING:
    from locust.env import Environment

    from maileroo_cli.delivery.load.request import ReadyRequest, RequestEnd
    from maileroo_cli.library.event import Event
    from maileroo_cli.library.mails import LifecycleName
    from maileroo_cli.webhook.signing.secret import Secret


class MailerooUser(User):
    """A Locust user that sends Maileroo's events; its tasks call :meth:`send_event` or :meth:`send_lifecycle`.

    An answer is a success if it is exactly 200, or any from 200 to 299 with ``any_2xx``. Redirects are not followed,
    and certificates are verified. ``host`` is Locust's own, and has to be this machine, or the host that ``authorize``
    names. ``secret`` is ``env:NAME``, ``file:PATH`` or the secret itself; without it that of the environment. Each
    user of each worker draws other events from ``seed``. ``timeout`` is in seconds, from the beginning of a request to
    the end of its answer.
    """

    abstract = True
    path: ClassVar[str] = "/webhook"
    secret: ClassVar[str | None] = None
    authorize: ClassVar[str | None] = None
    seed: ClassVar[int] = 0
    locale: ClassVar[str] = "en_US"
    timeout: ClassVar[float] = 30.0
    any_2xx: ClassVar[bool] = False
    keep_connections: ClassVar[bool] = True
    cacert: ClassVar[str | None] = None
    insecure: ClassVar[bool] = False
    headers: ClassVar[tuple[tuple[str, str], ...]] = ()

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._drawn = 0
        self._sender: GreenletSender | None = None
        self._writer: RequestWriter
        self._plan: LoadPlan
        self._secret: Secret

    def on_start(self) -> None:
        """Look at the settings; wrong ones end the test, in one line."""
        try:
            self._prepare()
        except MhookError as error:
            self._give_up(error)

    def on_stop(self) -> None:
        """Close the connections."""
        if self._sender is not None:
            self._sender.close()

    def send_event(self, type: str = "delivered", *, bad: str | None = None, **changes: Any) -> RequestEnd:
        """Send another event of ``type``; return the status of the answer, or how else it ended.

        ``changes`` are those of ``make_event``. With ``bad`` the signature is wrong in that way, such as
        ``"flipped-bit"``, and 401, 403 or 400 is what is expected.
        """
        return self._send(make_event(type, seed=self._next_seed(), locale=self.locale, **changes), bad)

    def send_lifecycle(self, name: LifecycleName | str = "engaged") -> list[RequestEnd]:
        """Send all events of one mail, each after the answer to the one before; return how each ended."""
        mail = make_lifecycle(name, seed=self._next_seed(), locale=self.locale)
        return [self._send(event, None) for event in mail]

    def make_plan(self, url: str) -> LoadPlan:
        """Return how requests are written and sent."""
        return LoadPlan(
            url,
            ArrivalPlan(Rate(1.0), 1, 1.0),
            locale=self.locale,
            keep_connections=self.keep_connections,
            timeout=self.timeout,
            any_2xx=self.any_2xx,
            seed=self._own_seed(),
            headers=self.headers,
            cacert=self.cacert,
            insecure=self.insecure,
        )

    def _prepare(self) -> None:
        if not self.host:
            raise UsageError(
                "no host was given", "start Locust with --host http://localhost:8000, or set it in the class"
            )
        target = parse_target(self.host.rstrip("/") + self.path)
        _check_authorized(target, self.authorize)
        self._secret = load_secret(self.secret, lambda _: None)
        self._plan = self.make_plan(target.url)
        self._writer = RequestWriter(self._plan, self._secret)
        trust = Trust(self.cacert, self.insecure)
        if target.scheme == "https":
            trust.context()
        self._sender = GreenletSender(target, trust, timeout=self.timeout, keep=self.keep_connections)

    def _send(self, event: Event[Any], bad: str | None) -> RequestEnd:
        name, kind = event.type, RequestKind.EVENT
        if bad is None:
            data = self._writer.write(event.body)
        else:
            (wrong,) = parse_bad_signatures([bad])
            name, kind = f"{event.type} ({wrong})", RequestKind.BAD_SIGNATURE
            data = self._writer.write_bad(BadSignature(wrong), event.body)
        began = time.perf_counter()
        end = self._exchange(data)
        seconds = time.perf_counter() - began
        report_end(self.environment, name, seconds, why_not(kind, end, is_success=self._is_success(end)))
        return end

    def _exchange(self, data: bytes) -> RequestEnd:
        if self._sender is None:
            raise UsageError("the user has not started", "call on_start of MailerooUser where you have one of your own")
        return self._sender.send(data)

    def _is_success(self, end: RequestEnd) -> bool:
        rule = Success.ANY_2XX if self.any_2xx else Success.STRICT
        return not isinstance(end, Outcome) and rule.accepts(end)

    def _next_seed(self) -> int:
        self._drawn += 1
        return _seed_of(self._plan.seed, self._drawn)

    def _own_seed(self) -> int:
        """Return a seed that no other user has: Locust numbers its workers, and each of them its users here."""
        worker = getattr(self.environment.runner, "worker_index", -1)
        number = getattr(self.environment, "maileroo_users", 0)
        self.environment.maileroo_users = number + 1
        return _seed_of(self.seed, worker, number)

    def _give_up(self, error: MhookError) -> NoReturn:
        """End the test. What is raised here otherwise Locust would show with our code, and go on."""
        import logging

        logging.getLogger(__name__).error("%s", error)
        runner = self.environment.runner
        if isinstance(runner, WorkerRunner):
            self.environment.events.user_error.fire(user_instance=self, exception=error, tb=None)  # for the master
        else:
            self.environment.process_exit_code = ExitCode.USAGE
            gevent.spawn(runner.quit)
        raise gevent.GreenletExit from None


class MailerooArrivals(MailerooUser):
    """A user of the open model: it begins ``rate`` requests a second when they are due, whatever the receiver does.

    Locust's own users wait for their answers, so a slow receiver gets less load; this one counts each latency from when
    the request was due. Spawn one for each worker, with ``fixed_count``. The events are those of ``mix``, ``types`` or
    ``lifecycle``, as for ``mhook load``, and so are ``duplicates``, ``concurrent_duplicates`` and ``bad``, which are
    shares from 0 to 1. It ends after ``count`` requests or ``seconds``; the test ends when Locust ends it.
    """

    abstract = True
    rate: ClassVar[float] = 100.0
    count: ClassVar[int] = MOST_REQUESTS
    seconds: ClassVar[float] = LONGEST_SECONDS
    at_random: ClassVar[bool] = False
    mix: ClassVar[str] = ""
    types: ClassVar[tuple[str, ...]] = ()
    lifecycle: ClassVar[str] = ""
    duplicates: ClassVar[float] = 0.0
    concurrent_duplicates: ClassVar[float] = 0.0
    bad: ClassVar[float] = 0.0
    connections: ClassVar[int] = 1_000

    def make_plan(self, url: str) -> LoadPlan:
        """Return what is sent, and when."""
        from dataclasses import replace

        if not self.rate > 0:
            raise UsageError(f"rate is {self.rate!r}, and has to be more than 0 a second", "write it like rate = 500")
        plan = super().make_plan(url)
        count = min(self.count, MOST_REQUESTS, int(self.rate * min(self.seconds, LONGEST_SECONDS)))
        spacing = Spacing.POISSON if self.at_random else Spacing.EVEN
        return replace(
            plan,
            arrivals=ArrivalPlan(Rate(self.rate), count, count / self.rate, spacing, plan.seed),
            mix=self.mix or ("" if self.types or self.lifecycle else DEFAULT_MIX),
            types=tuple(self.types),
            lifecycle=self.lifecycle,
            duplicates=self.duplicates,
            concurrent_duplicates=self.concurrent_duplicates,
            bad=self.bad,
            connections=self.connections,
        )

    @task
    def arrive(self) -> None:
        """Send all of them, and wait for the end of the test: what a worker that ends itself counted is lost."""
        try:
            source = PartSource(self._plan, ready_requests(self._plan, self._secret))
        except MhookError as error:
            self._give_up(error)

        def tell(request: ReadyRequest, _: float, ended: float, end: RequestEnd) -> None:
            kind = RequestKind(request[2])
            why = why_not(kind, end, is_success=source.is_success(end))
            report_end(self.environment, kind.word, ended - request[1], why)

        ArrivalRun(source, self._exchange, tell, connections=self.connections).run(time.perf_counter())
        Signal().wait()


def _check_authorized(target: Target, authorized: str | None) -> None:
    if not target.is_loopback and target.host != authorized:
        raise UsageError(
            f"{target.host} is another machine than this one", f"if it is yours, set authorize = {target.host!r}"
        )


def _seed_of(*numbers: int) -> int:
    return int.from_bytes(sha256(repr(numbers).encode()).digest()[:6])
