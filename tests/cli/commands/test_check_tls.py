"""``mhook check`` over TLS: who is trusted, and what is said where nobody is."""

import pytest

from tests.certificates import Certificates
from tests.cli.calling import Mhook
from tests.cli.test_insecure import NOTE
from tests.receivers.raw import Receiver, answering_ok


@pytest.fixture
def receiver(certificates: Certificates) -> Receiver:
    """Answer 200 over TLS, with a certificate of an authority that nobody knows."""
    return Receiver(answering_ok, tls=certificates.server("good"))


def test_a_named_authority_is_trusted(mhook: Mhook, receiver: Receiver, certificates: Certificates) -> None:
    """With ``--cacert`` the check is as over plain HTTP."""
    with receiver:
        ran = mhook("check", receiver.url, "--select", "DELIVERY001", "--cacert", certificates.authority)
    assert (ran.code, ran.err) == (0, "")


def test_nobody_is_trusted_unasked(mhook: Mhook, receiver: Receiver) -> None:
    """Without it nothing is sent, and the exit code says that nothing was reached."""
    with receiver:
        ran = mhook("check", receiver.url, "--select", "DELIVERY001")
    assert ran.code == 4
    assert receiver.requests == []


def test_any_certificate_has_its_note(mhook: Mhook, receiver: Receiver) -> None:
    """``--insecure`` checks, and says what it gives up."""
    with receiver:
        ran = mhook("check", receiver.url, "--select", "DELIVERY001", "--insecure")
    assert (ran.code, NOTE in ran.err) == (0, True)
