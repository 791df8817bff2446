"""Sending a storm, a new one or one that goes on, from its plan to what it comes to."""

import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from math import inf
from pathlib import Path

from maileroo_cli.delivery.storm.live.notes import NotedStorm, SeenStorm
from maileroo_cli.delivery.storm.live.plan import StormPlan, check_plan
from maileroo_cli.delivery.storm.live.result import StormEffects, StormStates
from maileroo_cli.errors import MhookError
from maileroo_cli.operation.keeping import runs_to_keep
from maileroo_cli.operation.storm.attempts import make_attempts, noted_result, result_of
from maileroo_cli.operation.storm.results import (
    StormEnded,
    StormProgress,
    StormReportEvent,
    StormSettling,
    StormStarted,
)
from maileroo_cli.operation.storm.source import StormSource
from maileroo_cli.operation.storm.states import compare_states
from maileroo_cli.operation.storm.terms import StormTerms, check_headers
from maileroo_cli.operation.storm.watching import StormWatch, ask_each, settle_number
from maileroo_cli.transport.client.sender import wait_for
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.load.engine import Engine, EngineSettings
from maileroo_cli.transport.run.written.storm import StormFile, create_storm, open_storm, remove_old_storms

Events = Generator[StormReportEvent, None, None]

_REACH = 1.0
"""So many seconds the receiver may take until it accepts a connection before the storm."""

_AHEAD = 0.2
"""So many seconds pass before the first event, so that it is not late."""

_EVERY = 0.5
"""How often progress is told, and noted, in real seconds."""


def send_storm(plan: StormPlan, terms: StormTerms, folder: Path | None = None) -> Events:
    """Send a new storm and yield how it goes; it is kept in ``folder``, where one is given.

    What cannot be raises ``UsageError`` at once, a receiver that does not listen ``UnreachableError`` before anything
    is sent. Ctrl-C is raised after :class:`StormEnded`; closing the iterator breaks off what is under way.
    """
    check_plan(plan)
    runs_to_keep()
    return _send_new(plan, terms, folder)


def resume_storm(path: Path, terms: StormTerms) -> Events:
    """Go on with the storm in the file at ``path``: its clock stood still meanwhile.

    No event that was accepted is sent again. An attempt whose outcome was never noted is made again. Of a storm that is
    over the end is yielded once more, with what was observed. Otherwise as :func:`send_storm`.
    """
    file, noted = open_storm(path)
    with file:
        if noted.events is not None:
            yield StormStarted(noted.plan, file.id, noted.moment, is_over=True)
            yield StormEnded(noted_result(noted), None)
            return
        check_headers(noted.plan, terms)
        _wait_for_receiver(noted.plan, terms)
        yield from _Storm(noted.plan, terms, file, noted).send()


def _send_new(plan: StormPlan, terms: StormTerms, folder: Path | None) -> Events:
    _wait_for_receiver(plan, terms)
    with ExitStack() as stack:
        file = None if folder is None else stack.enter_context(create_storm(folder, plan, time.time()))
        yield from _Storm(plan, terms, file).send()
    if folder is not None:
        remove_old_storms(folder, runs_to_keep())


def _wait_for_receiver(plan: StormPlan, terms: StormTerms) -> None:
    """Raise ``UnreachableError`` where nothing listens: a storm would take that for an outage."""
    wait_for(parse_target(plan.url), _REACH if terms.wait is None else terms.wait)


