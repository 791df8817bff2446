"""Captures as a file of tests, through the command and against receivers."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.webhook.diagnosis.explain import diagnose
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.tamper import BadSignature, tamper
from tests.cli.calling import SECRET, Mhook
from tests.cli.endpoint import Endpoint
from tests.cli.store import captured, event, fill, signature
from tests.exported_tests import results, run_tests

BODIES = (event(1), event(2, "opened", x="<é>"), b"\xff\0{}\x1b[31m")

# Each file of tests asks the environment for its receiver; here several are run at once, each with its own.
CONFTEST = """
import pytest

@pytest.fixture(autouse=True)
def url(monkeypatch, request):
    monkeypatch.setenv("WEBHOOK_URL", {urls}[request.path.name])
"""


def run_each(endpoints: dict[str, Endpoint], *, with_mhook: bool = False) -> list[str]:
    """Run files of tests in one pytest, each against its endpoint, and return the lines that are printed."""
    urls = {f"{name}.py": endpoint.url for name, endpoint in endpoints.items()}
    Path("conftest.py").write_text(CONFTEST.replace("{urls}", repr(urls)), encoding="utf-8")
    return run_tests(*(Path(name).absolute() for name in urls), mhook=with_mhook, MAILEROO_WEBHOOK_SECRET=SECRET)


def files(lines: list[str], word: str) -> list[str]:
    """Return the files whose tests came out as ``word`` says, one for each test."""
    return [one.partition(".py[")[0] for one in results(lines, word)]


def names(lines: list[str], word: str) -> list[str]:
    """Return the names of those tests."""
    return [one.partition(".py[")[2].removesuffix("]") for one in results(lines, word)]


BOTH = pytest.mark.parametrize("with_mhook", [False, True], ids=["alone", "with mhook"])


@BOTH
def test_pytest_file(mhook: Mhook, project: Path, with_mhook: bool) -> None:
    """The file of tests passes against a receiver that is correct and fails against one that is not."""
    fill(project / ".mhook" / "captures.db", *(captured(number, body) for number, body in enumerate(BODIES, 1)))
    for name in ("test_good.py", "test_bad.py"):
        mhook("captures", "export", "--as", "pytest", "--output", name)
    with Endpoint() as good, Endpoint(500) as bad:
        lines = run_each({"test_good": good, "test_bad": bad}, with_mhook=with_mhook)
    assert files(lines, "PASSED") == ["test_good"] * 3
    assert files(lines, "FAILED") == ["test_bad"] * 3
    assert good.bodies == bad.bodies == list(BODIES)
    assert all(one.signed for one in good.arrived)
    assert names(lines, "PASSED") == [f"delivered-{0:012x}", f"opened-{0:012x}", "request-0003000000000000"]


def test_pytest_file_of_what_is_invalid(mhook: Mhook, project: Path) -> None:
    """What did not verify is never signed anew: it is left out, or with its very signature has to be refused."""
    head = (b"Host", b"a.test")
    wrong = captured(2, headers=(head, (b"x-maileroo-signature", b"0" * 64)), verdict="invalid")
    unsigned = captured(3, headers=(head,), verdict="invalid")
    fill(project / ".mhook" / "captures.db", captured(1), wrong, unsigned)
    ran = mhook("captures", "export", "--as", "pytest", "--output", "test_without.py")
    assert "1 invalid capture was left out: without the signature it would be another request" in ran.err
    for name in ("test_with.py", "test_careless.py"):
        mhook("captures", "export", "--as", "pytest", "--output", name, "--with-signatures")
    with Endpoint() as without, Endpoint() as kept, Endpoint(checks=False) as careless:
        lines = run_each({"test_without": without, "test_with": kept, "test_careless": careless})
    assert files(lines, "PASSED") == [*["test_without"] * 2, *["test_with"] * 3, "test_careless"]
    assert files(lines, "FAILED") == ["test_careless"] * 2
    assert [one.signed for one in without.arrived] == [True, False]
    for endpoint in (kept, careless):
        assert [one.signed for one in endpoint.arrived] == [True, False, False]


@pytest.mark.parametrize("signatures", [[], ["--with-signatures"]])
def test_pytest_file_without_probes(mhook: Mhook, project: Path, signatures: list[str]) -> None:
    """What is no webhook is no test, whatever the verdict it was stored with; a note counts it."""
    host, signed = (b"Host", b"a.test"), (b"x-maileroo-signature", signature(event(3)).encode())
    probes = (
        captured(1, b"", headers=(host,), method="GET", verdict="probe"),
        captured(2, b"", headers=(host,), verdict="probe"),
        captured(3, event(3), headers=(host, signed), method="PUT", verdict="probe"),
        captured(4, b"", headers=(host,), method="HEAD", verdict="invalid", cause="header-missing"),
    )
    empty = captured(5, b"")
    fill(project / ".mhook" / "captures.db", *probes, empty, captured(6))
    ran = mhook("captures", "export", "--as", "pytest", *signatures)
    assert ran.lines.count("    Capture(") == 2
    why = "only a POST with a body or a signature is a webhook"
    assert ran.err.splitlines()[0] == f"mhook: note: 4 probes were left out: {why}"
    ran = mhook("captures", "export", "0001", "--as", "pytest", *signatures)
    assert ran.err.splitlines()[0] == f"mhook: note: 1 probe was left out: {why}"
    assert ran.code == 0
    assert "probe" not in mhook("captures", "export", "--as", "curl", *signatures).err


@pytest.mark.slow
def test_pytest_file_of_each_bad_signature(mhook: Mhook, project: Path) -> None:
    """Tests judge as ``send`` does: a strict receiver passes, a lenient one too, and one that can be forged fails."""
    body, captures = event(1), []
    for number, kind in enumerate(BadSignature, 1):
        values = tamper(kind, body, Secret(SECRET))
        headers = [("x-maileroo-signature", value) for value in values]
        found = diagnose(body, values[0] if values else None, [Secret(SECRET)], headers=headers)
        raw = tuple((name.encode(), value.encode("utf-8", "surrogateescape")) for name, value in headers)
        cause = "+".join(one.code for one in found.causes)
        captures.append(captured(number, body, headers=raw, verdict="invalid", cause=cause))
    two = (b"x-maileroo-signature", signature(body).upper().encode())
    captures.append(captured(90, body, headers=(two,), verdict="invalid", cause="json-python+header-uppercase"))
    captures.append(captured(91, body, headers=(two,), verdict="invalid"))
    fill(project / ".mhook" / "captures.db", *captures)
    mhook("captures", "export", "--as", "pytest", "--with-signatures", "--output", "test_bad.py")
    with Endpoint() as endpoint:
        lines = run_each({"test_bad": endpoint})
    assert len(names(lines, "PASSED")) == len(captures)
    assert f"delivered-{0:012x}-header-uppercase" in names(lines, "PASSED")
    assert f"delivered-{0:012x}-json-python-header-uppercase" in names(lines, "PASSED")
    with Endpoint(checks=False) as endpoint:
        lines = run_each({"test_bad": endpoint})
    passed = {name[23:] for name in names(lines, "PASSED")}
    assert passed == {
        f"header-{form}" for form in ("uppercase", "prefixed", "base64", "duplicated", "extra", "list", "separated")
    }
    assert len(names(lines, "FAILED")) == len(captures) - len(passed)


def answers_of_tests(project: Path, mhook: Mhook, endpoints: dict[int, Endpoint]) -> tuple[list[int], list[str]]:
    """Export a file of tests for each endpoint; return the statuses that its test passes, and what is printed."""
    endpoint_of = {f"test_{status}": endpoint for status, endpoint in endpoints.items()}
    with ExitStack() as stack:
        for name, endpoint in endpoint_of.items():
            mhook("captures", "export", "--as", "pytest", "--output", f"{name}.py", "--with-signatures")
            stack.enter_context(endpoint)
        lines = run_each(endpoint_of)
    passed, failed = files(lines, "PASSED"), files(lines, "FAILED")
    assert sorted(passed + failed) == sorted(endpoint_of)
    return [int(name.removeprefix("test_")) for name in passed], lines


def test_pytest_file_of_what_is_lenient(mhook: Mhook, project: Path) -> None:
    """Of the right signature in another form both answers are good, and no third one."""
    head = (b"x-maileroo-signature", signature(event(1)).upper().encode())
    fill(project / ".mhook" / "captures.db", captured(1, headers=(head,), verdict="invalid", cause="header-uppercase"))
    endpoints = {status: Endpoint(status, checks=False) for status in (200, 401, 404, 500, 302)}
    assert answers_of_tests(project, mhook, endpoints)[0] == [200, 401]


def test_pytest_file_and_what_else_answers(mhook: Mhook, project: Path) -> None:
    """The test of what is invalid passes where the signature is refused, and not where something else answers."""
    wrong = captured(1, headers=((b"Host", b"a.test"), (b"x-maileroo-signature", b"0" * 64)), verdict="invalid")
    fill(project / ".mhook" / "captures.db", wrong)
    endpoints = {status: Endpoint(refusal=status) for status in (400, 403, 404, 422, 429, 302, 500)}
    passed, lines = answers_of_tests(project, mhook, endpoints)
    assert passed == [400, 403]
    for status in endpoints:
        assert any(f"assert {status} in (400, 401, 403)" in line for line in lines) is (status not in passed)


MASKED = (b"x-maileroo-signature", b"abcd****")
HOST = (b"Host", b"a.test")
LEFT_OUT: dict[str, tuple[dict[str, Any], str]] = {
    "unchecked": (
        {"verdict": "unchecked"},
        (
            "unchecked captures were left out: there was no secret to check the signature with; "
            "import into another store with the secret"
        ),
    ),
    "unverifiable": (
        {"verdict": "unverifiable", "headers": (HOST, MASKED)},
        "unverifiable captures were left out: a test cannot know the right answer",
    ),
    "unsigned": (
        {"verdict": "unverifiable", "headers": (HOST,), "anomaly": "unsigned-copy: the signature was left out"},
        "unverifiable captures were left out: an earlier export left out the signature",
    ),
    "damaged": (
        {"verdict": "damaged", "anomaly": "cut-off"},
        "captures were left out: what arrived is not a complete request",
    ),
    "incomplete": (
        {"verdict": "unverifiable", "anomaly": "incomplete"},
        "captures were left out: the exact bytes are not known",
    ),
    "doubtful": (
        {"verdict": "unverifiable", "anomaly": "body-doubtful"},
        "captures were left out: the exact bytes are not known",
    ),
    "no POST": (
        {"verdict": "valid", "method": "PUT"},
        "probes were left out: only a POST with a body or a signature is a webhook",
    ),
    "no POST and invalid": (
        {"verdict": "invalid", "method": "PATCH", "headers": (HOST,)},
        "probes were left out: only a POST with a body or a signature is a webhook",
    ),
}


@pytest.mark.parametrize(("known", "reason"), LEFT_OUT.values(), ids=LEFT_OUT.keys())
@pytest.mark.parametrize("signatures", [[], ["--with-signatures"]], ids=["", "with signatures"])
def test_what_makes_no_test(
    mhook: Mhook, project: Path, known: dict[str, Any], reason: str, signatures: list[str]
) -> None:
    """Of what is neither valid nor invalid, or no POST, a note tells how many there are and why they are no test."""
    fill(project / ".mhook" / "captures.db", captured(1), *(captured(number, **known) for number in (2, 3)))
    ran = mhook("captures", "export", "--as", "pytest", *signatures)
    assert (ran.code, ran.lines.count("    Capture(")) == (0, 1)
    assert ran.err.splitlines()[0] == f"mhook: note: 2 {reason}"
    one = mhook("captures", "export", "0002", "--as", "pytest", *signatures).err.splitlines()[0]
    assert one == f"mhook: note: 1 {reason}".replace("captures were", "capture was").replace("probes were", "probe was")


def test_every_reason_is_counted_apart(mhook: Mhook, project: Path) -> None:
    """Each has a note of its own, and the exit code is 0 where something is left."""
    several = [captured(number, **known) for number, (known, _) in enumerate(LEFT_OUT.values(), 2)]
    fill(project / ".mhook" / "captures.db", captured(1), *several)
    ran = mhook("captures", "export", "--as", "pytest", "--format", "json", "--with-signatures")
    assert [one["note"].partition(" left out")[0] for one in ran.talk] == [
        "1 capture was", "2 captures were", "2 probes were", "1 unchecked capture was", "1 unverifiable capture was",
        "1 unverifiable capture was",
    ]  # fmt: skip


def test_what_was_exported_is_read_again(mhook: Mhook, project: Path) -> None:
    """A file of tests is read by whatever reads captures: bytes, ids and verdicts come back."""
    wrong = captured(4, headers=(HOST, (b"x-maileroo-signature", b"0" * 64)), verdict="invalid", cause="unexplained")
    store = fill(project / ".mhook" / "captures.db", *map(captured, (1, 2, 3), BODIES), wrong)
    mhook("captures", "export", "--as", "pytest", "--with-signatures", "--output", "test_captures.py")
    assert mhook("captures", "import", "test_captures.py", "--store", "b.db").lines[0].endswith("3 valid, 1 invalid")
    with Archive(store) as one, Archive(project / "b.db") as other:
        before, after = list(one.captures()), list(other.captures())
    assert {(two.entry.id, two.content.body) for two in before} == {(two.entry.id, two.content.body) for two in after}
