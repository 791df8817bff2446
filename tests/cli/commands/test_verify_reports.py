"""``mhook verify --format junit`` and ``--format github``: what a server of continuous integration is given."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from maileroo_cli.transport.file.output import SUMMARY_VARIABLE
from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES
from tests.cli.calling import SECRET, Mhook, process
from tests.cli.commands.test_verify import BODY, DAMAGED, INVALID, VALID, raw, record, signed

CONTENT = record() + record(header=signed().upper()) + b"rubbish\n" + record(header="0" * 64)


def suite(out: bytes) -> ET.Element:
    """Return the one suite of a report."""
    (found,) = ET.fromstring(out)
    return found


def test_junit(mhook: Mhook, tmp_path: Path) -> None:
    """Each request is a case; an invalid one is a failure with cause, sentence and fix, and the counts are right."""
    (tmp_path / "a.ndjson").write_bytes(CONTENT)
    (tmp_path / "b.http").write_bytes(raw() + raw()[:-5])
    ran = mhook("verify", tmp_path / "a.ndjson", tmp_path / "b.http", "--format", "junit")
    assert ran.code == INVALID
    found = suite(ran.out)
    assert found.attrib == {"name": "mhook verify", "tests": "6", "failures": "2", "errors": "1", "skipped": "1"}
    kinds = [[child.tag for child in case] for case in found]
    assert kinds == [[], ["failure"], ["error"], ["failure"], [], ["skipped"]]
    assert [case.get("classname") for case in found] == [str(tmp_path / "a.ndjson")] * 4 + [
        str(tmp_path / "b.http")
    ] * 2
    assert found[0].get("name") == f"{tmp_path / 'a.ndjson'}:1 opened e-1"
    failure, cause = found[1][0], CAUSES["header-uppercase"]
    assert (failure.get("type"), failure.get("message")) == (cause.code, cause.sentence)
    assert failure.text == f"Fix: {cause.fix}"
    assert (found[2][0].get("type"), "not a capture record" in found[2][0].get("message", "")) == ("damaged", True)
    assert "bytes are there" in found[5][0].get("message", "")
    assert ran.err == "mhook: note: 6 requests: 2 valid, 2 invalid, 1 unverifiable, 1 damaged\n"


def test_junit_quiet_and_in_processes(tmp_path: Path) -> None:
    """Without the valid ones the counts fit the cases that are left; several processes write the same report."""
    (tmp_path / "a.ndjson").write_bytes(CONTENT + record() * 3000)
    words = ["verify", str(tmp_path / "a.ndjson"), "--format", "junit"]
    one, two = process(words), process([*words, "--jobs", "2"])
    assert one == two
    assert (suite(one.out).get("tests"), len(suite(one.out))) == ("3004", 3004)
    quiet = suite(process([*words, "--quiet"]).out)
    assert (quiet.get("tests"), quiet.get("failures"), len(quiet)) == ("3", "2", 3)


def test_junit_of_a_bare_body(mhook: Mhook) -> None:
    """A body with its signature is a report of one case."""
    for signature, tag in ((signed(), []), ("0" * 64, ["failure"])):
        ran = mhook("verify", "-", "--signature", signature, "--format", "junit", stdin=BODY)
        (case,) = suite(ran.out)
        assert ([child.tag for child in case], case.get("name")) == (tag, "stdin opened e-1")


@pytest.mark.parametrize("form", ["junit", "github"])
def test_a_file_that_cannot_be_read_is_in_the_report(mhook: Mhook, tmp_path: Path, form: str) -> None:
    """It cannot be taken for success by whoever reads the report alone; the error stays text on stderr."""
    (tmp_path / "a.http").write_bytes(raw())
    ran = mhook("verify", tmp_path / "a.http", tmp_path / "nope", "--format", form)
    assert ran.code == DAMAGED
    assert ran.errors == [
        f"mhook: error: cannot read {str(tmp_path / 'nope')!r} (No such file or directory): check the path"
    ]
    if form == "junit":
        found = suite(ran.out)
        assert (found.get("tests"), found.get("errors")) == ("2", "1")
        assert found[1][0].get("type") == "unreadable"
    else:
        assert ran.lines[0].startswith(f"::error title=unreadable file,file={tmp_path / 'nope'}::cannot read")


@pytest.mark.parametrize("form", ["junit", "github"])
def test_nothing_to_report(mhook: Mhook, form: str) -> None:
    """Input without a request leaves stdout empty and tells the error as text."""
    ran = mhook("verify", "-", "--format", form, stdin=b"hello\n")
    assert (ran.code, ran.out) == (DAMAGED, b"")
    assert ran.err.startswith("mhook: error: the standard input does not hold captured requests")


def test_github(mhook: Mhook, tmp_path: Path) -> None:
    """What is not valid is annotated at its file and line; valid ones are counted in the summary alone."""
    (tmp_path / "a.ndjson").write_bytes(CONTENT)
    (tmp_path / "b.http").write_bytes(raw()[:-5])
    ran = mhook("verify", tmp_path / "a.ndjson", tmp_path / "b.http", "--format", "github", env={"COLUMNS": "200"})
    assert ran.code == INVALID
    cause, file = CAUSES["header-uppercase"], tmp_path / "a.ndjson"
    told = f"{cause.sentence}%0AFix: {cause.fix.replace('%', '%25')}"
    assert ran.lines[0] == f"::error title=invalid%3A header-uppercase,file={file},line=2::opened e-1: {told}"
    assert ran.lines[1].startswith(f"::error title=damaged request,file={file},line=3::not a capture record")
    assert ran.lines[2].startswith(f"::error title=invalid%3A unexplained,file={file},line=4::opened e-1: No known")
    assert ran.lines[3].startswith(
        f"::warning title=unverifiable request,file={tmp_path / 'b.http'},line=1::the body is"
    )
    assert ran.lines[4] == "5 requests: 1 valid, 2 invalid, 1 unverifiable, 1 damaged"
    assert f"1 of 2 invalid: header-uppercase - {cause.sentence}" in ran.lines


def test_each_of_several_causes_is_told_with_its_fix(mhook: Mhook, tmp_path: Path) -> None:
    """Repairing the first alone does not help, so each has its sentence and its fix; the object keeps the first's."""
    (tmp_path / "secret").write_bytes(f"{SECRET}\n".encode("utf-16"))
    with_file = ("--secret", f"file:{tmp_path / 'secret'}")
    ran = mhook("verify", *with_file, stdin=record(), env={"COLUMNS": "400"})
    charset, newline = CAUSES["secret-charset"], CAUSES["secret-newline"]
    assert ran.lines[3:7] == [
        f"1 of 1 invalid: secret-charset - {charset.sentence}",
        f"  Fix: {charset.fix}",
        f"  Besides: secret-newline - {newline.sentence}",
        f"  Fix: {newline.fix}",
    ]
    checked, summary = mhook("verify", *with_file, "-f", "json", stdin=record()).objects
    assert (checked["causes"], checked["fix"]) == (["secret-charset", "secret-newline"], charset.fix)
    assert summary["cause_counts"] == {"secret-charset": 1}
    failure = suite(mhook("verify", *with_file, "-f", "junit", stdin=record()).out)[0][0]
    assert (failure.text or "").endswith(f"Fix: {charset.fix}\nFix: {newline.fix}")