class _Storm:
    def __init__(
        self, plan: StormPlan, terms: StormTerms, file: StormFile | None, noted: NotedStorm | None = None
    ) -> None:
        self._plan, self._terms, self._file, self._noted = plan, terms, file, noted
        self._moment = -plan.before if noted is None else noted.moment
        self._effects: StormEffects | None = None
        self._states: StormStates | None = None
        self._unseen = ""
        self._attempts = make_attempts(plan, {} if noted is None else noted.recorded)
        target = parse_target(plan.url)
        self._source = StormSource(
            self._attempts, target, terms.secret, file, terms.headers, -inf if noted is None else noted.moment
        )
        self._engine = Engine(
            EngineSettings(target, terms.trust, connections=plan.connections, timeout=plan.timeout), self._source
        )

    def send(self) -> Events:
        """Send it from its moment on, then look at what it did; what cuts it short is raised after its end."""
        watch = self._watch()
        yield StormStarted(self._plan, self._run_id, self._moment, resumed=self._noted is not None)
        stop: KeyboardInterrupt | MhookError | None = None
        try:
            yield from self._follow(watch)
            if not self._fails_before():
                yield from self._look(watch)
        except (KeyboardInterrupt, MhookError) as cause:
            stop = cause
            self._keep_last_look(watch)
        yield self._end(stop)
        if stop is not None:
            raise stop

    @property
    def _run_id(self) -> str | None:
        return None if self._file is None else self._file.id

    def _end(self, stop: KeyboardInterrupt | MhookError | None) -> StormEnded:
        seen = SeenStorm(self._effects, self._states, self._unseen, self._engine.at_limit, self._source.unknown)
        if self._file is not None:
            with suppress(MhookError):  # what could not be written is what stopped it
                if stop is None:
                    self._file.finish(self._moment, self._attempts.tally.events, seen)
                else:
                    self._file.reach(self._moment)
        result = replace(result_of(self._attempts, self._moment, seen), interrupted=stop is not None)
        return StormEnded(result, None if stop is None else self._run_id)

    def _keep_last_look(self, watch: StormWatch | None) -> None:
        """Take what was last seen for the effects of a storm that is cut short; where nothing was, say so."""
        if self._effects is None and watch is not None:
            self._effects = watch.so_far()
        if self._effects is None and self._terms.observer is not None:
            self._unseen = self._unseen or "the storm was cut short before anybody looked"

    def _watch(self) -> StormWatch | None:
        """Return who looks at one number for all events; its first look is that of before the whole storm."""
        observer, noted = self._terms.observer, self._noted
        if observer is None or observer.per_event:
            return None
        if noted is not None and noted.base is None:
            self._unseen = "nobody looked when the storm began, so it is not known how many effects there were before"
            return None
        watch = StormWatch(observer, self._attempts, base=None if noted is None else noted.base)
        if noted is None and self._file is not None:
            self._file.begin_effects(watch.base)
        return watch

    def _follow(self, watch: StormWatch | None) -> Events:
        """Send, and tell now and then how it stands; whoever looks for effects does so meanwhile."""
        real = self._plan.real(self._moment)
        if self._noted is not None:
            self._source.fill(real)
        start, told = time.perf_counter() + _AHEAD - real, 0.0
        with ExitStack() as stack:
            if watch is not None:
                stack.callback(watch.end)
                watch.begin(start)
            run = stack.enter_context(closing(self._engine.run(start)))
            for seconds in run:
                self._moment = max(self._moment, self._plan.simulated(seconds))
                if (now := time.monotonic()) - told >= _EVERY:
                    told = now
                    if self._file is not None:
                        self._file.reach(self._moment)
                    yield self._progress(watch)
                if self._fails_before():
                    break
            self._moment = max(self._moment, self._plan.simulated(time.perf_counter() - start))

    def _fails_before(self) -> bool:
        """Tell whether nothing succeeded before the outage: then no storm tells anything of the receiver."""
        tally, moment = self._attempts.tally, self._moment
        ended = sum(tally.ends.values())
        is_between = self._plan.steady_until <= moment < self._plan.outage
        return is_between and not tally.accepted and ended > self._engine.under_way

    def _progress(self, watch: StormWatch | None) -> StormProgress:
        tally = self._attempts.tally
        recent = next((one.latencies for one in reversed(tally.intervals[-3:]) if one.latencies.count), None)
        return StormProgress(
            self._moment,
            tally.events,
            tally.accepted,
            tally.pending,
            sum(tally.ends.values()) + tally.cut,
            self._engine.under_way,
            0.0 if recent is None else recent.percentile(90),
            watch.looks[-1].effects if watch is not None and watch.looks else None,
        )

    def _look(self, watch: StormWatch | None) -> Events:
        """Look at effects and states; where they are not to be had, say why."""
        try:
            for one in self._looks(watch):
                if isinstance(one, StormSettling):
                    yield one
                elif isinstance(one, StormEffects):
                    self._effects = one
                else:
                    self._states = one
        except MhookError as error:
            self._unseen = str(error)

    def _looks(self, watch: StormWatch | None) -> Iterator[StormSettling | StormEffects | StormStates]:
        observer, state, settle = self._terms.observer, self._terms.state, self._terms.settle
        if watch is not None:
            yield from settle_number(watch, self._attempts, settle)
        elif observer is not None and observer.per_event:
            yield from ask_each(observer, self._attempts, settle)
        if state is not None:
            effects = self._effects
            # Where all effects are there, nothing changes any more; where they never settled, waiting is no use.
            once = effects is not None and not (effects.settled and (effects.lost or effects.sampled is not None))
            states = compare_states(state, self._attempts.tally.order, None if once else settle)
            yield replace(states, settled=states.settled and (effects is None or effects.settled))
