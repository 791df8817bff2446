"""What is said of one capture's signature: as it was stored, or found out anew where there is a secret."""

import pytest

from maileroo_cli.capture.check.assessment import Assessment, assess, check_capture, explain_anomaly
from maileroo_cli.capture.check.checker import Checker
from maileroo_cli.capture.entry import Capture, CaptureEntry
from maileroo_cli.capture.http.anomaly import ANOMALIES
from maileroo_cli.capture.reservation import DOUBTFUL, INCOMPLETE, Reservation
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES
from maileroo_cli.webhook.signing.secret import Secret
from tests.cli.calling import SECRET
from tests.cli.store import captured, event, signature

HOST = (b"Host", b"a.test")


def checker(secret: str = SECRET) -> Checker:
    """Return what checks with one secret."""
    return Checker([Secret(secret, "env:KEY")])


def signed_upper() -> Capture:
    """Return a capture with its right signature in capitals, stored without its cause."""
    value = signature(event()).upper().encode()
    return captured(1, headers=(HOST, (b"x-maileroo-signature", value)), verdict="invalid", secret="")


def test_as_it_was_stored() -> None:
    """Without a secret the stored verdict stands, with the secret that matched then."""
    assert assess(captured(1), None) == Assessment("valid", (), "", "env:MAILEROO_WEBHOOK_SECRET")


def test_stored_causes() -> None:
    """Each stored cause is explained, in order; one that this version does not know is passed over."""
    found = assess(captured(1, verdict="invalid", cause="json-python+no-such-cause+header-uppercase", secret=""), None)
    assert found == Assessment("invalid", (CAUSES["json-python"], CAUSES["header-uppercase"]))
    assert assess(captured(1, verdict="invalid", cause="", secret=""), None) == Assessment("invalid")


def test_found_out_anew() -> None:
    """With a secret the stored verdict does not count, and the secret that matches is named."""
    assert assess(captured(1, verdict="invalid", cause="unexplained", secret="x"), checker()) == Assessment(
        "valid", (), "", "env:KEY"
    )
    found = assess(signed_upper(), checker())
    assert (found.verdict, [cause.code for cause in found.causes], found.secret) == (
        "invalid",
        ["header-uppercase"],
        "",
    )


@pytest.mark.parametrize("code", ["cut-off", "bare-lf"])
def test_what_arrived_malformed(code: str) -> None:
    """It cannot be verified, whatever its signature; what is wrong with it is told in a sentence, either way."""
    broken = captured(1, anomaly=code, verdict="damaged", secret="")
    assert assess(broken, None) == Assessment("damaged", (), ANOMALIES[code].sentence)
    assert assess(broken, checker()) == Assessment("damaged", (), ANOMALIES[code].sentence)
    found = check_capture(broken, checker())
    assert (found.where, found.id, found.verdict) == (broken.entry.id, broken.entry.id, RequestVerdict.DAMAGED)


def test_an_anomaly_of_another_version() -> None:
    """A code that is not known is told as it is, and an entry without one has nothing to tell."""
    assert explain_anomaly(captured(1, anomaly="of-tomorrow").entry) == "of-tomorrow"
    assert explain_anomaly(captured(1).entry) == ""


def test_what_a_file_left_open() -> None:
    """A capture of whose bytes a file said too little is checked all the same, and its reason is told."""
    reservation = Reservation(DOUBTFUL, "the tool shows text")
    entry = captured(1, anomaly=reservation.text, verdict="unverifiable", secret="")
    assert explain_anomaly(entry.entry) == "the tool shows text"
    assert assess(entry, None) == Assessment("unverifiable", (), "the tool shows text")
    assert assess(entry, checker()).verdict == "valid"
    assert explain_anomaly(CaptureEntry("1", 0.0, "", "POST", "/", anomaly=INCOMPLETE)).endswith("all of its bytes.")


def test_a_probe() -> None:
    """What was stored as a probe is told to be one, and why; what was not, is not."""
    probe = captured(1, b"", headers=(HOST,), method="GET", verdict="probe", secret="")
    assert assess(probe, None) == Assessment("probe", (), "GET with neither body nor signature")
    stored_before = probe._replace(entry=probe.entry._replace(verdict="invalid"))
    assert assess(stored_before, None) == Assessment("invalid")
    put = captured(1, method="PUT", verdict="probe", secret="")
    assert assess(put, None).detail == "PUT, but Maileroo sends POST"
