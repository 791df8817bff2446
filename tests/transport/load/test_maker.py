"""The requests of a load: signed as ``send`` signs, wrong where they shall be, and the same in however many parts."""

import hashlib
import hmac
import json
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maileroo_cli.delivery.attempt.requests import RequestTemplate, build_requests
from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Rate, Spacing
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.mails import EventOrder, order_events
from maileroo_cli.delivery.load.plan import DEFAULT_MIX, LoadPlan
from maileroo_cli.delivery.load.request import ReadyRequest
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.transport.client.sender import Sender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.load.maker import ready_requests, slow_requests
from maileroo_cli.transport.load.wire import REFUSED_KINDS
from maileroo_cli.webhook.generation.stream import EncodedEvent
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, verify
from tests.receivers.raw import Receiver

SECRET = Secret("It's a Secret to Everybody")
PLAN = LoadPlan(
    "http://localhost:8000/webhook?token=x",
    ArrivalPlan(Rate(100.0), 400, 4.0, Spacing.POISSON, seed=5),
    duplicates=0.1,
    concurrent_duplicates=0.05,
    bad=0.1,
    seed=5,
    headers=(("X-Own", "näme"), ("User-Agent", "other")),
)
KINDS = [{"mix": DEFAULT_MIX}, {"lifecycle": "engaged"}, {"types": ("delivered", "clicked")}, {}]


def parts_of(data: bytes) -> tuple[dict[str, list[bytes]], bytes]:
    """Return the header values and the body of one request."""
    head, _, body = data.partition(b"\r\n\r\n")
    headers: dict[str, list[bytes]] = defaultdict(list)
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b": ")
        headers[name.decode().lower()].append(value)
    return headers, body


def of_kind(requests: Sequence[ReadyRequest], kind: RequestKind) -> list[ReadyRequest]:
    """Return the requests of one kind."""
    return [one for one in requests if one[2] == kind]


@pytest.fixture(scope="module")
def made() -> list[ReadyRequest]:
    """Make the plan once."""
    return list(ready_requests(PLAN, SECRET))


def test_the_same_seed_gives_the_same_bytes(made: list[ReadyRequest]) -> None:
    """Another seed gives others."""
    assert list(ready_requests(PLAN, SECRET)) == made
    other = list(ready_requests(replace(PLAN, seed=6), SECRET))
    assert not {one[5] for one in other} & {one[5] for one in made}


def test_each_event_is_distinct_and_signed(made: list[ReadyRequest]) -> None:
    """A computation that is not ours gives the same signature, and no event comes twice but as a duplicate."""
    events = of_kind(made, RequestKind.EVENT)
    assert len({json.loads(parts_of(one[5])[1])["event_id"] for one in events}) == len(events)
    for index, _, _, original, _, data in events:
        headers, body = parts_of(data)
        assert original == index
        assert headers[SIGNATURE_HEADER] == [hmac.new(SECRET.reveal(), body, hashlib.sha256).hexdigest().encode()]
        assert headers["content-length"] == [b"%d" % len(body)]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_gives_the_same_signature(made: list[ReadyRequest]) -> None:
    """So does a program that knows nothing of Python."""
    headers, body = parts_of(of_kind(made, RequestKind.EVENT)[7][5])
    command = ["openssl", "dgst", "-sha256", "-hmac", SECRET.reveal().decode()]
    told = subprocess.run(command, input=body, capture_output=True, check=True).stdout
    assert told.split()[-1] == headers[SIGNATURE_HEADER][0]


def test_a_request_is_what_send_puts_on_the_wire() -> None:
    """To the byte, with headers of the user's own and a query."""
    with Receiver() as receiver:
        plan = replace(PLAN, url=f"{receiver.url}?token=x", bad=0.0)
        ready = [one[5] for one in ready_requests(plan, SECRET)][:3]
        events = [EncodedEvent("", "", 0, parts_of(data)[1]) for data in ready]
        with Sender(parse_target(plan.url)) as sender:
            for one in build_requests(events, RequestTemplate(plan.url, SECRET, plan.headers)):
                sender.send(one.request)
        assert receiver.requests == ready


