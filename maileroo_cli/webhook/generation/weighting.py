"""Replies and browsers with their weights, ready to be drawn from: made once, since quoting takes time."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple, TypeVar

from maileroo_cli.webhook.generation.reply import DEFERRALS, FAILURES, REJECTIONS
from maileroo_cli.webhook.generation.user_agent import CLICKERS, OPENERS, Agent
from maileroo_cli.webhook.signing.body_style import quote_go

T = TypeVar("T")


class Slots(NamedTuple):
    """What is drawn by weight, each as often as that says; texts are JSON."""

    deferrals: Sequence[str]
    failures: Sequence[str]
    rejections: Sequence[str]
    openers: Sequence[tuple[str, tuple[str, ...]]]
    clickers: Sequence[tuple[str, tuple[str, ...]]]


@cache
def make_slots() -> Slots:
    """Return the same for all factories: quoting takes longer than all else that a new one needs."""
    return Slots(
        _repeat((quote_go(reply.text), reply.weight) for reply in DEFERRALS),
        _repeat((quote_go(reply.text), reply.weight) for reply in FAILURES),
        _repeat((quote_go(text), weight) for text, weight in REJECTIONS),
        _repeat((_browser(agent), agent.weight) for agent in OPENERS),
        _repeat((_browser(agent), agent.weight) for agent in CLICKERS),
    )


def _repeat(items: Iterable[tuple[T, int]]) -> Sequence[T]:
    return [item for item, weight in items for _ in range(weight)]


def _browser(agent: Agent) -> tuple[str, tuple[str, ...]]:
    return quote_go(agent.text), agent.nets
