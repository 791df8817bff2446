"""What is told of answers that are no success, each hint over real sockets: the sentence says what to do."""

import pytest

from maileroo_cli.delivery.attempt.hint.status import STATUS_HINTS
from maileroo_cli.delivery.attempt.judgement import judge, judge_forged
from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.delivery.attempt.refusal import SignatureVerdict
from maileroo_cli.transport.client.sender import Sender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.signing.request import Request
from maileroo_cli.webhook.signing.tamper import BadSignature
from tests.receivers.raw import Peer, Receiver, answer_bytes, answering_once

LONGEST_HINT = 110


def send(url: str) -> Attempt:
    """Send one request, which is no success."""
    with Sender(parse_target(url), timeout=10) as sender:
        attempt = sender.send(Request("POST", url, (), b"{}"))
    assert not judge(attempt).ok
    return attempt


def sentence(url: str) -> str:
    """Return what is said of one attempt."""
    return judge(send(url)).sentence


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("/webhook/", "the route ends in a slash: register the URL with it, and use it here"),
        ("http://127.0.0.1:PORT/webhook/", "the route ends in a slash"),
        ("https://127.0.0.1/webhook", "it wants https://: register the https:// URL, and use it here"),
        ("/webhook", "that is the same URL again"),
        ("/webhook?again=1", "register the final URL"),
        ("/login?next=/webhook", "that looks like a page to sign in: let webhooks pass without that"),
        ("https://accounts.test/oauth2/authorize", "that looks like a page to sign in"),
        ("http://other.test/webhook/", "register the final URL, and use it here"),
        ("http://[::1", "register the final URL"),
    ],
)
def test_redirects(location: str, words: str) -> None:
    """Where a redirect leads is told, with what to do about it."""

    def redirect(peer: Peer) -> None:
        peer.read()
        peer.send(answer_bytes(308, f"Location: {location.replace('PORT', str(receiver.port))}"))

    with Receiver(redirect) as receiver:
        told = sentence(receiver.url)
    assert words in told
    assert told.startswith("answered 308, a redirect to ")


def test_redirect_away_from_a_slash() -> None:
    """A URL with a slash too many is told as that."""
    with Receiver(answering_once(answer_bytes(301, "Location: /webhook"))) as receiver:
        assert "the route does not end in a slash" in sentence(f"{receiver.url}/")


@pytest.mark.parametrize(
    ("answered", "words"),
    [
        (answer_bytes(401, 'WWW-Authenticate: Basic realm="staging"'), "is a password prompt: let webhooks pass"),
        (answer_bytes(403, "Server: AirTunes/745.83"), "AirPlay Receiver of macOS: let your receiver"),
        (answer_bytes(403, "cf-mitigated: challenge"), "that is Cloudflare's check for robots: let webhooks pass it"),
        (answer_bytes(404, "ngrok-error-code: ERR_NGROK_3200"), "that is ngrok: see that the tunnel and"),
        (answer_bytes(530, "Server: cloudflare"), "that is Cloudflare: see that the receiver runs"),
        (answer_bytes(403, body="<h1>Forbidden</h1><p>CSRF verification failed."), "is a CSRF check: exempt this"),
        (answer_bytes(422, body="ActionController::InvalidAuthenticityToken"), "is a CSRF check: exempt this"),
        (answer_bytes(400, body="Invalid HTTP_HOST header: 'app.test'."), "ALLOWED_HOSTS in Django"),
        (answer_bytes(403, body='Blocked request. This host ("app.test") is not allowed.'), "allowedHosts in Vite"),
        (answer_bytes(403, body="<h1>Blocked hosts: app.test</h1>"), "config.hosts in Rails"),
        (answer_bytes(403, body="Missing ALPN Protocol, expected `h2` to be available."), "in Node: allowHTTP1: true"),
    ],
    ids=[
        "password", "AirPlay", "challenge", "ngrok", "Cloudflare", "Django CSRF", "Rails CSRF", "Django host",
        "Vite host", "Rails host", "Node HTTP/2",
    ],
)  # fmt: skip
def test_who_answers_in_the_receivers_place(answered: bytes, words: str) -> None:
    """Who answers in the receiver's place is named, and refuses no signature, whatever its status."""
    with Receiver(answering_once(answered)) as receiver:
        attempt = send(receiver.url)
    assert words in judge(attempt).sentence
    forged = judge_forged(attempt, BadSignature.MISSING)
    assert (forged.ok, forged.verdict) == (False, SignatureVerdict.UNDECIDED)
    assert forged.sentence.endswith(", not the signature")


@pytest.mark.parametrize("status", STATUS_HINTS)
def test_statuses(status: int) -> None:
    """Each status that has a hint comes with one or two short sentences."""
    with Receiver(answering_once(answer_bytes(status))) as receiver:
        told = sentence(receiver.url)
    assert told.startswith(f"answered {status}: {STATUS_HINTS[status]}")
    assert len(STATUS_HINTS[status]) <= LONGEST_HINT


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (405, "allow POST on this route"),
        (413, "raise its limit"),
        (415, "does not accept application/json: allow it"),
        (419, "Laravel's does: exempt this route"),
        (429, "send more slowly with --rate"),
        (431, "the headers are too large"),
        (502, "see whether the receiver behind it is running"),
        (503, "not ready or overloaded"),
        (504, "look at the receiver's log"),
    ],
)
def test_usual_statuses(status: int, words: str) -> None:
    """What most often goes wrong has the advice that helps."""
    assert words in STATUS_HINTS[status]
