"""``mhook send --bad-signature``: each kind is refused by a correct receiver, and told where one lets it pass."""

import pytest

from maileroo_cli.webhook.signing.tamper import BadSignature
from tests.cli.calling import SECRET, Mhook
from tests.cli.endpoint import Endpoint

EVERY = pytest.mark.parametrize("kind", BadSignature)


@EVERY
def test_refused(mhook: Mhook, kind: BadSignature) -> None:
    """A receiver that computes the signature itself refuses it, which is what is wanted."""
    with Endpoint() as endpoint:
        ran = mhook("send", "opened", "--bad-signature", kind, "--url", endpoint.url)
    assert [one.signed for one in endpoint.arrived] == [False]
    assert ran.code == 0
    assert ran.lines[0].endswith("refused with 401, as it should be")


@EVERY
def test_accepted(mhook: Mhook, kind: BadSignature) -> None:
    """A receiver that accepts it fails, with the kind and what to answer."""
    with Endpoint(checks=False) as endpoint:
        ran = mhook("send", "opened", "--bad-signature", kind, "--url", endpoint.url, "--format", "json")
    attempt, summary = ran.objects
    assert ran.code == summary["exit_code"] == 1
    assert attempt["reason"] == (
        f"accepted a bad signature ({kind}): anybody could send such an event; the receiver has to answer 401"
    )


@EVERY
def test_crashed(mhook: Mhook, kind: BadSignature) -> None:
    """A receiver whose check breaks fails as well."""
    with Endpoint(500, checks=False) as endpoint:
        ran = mhook("send", "opened", "--bad-signature", kind, "--url", endpoint.url)
    assert ran.code == 1
    assert f"answered 500 to a bad signature ({kind}): the check itself failed" in ran.text


def test_other_answers(mhook: Mhook) -> None:
    """A redirect is no refusal, and ``--expect`` is taken at its word."""
    with Endpoint(302, checks=False) as endpoint:
        words = ["send", "opened", "--bad-signature", "missing", "--url", endpoint.url]
        assert mhook(*words).code == 1
        assert mhook(*words, "--expect", "302").code == 0


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
