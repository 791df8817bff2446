"""``mhook send --bad-signature``: a correct receiver refuses each kind, and what else answers is told."""

import hashlib
import hmac
from base64 import b64decode
from collections.abc import Callable

import pytest

from maileroo_cli.webhook.signing.tamper import BadSignature
from tests.cli.calling import SECRET, Mhook
from tests.cli.endpoint import Endpoint
from tests.receivers.raw import Peer, Receiver, closed_port

EVERY = pytest.mark.parametrize("kind", BadSignature)
REFUSALS = {400, 401, 403}
LENIENT = {
    BadSignature.UPPERCASE: "whatever the case of the digits",
    BadSignature.PREFIXED: "whether or not sha256= precedes the digits",
    BadSignature.BASE64: "whether it is hex or base64",
    BadSignature.DOUBLED: "although a wrong header comes before the right one",
    BadSignature.TRAILING: "whatever follows the digits (Node's Buffer.from(text, 'hex') reads no further)",
    BadSignature.TRAILING_LIST: "although a comma and wrong digits follow the right ones",
    BadSignature.WHITESPACE: "although there is a space between the digits (Python's bytes.fromhex skips it)",
}
GOOD_ONE = "to see whether a good one is accepted, send again without --bad-signature"
HOLES = [kind for kind in BadSignature if kind not in LENIENT]


@EVERY
def test_refused(mhook: Mhook, kind: BadSignature) -> None:
    """A receiver that computes the signature itself refuses it, which is what is wanted."""
    with Endpoint() as endpoint:
        ran = mhook("send", "opened", "--bad-signature", kind, "--url", endpoint.url)
    assert [one.signed for one in endpoint.arrived] == [False]
    assert (ran.code, ran.err) == (0, f"mhook: note: only a bad signature was sent: {GOOD_ONE}\n")
    assert ran.lines[0].endswith("\u2713 refused with 401, as it should be")
    assert ran.lines[0].split()[3] == "401"


@pytest.mark.parametrize("status", sorted(REFUSALS))
def test_statuses_that_refuse(mhook: Mhook, status: int) -> None:
    """With 401, 403 and 400 a check refuses."""
    with Endpoint(status, checks=False) as endpoint:
        ran = mhook("send", "opened", "--bad-signature", "missing", "--url", endpoint.url)
    assert ran.code == 0
    assert ran.lines[0].endswith(f"refused with {status}, as it should be")


@pytest.mark.parametrize("kind", HOLES)
def test_accepted(mhook: Mhook, kind: BadSignature) -> None:
    """A receiver that accepts what is made without the secret's signature fails, with the kind and what to answer."""
    with Endpoint(checks=False) as endpoint:
        ran = mhook("send", "opened", "--bad-signature", kind, "--url", endpoint.url, "--format", "json")
    attempt, summary = ran.objects
    assert ran.code == summary["exit_code"] == 1
    assert (attempt["bad_signature"], attempt["bad_signature_handling"]) == (kind, "accepted")
    assert attempt["reason"].startswith(f"accepted a bad signature ({kind}): ")
    assert attempt["reason"].endswith("; the receiver has to answer 401")
    assert ("anybody could send" in attempt["reason"]) == (kind not in {"secret-itself", "truncated"})


def test_a_kind_is_a_hole_or_lenient() -> None:
    """What holds the whole digest of the body is no hole, and nothing else is none."""
    assert [kind for kind in BadSignature if kind.needs_secret] == list(LENIENT)


def tolerant(read: Callable[[str], str]) -> Callable[[list[str], str], bool]:
    """Return a check that reads one of the headers with ``read`` and compares that with the right digits."""
    return lambda given, right: any(read(value) == right for value in given)


TOLERANT: dict[str, Callable[[list[str], str], bool]] = {
    "uppercase": tolerant(str.lower),
    "prefixed": tolerant(lambda value: value.removeprefix("sha256=")),
    "base64": tolerant(lambda value: b64decode(value).hex() if value.endswith("=") else value),
    "doubled": tolerant(str),
    "trailing": tolerant(lambda value: value[:64] if "," not in value else value),
    "trailing-list": tolerant(lambda value: value.split(",")[0]),
    "whitespace": lambda given, right: any(bytes.fromhex(one).hex() == right for one in given if one.isascii()),
}


