"""``mhook check``: what it prints and writes, and what the exit code says of it."""

import json
from _thread import interrupt_main
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.calling import SECRET, Mhook
from tests.receivers.broken.signature import AcceptsEmpty
from tests.receivers.correct import CorrectReceiver, Incoming, Reply


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test have a folder of its own, in a repository."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


@pytest.fixture
def lenient() -> Iterator[CorrectReceiver]:
    """Return a receiver that accepts an empty signature."""
    with AcceptsEmpty(SECRET) as receiver:
        yield receiver


@pytest.fixture
def correct() -> Iterator[CorrectReceiver]:
    """Return a receiver that does everything right."""
    with CorrectReceiver(SECRET) as receiver:
        yield receiver


def test_the_plan_comes_before_anything_is_sent(mhook: Mhook, correct: CorrectReceiver) -> None:
    """A dry run sends nothing, and shows each rule, or with --show each request; the secret is in none of them."""
    for words in ([], ["--show"], ["--format", "json"], ["--format", "json", "--show"]):
        ran = mhook("check", correct.url, "--select", "SIG", "--dry-run", *words)
        assert ran.code == 0
        assert "SIG002" in ran.text
        assert SECRET not in ran.text + ran.err
    assert not correct.seen


def test_a_page_for_people(mhook: Mhook, lenient: CorrectReceiver) -> None:
    """The plan is first, the finding has its own command, and the verdict is by consequence."""
    ran = mhook("check", lenient.url, "--select", "SIG002,SIG003", "--seed", "7", "--marker", "c0ffee00")
    assert ran.code == 1
    assert ran.lines[0] == lenient.url
    assert f"    mhook check {lenient.url} --select SIG003 --seed 7 --marker c0ffee00 --show" in ran.lines
    assert ran.lines[-2] == "1 lets forged events in"


def test_the_command_of_a_finding_shows_it(mhook: Mhook, lenient: CorrectReceiver) -> None:
    """What is printed under a finding can be called, and shows the request, a line of curl and the answer."""
    ran = mhook("check", lenient.url, "--select", "SIG003", "--seed", "7", "--marker", "c0ffee00", "--show")
    assert ran.code == 1
    assert "SIG003 request 1" in ran.lines
    assert any(line.startswith("  curl -sS -i -X POST http://127.0.0.1:") for line in ran.lines)
    assert any(line.startswith("  answered 200 after ") for line in ran.lines)


def test_verbose_shows_every_rule(mhook: Mhook, correct: CorrectReceiver) -> None:
    """With --verbose each rule has a line."""
    ran = mhook("check", correct.url, "--select", "SIG002,SIG003", "--verbose")
    assert ran.code == 0
    rules = [line.split()[0] for line in ran.lines if line.startswith("SIG")]
    assert {"SIG001", "SIG002", "SIG003"} <= set(rules)


def test_several_reports_at_once(mhook: Mhook, lenient: CorrectReceiver) -> None:
    """Each report is a whole file, beside what is printed."""
    formats = ("text", "json", "junit", "github", "sarif", "html", "markdown")
    words = [word for one in formats for word in ("--report", f"{one}={one}.out")]
    ran = mhook("check", lenient.url, "--select", "SIG002,SIG003", *words)
    assert ran.code == 1
    assert ET.parse("junit.out").getroot().get("failures") == "1"
    assert len(json.loads(Path("sarif.out").read_bytes())["runs"][0]["results"]) == 1
    assert json.loads(Path("json.out").read_bytes().splitlines()[-1])["exit_code"] == 1
    assert all("SIG003" in Path(f"{one}.out").read_text(encoding="utf-8") for one in formats)
    assert ran.err.count("wrote ") == len(formats)


@pytest.mark.parametrize("format", ["junit", "sarif", "html", "markdown", "json", "github"])
def test_each_format_on_stdout(mhook: Mhook, lenient: CorrectReceiver, format: str) -> None:
    """Every format can be printed; documents leave stdout to themselves."""
    ran = mhook("check", lenient.url, "--select", "SIG002,SIG003", "--format", format)
    assert ran.code == 1
    match format:
        case "junit":
            assert ET.fromstring(ran.out).get("failures") == "1"
        case "sarif":
            assert json.loads(ran.out)["version"] == "2.1.0"
        case "json":
            assert ran.objects[-1]["consequence_counts"] == {"forged": 1}
        case "github":
            assert ran.lines[-1].startswith("::error title=SIG003%3A lets forged events in::")
        case _:
            assert ran.text.startswith(("<!doctype html>", "<!-- mhook-check -->"))


