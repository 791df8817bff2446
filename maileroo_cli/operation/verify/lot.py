"""Some requests verified together: what verifies them, what is made of them, and what they count.

What each is worth is decided in ``capture.check.checker``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from maileroo_cli.capture.check.checker import CheckedRequest, Checker
from maileroo_cli.capture.check.other_requests import OtherRequests
from maileroo_cli.capture.formats.ndjson import Block
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.operation.verify.counts import VerdictCounts
from maileroo_cli.webhook.signing.secret import Secret

if TYPE_CHECKING:
    from maileroo_cli.capture.check.explanation import MakeHistory
    from maileroo_cli.webhook.diagnosis.history import SearchHistory

Render: TypeAlias = Callable[[Sequence[CheckedRequest]], bytes]


class VerifyTask(NamedTuple):
    """What verifies, and what is made of the verdicts: all that a worker process has to know.

    ``known`` are secrets that never make a signature valid, but may explain one. ``render`` turns requests into bytes
    in the process that verified them, so it has to be picklable: a function of a module, or a ``partial`` of one.
    Without it the requests themselves are yielded. With ``skip_valid`` those that are valid are only counted. Where it
    is ``thorough`` each signature is searched in full, however many had no explanation.
    """

    secrets: Sequence[Secret]
    known: Sequence[Secret] = ()
    render: Render | None = None
    skip_valid: bool = False
    thorough: bool = False

    def make_history(self) -> "SearchHistory":
        """Return what remembers the searches of one run."""
        from maileroo_cli.webhook.diagnosis.history import SearchHistory

        return SearchHistory(inf) if self.thorough else SearchHistory()

    def make_checker(self, others: OtherRequests | None = None, history: "MakeHistory | None" = None) -> Checker:
        """Return what verifies with these secrets.

        ``others`` are the requests of the same input; ``history`` returns what earlier checkers of the run came to.
        """
        return Checker(self.secrets, self.known, others, history or self.make_history)


class VerifiedLot(NamedTuple):
    """Requests that were verified together, in the order of the input.

    ``requests`` is empty where they were rendered, ``rendered`` where they were not. ``counts`` are those of all of
    them. ``done`` says how far this comes: bytes of input, or items, as the beginning says; 0 where that is not known.
    """

    counts: VerdictCounts
    done: int
    requests: Sequence[CheckedRequest] = ()
    rendered: bytes = b""


def make_lot(
    requests: Sequence[CheckedRequest], task: VerifyTask, done: int, counted: Mapping[str, int] | None = None
) -> VerifiedLot:
    """Count some requests and render them; ``counted`` are valid ones that were left out, by secret."""
    counts = VerdictCounts()
    if requests:
        counts.add_all(requests)
    if counted:
        counts.add_valid(counted)
    if task.skip_valid:
        requests = [checked for checked in requests if checked.verdict is not RequestVerdict.VALID]
    if task.render is None:
        return VerifiedLot(counts, done, requests)
    return VerifiedLot(counts, done, rendered=task.render(requests))


def verify_blocks(blocks: Iterable[Block], source: str, task: VerifyTask, checker: Checker) -> VerifiedLot:
    """Return some blocks of the file that is called ``source`` as one lot."""
    requests: list[CheckedRequest] = []
    counted: dict[str, int] = {}
    size = 0
    for block in blocks:
        size += len(block.data)
        requests += checker.check_lines(block.data, block.first_line, source, counted if task.skip_valid else None)
    return make_lot(requests, task, size, counted)
