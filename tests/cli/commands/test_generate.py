"""``mhook generate``: bytes that are exact, repeatable, and what the options ask for."""

import hashlib
import hmac
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES
from maileroo_cli.webhook.signing.body_style import Style
from tests.cli.calling import SECRET, VARIABLE, Mhook, unwrapped

OPENSSL = shutil.which("openssl")


def payload(mhook: Mhook, *options: str) -> dict[str, Any]:
    """Return the payload of one seeded event."""
    ran = mhook("generate", *options, "--seed", "1")
    assert ran.code == 0
    found: dict[str, Any] = json.loads(ran.out)
    return found


@pytest.mark.parametrize("kind", EventType)
def test_one_body(mhook: Mhook, kind: str) -> None:
    """One event is the bare body: a JSON object without a byte before or after it."""
    ran = mhook("generate", kind, env={VARIABLE: None})
    assert (ran.code, ran.err) == (0, "")
    assert (ran.out[:1], ran.out[-1:]) == (b"{", b"}")
    assert json.loads(ran.out)["event_type"] == kind


@pytest.mark.parametrize(("number", "terminal", "told"), [(20, True, False), (21, True, True), (21, False, False)])
def test_many_events_on_a_terminal(mhook: Mhook, number: int, terminal: bool, told: bool) -> None:
    """After events that flood a terminal a note says how to get fewer, or a file; a pipe gets no note."""
    ran = mhook("generate", "opened", "--count", str(number), terminal=terminal)
    assert len(ran.text.splitlines()) == number
    note = "21 events; --count NUMBER makes fewer, --output FILE writes them to a file"
    assert (note in unwrapped(ran.err)) is told


def test_one_body_on_a_terminal(mhook: Mhook) -> None:
    """A terminal gets a newline after it, so that the prompt has its line."""
    exact = mhook("generate", "opened", "--seed", "1").out
    assert mhook("generate", "opened", "--seed", "1", terminal=True).out == exact + b"\n"


@pytest.mark.parametrize(
    "options", [["opened", "clicked"], ["opened", "-n", "2"], ["--lifecycle", "clicked-without-open"]]
)
def test_several_bodies(mhook: Mhook, options: list[str]) -> None:
    """Several events are a body a line, each with its newline, and each with ids of its own."""
    ran = mhook("generate", *options)
    assert ran.out.endswith(b"}\n")
    ids = [event["event_id"] for event in ran.objects]
    assert len(ids) == ran.out.count(b"\n") == len(set(ids)) >= 2


def test_count_repeats_the_types(mhook: Mhook) -> None:
    """The list of types is repeated in its order."""
    ran = mhook("generate", "opened", "clicked", "--count", "3")
    assert [event["event_type"] for event in ran.objects] == ["opened", "clicked"] * 3


# How the SHA-256 of these commands' output begins. Another value breaks everybody's recorded seeds: it may change with
# Faker or the vocabulary, and then needs a line in the changelog.
GOLDEN: dict[str, str] = {
    "opened": "cd38b2a23fbafb2fc80a",
    "delivered clicked deferred failed rejected complained accepted --count 3": "599d83f4fcc4286d51ac",
    "--lifecycle engaged --count 2 --named --style python": "0a0a2ded84464387d35e",
    "--mix delivered=80,opened=15,bounced=5 --count 20": "9518f1b1bd3ac071ec42",
    "--mix suppressed=1,complained=2 -n 5 --locale de_DE": "f85b3cc3ccefc5de3ca7",
}


@pytest.mark.parametrize("options", GOLDEN)
def test_seed(mhook: Mhook, options: str) -> None:
    """The same seed gives the same bytes on every Python, now and tomorrow; another seed gives others."""
    words = ["generate", *options.split(), "--seed"]
    first, again, other = (mhook(*words, seed).out for seed in ("7", "7", "8"))
    assert first == again != other
    assert hashlib.sha256(first).hexdigest()[:20] == GOLDEN[options]


def test_without_a_seed(mhook: Mhook) -> None:
    """Without a seed no two calls give the same."""
    assert mhook("generate", "opened").out != mhook("generate", "opened").out


def test_time_starts_at_a_fixed_instant_with_a_seed(mhook: Mhook) -> None:
    """With a seed alone the time is that of the documentation."""
    assert payload(mhook, "opened")["event_time"] == 1_767_225_600


