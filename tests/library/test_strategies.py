"""The Hypothesis strategies: what they draw is what Maileroo sends, and it shrinks to the plainest event."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import jsonschema
import pytest
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from maileroo_cli import BadRequest, Event, EventPayload, WebhookRequest, encode, event_schema, strategies, verify
from maileroo_cli.errors import EmptySecretError, UsageError
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.catalogue.succession import FOLLOWERS
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES
from maileroo_cli.webhook.signing.body_style import Style
from maileroo_cli.webhook.signing.tamper import BadSignature

pytestmark = pytest.mark.slow

T = TypeVar("T")

SECRET = "a secret of the tests"
SIGNATURE = "x-maileroo-signature"
VALIDATORS = {
    kind: jsonschema.Draft202012Validator(
        event_schema(kind), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    for kind in EventType
}


def simplest(strategy: SearchStrategy[T], condition: Callable[[T], object] = lambda _: True) -> T:
    """Return what Hypothesis shrinks to."""
    return find(
        strategy,
        lambda drawn: bool(condition(drawn)),
        settings=settings(
            max_examples=5000,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        ),
    )


def drawn(strategy: SearchStrategy[T], condition: Callable[[T], bool]) -> T:
    """Return the first that Hypothesis draws for which a condition holds."""
    return find(strategy, condition, settings=settings(max_examples=1000, database=None, phases=(Phase.generate,)))


@pytest.mark.parametrize("kind", EventType)
@settings(max_examples=30)
@given(data=st.data())
def test_payloads_satisfy_the_schema(kind: EventType, data: st.DataObject) -> None:
    """Every payload of a type is one by the schema, its keys in order, with the forms that Maileroo's ids have."""
    payload: Mapping[str, Any] = data.draw(strategies.payloads(kind))
    VALIDATORS[kind].validate(payload)
    assert list(payload) == sorted(payload)
    assert list(payload["event_data"]) == sorted(payload["event_data"])
    assert re.fullmatch("[0-9a-f]{48}", payload["event_id"])
    assert re.fullmatch("[0-9a-f]{24}|[0-9a-f]{32}", payload["message_reference_id"])
    assert re.fullmatch(r"<\d{24}\.\d{4}\.\d{9,14}@[a-z.-]+>", payload["message_id"])
    inserted = datetime.fromisoformat(payload["inserted_at"]).timestamp()
    assert 0.397 <= round(inserted - payload["event_time"], 3) <= 0.664
    assert payload["tags"] is None or kind not in (EventType.OPENED, EventType.CLICKED)


@given(event=strategies.events(), url=st.sampled_from(["/webhook", "https://example.com/a?b=c"]))
def test_events_verify(event: Event[EventPayload], url: str) -> None:
    """An event says what its payload says, and its request verifies, and under no other secret."""
    payload = event.payload
    assert (event.type, event.id, event.reference_id, event.message_id) == (
        payload["event_type"],
        payload["event_id"],
        payload["message_reference_id"],
        payload["message_id"],
    )
    assert event.at == datetime.fromtimestamp(payload["event_time"], UTC)
    assert event.body == encode(payload)
    signature = event.request(SECRET, url).headers[SIGNATURE]
    assert verify(event.body, signature, SECRET)
    assert not verify(event.body, signature, "another")


@given(body=strategies.bodies("failed"), event=strategies.events("failed", style="php"))
def test_styles(body: bytes, event: Event[Any]) -> None:
    """Bodies come in every style, and events in the one that is asked for."""
    assert any(encode(_payload(body), style) == body for style in Style)
    assert encode(event.payload, "php") == event.body


def _payload(body: bytes) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(body)
    return payload


@given(request=strategies.requests(SECRET, ["opened", EventType.FAILED], url="/hooks", style=None))
def test_requests(request: WebhookRequest) -> None:
    """Requests go where they are to go, and verify."""
    assert (request.method, request.url) == ("POST", "http://localhost/hooks")
    assert verify(request.body, request.headers[SIGNATURE], SECRET)


@given(bad=strategies.bad_signatures(SECRET))
def test_bad_signatures_are_refused(bad: BadRequest) -> None:
    """No wrong signature verifies, under the name of what is wrong with it."""
    assert bad.name in set(BadSignature)
    assert not verify(bad.request.body, bad.request.headers.get(SIGNATURE), SECRET)


