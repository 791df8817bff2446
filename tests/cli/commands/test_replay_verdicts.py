"""What ``mhook replay`` says of receivers that lose, double or refuse events, over real sockets."""

import json
import re
import subprocess
import threading
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from maileroo_cli.webhook.signing.signature import Problem, Verdict, Verifier
from tests.cli.calling import Mhook, Ran, check_printable, command, environment
from tests.cli.endpoint import Endpoint
from tests.receivers.raw import OK, Peer, Receiver

SEVERAL = ["delivered", "opened", "clicked"]


class Shop:
    """A receiver that answers 200 to all, acts on each event once, and does nothing for the ``ignored`` types.

    One that is ``late`` acts only after it was looked at the next time. :meth:`behave` takes events at any path, and a
    GET tells the number of all effects, or of the event that is the last part of the path.
    """

    def __init__(self, *ignored: str, late: bool = False) -> None:
        self.effects: Counter[str] = Counter()
        self._ignored, self._late = ignored, late
        self._todo: list[str] = []

    def behave(self, peer: Peer) -> None:
        """Answer requests as long as they come."""
        while (data := peer.read()) is not None:
            if data.startswith(b"GET"):
                peer.send(self._count(data.split()[1].decode().rpartition("/")[2]))
            else:
                self._take(json.loads(data.partition(b"\r\n\r\n")[2]))
                peer.send(OK)

    def _take(self, event: dict[str, Any]) -> None:
        if event["event_type"] not in self._ignored and not self.effects[event["event_id"]]:
            self._todo.append(event["event_id"])
        if not self._late:
            self._work()

    def _count(self, event_id: str) -> bytes:
        number = b"%d" % (self.effects[event_id] if event_id else self.effects.total())
        self._work()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(number), number)

    def _work(self) -> None:
        self.effects.update(self._todo)
        self._todo.clear()


class Opened(NamedTuple):
    """A shop that is open: where it takes events, and what asks it for its effects."""

    url: str
    by_event: list[str]
    of_all: list[str]


@contextmanager
def opened(shop: Shop) -> Iterator[Opened]:
    """Let a shop listen."""
    with Receiver(shop.behave) as receiver:
        place = f"http://127.0.0.1:{receiver.port}"
        yield Opened(receiver.url, ["--observe-url", f"{place}/{{event_id}}"], ["--observe-url", f"{place}/"])


def found(ran: Ran) -> dict[str, list[str]]:
    """Return what was found of each event, by its type."""
    deliveries = [one for one in ran.objects if one["schema"] == "mhook.replay-delivery/2"]
    return {one["event_type"]: [finding["finding"] for finding in one["findings"]] for one in deliveries}


@pytest.mark.parametrize("by_event", [True, False], ids=["by event", "one number"])
def test_an_event_without_effect_is_lost(mhook: Mhook, project: Path, by_event: bool) -> None:
    """What was answered 200 and not acted on is a failure of its own, in the run and in what was kept of it."""
    with opened(Shop("opened")) as shop:
        looks = shop.by_event if by_event else shop.of_all
        line = ["replay", *SEVERAL, "--url", shop.url, "--fault", "1=lost", *looks]
        ran = mhook(*line, "--format", "json")
    assert (ran.code, ran.err) == (1, "")
    wanted = {"delivered": [], "opened": ["no-effect"], "clicked": []}
    assert found(ran) == wanted
    summary = ran.objects[-1]
    assert (summary["finding_counts"], summary["findings"], summary["exit_code"]) == ({"no-effect": 1}, [], 1)
    assert summary["reason"] == "1 of 3 accepted without effect; 3 accepted; 2 effects"
    (sentence,) = [one["findings"][0]["reason"] for one in ran.objects if one.get("findings") and "event_id" in one]
    assert "--allow-no-effect opened" in sentence
    kept = mhook("runs", "show", "last", "--format", "json")
    assert found(kept) == wanted
    assert kept.objects[-1] == summary


def test_an_event_without_effect_in_every_format(mhook: Mhook, project: Path) -> None:
    """Text, JUnit, GitHub and both pictures say so."""
    with opened(Shop("opened")) as shop:
        line = ["replay", "opened", "--url", shop.url, *shop.by_event]
        text, junit, github = (mhook(*line, "--format", name) for name in ("text", "junit", "github"))
        for name in ("a.svg", "a.html"):
            drawn = mhook(*line, "--picture", name)
            assert (drawn.code, drawn.err) == (1, f"wrote {name}\n")
            assert "no-effect" in (project / name).read_text(encoding="utf-8")
    assert {text.code, junit.code, github.code} == {1}
    assert "no-effect: accepted, but no effect was seen by the end: Maileroo does not send it again" in text.text
    assert text.lines[-1] == "accepted at attempt 1; no effect: this event is lost"
    assert [one.get("type") for one in ET.fromstring(junit.text).iter("failure")] == ["no-effect"]
    assert "::error title=mhook replay%3A no-effect::" in github.text
    assert "no-effect" in mhook("runs", "show", "last").text
    check_printable(text)