@pytest.mark.parametrize(("kind", "odd"), LENIENT.items())
@pytest.mark.parametrize("form", ["text", "json"])
def test_lenient(mhook: Mhook, kind: BadSignature, odd: str, form: str) -> None:
    """A receiver that takes the right digits written otherwise is lenient: told as that, and no hole."""
    with Endpoint(check=TOLERANT[kind]) as endpoint:
        ran = mhook("send", "opened", "--bad-signature", kind, "--url", endpoint.url, "--format", form)
    said = f"lenient: accepted with 200, {odd}; nobody can forge that without the secret"
    assert ran.code == 0
    assert "--bad-signature wrong-secret shows whether anything is" in ran.err
    if form == "text":
        assert ran.lines[0].endswith(f"~ {said}")
        return
    attempt, summary = ran.objects
    assert (attempt["reason"], attempt["bad_signature_handling"], attempt["ok"]) == (said, "lenient", True)
    assert summary["bad_signature_counts"] == {kind: {"lenient": 1}}


@EVERY
def test_crashed(mhook: Mhook, kind: BadSignature) -> None:
    """A receiver whose check breaks fails as well."""
    with Endpoint(500, checks=False) as endpoint:
        ran = mhook("send", "opened", "--bad-signature", kind, "--url", endpoint.url)
    assert ran.code == 1
    assert f"! answered 500 to a bad signature ({kind}): the check itself failed" in ran.text


def die(peer: Peer) -> None:
    """Read the request and go."""
    peer.read()


def test_a_receiver_that_dies(mhook: Mhook) -> None:
    """One that closes the connection without an answer has crashed over it, as an unhandled throw in Node does."""
    with Receiver(die) as receiver:
        ran = mhook("send", "opened", "--bad-signature", "truncated", "--url", receiver.url, "--format", "json")
    assert ran.code == 1
    assert ran.objects[0]["bad_signature_handling"] == "crashed"
    assert ran.objects[0]["reason"].endswith("; the receiver has to answer 401 to a bad signature (truncated)")


WHO = {
    300: "a redirect",
    302: "a redirect",
    307: "a redirect",
    402: "a payment",
    404: "the route, not the signature",
    405: "the route, which takes no POST",
    406: "the Accept header",
    407: "a proxy that wants a password",
    408: "a time-out",
    409: "a conflict",
    410: "the route, not the signature",
    411: "the missing length",
    413: "the size limit",
    414: "the length of the URL",
    415: "the content type",
    418: "only 401, 403 or 400 refuses a signature",
    419: "a CSRF check",
    421: "the host name",
    422: "validation: the body was parsed before the signature was checked",
    425: "too early",
    426: "the protocol",
    428: "a missing condition",
    429: "the rate limit",
    431: "the size of the headers",
    451: "a legal reason",
    499: "only 401, 403 or 400 refuses a signature",
    502: "a proxy",
    503: "overload or maintenance",
    504: "a proxy",
}


@pytest.mark.parametrize(("status", "who"), WHO.items())
def test_what_else_answered(mhook: Mhook, status: int, who: str) -> None:
    """An answer of something before the check is no refusal: what answered is told, and what to do about it."""
    with Endpoint(status, checks=False) as endpoint:
        words = ["send", "opened", "--bad-signature", "missing", "--url", endpoint.url]
        ran = mhook(*words)
        told = mhook(*words, "--format", "json")
    assert ran.code == told.code == 1
    assert f"? answered {status}: " in ran.lines[0]
    assert who in ran.lines[0]
    assert "as it should be" not in ran.text
    assert "mhook: note: nothing shows that signatures are checked: " in ran.err
    assert (told.objects[0]["bad_signature_handling"], told.objects[0]["ok"]) == ("undecided", False)


@pytest.mark.parametrize(("status", "code"), [(404, 0), (451, 0), (302, 1), (200, 1), (500, 1)])
def test_the_lenient_rule(mhook: Mhook, status: int, code: int) -> None:
    """Who wants any 4xx to count as a refusal can say so."""
    with Endpoint(status, checks=False) as endpoint:
        words = ["send", "opened", "--bad-signature", "missing", "--url", endpoint.url]
        assert mhook(*words, "--expect", "4xx").code == code
        assert mhook(*words).code == 1


