"""Probes of `mhook listen`: whoever waits for it, or looks whether it lives, changes nothing of what is awaited."""

import json
from pathlib import Path

import pytest

from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import Signer
from tests.cli.calling import SECRET, VARIABLE, Mhook
from tests.listening import Client, ListenProcess, ListenThread
from tests.receivers.raw import Receiver, answering

SIGNER = Signer(Secret(SECRET))
BODY = json.dumps({"event_type": "opened", "event_id": "e1", "message_reference_id": "r"}).encode()
OTHER = json.dumps({"event_type": "opened", "event_id": "e2"}).encode()


def request(method: str = "POST", body: bytes = BODY, signature: str | None = None, target: str = "/") -> bytes:
    """Return a request; without a ``signature`` it has none."""
    signed = "" if signature is None else f"X-Maileroo-Signature: {signature}\r\n"
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"{method} {target} HTTP/1.1\r\nHost: x\r\n{signed}{length}\r\n".encode() + body


def webhook(body: bytes = BODY) -> bytes:
    """Return a valid webhook."""
    return request(body=body, signature=SIGNER.sign(body))


PROBES = {
    "health check": (request("GET", b"", target="/health"), "GET with neither body nor signature"),
    "wait-on": (request("HEAD", b""), "HEAD with neither body nor signature"),
    "favicon": (request("GET", b"", target="/favicon.ico"), "GET with neither body nor signature"),
    "preflight": (request("OPTIONS", b""), "OPTIONS with neither body nor signature"),
    "empty post": (request("POST", b""), "POST with neither body nor signature"),
    "put": (request("PUT"), "PUT, but Maileroo sends POST"),
    "forged put": (request("PUT", signature="0" * 64), "PUT, but Maileroo sends POST; its signature is invalid"),
    "signed put": (
        request("PUT", signature=SIGNER.sign(BODY)),
        "PUT, but Maileroo sends POST; its signature is valid",
    ),
    "signed get": (request("GET", b"", "0" * 64), "GET, but Maileroo sends POST; its signature is invalid"),
}


def ask(port: int, data: bytes) -> int:
    """Send one request on a connection of its own and return the status."""
    with Client(port) as client:
        return client.send(data).answer(to_head=data.startswith(b"HEAD")).status


@pytest.mark.parametrize("name", PROBES)
def test_a_probe_changes_nothing(name: str, tmp_path: Path) -> None:
    """It is shown as a probe with its reason, counted apart, and no clause of what is awaited knows of it."""
    probe, detail = PROBES[name]
    awaited = "opened=2, any=2, other=0, all valid, no duplicates, only opened within 1m"
    with ListenProcess(tmp_path, "--expect", awaited) as listen:
        assert ask(listen.port, probe) == 200
        shown = listen.next_object()
        assert [ask(listen.port, one) for one in (webhook(), probe, webhook(OTHER))] == [200] * 3
        ran = listen.wait()
    assert (shown["verdict"], shown["causes"], shown["detail"]) == ("probe", [], detail)
    summary = ran.objects[-1]
    assert (ran.code, [one["result"] for one in summary["expectations"]]) == (0, ["pass"] * 6)
    assert (summary["total"], summary["valid"], summary["invalid"], summary["probes"]) == (2, 2, 0, 2)
    assert summary["event_type_counts"] == {"opened": {"valid": 2}}


def test_probes_alone_are_not_traffic(tmp_path: Path) -> None:
    """Where nothing but probes came, nothing came; and they are counted apart in the last lines."""
    with ListenProcess(tmp_path, "--expect", "all valid, no duplicates within 300ms", form="text") as listen:
        assert ask(listen.port, request("GET", b"")) == 200
        ran = listen.wait()
    assert ran.code == 1
    line = next(line for line in ran.lines if "GET /" in line)
    assert line.split()[1:6] == ["GET", "/", "-", "-", "probe"]
    assert ran.lines[-4:] == [
        "0 requests",
        "  1 probe, which is not a webhook, not counted",
        "not met  all valid: no request came",
        "not met  no duplicates: no request came",
    ]