@pytest.mark.parametrize("allowed", [["opened"], ["clicked", "opened"], ["all"]], ids=" ".join)
def test_types_that_are_ignored_on_purpose(mhook: Mhook, project: Path, allowed: list[str]) -> None:
    """A type that may have no effect, or any, is no finding, also where the kept run is shown."""
    options = [part for name in allowed for part in ("--allow-no-effect", name)]
    with opened(Shop("opened")) as shop:
        ran = mhook("replay", *SEVERAL, "--url", shop.url, *shop.by_event, *options, "--format", "json")
        alone = mhook("replay", "opened", "--url", shop.url, *shop.by_event, *options)
    assert (ran.code, alone.code) == (0, 0)
    assert found(ran) == {"delivered": [], "opened": [], "clicked": []}
    assert ran.objects[0]["no_effect_event_types"] == allowed
    assert ran.objects[-1]["reason"] == "3 of 3 accepted; 2 effects; 1 without effect, as allowed"
    assert alone.lines[-1] == "accepted at attempt 1; no effect, as allowed"
    assert mhook("runs", "show", "last").lines[-1] == alone.lines[-1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--url", "http://127.0.0.1:1/"],
            "only applies when effects are observed: add --observe-cmd or --observe-url",
        ),
        (["--against", "careful"], "there is no event type 'opend': did you mean opened?"),
    ],
    ids=["nobody looks", "typing error"],
)
def test_allowing_what_cannot_be(mhook: Mhook, project: Path, arguments: list[str], said: str) -> None:
    """A type that is none, or nobody who looks, is refused before anything is sent."""
    ran = mhook("replay", *arguments, "--allow-no-effect", "opend")
    assert (ran.code, ran.out) == (2, b"")
    assert said in ran.error
    assert not list(project.glob(".mhook/runs/*"))


def test_effects_that_come_late(mhook: Mhook, project: Path) -> None:
    """What the last look finds counts, and is there in the kept run as well."""
    with opened(Shop(late=True)) as shop:
        ran = mhook("replay", *SEVERAL, "--url", shop.url, *shop.by_event, "--format", "json")
    assert (ran.code, ran.objects[-1]["reason"]) == (0, "3 of 3 accepted; 3 effects")
    assert mhook("runs", "show", "last", "--format", "json").objects[-1] == ran.objects[-1]


@pytest.mark.parametrize(("ignored", "hidden"), [((), 0), (("opened",), 1), (SEVERAL, 3)], ids=["none", "one", "all"])
def test_nobody_knows_whose_effects_they_are(
    mhook: Mhook, project: Path, ignored: tuple[str, ...], hidden: int
) -> None:
    """With one number, effects that come between attempts may be any event's: so many are lost, but not which."""
    with opened(Shop(*ignored, late=True)) as shop:
        line = ["replay", *SEVERAL, "--url", shop.url, *shop.of_all]
        ran, junit = mhook(*line, "--format", "json"), mhook(*line, "--format", "junit")
        text, github = mhook(*line), mhook(*line, "--format", "github")
    assert {ran.code, junit.code, text.code, github.code} == {int(hidden > 0)}
    summary, suite = ran.objects[-1], ET.fromstring(junit.text)
    if hidden == 3:
        assert found(ran) == {name: ["no-effect"] for name in SEVERAL}
        return
    assert found(ran) == {name: ["perhaps-no-effect"] for name in SEVERAL}
    assert [one["finding"] for one in summary["findings"]] == ["no-effect"] * hidden
    assert summary["finding_counts"].get("no-effect", 0) == hidden
    assert suite.get("failures") == str(hidden)
    assert len(list(suite.iter("failure"))) == hidden
    told = "at least 1 of 3 accepted events had no effect and are lost for good"
    for shown in (" ".join(text.text.split()), junit.text, github.text):
        assert (told in shown) == bool(hidden)
    assert text.lines[-1].startswith("at least 1 of 3 accepted without effect; " if hidden else "3 of 3 accepted; ")
    assert mhook("runs", "show", "last", "--format", "json").objects[-1]["findings"] == summary["findings"]