def test_a_duplicate_is_the_same_bytes(made: list[ReadyRequest]) -> None:
    """It waits for nothing, as all of a mix; one that is simultaneous stands directly behind it, due at its moment."""
    duplicates, simultaneous = (
        of_kind(made, kind) for kind in (RequestKind.DUPLICATE, RequestKind.CONCURRENT_DUPLICATE)
    )
    assert duplicates
    assert simultaneous
    for _, _, _, original, after, data in duplicates:
        assert (after, data) == (-1, made[original][5])
    for index, due, _, original, after, data in simultaneous:
        assert (due, after, data) == (made[index - 1][1], made[original][4], made[original][5])


def test_only_a_lifecycle_waits() -> None:
    """There an event waits for the one before of its mail, and a duplicate for its original; in a mix nothing does."""
    assert all(one[4] == -1 for one in ready_requests(PLAN, SECRET))
    ordered = list(ready_requests(replace(PLAN, lifecycle="engaged"), SECRET))
    events = of_kind(ordered, RequestKind.EVENT)
    assert any(one[4] >= 0 for one in events)
    assert all(_mail_in(one[5]) == _mail_in(ordered[one[4]][5]) for one in events if one[4] >= 0)
    assert all(one[4] == one[3] for one in of_kind(ordered, RequestKind.DUPLICATE))


def test_a_bad_signature_has_to_be_refused(made: list[ReadyRequest]) -> None:
    """Each is an event of its own, none is right, and all kinds take turns."""
    bad = of_kind(made, RequestKind.BAD_SIGNATURE)
    bodies = [parts_of(one[5])[1] for one in bad]
    others = {parts_of(one[5])[1] for one in made if one[2] != RequestKind.BAD_SIGNATURE}
    assert len(set(bodies)) == len(bad) > len(REFUSED_KINDS)
    assert not set(bodies) & others
    shapes = Counter[tuple[int, ...]]()
    for one in bad:
        headers, body = parts_of(one[5])
        values = headers.get(SIGNATURE_HEADER, [])
        assert not any(verify(body, value, SECRET) for value in values)
        assert SECRET.reveal() not in one[5]
        shapes[tuple(map(len, values))] += 1
    assert set(shapes) == {(), (0,), (32,), (64,), (65,)}


@pytest.mark.parametrize("many", [1, 1_000], ids=["lanes", "one lane"])
@pytest.mark.parametrize("events", KINDS, ids=["mix", "lifecycle", "types", "default"])
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.integers(1, 7), seed=st.integers(0, 2**63))
def test_the_parts_are_the_plan(
    events: dict[str, object], many: int, monkeypatch: pytest.MonkeyPatch, parts: int, seed: int
) -> None:
    """All parts together are exactly what one part is, each index once; what belongs together is in one part."""
    monkeypatch.setattr("maileroo_cli.delivery.load.composition.MANY", many)
    plan = replace(PLAN, seed=seed, arrivals=replace(PLAN.arrivals, count=240), **events)  # type: ignore[arg-type]
    whole = list(ready_requests(plan, SECRET))
    assert [one[0] for one in whole] == list(range(240))
    new = {one[5] for one in whole if one[2] in (RequestKind.EVENT, RequestKind.BAD_SIGNATURE)}
    assert len(new) == sum(one[0] == one[3] for one in whole)
    pieces = [list(ready_requests(plan, SECRET, part, parts)) for part in range(parts)]
    assert sorted(one for piece in pieces for one in piece) == whole
    for piece in pieces:
        indexes = {one[0] for one in piece}
        assert all(original in indexes for _, _, _, original, _, _ in piece)
        assert all(after in indexes for _, _, _, _, after, _ in piece if after >= 0)
        assert [one[0] for one in piece] == sorted(indexes)
    mails = [{_mail_in(one[5]) for one in piece if one[2] != RequestKind.BAD_SIGNATURE} for piece in pieces]
    assert not plan.keeps_order or sum(map(len, mails)) == len(set().union(*mails))


def _mail_in(data: bytes) -> str:
    return str(json.loads(parts_of(data)[1])["message_reference_id"])