VALUES: dict[str, tuple[list[str], Callable[[dict[str, Any]], object], object]] = {
    "set": (["failed", "--set", "event_data.reason=550 no"], lambda p: p["event_data"]["reason"], "550 no"),
    "set JSON": (["opened", "--set", "user_id:=42"], lambda p: p["user_id"], 42),
    "unset": (["opened", "--unset", "tags"], lambda p: "tags" in p, False),
    "force a field": (["opened", "--set", "new.field=x", "--force-unknown"], lambda p: p["new"], {"field": "x"}),
    "force a type": (["unsubscribed", "--force-unknown"], lambda p: p["event_type"], "unsubscribed"),
    "to": (["delivered", "--to", "a@example.com"], lambda p: p["event_data"]["to"], ["a@example.com"]),
    "to several": (
        ["accepted", "--to", "a@x.test", "--to", "B <b@x.test>"],
        lambda p: p["event_data"]["to"],
        ["a@x.test", "B <b@x.test>"],
    ),
    "to of a bounce": (["failed", "--to", "a@x.test"], lambda p: p["event_data"]["to"], "a@x.test"),
    "from": (["delivered", "--from", "me@shop.test"], lambda p: p["event_data"]["from"], ["me@shop.test"]),
    "domain": (["opened", "--domain", "shop.test"], lambda p: p["message_id"].endswith("@shop.test>"), True),
    "domain of the sender": (
        ["delivered", "--domain", "shop.test"],
        lambda p: p["event_data"]["from"][0].endswith("@shop.test"),
        True,
    ),
    "tag": (
        ["delivered", "--tag", "a=1", "--tag", "b=x=y"],
        lambda p: p["tags"],
        [{"name": "a", "value": "1"}, {"name": "b", "value": "x=y"}],
    ),
    "tags as object": (
        ["delivered", "--tag", "a=1", "--tag", "b=", "--tags-as-object"],
        lambda p: p["tags"],
        {"a": "1", "b": ""},
    ),
    "tag none": (["delivered", "--tag", "none"], lambda p: p["tags"], None),
    "tags of an open": (["opened", "--tag", "a=1"], lambda p: p["tags"], None),
    "reference id": (["opened", "--reference-id", "mine"], lambda p: p["message_reference_id"], "mine"),
    "at": (["opened", "--at", "2026-03-15T23:32:22Z"], lambda p: p["event_time"], 1773617542),
    "at in seconds": (["opened", "--at", "1700000000"], lambda p: p["event_time"], 1_700_000_000),
    "named": (["delivered", "--named"], lambda p: p["event_data"]["to"][0][-1], ">"),
}


@pytest.mark.parametrize(("options", "part", "expected"), VALUES.values(), ids=VALUES.keys())
def test_values(mhook: Mhook, options: list[str], part: Callable[[dict[str, Any]], object], expected: object) -> None:
    """Each option puts its value where it belongs."""
    assert part(payload(mhook, *options)) == expected