def test_an_event_that_the_receiver_knew_before(mhook: Mhook, project: Path) -> None:
    """A second run with the same event has no effect, which is only a risk: the receiver did its work in the first."""
    with opened(Shop()) as shop:
        line = ["replay", "failed", "--seed", "7", "--url", shop.url, *shop.by_event, "--format", "json"]
        first, second = mhook(*line), mhook(*line)
    assert (first.code, found(first)) == (0, {"failed": []})
    assert (second.code, found(second)) == (0, {"failed": ["perhaps-no-effect"]})
    assert "had 1 effect for this event before the run" in second.text


COPIES = "without an observer (--observe-…), a receiver that acted on {} looks the same as a careful one"


@pytest.mark.parametrize(
    ("fault", "which"),
    [("1=lost", "both copies"), ("1=duplicate", "both copies"), ("1-2=late", "each copy"), ("1=refuse", "")],
)
def test_copies_that_nobody_observed(mhook: Mhook, project: Path, fault: str, which: str) -> None:
    """Where an event came more than once and nobody looked, one line says what is not known; else none does."""
    with opened(Shop()) as shop:
        line = ["replay", "--url", shop.url, "--fault", fault]
        ran, data = mhook(*line), mhook(*line, "--format", "json")
        observed = mhook(*line, *shop.by_event)
    assert (ran.code, observed.code) == (0, 0)
    told = COPIES.format(which)
    assert (told in " ".join(ran.text.split())) == bool(which)
    assert data.objects[-1]["unobserved"] == int(bool(which))
    assert "looks the same" not in observed.text
    assert "looks the same" not in mhook("runs", "show", "last").text
    assert (told in " ".join(mhook("runs", "show", "last~1").text.split())) == bool(which)


REFUSALS = {
    401: "the receiver's secret is probably not the one that signed",
    403: "a CSRF check or a firewall answers like this too",
    404: "nothing is at this path: compare the URL with the receiver's routes",
    405: "the path exists but does not accept POST",
}


@pytest.mark.parametrize(("status", "hint"), REFUSALS.items())
def test_a_receiver_that_refuses(mhook: Mhook, project: Path, status: int, hint: str) -> None:
    """Its attempts have a sign and a word of their own, and what is probably wrong is told once, at the first."""
    with Endpoint(status) as endpoint:
        ran = mhook("replay", "--url", endpoint.url, "--attempts", "3", "--picture", "a.svg")
        data = mhook("replay", "--url", endpoint.url, "--attempts", "3", "--format", "json")
    assert ran.code == data.code == 1
    lines = [index for index, line in enumerate(ran.lines) if re.match(r"⊘  \+", line)]
    assert len(lines) == 3
    assert all(
        "  did not act  " in ran.lines[index] and f"refused with {status}" in ran.lines[index] for index in lines
    )
    text = " ".join(ran.text.split())
    assert text.count(hint) == 1
    assert lines[0] < next(index for index, line in enumerate(ran.lines) if hint[:20] in line) < lines[1]
    assert "⊘ refused, so the receiver did not act" in ran.text
    assert "could act" not in ran.text
    assert ran.lines[-1].endswith(f": the receiver refused every attempt ({status})")
    attempts = [one for one in data.objects if "attempt" in one]
    assert {(one["receiver_could_act"], one["receiver_refused"], one["reach"]) for one in attempts} == {
        (False, True, "whole")
    }
    assert all(hint in one["reason"] for one in attempts)
    drawn = (project / "a.svg").read_text(encoding="utf-8")
    assert drawn.count('class="refused"') == 3 + 1
    assert "refused, so the receiver did not act" in drawn


def test_a_refusal_in_documents(mhook: Mhook, project: Path) -> None:
    """A page and the summary of a CI step say as well what is probably wrong, once."""
    summary = project / "summary.md"
    with Endpoint(404) as endpoint:
        line = ["replay", "delivered", "opened", "--url", endpoint.url, "--attempts", "2"]
        mhook(*line, "--format", "github", env={"GITHUB_STEP_SUMMARY": str(summary)})
        mhook(*line, "--picture", "a.html")
    for text in (summary.read_text(encoding="utf-8"), (project / "a.html").read_text(encoding="utf-8")):
        assert text.count("nothing is at this path") == 1


def test_a_refusal_beside_other_answers(mhook: Mhook, project: Path) -> None:
    """A refusal whose answer got lost is one all the same; what a gateway answers, and a 409, are none."""
    faults = ["--against", "careful:404,500,200", "--faults", "lost,gateway:401,status:403,ok", "--format", "json"]
    attempts = [one for one in mhook("replay", *faults).objects if "attempt" in one]
    assert [(one["receiver_statuses"], one["receiver_refused"], one["receiver_could_act"]) for one in attempts] == [
        ([404], True, False),
        ([500], False, True),
        ([], False, False),
        ([200], False, True),
    ]
    picky = mhook("replay", "--against", "picky", "--fault", "1=lost", "--format", "json")
    assert [one["receiver_refused"] for one in picky.objects if "attempt" in one][:2] == [False, False]