@pytest.mark.parametrize("kind", BadSignature)
def test_every_bad_signature_is_drawn(kind: BadSignature) -> None:
    """Each kind of wrong signature is among them."""
    assert drawn(strategies.bad_signatures(SECRET, "complained"), lambda bad: bad.name == kind).name == kind


@pytest.mark.parametrize("style", Style)
def test_every_style_is_drawn(style: Style) -> None:
    """Bodies are drawn in each style, also such as no other style has."""
    others = [one for one in Style if one is not style]
    body = drawn(strategies.bodies("clicked"), lambda one: all(encode(_payload(one), two) != one for two in others))
    assert encode(_payload(body), style) == body


@given(life=strategies.lifecycles())
def test_lives_are_legal(life: list[Event[EventPayload]]) -> None:
    """The events of a mail follow each other as they may, share its ids, and have ids of their own."""
    assert all(
        two in FOLLOWERS[one] for one, two in zip(["", *(e.type for e in life)], (e.type for e in life), strict=False)
    )
    _check_mail(life)


@pytest.mark.parametrize("name", LIFECYCLES)
@settings(max_examples=10)
@given(data=st.data())
def test_named_lives(name: str, data: st.DataObject) -> None:
    """A lifecycle by its name has its events, with times between them that it allows."""
    life = data.draw(strategies.lifecycles(name, style=None))
    steps = LIFECYCLES[name].steps
    assert [event.type for event in life] == [str(step.event) for step in steps]
    for one, two, step in zip(life, life[1:], steps[1:], strict=False):
        assert step.after[0] <= (two.at - one.at).total_seconds() <= step.after[1]
    _check_mail(life)


def _check_mail(life: list[Event[EventPayload]]) -> None:
    assert len({event.reference_id for event in life}) == len({event.message_id for event in life}) == 1
    assert len({event.id for event in life}) == len(life)
    assert sorted(life, key=lambda event: event.at) == life
    for event in life:
        VALIDATORS[EventType(event.type)].validate(event.payload)


@given(one=strategies.events(), two=strategies.events())
def test_an_id_belongs_to_one_event(one: Event[EventPayload], two: Event[EventPayload]) -> None:
    """Two events with the same id are the same event, two mails with the same reference the same mail."""
    assert (one.id == two.id) == (one == two)
    if one.reference_id == two.reference_id:
        assert one.message_id == two.message_id


SENDER, RECIPIENT = "a@example.com", "a@example.com"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("accepted", {"from": [SENDER], "to": [RECIPIENT]}),
        ("delivered", {"from": [SENDER], "to": [RECIPIENT]}),
        (
            "rejected",
            {
                "from": [SENDER],
                "reject_reason": "One or more of the recipients are on the suppression list.",
                "to": [RECIPIENT],
            },
        ),
        ("deferred", {"reason": f"451 4.3.0 <{RECIPIENT}>", "to": RECIPIENT}),
        ("failed", {"reason": f"550 5.1.1 <{RECIPIENT}>", "to": RECIPIENT}),
        ("opened", {"ip": "192.0.2.1", "user_agent": "Mozilla/5.0"}),
        ("clicked", {"ip": "192.0.2.1", "original_url": "https://example.com/", "user_agent": "Mozilla/5.0"}),
        ("complained", {"to": RECIPIENT}),
    ],
)
def test_the_simplest_event(kind: str, data: dict[str, object]) -> None:
    """An event of each type shrinks to the plainest values."""
    payload = simplest(strategies.events(), lambda event: event.type == kind).payload
    assert payload["event_data"] == data
    assert (payload["domain_id"], payload["user_id"], payload["tags"]) == (1, 1, None)
    assert payload["inserted_at"] == "2026-01-01T00:00:00.397Z"


