"""Calls of the library that are refused, and a part of what is said: every error that a wrong argument can cause."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import maileroo_cli

lib: Any = maileroo_cli
EVENT: Any = lib.make_event("delivered", seed=1)


def accept(environ: Any, start_response: Any) -> list[bytes]:
    """Accept anything."""
    start_response("200 OK", [])
    return []


def replay(**changes: object) -> object:
    """Replay an event with arguments that may be wrong."""
    return lib.replay(EVENT, to=accept, secret="secret", **changes)


CALLS: dict[str, tuple[Callable[[], object], str]] = {
    "a type that others have": (lambda: lib.make_event("bounced"), "Maileroo calls it failed; make_lifecycle("),
    "a type that is misspelt": (
        lambda: lib.make_event("delivred"),
        "did you mean delivered or deferred? (force=",
    ),
    "a type that is none": (lambda: lib.make_event(5), "type cannot be 5: use one of accepted, "),
    "no type": (lambda: lib.make_event(""), "type cannot be ''"),
    "a seed": (lambda: lib.make_event("opened", seed="1"), "seed cannot be '1': give a whole number"),
    "a seed that is true": (lambda: lib.make_event("opened", seed=True), "seed cannot be True"),
    "a time without a zone": (
        lambda: lib.make_event("opened", at=datetime(2026, 1, 1)),  # noqa: DTZ001
        "at has no zone: 2026-01-01T00:00:00: give a datetime with a zone",
    ),
    "a time as text": (lambda: lib.make_event("opened", at="2026-01-01"), "at cannot be '2026-01-01': give a datetime"),
    "a time before all": (lambda: lib.make_event("opened", at=-1), "at is out of range: -1"),
    "a time in milliseconds": (lambda: lib.make_event("opened", at=1_700_000_000_000), "choose a moment from 1970"),
    "a time that is no number": (lambda: lib.make_event("opened", at=float("nan")), "at is out of range: nan"),
    "an endless time": (lambda: lib.make_event("opened", at=10**4000), "at is out of range"),
    "a life beyond the last year": (
        lambda: lib.make_lifecycle("engaged", seed=1, at=datetime(9999, 12, 31, 23, 59, tzinfo=UTC)),
        "outside the years 1 to 9999",
    ),
    "a recipient": (lambda: lib.make_event("opened", to="ada"), "to 'ada' is not an address: write it like ada@"),
    "no recipients": (lambda: lib.make_event("opened", to=[]), "to cannot be []: give at least one address"),
    "recipients that are none": (lambda: lib.make_event("opened", to=5), "to cannot be 5: write it like ada@"),
    "a recipient in bytes": (lambda: lib.make_event("opened", to=b"a@example.com"), "to cannot be b'a@"),
    "a recipient that is None": (lambda: lib.make_event("opened", to=[None]), "to cannot be None"),
    "a sender": (lambda: lib.make_event("opened", sender="shop"), "sender 'shop' is not an address"),
    "a sender that is none": (lambda: lib.make_event("opened", sender=1), "sender cannot be 1"),
    "tags as a text": (lambda: lib.make_event("opened", tags="a=b"), "tags cannot be 'a=b': write them like {\"camp"),
    "a tag that is a number": (lambda: lib.make_event("opened", tags={"a": 1}), "tags cannot be {'a': 1}"),
    "tags that are a number": (lambda: lib.make_event("opened", tags=1), "tags cannot be 1"),
    "an empty reference": (lambda: lib.make_event("opened", reference_id=""), "reference_id cannot be ''"),
    "a style": (lambda: lib.make_event("opened", style="rubi"), "there is no style 'rubi': use one of go, compact"),
    "a style that is none": (lambda: lib.make_event("opened", style=1), "style cannot be 1: use one of go"),
    "a locale": (lambda: lib.make_event("opened", locale="de_DD"), "there is no locale 'de_DD': did you mean"),
    "a locale that is none": (lambda: lib.make_event("opened", locale=None), "locale cannot be None"),
    "set as a list": (lambda: lib.make_event("opened", set=["a"]), "set cannot be ['a']: write it like {"),
    "a path that is no text": (lambda: lib.make_event("opened", set={1: 2}), "a path in set cannot be 1"),
    "a path that is broken": (lambda: lib.make_event("opened", set={"a[": 1}), "the path a[ is wrong"),
    "a path in another event": (
        lambda: lib.make_event("opened", set={"event_data.reason": "x"}),
        "event_data.reason exists for deferred, failed, not for opened",
    ),
    "a clock": (lambda: replay(clock=5), "clock cannot be 5: give virtual, real or one like scaled:60"),
    "a clock that is None": (lambda: replay(clock=None), "clock cannot be None"),
    "a schedule": (lambda: replay(schedule=["0s"]), "schedule cannot be ['0s']: name a provider, or write offsets"),
    "a number of attempts": (lambda: replay(attempts="5"), "attempts cannot be '5': give a whole number of at least"),
    "a rate of faults": (lambda: replay(fault_rate="x"), "fault_rate cannot be 'x': give a number, 0 or above"),
    "a seed of faults": (lambda: replay(fault_seed="x"), "fault_seed cannot be 'x': give a whole number"),
    "a time to settle": (lambda: replay(settle="x"), "settle cannot be 'x': give a number, 0 or above"),
    "no attempt at a time": (lambda: replay(concurrency=0), "concurrency cannot be 0: give a whole number of at least"),
    "no request at a time": (
        lambda: lib.deliver([EVENT], to=accept, secret="secret", concurrency=0),
        "concurrency cannot be 0: give a whole number of at least",
    ),
    "a rate": (
        lambda: lib.deliver([EVENT], to=accept, secret="secret", rate="5"),
        "rate cannot be '5': give a number, 0 or above",
    ),
    "effects that cannot be called": (lambda: replay(effects=5), "effects cannot be 5: give a function"),
    "a limit of a check": (
        lambda: lib.check(to=accept, secret="secret", limit="5"),
        "limit cannot be '5': give seconds, like 5 or 0.5",
    ),
    "retries of a check": (
        lambda: lib.check(to=accept, secret="secret", retries=None),
        "retries cannot be None: give a whole number",
    ),
    "a number for a receiver": (
        lambda: lib.send(lib.make_event("opened"), to=42, secret="secret"),
        "to cannot be 42: give an ASGI or WSGI application, a reference like shop.main:app, or a URL",
    ),
    "an address for a receiver": (
        lambda: lib.send(lib.make_event("opened"), to="localhost:8000", secret="secret"),
        "shop.main:create_app(); a URL begins with http:// or https://",
    ),
    "a path that is misspelt": (
        lambda: lib.make_event("delivered", set={"mesage_id": "x"}),
        "no event has a field mesage_id: did you mean message_id? force=True makes it anyway",
    ),
    "a path like nothing": (
        lambda: lib.make_event("delivered", set={"qqqq": "x"}),
        'event_schema("delivered") has the fields; force=True',
    ),
    "an integer as text": (
        lambda: lib.make_event("delivered", set={"user_id": "5"}),
        'user_id is an integer: write set={"user_id": 5}; force=True makes it anyway',
    ),
    "a recipient for an array": (
        lambda: lib.make_event("delivered", set={"event_data.to": "a@example.com"}),
        'write set={"event_data.to[0]": "a@example.com"} or set={"event_data.to": ["a@example.com"]}',
    ),
    "an object": (
        lambda: lib.make_event("delivered", set={"event_data": "x"}),
        'write one of its fields, or set={"event_data": {…}}',
    ),
    "tags as a number": (
        lambda: lib.make_event("delivered", set={"tags": 5}),
        'or set={"tags": [{"name": "…", "value": "…"}]}',
    ),
    "a tag as a text": (
        lambda: lib.make_event("delivered", set={"tags[0]": "x"}),
        'write set={"tags[0].name": "…"} and set={"tags[0].value": "…"}',
    ),
    "a part of a tag": (lambda: lib.make_event("delivered", set={"tags[0].nam": "x"}), "a tag has name and value"),
    "another type": (
        lambda: lib.make_event("delivered", set={"event_type": "failed"}),
        "name failed as the event that you want; force=True",
    ),
    "a type there is not": (
        lambda: lib.make_event("delivered", set={"event_type": "bounced"}),
        "there is no event type bounced: Maileroo calls it failed; force=True",
    ),
    "an item too far": (
        lambda: lib.make_event("delivered", set={"event_data.to[5]": "x"}, to="a@example.com"),
        "event_data.to[5] is past the end: event_data.to has 1 item",
    ),
    "what is in the way": (
        lambda: lib.make_event("delivered", set={"user_id.x": 1}),
        "user_id is an integer",
    ),
    "one that undoes another": (
        lambda: lib.make_event("delivered", set={"tags[0].name": "a"}, unset=["tags"]),
        'unset=["tags"] undoes set={"tags[0].name": …}',
    ),
    "a value that is no JSON": (
        lambda: lib.make_event("delivered", set={"event_time": datetime(2026, 1, 1, tzinfo=UTC)}),
        "the value of event_time is not a JSON value",
    ),
    "a value that is a tuple": (lambda: lib.make_event("delivered", set={"tags": ()}), "is not a JSON value"),
    "a value that is endless": (lambda: lib.make_event("delivered", set={"user_id": float("inf")}), "is not finite"),
    "a value that is too long": (lambda: lib.make_event("delivered", set={"user_id": 10**5000}), "too many digits"),
    "a value with other keys": (
        lambda: lib.make_event("delivered", set={"event_data": {1: "x"}}),
        "has a key that is no text",
    ),
    "unset as a number": (lambda: lib.make_event("delivered", unset=5), "unset cannot be 5: write it like ["),
    "unset of nothing": (lambda: lib.make_event("delivered", unset=["a=b"]), "no event has a field a\\=b"),
    "a lifecycle": (lambda: lib.make_lifecycle("engagd"), "there is no lifecycle 'engagd': did you mean engaged?"),
    "a lifecycle that is none": (
        lambda: lib.make_lifecycle(5),
        "a lifecycle cannot be 5: give the name of a lifecycle",
    ),
    "an empty lifecycle": (lambda: lib.make_lifecycle(""), "a lifecycle cannot be ''"),
    "a lifecycle in bytes": (lambda: lib.make_lifecycle(b"engaged"), "a lifecycle cannot be b'engaged'"),
    "a mix": (lambda: lib.make_traffic("delivred=1"), "there is no lifecycle 'delivred': did you mean"),
    "a share of a mix": (lambda: lib.make_traffic("delivered=x"), "is not a share of the mix"),
    "an empty mix": (lambda: lib.make_traffic({}), "the mix is empty"),
    "a mix that is a list": (lambda: lib.make_traffic(["opened"]), "a mix cannot be ['opened']"),
    "a name in a mix": (lambda: lib.make_traffic({5: 1}), "a name in a mix cannot be 5"),
    "a share that is negative": (lambda: lib.make_traffic({"opened": -1}), "the share of 'opened' cannot be -1"),
    "a share that is a text": (lambda: lib.make_traffic({"opened": "1"}), "the share of 'opened' cannot be '1'"),
    "a timeout as a text": (
        lambda: lib.send(EVENT, to="http://127.0.0.1:1/", secret="s", timeout="5"),
        "timeout cannot be '5': give seconds, like 5 or 0.5",
    ),
    "a timeout that is true": (
        lambda: lib.send(EVENT, to="http://127.0.0.1:1/", secret="s", timeout=True),
        "timeout cannot be True: give seconds",
    ),
    "no timeout": (lambda: lib.replay(EVENT, to="shop:app", secret="s", timeout=None), "timeout cannot be None"),
    "no timeout of a check": (lambda: lib.check(to="shop:app", secret="s", timeout=None), "timeout cannot be None"),
    "a kind": (
        lambda: lib.send(EVENT, to="http://127.0.0.1:1/", secret="s", kind="ASGI"),
        "there is no kind 'ASGI': did you mean asgi?",
    ),
    "a kind that is none": (lambda: lib.check(to="shop:app", secret="s", kind=3), "kind cannot be 3: use one of asgi"),
    "a path of an endpoint": (
        lambda: lib.send(EVENT, to="shop:app", secret="s", path=3),
        "path cannot be 3: write it like /webhook",
    ),
    "a file that cannot be": (lambda: lib.read_captures("a\0b"), r"path cannot be 'a\x00b': give the path of a file"),
    "a file that is a number": (lambda: lib.read_captures(7), "path cannot be 7: give the path of a file"),
    "no file": (lambda: lib.read_request_file(""), "path cannot be '': give the path of a file"),
    "a file of requests": (lambda: lib.read_request_file("a\0b"), r"path cannot be 'a\x00b': give the path"),
    "a port": (lambda: lib.Listener(port=True), "port cannot be True: give a number up to 65535"),
    "a port as a text": (lambda: lib.Listener(port="80"), "port cannot be '80': give a number up to 65535"),
    "no mails": (lambda: lib.make_traffic(mails=0), "mails cannot be 0: give a whole number of at least 1"),
    "a bad signature": (lambda: EVENT.request("s", bad="fliped-bit"), "did you mean flipped-bit"),
    "all bad signatures": (
        lambda: EVENT.request("s", bad="all"),
        "there is no bad signature 'all': use one of missing",
    ),
    "a bad signature that is none": (lambda: EVENT.headers("s", bad=5), "there is no bad signature '5'"),
    "a URL": (lambda: EVENT.request("s", "localhost:8000/hook"), "the URL cannot be 'localhost:8000/hook': write it"),
    "a URL without a host": (lambda: EVENT.request("s", "http:///hook"), "the URL cannot be"),
    "a URL that is broken": (lambda: EVENT.request("s", "http://[::1/hook"), "the URL cannot be"),
    "a URL that is none": (lambda: lib.bad_signatures(EVENT, "s", None), "the URL cannot be None"),
    "headers": (lambda: EVENT.request("s", headers="X-A: 1"), "headers cannot be 'X-A: 1': write them like"),
    "a header that is a number": (lambda: EVENT.request("s", headers={"X-A": 1}), "headers cannot be {'X-A': 1}"),
    "an empty secret": (lambda: EVENT.request(""), "the secret is empty: give the secret that Maileroo's dashboard"),
    "no secret": (lambda: EVENT.headers(None), "no secret was given: give the secret"),
    "a secret that is a number": (lambda: lib.sign(b"", 5), "a secret cannot be of the type int: give text or bytes"),
    "an empty secret of ones own": (lambda: lib.Secret("", "old"), "the secret old is empty"),
    "no secrets": (lambda: lib.verify(b"", "", []), "no secret was given"),
    "no secret to verify": (lambda: lib.verify(b"", "", None), "no secret was given"),
    "no secret to sign": (lambda: lib.Signer(None), "no secret was given"),
    "no secret to diagnose": (lambda: lib.diagnose(b"", "", None), "no secret was given"),
    "a body as text": (lambda: lib.sign("{}", "s"), "a body cannot be of the type str: give its bytes as they came"),
    "a body to verify": (lambda: lib.verify("{}", "0" * 64, "s"), "a body cannot be of the type str"),
    "a body that is a dict": (lambda: lib.sign_request({}, "s"), "a body cannot be of the type dict"),
    "a header that is a list": (lambda: lib.verify(b"", ["x"], "s"), "a signature cannot be of the type list"),
    "a payload": (lambda: lib.encode({"a": object()}), "the payload cannot be written as JSON (Object of type object"),
    "a payload that is a text": (lambda: lib.encode("a"), "the payload cannot be written as JSON"),
    "a style to encode": (lambda: lib.encode({}, "rubi"), "there is no style 'rubi': use one of go"),
    "a style that cannot be one": (lambda: lib.encode({}, []), "there is no style []"),
    "the schema of a type": (lambda: lib.event_schema("bounced"), "there is no event type 'bounced': Maileroo calls"),
    "the schema of none": (lambda: lib.event_schema(None), "there is no event type None"),
}