def test_the_summary_of_a_step(mhook: Mhook, lenient: CorrectReceiver) -> None:
    """For GitHub the step's summary gets the Markdown."""
    env = {"GITHUB_STEP_SUMMARY": "summary.md"}
    mhook("check", lenient.url, "--select", "SIG002,SIG003", "--format", "github", env=env)
    assert "### mhook check: 1 lets forged events in" in Path("summary.md").read_text(encoding="utf-8")


def test_day_one_is_green(mhook: Mhook, lenient: CorrectReceiver, correct: CorrectReceiver) -> None:
    """The first baseline is written and fails nothing; later only what is new fails, and what is gone is mended."""
    assert mhook("check", correct.url, "--select", "SIG002,SIG003", "--report", "json=good.json").code == 0
    assert mhook("check", lenient.url, "--select", "SIG002,SIG003", "--baseline", "new").code == 0
    again = mhook("check", lenient.url, "--select", "SIG002,SIG003", "--baseline", "mhook-baseline.json")
    assert (again.code, "compared with mhook-baseline.json: 1 unchanged (SIG003)" in again.lines) == (0, True)
    assert "1 mended (SIG003)" in mhook("check", correct.url, "--baseline", "mhook-baseline.json").text
    worse = mhook("check", lenient.url, "--select", "SIG002,SIG003", "--baseline", "good.json", "--format", "json")
    assert (worse.code, worse.objects[-1]["regressed"]) == (1, ["SIG003"])


def test_no_baseline_of_what_was_not_tried(mhook: Mhook) -> None:
    """Where no valid event is accepted there is nothing to compare with later: no file, and no green."""
    with CorrectReceiver("another secret") as receiver:
        ran = mhook("check", receiver.url, "--select", "SIG002,SIG003", "--baseline", "new")
    assert ran.code == 1
    assert not Path("mhook-baseline.json").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--report", "jnit=x"], "--report knows no format 'jnit': did you mean junit?"),
        (["--report", "junit"], "--report 'junit' names no format and file: write it like junit=report.xml"),
        (["--report", "junit=-"], "--report writes into files: --format junit writes to the standard output"),
        (["--report", "junit=a", "--report", "json=./a"], "two reports would go into './a'"),
        (["--report", "junit=app"], "'app' is not a regular file"),
        (["--report", "junit=no/x"], "cannot write 'no/x'"),
        (["--baseline", "no.json"], "no.json"),
        (["--dry-run", "--format", "sarif"], "--dry-run has no verdict for --format sarif: use text or json"),
        (["--dry-run", "--report", "junit=a"], "--dry-run has no verdict for --report: leave out one of the two"),
        (["--dry-run", "--baseline", "new"], "--dry-run has no verdict for --baseline"),
        (["--sarif-file", "../x"], "--sarif-file '../x' is not in the repository"),
        (["--sarif-file", "https://x/y"], "is not in the repository"),
    ],
)
def test_what_cannot_be(mhook: Mhook, correct: CorrectReceiver, words: list[str], told: str) -> None:
    """What cannot be written or read is said before anything is sent."""
    ran = mhook("check", correct.url, *words)
    assert ran.code in (2, 3)
    assert told in ran.error
    assert not correct.seen