def test_relative_time(mhook: Mhook, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative time counts from now."""
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.5)
    assert payload(mhook, "opened", "--at", "-2h")["event_time"] == 1_800_000_000 - 7200
    assert payload(mhook, "opened", "--at", "now")["event_time"] == 1_800_000_000


def test_locale(mhook: Mhook) -> None:
    """Another locale brings other names."""
    german = payload(mhook, "delivered", "--named", "--locale", "de_DE")
    assert german["event_data"] != payload(mhook, "delivered", "--named")["event_data"]


@pytest.mark.parametrize("name", LIFECYCLES)
def test_lifecycles(mhook: Mhook, name: str) -> None:
    """A lifecycle's events share the mail, come in order and never go back in time."""
    events = mhook("generate", "--lifecycle", name, "--seed", "3").objects
    assert [one["event_type"] for one in events] == [step.event for step in LIFECYCLES[name].steps]
    assert len({(one["message_id"], one["message_reference_id"]) for one in events}) == 1
    times = [one["event_time"] for one in events]
    assert times == sorted(times)


OWN = """
name = "slow"
meaning = "mine"
recipients = 2

[[step]]
event = "accepted"

[[step]]
event = "deferred"
after = "5m-30m"
recipient = 1
set = { "event_data.reason" = "450 come back" }
unset = ["tags"]

[[step]]
event = "failed"
after = 60
recipient = 1
"""


def test_lifecycle_file(mhook: Mhook, tmp_path: Path) -> None:
    """A lifecycle in TOML is played as it is written."""
    (tmp_path / "life.toml").write_text(OWN)
    first, second, third = mhook("generate", "--lifecycle", tmp_path / "life.toml", "--seed", "1").objects
    assert [one["event_type"] for one in (first, second, third)] == ["accepted", "deferred", "failed"]
    assert len(first["event_data"]["to"]) == 2
    assert 300 <= second["event_time"] - first["event_time"] <= 1800
    assert third["event_time"] - second["event_time"] == 60
    assert second["event_data"] == {"reason": "450 come back", "to": first["event_data"]["to"][1]}
    assert "tags" not in second


def test_odd_lifecycle_file(mhook: Mhook, tmp_path: Path) -> None:
    """An order that Maileroo is not known to send is played with a note, an unknown type only by force."""
    (tmp_path / "odd.toml").write_text("step = [{event = 'opened'}, {event = 'unsubscribed'}, {event = 'accepted'}]")
    words = ["generate", "--lifecycle", str(tmp_path / "odd.toml")]
    assert mhook(*words).code == 2
    ran = mhook(*words, "--force-unknown")
    assert (ran.code, len(ran.objects)) == (0, 3)
    assert "Maileroo is not known to send events in that order" in ran.err


def test_mix(mhook: Mhook) -> None:
    """A mix is many mails in time order, 100 where no count is given."""
    events = mhook("generate", "--mix", "delivered=3,bounced=1", "--seed", "1").objects
    times = [one["event_time"] for one in events]
    assert times == sorted(times)
    assert len({one["message_id"] for one in events}) == 100
    assert {one["event_type"] for one in events} <= {"accepted", "deferred", "delivered", "failed"}


def test_signed(mhook: Mhook) -> None:
    """Capture records hold the bodies that would be written, with the headers of a request that verifies."""
    plan = ["opened", "delivered", "--count", "2", "--seed", "1", "--style", "php"]
    ran = mhook("generate", *plan, "--signed", "--target", "/hook?x=1")
    bodies = [record["body"].encode() for record in ran.objects]
    assert bodies == mhook("generate", *plan).out.splitlines()
    for record, body in zip(ran.objects, bodies, strict=True):
        assert list(record) == ["schema", "id", "time", "method", "target", "headers", "body"]
        assert (record["schema"], record["method"], record["target"]) == ("mhook.capture/1", "POST", "/hook?x=1")
        headers = dict(record["headers"])
        assert headers["Content-Type"] == "application/json"
        assert headers["Content-Length"] == str(len(body))
        assert headers["x-maileroo-signature"] == hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        assert record["id"] == json.loads(body)["event_id"]
    assert mhook("verify", "-", stdin=ran.out).code == 0


def test_signed_without_ids(mhook: Mhook) -> None:
    """Records of events without an id still have ids of their own, and a single record is a line as well."""
    ran = mhook("generate", "opened", "-n", "2", "--unset", "event_id", "--signed")
    assert [record["id"] for record in ran.objects] == ["event-1", "event-2"]
    assert mhook("generate", "opened", "--signed").out.endswith(b"}\n")


@pytest.mark.parametrize(
    "options", [["opened"], ["opened", "clicked"], ["opened", "--signed"], ["opened", "--style", "pretty"]]
)
def test_output(mhook: Mhook, tmp_path: Path, options: list[str]) -> None:
    """A file gets the very bytes that stdout gets, also where stdout is a terminal."""
    exact = mhook("generate", *options, "--seed", "1").out
    file = tmp_path / "out"
    ran = mhook("generate", *options, "--seed", "1", "--output", file, terminal=True)
    assert (ran.code, ran.out, file.read_bytes()) == (0, b"", exact)
    assert mhook("generate", *options, "--seed", "1", "--output", "-").out == exact


def test_json_format_changes_nothing(mhook: Mhook) -> None:
    """What is written is JSON already."""
    assert (
        mhook("generate", "opened", "--seed", "1", "-f", "json").out == mhook("generate", "opened", "--seed", "1").out
    )


@pytest.mark.parametrize("style", Style)
def test_sign_agrees_with_hmac(mhook: Mhook, style: str) -> None:
    """What is generated in any style is signed over its very bytes."""
    body = mhook("generate", "clicked", "--style", style).out
    ran = mhook("sign", "-", stdin=body)
    assert (ran.code, ran.err) == (0, "")
    assert ran.text == hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest() + "\n"


@pytest.mark.openssl
@pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")
@pytest.mark.parametrize("style", Style)
def test_sign_agrees_with_openssl(mhook: Mhook, style: str) -> None:
    """OpenSSL computes the same signature over the same bytes."""
    body = mhook("generate", "failed", "--style", style, "--set", "event_data.reason=é \u2028 <a@b.test> &").out
    command = [str(OPENSSL), "dgst", "-sha256", "-hmac", SECRET]
    done = subprocess.run(command, input=body, capture_output=True, check=True)
    assert done.stdout.split()[-1].decode() == mhook("sign", "-", stdin=body).text.strip()