def test_a_failure_shrinks_to_its_cause() -> None:
    """What a condition does not ask for is as plain as it can be."""
    simple = simplest(strategies.events("delivered")).payload
    tagged = simplest(strategies.events("delivered"), lambda event: event.payload["tags"]).payload
    assert [set(tag) for tag in tagged["tags"] or []] == [{"name", "value"}]
    assert tagged["event_data"] == simple["event_data"]
    many = simplest(strategies.events("delivered"), lambda event: len(event.payload["event_data"]["to"]) > 1).payload
    assert (len(many["event_data"]["to"]), many["tags"]) == (2, None)
    named = simplest(strategies.events("complained"), lambda event: "<" in event.payload["event_data"]["to"]).payload
    assert re.fullmatch(r".{1,4} <a@example\.com>", named["event_data"]["to"])
    link = simplest(strategies.events("clicked"), lambda event: "&" in event.payload["event_data"]["original_url"])
    assert link.payload["event_data"]["original_url"] == "https://example.com/?a=&a="
    late = simplest(strategies.events(), lambda event: event.at.year > 2026)
    assert late.at.isoformat() == "2027-01-01T00:00:00+00:00"


@pytest.mark.parametrize("text", ["\u2028", "<b>", "😀", "é"])
def test_awkward_texts_are_drawn(text: str) -> None:
    """What encoders write in different ways is among the first thousand."""
    assert text in drawn(strategies.events(style="compact"), lambda event: text in event.body.decode()).body.decode()


@pytest.mark.parametrize(
    ("condition", "types"),
    [
        (lambda _: True, ["accepted", "delivered"]),
        (lambda types: "deferred" in types, ["accepted", "deferred", "delivered"]),
        (lambda types: "clicked" in types, ["accepted", "delivered", "clicked"]),
        (lambda types: "complained" in types, ["accepted", "delivered", "complained"]),
        (lambda types: "failed" in types, ["accepted", "failed"]),
        (lambda types: "accepted" not in types, ["rejected"]),
    ],
    ids=["any", "deferred", "clicked", "complained", "failed", "rejected"],
)
def test_the_simplest_life(condition: Callable[[list[str]], bool], types: list[str]) -> None:
    """A life shrinks to the fewest events that a condition asks for, all at the same time."""
    life = simplest(strategies.lifecycles(), lambda events: condition([event.type for event in events]))
    assert [event.type for event in life] == types
    assert {event.at.isoformat() for event in life} == {"2026-01-01T00:00:00+00:00"}


def test_everything_comes_from_hypothesis() -> None:
    """With the same seed the same events are drawn."""

    def seen() -> list[Event[EventPayload]]:
        events: list[Event[EventPayload]] = []

        @seed(7)
        @settings(max_examples=30, database=None, phases=(Phase.generate,))
        @given(strategies.lifecycles())
        def draw(life: list[Event[EventPayload]]) -> None:
            events.extend(life)

        draw()
        return events

    first = seen()
    assert len({event.id for event in first}) > 10
    assert seen() == first


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: strategies.events("bounced"), "Maileroo calls it failed; make_lifecycle("),
        (lambda: strategies.payloads([]), 'type cannot be []: give an event type, like "delivered"'),
        (lambda: strategies.payloads(5), "type cannot be 5: give an event type"),  # type: ignore[call-overload]
        (lambda: strategies.bodies([5]), "type cannot be 5: give an event type"),  # type: ignore[list-item]
        (lambda: strategies.bodies(style="rust"), "there is no style 'rust'"),  # type: ignore[arg-type]
        (lambda: strategies.lifecycles("engagd"), "there is no lifecycle 'engagd': did you mean engaged"),
        (lambda: strategies.lifecycles(""), "a lifecycle cannot be ''"),
        (lambda: strategies.requests("secret", url="a"), "'a'"),
    ],
)
def test_mistakes(make: Callable[[], object], sentence: str) -> None:
    """A wrong argument is told by the call, not by the first test that draws."""
    with pytest.raises(UsageError) as raised:
        make()
    assert sentence in str(raised.value)
    assert "--" not in str(raised.value)


def test_an_empty_secret() -> None:
    """An empty secret signs nothing."""
    for make in (strategies.requests, strategies.bad_signatures):
        with pytest.raises(EmptySecretError):
            make("")


def test_without_hypothesis() -> None:
    """Where Hypothesis is missing that is said, and the package itself does not need it."""
    code = (
        "import sys\n"
        "sys.modules['hypothesis'] = None\n"
        "import maileroo_cli\n"
        "maileroo_cli.make_event('opened', seed=1)\n"
        "import maileroo_cli.strategies\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "ImportError: maileroo_cli.strategies needs Hypothesis: install it with pip install hypothesis"
    )