def test_many_events_that_are_refused(mhook: Mhook, project: Path) -> None:
    """Where attempts have no lines the hint is there as well, once; JUnit tells it on stderr, and in each case."""
    with Endpoint(401) as endpoint:
        line = ["replay", "delivered", "--count", "21", "--attempts", "2", "--url", endpoint.url]
        text, junit = mhook(*line), mhook(*line, "--format", "junit")
    assert " ".join(text.text.split()).count(REFUSALS[401]) == 1
    assert junit.err.count(REFUSALS[401]) == 1
    assert junit.text.count(REFUSALS[401]) == 21


@pytest.mark.parametrize("form", ["text", "junit"])
def test_a_refusal_is_told_at_once(project: Path, form: str) -> None:
    """On a clock that waits five minutes for the second attempt the hint comes after the first."""
    with Endpoint(401) as endpoint:
        line = command(["replay", "--url", endpoint.url, "--clock", "real", "--format", form])
        both = subprocess.STDOUT
        with subprocess.Popen(line, cwd=project, env=environment(), stdout=subprocess.PIPE, stderr=both) as program:
            assert program.stdout is not None
            never = threading.Timer(60, program.kill)
            never.start()
            told = any(REFUSALS[401].encode() in one for one in program.stdout)
            never.cancel()
            arrived = len(endpoint.arrived)
            program.kill()
            program.communicate(timeout=30)
    assert (told, arrived) == (True, 1)


@pytest.mark.parametrize(
    ("against", "code", "said"),
    [
        ("careful", 0, "accepted at attempt 2 after 5m 30s; 1 effect"),
        ("careless", 1, "accepted at attempt 2 after 5m 30s; 2 effects for one event"),
        ("picky", 1, "given up after 9 attempts in 14h 30s, although the receiver accepted it at attempt 1; "),
        ("careful:503,200", 0, "accepted at attempt 2 after 5m 30s; 1 effect"),
    ],
)
def test_embedded_receivers(mhook: Mhook, project: Path, against: str, code: int, said: str) -> None:
    """Each of them does with a copy what its name says."""
    ran = mhook("replay", "--against", against, "--fault", "1=lost")
    assert ran.code == code
    assert ran.lines[-1].startswith(said)


def test_a_receiver_that_there_is_not(mhook: Mhook, project: Path) -> None:
    """The nearest one is named."""
    for wrong, meant in (("carefull", "careful"), ("carelss", "careless"), ("picki", "picky"), ("good", "careful")):
        ran = mhook("replay", "--against", wrong)
        assert (ran.code, f"did you mean {meant}?" in ran.error) == (2, True)


@pytest.mark.slow
def test_what_an_embedded_receiver_was_asked_for(mhook: Mhook) -> None:
    """Its answers and silences are called asked for, without advice for a receiver of one's own."""
    words = ["replay", "--against", "picky:401,500,hang,200", "--fault", "4=lost", "--timeout", "1"]
    for form in ("text", "json", "junit"):
        ran = mhook(*words, "--format", form)
        for said in ("refused with 401", "answered 500", "answered 409"):
            assert f"{said}, as --against says" in ran.text
        for advice in ("look at its log", "--secret", "answer first"):
            assert advice not in ran.text


def test_a_refusal_that_nobody_asked_for(mhook: Mhook, monkeypatch: pytest.MonkeyPatch) -> None:
    """A 401 of an embedded receiver whose script has none is explained as that of any other."""
    monkeypatch.setattr(Verifier, "verify", lambda *_: Verdict(valid=False, problem=Problem.MISMATCH))
    ran = mhook("replay", "--against", "careful:500", "--attempts", "1")
    assert "as --against says" not in ran.text
    assert "the receiver's secret is probably not the one that signed" in ran.text


@pytest.mark.parametrize(
    ("types", "allowed"),
    [
        (["delivered"] * 3, "--allow-no-effect delivered"),
        (["delivered", "opened", "clicked"], "delivered --allow-no-effect opened --allow-no-effect clicked"),
        (["delivered", "opened", "clicked", "failed"], "--allow-no-effect all"),
    ],
)
def test_events_without_effect_are_told_once(mhook: Mhook, types: list[str], allowed: str) -> None:
    """However many events had no effect, of however many types, one paragraph says so and names them."""
    ran = mhook("replay", *types, "--against", "careful", "--observe-cmd", "echo 0", env={"COLUMNS": "500"})
    (told,) = [line for line in ran.lines if line.startswith("  no-effect: ")]
    assert allowed in told
    assert all(f"{one} " in told.partition(" (")[2] for one in types[:3])
    assert ("4 events in all" in told) == (len(types) > 3)