@pytest.mark.parametrize("types", [("opened",), ()], ids=["types", "mix"])
def test_what_waits_for_nothing_is_dealt_out_in_turn(types: tuple[str, ...]) -> None:
    """Where no event waits for another one, part i has the arrivals i, i + n, i + 2n and so on."""
    plan = LoadPlan("http://localhost/", ArrivalPlan(Rate(1.0), 100, 100.0), types=types, bad=0.3, seed=1)
    assert [one[0] for one in ready_requests(plan, SECRET, 1, 3)] == list(range(1, 100, 3))


def test_a_part_of_a_large_plan_makes_nothing_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 12 lanes the third of six parts makes two; arrivals are dealt out in turn, whatever events there are."""
    lanes: list[int] = []

    def note(events: object, plan: LoadPlan, lane: int, count: int) -> EventOrder:
        lanes.append(lane)
        return order_events(events, plan, lane, count)  # type: ignore[arg-type]

    monkeypatch.setattr("maileroo_cli.transport.load.maker.order_events", note)
    plan = LoadPlan("http://localhost/", ArrivalPlan(Rate(1.0), 60_000, 60_000.0), lifecycle="engaged", seed=1)
    found = list(islice(ready_requests(plan, SECRET, 2, 6), 300))
    assert [one[0] for one in found] == list(range(2, 1_802, 6))
    assert lanes == [2, 8]


def test_due_times_are_those_of_the_plan(made: list[ReadyRequest]) -> None:
    """But for a simultaneous duplicate, which is due with its original."""
    due = list(PLAN.arrivals.due_times())
    assert [one[1] for one in made if one[2] != RequestKind.CONCURRENT_DUPLICATE] == [
        due[one[0]] for one in made if one[2] != RequestKind.CONCURRENT_DUPLICATE
    ]


def test_slow_clients_have_events_of_their_own(made: list[ReadyRequest]) -> None:
    """They are valid, distinct, and none of the plan."""
    slow = slow_requests(PLAN, SECRET, 5)
    assert len(set(slow)) == 5
    assert not set(slow) & {one[5] for one in made}
    for data in slow:
        headers, body = parts_of(data)
        assert verify(body, headers[SIGNATURE_HEADER][0], SECRET)


def test_a_lifecycle_file_is_read_from_its_text() -> None:
    """Another process, or another machine, has not the file."""
    text = '[[step]]\nevent = "accepted"\n[[step]]\nevent = "failed"\nset = { "event_data.reason" = "no" }\n'
    plan = replace(PLAN, lifecycle="bounce.toml", lifecycle_text=text, bad=0.0)
    events = [json.loads(parts_of(one[5])[1]) for one in ready_requests(plan, SECRET)]
    kinds = {(event["event_type"], event["event_data"].get("reason")) for event in events}
    assert kinds == {("accepted", None), ("failed", "no")}


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"mix": "bounces=1"}, UsageError, "there is no lifecycle 'bounces'"),
        ({"types": ("bounced",)}, UsageError, "there is no event type 'bounced'"),
        ({"lifecycle": "nothing"}, UsageError, "there is no lifecycle 'nothing'"),
        ({"lifecycle": "x.toml", "lifecycle_text": "["}, InputError, "x.toml is not valid TOML"),
        ({"headers": (("X-Maileroo-Signature", "0"),)}, UsageError, "x-maileroo-signature cannot be set"),
        ({"headers": (("Content-Length", "0"),)}, UsageError, "content-length cannot be set"),
        ({"headers": (("X-A", "a\nb"),)}, UsageError, "holds a line break"),
        ({"url": "localhost"}, UsageError, "does not begin with http://"),
    ],
    ids=["mix", "type", "lifecycle", "file", "signature", "length", "line-break", "url"],
)
def test_what_cannot_be_made_is_told_at_once(change: dict[str, object], error: type[Exception], words: str) -> None:
    """In one line, before the first request."""
    with pytest.raises(error, match=words):
        ready_requests(replace(PLAN, **change), SECRET)  # type: ignore[arg-type]