LIKE_A_REFUSAL: dict[str, tuple[int, tuple[tuple[str, str], ...], bytes, str]] = {
    "plain HTTP": (400, (), b"<h1>The plain HTTP request was sent to HTTPS port</h1>", "a port for HTTPS"),
    "plain HTTP, Go": (400, (), b"Client sent an HTTP request to an HTTPS server.\n", "a port for HTTPS"),
    "plain HTTP, Apache": (400, (), b"You're speaking plain HTTP to an SSL-enabled server port.", "a port for HTTPS"),
    "CSRF, Django": (403, (), b"<p>CSRF verification failed. Request aborted.</p>", "a CSRF check"),
    "password": (401, (("WWW-Authenticate", 'Basic realm="staging"'),), b"", "a password prompt"),
}


@pytest.mark.parametrize(("status", "headers", "body", "who"), LIKE_A_REFUSAL.values(), ids=LIKE_A_REFUSAL.keys())
def test_what_looks_like_a_refusal(
    mhook: Mhook, status: int, headers: tuple[tuple[str, str], ...], body: bytes, who: str
) -> None:
    """An answer that says itself that it comes from elsewhere is no refusal, whatever its status."""
    with Endpoint(status, checks=False, headers=headers, body=body) as endpoint:
        ran = mhook("send", "opened", "--bad-signature", "missing", "--url", endpoint.url)
    assert ran.code == 1
    assert f"? answered {status}: that is {who}, not the signature" in ran.lines[0]


def test_a_refusal_that_links_to_its_manual(mhook: Mhook) -> None:
    """A link in the answer's body makes nothing else of a refusal, and nor does another scheme of authorization."""
    with Endpoint(400, checks=False, body=b'{"error":"bad signature","see":"https://docs.test/sign"}') as endpoint:
        assert mhook("send", "opened", "--bad-signature", "missing", "--url", endpoint.url).code == 0
    with Endpoint(401, checks=False, headers=(("WWW-Authenticate", "Signature"),)) as endpoint:
        assert mhook("send", "opened", "--bad-signature", "missing", "--url", endpoint.url).code == 0


def test_an_expectation_is_taken_at_its_word(mhook: Mhook) -> None:
    """What the user expects decides, with several kinds as with one; what came is told besides."""
    words = ["send", "opened", "--bad-signature", "missing", "--bad-signature", "uppercase"]
    with Endpoint(302, checks=False) as endpoint:
        assert mhook(*words, "--url", endpoint.url).code == 1
        ran = mhook(*words, "--url", endpoint.url, "--expect", "302")
        assert (ran.code, ran.err) == (0, "")
        assert ran.lines[0].endswith("\u2713 302, as expected")
    with Endpoint(checks=False) as endpoint:
        ran = mhook(*words, "--url", endpoint.url, "--expect", "401")
        assert ran.code == 1
        assert "expected 401, but accepted a bad signature (missing): " in ran.lines[0]
        assert "expected 401, but lenient: accepted with 200" in ran.lines[1]
        assert mhook(*words, "--url", endpoint.url, "--expect", "200").code == 0


def test_nobody_answers(mhook: Mhook) -> None:
    """An endpoint that cannot be reached says nothing of signatures: the exit code is that of any other send."""
    words = ["send", "opened", "--bad-signature", "all", "--url", f"http://127.0.0.1:{closed_port()}/"]
    ran = mhook(*words, "--format", "json")
    assert ran.code == 4
    assert {one["bad_signature_handling"] for one in ran.objects[:-1]} == {"undecided"}
    assert "nothing listens on 127.0.0.1" in ran.objects[0]["reason"]


def half(given: list[str], right: str) -> bool:
    """Compare only as many digits as came, whatever their case."""
    return any(len(value) >= 32 and right.startswith(value.lower()) for value in given)


