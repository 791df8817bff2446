"""A request that is ready to be sent: its bytes, when it is due, and what it is."""

from typing import TypeAlias

from maileroo_cli.delivery.attempt.outcome import Outcome

ReadyRequest: TypeAlias = tuple[int, float, int, int, int, bytes]
"""``(index, due, kind, original, after, data)``: a plain tuple, since a hundred thousand a second go by.

``index`` is the place in the plan, ``due`` seconds from the beginning, ``kind`` a ``RequestKind``. ``original`` is the
index of the request whose bytes a duplicate repeats, else its own. ``after`` is the index of a request that must have
ended before this one is sent, as an earlier event of the same mail, or -1. ``data`` is the whole HTTP request.
"""

RequestEnd: TypeAlias = int | Outcome
"""How a request ended: the status of a whole answer, or in what else."""

EndedRequest: TypeAlias = tuple[ReadyRequest, float, float, RequestEnd]
"""``(request, began, ended, end)``: both times in seconds from the beginning."""