def test_what_is_damaged_and_no_post(tmp_path: Path) -> None:
    """What HTTP does not allow is damaged whoever sent it, but only a POST could have been a webhook."""
    with ListenProcess(tmp_path, "--expect", "opened=1, all valid within 1m") as listen:
        assert ask(listen.port, b"GET / HTTP/1.1\r\n\r\n") == 400
        assert listen.next_object()["verdict"] == "damaged"
        assert ask(listen.port, webhook()) == 200
        assert listen.wait().code == 0


def test_without_a_secret(tmp_path: Path, mhook: Mhook) -> None:
    """A probe is one where nothing is verified, too, and the store and an import of it say the same."""
    with ListenThread(tmp_path) as listen:
        assert [ask(listen.port, one) for one in (request("GET", b""), webhook())] == [200, 200]
        listen.heard.wait_for(2)
    assert [one.entry.verdict for one in listen.captures()] == ["probe", "unchecked"]
    store = ("--store", tmp_path / "other.db")
    mhook("captures", "export", "--with-signatures", "--store", listen.path, "--output", tmp_path / "a.ndjson")
    ran = mhook("captures", "import", *store, tmp_path / "a.ndjson", "--format", "json", env={VARIABLE: None})
    assert (ran.objects[-1]["unchecked"], ran.objects[-1]["probes"]) == (1, 1)
    (tmp_path / "a.http").write_bytes(request("GET", b"") + request("HEAD", b""))
    ran = mhook("captures", "import", *store, tmp_path / "a.http")
    assert ran.text == f"2 imported into {store[1]}: 2 probes\n"
    ran = mhook("verify", tmp_path / "a.http")
    assert (ran.code, ran.lines[-1]) == (3, "0 requests; 2 probes")


def test_a_probe_is_no_attempt(tmp_path: Path) -> None:
    """The answers by attempt are those of events: a probe takes none away from them."""
    with ListenProcess(tmp_path, "--respond", "500,503,200") as listen:
        put = request("PUT")
        statuses = [ask(listen.port, one) for one in (put, webhook(), request("GET", b""), webhook(), webhook())]
    assert statuses == [500, 500, 503, 503, 200]


HELD = {
    "GET": (request("GET", b""), 200),
    "HEAD": (request("HEAD", b""), 200),
    "OPTIONS": (request("OPTIONS", b""), 200),
    "GET with an event": (request("GET"), 401),
    "PUT": (request("PUT"), 401),
    "PUT that is signed": (request("PUT", signature=SIGNER.sign(BODY)), 200),
    "DELETE": (request("DELETE", b""), 401),
    "an empty POST": (request("POST", b""), 401),
    "a forged POST": (request(signature="0" * 64), 401),
}


@pytest.mark.parametrize("name", HELD)
def test_verify_first_lets_who_only_reads_pass(name: str, tmp_path: Path) -> None:
    """A request that brings nothing gets the answer that is given anyway; what brings an event has to be signed."""
    sent, status = HELD[name]
    with ListenProcess(tmp_path, "--verify-first") as listen:
        assert ask(listen.port, sent) == status
    with Receiver(answering(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")) as application:
        with ListenProcess(tmp_path, "--verify-first", "--forward-to", application.url) as listen:
            assert ask(listen.port, sent) == (202 if status == 200 else 401)
        assert len(application.requests) == (status == 200)


@pytest.mark.parametrize("awaited", ["all valid", "all valid within 1s", "opened=1, all valid within 1s"])
def test_all_valid_needs_a_secret(awaited: str, mhook: Mhook, tmp_path: Path) -> None:
    """What can never be met is refused before anything begins, as with --verify-first."""
    for options in (["--expect", awaited], ["--verify-first"]):
        ran = mhook("listen", "--port", "0", "--store", tmp_path / "c.db", *options, env={VARIABLE: None})
        assert (ran.code, ran.out) == (2, b"")
        named = "--expect 'all valid'" if "--expect" in options else "--verify-first"
        assert ran.error.startswith(f"no secret was given, and {named} needs one to verify with: set {VARIABLE}")
    assert list(tmp_path.iterdir()) == []