def test_all_kinds(mhook: Mhook) -> None:
    """Each event goes out once with each kind, each has its line, and the end says what came of each kind."""
    with Endpoint(check=half) as endpoint:
        ran = mhook("send", "opened", "clicked", "--bad-signature", "all", "--url", endpoint.url)
        told = mhook("send", "opened", "--bad-signature", "all", "--url", endpoint.url, "--format", "json")
    count = len(BadSignature)
    assert len(endpoint.arrived) == 3 * count
    assert [line.split()[3] for line in ran.lines[: 2 * count]] == [*BadSignature, *BadSignature]
    assert [line.split()[1] for line in ran.lines[: 2 * count]] == ["opened"] * count + ["clicked"] * count
    assert ran.code == told.code == 1
    assert f"{2 * count} sent: {2 * count - 2} ok (4 of them lenient), 2 failed  (" in ran.text
    text = " ".join(ran.text.split())
    assert (
        "\u2713 refused missing, empty, wrong-secret, flipped-bit, prefixed, base64, secret-itself, other-body, "
        in text
    )
    assert "~ lenient uppercase, doubled (accepted, but nobody can forge it without the secret)" in text
    assert "\u2717 accepted truncated (events can be forged)" in text
    assert [one["bad_signature"] for one in told.objects[:-1]] == list(BadSignature)
    verdicts = told.objects[-1]["bad_signature_counts"]
    assert list(verdicts) == list(BadSignature)
    assert (verdicts["truncated"], verdicts["uppercase"]) == ({"accepted": 1}, {"lenient": 1})


def test_a_kind_with_several_verdicts(mhook: Mhook) -> None:
    """Where one kind is refused for one event and accepted for another, both are told with how often."""
    careless = iter([True, False, False, False])
    with Endpoint(check=lambda _given, _right: next(careless)) as endpoint:
        words = ["--bad-signature", "missing", "--bad-signature", "empty", "--url", endpoint.url]
        ran = mhook("send", "opened", "clicked", *words)
    assert ran.code == 1
    text = " ".join(ran.text.split())
    assert "\u2713 refused missing (1 of 2), empty (as it should be)" in text
    assert "\u2717 accepted missing (1 of 2) (events can be forged)" in text


def test_only_lenient_kinds_beside_refusals(mhook: Mhook) -> None:
    """Leniency is no failure: with everything else refused the exit code is 0, and no hint is needed."""
    with Endpoint(check=TOLERANT["uppercase"]) as endpoint:
        ran = mhook("send", "opened", "--bad-signature", "all", "--url", endpoint.url)
    assert (ran.code, ran.err) == (0, "")
    assert f"{len(BadSignature)} sent: {len(BadSignature)} ok (2 of them lenient)  (" in ran.text


@pytest.mark.parametrize("words", [[], ["--expect", "4xx"], ["--format", "junit"], ["--format", "json"]])
def test_everything_is_refused(mhook: Mhook, words: list[str]) -> None:
    """A receiver that refuses whatever comes looks like a right one: what is not known yet is told, and no failure."""
    with Endpoint(401, checks=False) as endpoint:
        ran = mhook("send", "opened", "--bad-signature", "all", "--url", endpoint.url, *words)
    assert ran.code == 0
    assert ran.err.count(f"all {len(BadSignature)} were refused: {GOOD_ONE}") == ran.err.count("refused") == 1


def test_a_refused_signature_is_no_refused_connection(mhook: Mhook) -> None:
    """The word of ``--expect`` that seems to fit means something else: that is said, and what to do."""
    words = ["send", "opened", "--bad-signature", "all", "--url", "http://127.0.0.1:9/"]
    for expected in ("refused", "401,refused"):
        ran = mhook(*words, "--expect", expected)
        assert (ran.code, ran.out) == (2, b"")
        assert ran.error.startswith("--expect refused means a refused connection, not a refused signature: leave out")
        assert "401, 403 and 400" in ran.error
        assert "--expect 4xx" in ran.error


def test_lenient_where_an_expectation_fails(mhook: Mhook) -> None:
    """The numbers add up: what was not expected has failed, and is no lenient one among the good."""
    words = ["send", "opened", "--bad-signature", "uppercase", "--bad-signature", "missing", "--expect", "401"]
    with Endpoint(check=TOLERANT["uppercase"]) as endpoint:
        ran = mhook(*words, "--url", endpoint.url)
    assert ran.code == 1
    assert "2 sent: 1 ok, 1 failed  (" in ran.text


def test_reasons_that_are_not_repeated(mhook: Mhook) -> None:
    """At the end the first reasons stand, and how many attempts had others."""
    with Endpoint(checks=False) as endpoint:
        ran = mhook("send", "opened", "--bad-signature", "all", "--url", endpoint.url)
    told = [line for line in ran.lines if line.startswith("  1 x ")]
    assert len(told) == 5
    assert f"  and {len(HOLES) - 5} more, in the lines above" in ran.lines


