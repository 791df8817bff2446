"""The language of ``listen --expect``: what traffic is waited for. Whether it came is told by ``tracker``.

::

    --expect 'CLAUSE[, CLAUSE…] [within DURATION]'    repeatable; at most one within, at the end
    CLAUSE    TYPE=N, TYPE>=N or TYPE<=N    so many requests of that type whose signature is not invalid
              all valid                     each signature was checked and is valid; needs a secret
              no duplicates                 no event id comes a second time
              only TYPE|TYPE…               no request of another type
    TYPE      an event type, other (whatever names no known one); in a count also any (all types together)

Counts count requests, so a retry is one more, and a duplicate. A probe, which can be no webhook (``capture.probe``),
counts in no clause. Without ``within`` there is no deadline. (What
``send --expect`` reads, how an attempt ends, is another language: ``delivery.attempt.expected_outcome``.)
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from maileroo_cli.capture.expectation.clauses import (
    ALL_VALID,
    ANY,
    NO_DUPLICATES,
    CountClause,
    Expectation,
    Relation,
    refuse_contradictions,
)
from maileroo_cli.capture.kind import KINDS, parse_kind
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.instant import parse_duration
from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest
from maileroo_cli.webhook.text.shown import show

EXPECTATION_FORMS = "write it like 'delivered=3, opened>=1, all valid, no duplicates within 30s'"
_WITHIN = re.compile(r"(?:(.*?)\s)?\s*within\b\s*(.*)", re.DOTALL | re.IGNORECASE)
_COUNT = re.compile(r"([^=<>!]*)(==|>=|<=|=>|=<|!=|<>|=|>|<)(.*)", re.DOTALL)
_PHRASES = (ALL_VALID, NO_DUPLICATES)
_MOST = 10**9
_RELATIONS = {**{str(relation): relation for relation in Relation}, "==": Relation.EXACTLY}


@dataclass(slots=True)
class _Draft:
    """What has been read so far."""

    counts: dict[CountClause, None]
    phrases: set[str]
    only: tuple[str, ...] | None = None
    within: float | None = None


def parse_expectation(texts: Sequence[str]) -> Expectation:
    """Read all that ``--expect`` was given.

    Every mistake, a contradiction among the clauses too, raises ``UsageError``: one line with what to write.
    """
    draft = _Draft({}, set())
    for text in texts:
        where = f"--expect '{show(text)}'"
        *others, last = text.split(",")
        for clause in others:
            if _WITHIN.fullmatch(clause):
                raise UsageError(f"{where}: within is not at the end", "put it last: it applies to all clauses")
            _read_clause(clause, draft, where)
        match = _WITHIN.fullmatch(last)
        if match is None:
            _read_clause(last, draft, where)
            continue
        if match[1] and match[1].strip():
            _read_clause(match[1], draft, where)
        _read_deadline(match[2], draft, where)
    if not (draft.counts or draft.phrases or draft.only):
        raise UsageError("--expect has no clause", EXPECTATION_FORMS)
    expectation = Expectation(
        tuple(draft.counts), ALL_VALID in draft.phrases, NO_DUPLICATES in draft.phrases, draft.only or (), draft.within
    )
    refuse_contradictions(expectation)
    return expectation


def _read_clause(text: str, draft: _Draft, where: str) -> None:
    words = text.lower().split()
    phrase = " ".join(words)
    if not words:
        raise UsageError(f"{where}: a clause is empty", EXPECTATION_FORMS)
    if phrase in _PHRASES:
        draft.phrases.add(phrase)
    elif words[0] == "only":
        if draft.only is not None:
            raise UsageError(f"{where}: only is given twice", "name all types in one clause, as in only opened|clicked")
        names = phrase.removeprefix("only").split("|")
        draft.only = tuple(dict.fromkeys(parse_kind(name, where) for name in names))
    elif match := _COUNT.fullmatch(phrase):
        draft.counts[_read_count(match, where)] = None
    else:
        raise _no_clause(phrase, where)


def _read_count(match: re.Match[str], where: str) -> CountClause:
    kind = parse_kind(match[1], where, (ANY,))
    sign, digits = match[2], match[3].strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise UsageError(
            f"{where}: '{show(digits)}' is not a count", f"write a whole number below {_MOST:,}, as in {kind}=3"
        )
    number = int(digits)
    if sign not in _RELATIONS:
        raise UsageError(f"{where}: {kind}{sign}{number} is not a clause", _instead(kind, sign, number))
    return CountClause(kind, _RELATIONS[sign], number)


def _instead(kind: str, sign: str, number: int) -> str:
    """Say how to write what was probably meant by a relation that does not exist."""
    if sign == ">":
        return f"write {kind}>={number + 1}"
    if sign == "<" and number:
        return f"write {kind}<={number - 1}"
    if sign in ("=>", "=<"):
        return f"write {kind}{sign[::-1]}{number}"
    return f"write {kind}={number}, {kind}>={number} or {kind}<={number}"


def _no_clause(phrase: str, where: str) -> UsageError:
    problem = f"{where}: '{show(phrase)}' is not a clause"
    if phrase in KINDS or phrase == ANY:
        return UsageError(problem, f"add a number: {phrase}=1 or {phrase}>=1")
    near = find_nearest(phrase, _PHRASES, most=1, likeness=0.5)
    return UsageError(problem, did_you_mean(near, EXPECTATION_FORMS))


def _read_deadline(text: str, draft: _Draft, where: str) -> None:
    if draft.within is not None:
        raise UsageError(f"{where}: there are two deadlines", "give within once: it applies to all clauses")
    if not text.strip():
        raise UsageError(f"{where}: within needs a duration", "write it like within 30s")
    try:
        draft.within = round(parse_duration(text), 6)
    except UsageError as error:
        raise UsageError(f"{where}: the deadline {error.message}", error.hint) from None
    if not draft.within:
        raise UsageError(f"{where}: the time after within is 0", "give a duration above 0, like 30s")
