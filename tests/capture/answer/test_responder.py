"""Choosing answers: each event goes through its script by itself, and the last step holds."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.answer.language import parse_script
from maileroo_cli.capture.answer.responder import REMEMBERED, Responder
from maileroo_cli.capture.answer.step import OK
from maileroo_cli.webhook.catalogue.event import EventType


def statuses(responder: Responder, *requests: tuple[str, str, bytes]) -> list[int]:
    """Return the status that each request gets."""
    return [responder.next(*request).status for request in requests]


def test_attempts_of_an_event() -> None:
    """The n-th attempt of an event takes the n-th step, whatever its body and other events do."""
    responder = Responder(parse_script(["500,502,200"]))
    a, b = ("opened", "a", b"1"), ("opened", "b", b"1")
    assert statuses(responder, a, b, a, ("clicked", "a", b"2"), b, a) == [500, 500, 502, 200, 502, 200]


def test_without_an_event_id_the_body_counts() -> None:
    """Equal bodies are the same event where they name none."""
    responder = Responder(parse_script(["500,200"]))
    assert statuses(responder, ("", "", b"x"), ("", "", b"y"), ("", "", b"x"), ("", "", b"")) == [500, 500, 200, 500]


def test_scripts_of_types() -> None:
    """A type takes its own script; ``other`` is for whatever names no known type; the rest take the general one."""
    responder = Responder(parse_script(["503,200", "opened=500", "other=404"]))
    asked = [("opened", "a", b""), ("opened", "a", b""), ("archived", "b", b""), ("", "", b""), ("other", "c", b"")]
    assert statuses(responder, *asked) == [500, 500, 404, 404, 404]
    assert statuses(responder, ("clicked", "d", b""), ("clicked", "d", b"")) == [503, 200]
    assert statuses(Responder(parse_script(["503", "opened=200"])), ("archived", "a", b"")) == [503]


@pytest.mark.parametrize(
    ("texts", "constant"),
    [
        ([], True),
        (["200,200*3"], True),
        (["200", "opened=ok,200"], True),
        (["200,500"], False),
        (["200", "opened=500"], False),
        (["500", "other=200", *(f"{name}=200" for name in EventType)], True),
    ],
    ids=["default", "repeated", "same by type", "two steps", "one type differs", "the general one is never used"],
)
def test_one_step_for_all(texts: list[str], constant: bool) -> None:
    """Where every request gets the same, that is known in advance."""
    responder = Responder(parse_script(texts))
    assert responder.constant == (OK if constant else None)
    if constant:
        assert responder.next("opened", "a", b"") == OK


def test_memory_is_bounded() -> None:
    """Of more events than are remembered the one that was not seen for longest begins anew."""
    responder = Responder(parse_script(["500,200"]), remembered=2)
    a, b, c = (("opened", name, b"") for name in "abc")
    assert statuses(responder, a, b, a, c, a, b) == [500, 500, 200, 500, 200, 500]
    assert len(responder._attempts) == 2
    assert REMEMBERED == 100_000


def test_a_huge_event_id_is_not_kept() -> None:
    """An event id of megabytes is told apart from others, but not stored."""
    responder = Responder(parse_script(["500,200"]))
    huge, other = "x" * 1_000_000, "x" * 999_999 + "\ud800"
    assert statuses(responder, *(("", name, b"") for name in (huge, other, huge))) == [500, 500, 200]
    assert all(len(key) <= 64 for key in responder._attempts)


@given(
    st.lists(st.sampled_from([200, 201, 500, 503]), min_size=1, max_size=4),
    st.lists(st.tuples(st.sampled_from(["", "a", "b"]), st.sampled_from([b"", b"1"])), max_size=12),
)
def test_a_responder_recounts(script: list[int], requests: list[tuple[str, bytes]]) -> None:
    """Each answer is the step of as many attempts as the whole list holds up to there."""
    responder = Responder(parse_script([",".join(map(str, script))]))
    made: Counter[object] = Counter()
    for event_id, body in requests:
        key = event_id or body
        assert responder.next("opened", event_id, body).status == script[min(made[key], len(script) - 1)]
        made[key] += 1