@pytest.mark.parametrize("kind", ["missing", "empty", "wrong-secret", "other-body", "flipped-bit"])
def test_lenient_beside_a_hole(mhook: Mhook, kind: str) -> None:
    """Where what anybody can make is accepted, the lenient line does not say that nobody can forge it."""
    words = ["--bad-signature", "uppercase", "--bad-signature", kind, "--bad-signature", "base64"]
    with Endpoint(checks=False) as endpoint:
        ran = mhook("send", "opened", *words, "--url", endpoint.url)
    said = [line.rpartition("; ")[2] for line in ran.lines[:3]]
    assert (said[0], said[2]) == ("nobody can forge that without the secret", "like the forged ones before")
    lenient, accepted = ran.lines[-2:]
    assert lenient == "~ lenient    uppercase, base64 (accepted, like the forged ones below)"
    assert accepted == f"\u2717 accepted   {kind} (events can be forged)"


def test_the_kinds_have_an_order(mhook: Mhook) -> None:
    """Whatever comes first, the end tells the kinds in their own order."""
    with Endpoint() as endpoint:
        words = ["--bad-signature", "whitespace", "--bad-signature", "missing", "--url", endpoint.url]
        ran = mhook("send", "opened", *words, "--format", "json")
    assert [one["bad_signature"] for one in ran.objects[:-1]] == ["whitespace", "missing"]
    assert list(ran.objects[-1]["bad_signature_counts"]) == ["missing", "whitespace"]


def test_copies_and_pace(mhook: Mhook) -> None:
    """Copies are made of each kind, and several attempts at a time are as good."""
    with Endpoint() as endpoint:
        words = ["--bad-signature", "missing", "--bad-signature", "empty", "--bad-signature", "missing"]
        ran = mhook("send", "opened", *words, "--duplicate", "3", "--concurrency", "4", "--url", endpoint.url)
    assert ran.code == 0
    assert len(endpoint.arrived) == 6


@pytest.mark.parametrize(("status", "said"), [(404, "compare the URL with the receiver's routes"), (413, "the limit")])
def test_the_same_answer_to_all(mhook: Mhook, status: int, said: str) -> None:
    """Where one thing answered everything, what to do is told once, and not in each line."""
    with Endpoint(status, checks=False) as endpoint:
        ran = mhook("send", "opened", "--bad-signature", "all", "--url", endpoint.url)
    assert ran.code == 1
    (note,) = ran.err.splitlines()
    assert note.startswith(f"mhook: note: all {len(BadSignature)} answers were {status}, so nothing shows that ")
    assert said in note
    assert said not in ran.text


def test_everything_is_accepted(mhook: Mhook) -> None:
    """Where nothing is refused at all, that is told once."""
    with Endpoint(checks=False) as endpoint:
        ran = mhook("send", "opened", "--bad-signature", "all", "--url", endpoint.url)
    assert ran.code == 1
    count = len(BadSignature)
    assert ran.err == f"mhook: note: all {count} bad signatures were accepted: is any signature checked at this URL?\n"