def test_github_of_the_standard_input(mhook: Mhook) -> None:
    """A pipe is no file of the repository: the annotation has no place."""
    ran = mhook("verify", "-", "--format", "github", stdin=record(header=None))
    assert ran.lines[0].startswith("::error title=invalid%3A header-missing::opened e-1: The request has no")
    assert mhook("verify", "-", "--format", "github", stdin=record()).lines == ["1 request: 1 valid"]


def test_github_summary(mhook: Mhook, tmp_path: Path) -> None:
    """The step's summary is given the verdicts and the causes as tables, after what is there."""
    path = tmp_path / "summary.md"
    path.write_text("before\n")
    ran = mhook("verify", "-", "--format", "github", stdin=CONTENT, env={SUMMARY_VARIABLE: str(path)})
    assert ran.code == INVALID
    lines = path.read_text().splitlines()
    assert lines[:2] == ["before", "### mhook verify: 4 requests: 1 valid, 2 invalid, 1 damaged"]
    assert {"| valid | 1 |", "| invalid | 2 |", "| damaged | 1 |"} <= set(lines)
    assert any(
        line.startswith("| 1 | header-uppercase | The signature's hex digits are in upper case. |") for line in lines
    )


def test_github_summary_that_cannot_be_written(mhook: Mhook, tmp_path: Path) -> None:
    """It costs a note, not the verdict; other formats leave the summary alone."""
    env = {SUMMARY_VARIABLE: str(tmp_path)}
    ran = mhook("verify", "-", "--format", "github", stdin=record(), env=env)
    assert ran.code == VALID
    assert ran.err.startswith("mhook: note: cannot write the step's summary")
    assert mhook("verify", "-", stdin=record(), env=env).err == ""


def test_only_verdicts_take_these_formats(mhook: Mhook) -> None:
    """A command without verdicts refuses them, and names those that it has."""
    ran = mhook("generate", "opened", "--format", "junit")
    assert (ran.code, ran.error) == (2, "--format has to be text or json, not 'junit': see mhook generate --help")