def test_where_findings_are_shown(mhook: Mhook, lenient: CorrectReceiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a place it is the configuration file, by its path from the root of the repository."""
    Path("app/mhook.toml").touch()
    monkeypatch.chdir("app")
    for words, uri, line in (([], "app/mhook.toml", 1), (["--sarif-file", "src/a.py:12"], "src/a.py", 12)):
        log = json.loads(mhook("check", lenient.url, "--select", "SIG002,SIG003", "--format", "sarif", *words).out)
        place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == (uri, line)


class Echoing(CorrectReceiver):
    """Tells its secret in each refusal."""

    def refuse(self, request: Incoming) -> Reply:
        """Answer with the secret."""
        return Reply(500, f"expected a signature with {SECRET}\n", (("x-secret", SECRET), ("x-note", SECRET)))


def test_the_secret_is_in_no_report(mhook: Mhook) -> None:
    """Neither the secret, which the receiver tells, nor what a header of the user carries is in any output."""
    formats = ("text", "json", "junit", "github", "sarif", "html", "markdown")
    words = [word for one in formats for word in ("--report", f"{one}={one}.out")]
    with Echoing(SECRET) as receiver:
        given = ("--header", "Authorization: Bearer sesame")
        ran = mhook("check", receiver.url, "--select", "SIG", "--show", *given, *words)
    assert ran.code == 1
    assert "********" in ran.text
    written = [Path(f"{one}.out").read_text(encoding="utf-8") for one in formats]
    assert not any(SECRET in text or "sesame" in text for text in [*written, ran.text, ran.err])


def test_a_receiver_that_is_not_there(mhook: Mhook) -> None:
    """The exit code says so, and so does the verdict; reports are written all the same."""
    with CorrectReceiver(SECRET) as receiver:
        url = receiver.url
    ran = mhook("check", url, "--report", "junit=x.xml")
    assert ran.code == 4
    assert ran.lines[-2] == "the receiver could not be reached: nothing can be said of it"
    assert ET.parse("x.xml").getroot().get("errors") == "1"


def test_accepted_findings_are_data(mhook: Mhook, lenient: CorrectReceiver) -> None:
    """The project's file says which findings are accepted, why and until when; one that is over fails the check."""
    words = ("check", lenient.url, "--select", "SIG002,SIG003")
    entry = '[check.accept]\nSIG003 = { reason = "an old client", until = 2999-12-31 }\n'
    Path("mhook.toml").write_text(entry, encoding="utf-8")
    ran = mhook(*words)
    assert ran.code == 0
    assert "accepted  SIG003 is accepted until 2999-12-31: an old client." in ran.lines
    summary = mhook(*words, "--format", "json").objects[-1]
    assert (summary["accepted_rules"], summary["failed"]) == (["SIG003"], 0)
    Path("mhook.toml").write_text(entry.replace("2999", "2020"), encoding="utf-8")
    assert mhook(*words).code == 1
    Path("mhook.toml").write_text(entry.replace("SIG003", "SIG002"), encoding="utf-8")
    assert (
        "overdue  SIG002 is accepted, but the receiver keeps this rule now: take the entry out." in mhook(*words).text
    )
    Path("mhook.toml").write_text('[check.accept]\nSIGOO3 = { reason = "x" }\n', encoding="utf-8")
    refused = mhook(*words)
    assert refused.code == 2
    assert "mhook.toml" in refused.error
    assert "there is no rule 'SIGOO3'" in refused.error


class Interrupting(CorrectReceiver):
    """Has the user press Ctrl-C when a request without a signature comes."""

    def refuse(self, request: Incoming) -> Reply:
        """Interrupt the main thread."""
        interrupt_main()
        return super().refuse(request)


def test_what_was_tried_is_told_of_an_interrupted_check(mhook: Mhook) -> None:
    """After Ctrl-C the reports are whole documents of what was tried; a baseline is not written."""
    with Interrupting(SECRET) as receiver:
        words = (
            "--select",
            "SIG002,SIG003",
            "--concurrency",
            "1",
            "--report",
            "junit=x.xml",
            "--report",
            "json=x.json",
        )
        ran = mhook("check", receiver.url, *words, "--baseline", "new")
    assert ran.code == 130
    assert "interrupted" in ran.lines[-1]
    assert int(ET.parse("x.xml").getroot().get("tests", "")) >= 1
    assert json.loads(Path("x.json").read_bytes().splitlines()[-1])["exit_code"] == 130
    assert not Path("mhook-baseline.json").exists()


def test_a_token_in_the_query_is_not_in_a_public_log(mhook: Mhook, lenient: CorrectReceiver) -> None:
    """What GitHub shows has no query, with --show neither; a person is given the whole command."""
    words = ("check", f"{lenient.url}?token=sesame", "--select", "SIG003")
    assert "sesame" not in mhook(*words, "--format", "github", "--show").text
    printed = mhook(*words).lines
    assert printed[0] == f"{lenient.url}?…"
    assert any("token=sesame" in line for line in printed)