def test_signs_in_plain_letters(mhook: Mhook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where stdout has no such characters, letters stand for the signs."""
    monkeypatch.setattr("maileroo_cli.report.terminal.console.Console.can_show", lambda _, text: text.isascii())
    with Endpoint(check=half) as endpoint:
        ran = mhook("send", "opened", "--bad-signature", "all", "--url", endpoint.url)
    assert ran.text.isascii() or "\u2026" in ran.text
    assert "+ refused with 401" in ran.text
    assert "x accepted a bad signature (truncated)" in ran.text


def test_a_dry_run_of_several_kinds(mhook: Mhook) -> None:
    """Each request is shown with the kind that it is made for; the secret itself stays hidden, the others do not."""
    words = ["--bad-signature", "all", "--url", "http://a.test/", "--dry-run", "--seed", "1"]
    ran = mhook("send", "opened", *words, "--format", "json", hides=False)
    assert ran.code == 0
    assert [one["bad_signature"] for one in ran.objects] == list(BadSignature)
    values = {
        one["bad_signature"]: [value for name, value in one["headers"] if name == "x-maileroo-signature"]
        for one in ran.objects
    }
    right = hmac.new(SECRET.encode(), ran.objects[0]["body"].encode(), hashlib.sha256).hexdigest()
    assert values["secret-itself"] == ["********"]
    assert values["prefixed"] == [f"sha256={right}"]
    assert values["missing"] == []
    assert SECRET not in ran.text


def test_a_dry_run_in_text(mhook: Mhook) -> None:
    """The order of the kinds is told beside the bytes, which say nothing but themselves."""
    words = ["--bad-signature", "missing", "--bad-signature", "empty", "--url", "http://a.test/", "--dry-run"]
    ran = mhook("send", "opened", *words)
    assert ran.out.count(b"POST / HTTP/1.1\r\n") == 2
    assert ran.err == "mhook: note: each event is shown with these bad signatures, in this order: missing, empty\n"


@pytest.mark.parametrize(
    ("word", "hint"),
    [("mising", "did you mean missing?"), ("rot13", "use one of missing, "), ("al", "did you mean all?")],
)
def test_a_kind_that_there_is_not(mhook: Mhook, word: str, hint: str) -> None:
    """A wrong name is refused with the nearest right one."""
    ran = mhook("send", "opened", "--bad-signature", word, "--url", "http://127.0.0.1:9/")
    assert (ran.code, ran.out) == (2, b"")
    assert ran.error.startswith(f"there is no bad signature '{word}': {hint}")


def test_a_signature_of_the_users_own(mhook: Mhook) -> None:
    """A header that would take the place of the bad signature is refused."""
    words = ["--bad-signature", "missing", "-H", "X-Maileroo-Signature: 00", "--url", "http://127.0.0.1:9/"]
    ran = mhook("send", "opened", *words)
    assert ran.code == 2
    assert ran.error == "--bad-signature makes the header x-maileroo-signature: leave out one of the two"


def values(endpoint: Endpoint) -> list[str]:
    """Return the values of the signature header of the first request."""
    return [value for name, value in endpoint.arrived[0].headers if name.lower() == "x-maileroo-signature"]


@pytest.mark.parametrize("secret", [SECRET, "gehe\u00efm", "\u9375"])
def test_the_secret_itself_is_sent_as_it_is(mhook: Mhook, secret: str) -> None:
    """The very bytes of the secret stand in the header, whatever its script."""
    with Endpoint() as endpoint:
        words = ["send", "opened", "--bad-signature", "secret-itself", "--url", endpoint.url]
        assert mhook(*words, env={"MAILEROO_WEBHOOK_SECRET": secret}).code == 0
    assert values(endpoint) == [secret.encode().decode("latin-1")]


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_answer_that_repeats_the_secret_is_masked(mhook: Mhook, form: str) -> None:
    """Debug pages repeat headers: the secret that was sent as a signature is not shown, wherever it comes back."""
    headers = (("X-Echo", f"<{SECRET}>"), ("Location", f"/{SECRET}"))
    with Endpoint(302, checks=False, headers=headers, body=f"<h1>{SECRET}</h1>".encode()) as endpoint:
        words = ["--bad-signature", "secret-itself", "--show-response", "--url", endpoint.url, "--format", form]
        ran = mhook("send", "opened", *words)
    assert ran.code == 1
    assert "<h1>********</h1>" in ran.text
    assert "<********>" in ran.text
    assert "/********" in ran.text


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_dry_run_masks_the_secret(mhook: Mhook, form: str) -> None:
    """The exact request is shown but for the secret."""
    words = ["--bad-signature", "secret-itself", "--url", "http://a.test/", "--dry-run", "--format", form]
    ran = mhook("send", "opened", *words)
    assert ran.code == 0
    assert b"********" in ran.out


def test_a_secret_that_no_header_can_carry(mhook: Mhook) -> None:
    """A secret with a line break is refused in one line that does not repeat it."""
    words = ["send", "opened", "--bad-signature", "secret-itself", "--url", "http://127.0.0.1:9/"]
    ran = mhook(*words, env={"MAILEROO_WEBHOOK_SECRET": "line\nbreak"})
    assert ran.code == 2
    assert "break" not in ran.err.replace("line break", "")
