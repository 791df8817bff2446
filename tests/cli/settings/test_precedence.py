"""Settings fill in options: which goes before which, and what gives way to what was given."""

from pathlib import Path

import pytest

from tests.cli.calling import SECRET, VARIABLE, Mhook
from tests.cli.endpoint import Endpoint
from tests.receivers.raw import closed_port

FAILED, USAGE, UNREACHABLE = 1, 2, 4


def write(project: Path, text: str, name: str = "mhook.toml") -> None:
    """Give the project a config file."""
    (project / name).write_text(text, encoding="utf-8")


def nowhere(path: str = "") -> str:
    """Return a URL at which nothing listens."""
    return f"http://127.0.0.1:{closed_port()}/{path}"


def test_a_url_need_not_be_given(mhook: Mhook, project: Path) -> None:
    """The URL of the file is used, and a note names it with its place, since nobody typed it."""
    with Endpoint() as endpoint:
        write(project, f'# where\nurl = "{endpoint.url}"\n')
        ran = mhook("send", "delivered")
    assert (ran.code, len(endpoint.arrived)) == (0, 1)
    assert ran.err == f"mhook: note: sending to {endpoint.url}: url in mhook.toml:2\n"


def test_the_table_of_pyproject(mhook: Mhook, project: Path) -> None:
    """A project without a file of its own has the same settings in pyproject.toml."""
    with Endpoint() as endpoint:
        write(project, f'[project]\nname = "x"\n\n[tool.mhook]\nurl = "{endpoint.url}"\n', "pyproject.toml")
        ran = mhook("send", "delivered")
    assert (ran.code, len(endpoint.arrived)) == (0, 1)
    assert ran.err.endswith("url in pyproject.toml:5\n")


def test_which_goes_before_which(mhook: Mhook, project: Path) -> None:
    """An option goes before a variable, a variable before the profile, and the profile before the rest of the file."""
    urls = {name: nowhere(name) for name in ("option", "environment", "profile", "file")}
    write(project, f'url = "{urls["file"]}"\n[profile.staging]\nurl = "{urls["profile"]}"\n')
    given: dict[str, tuple[list[str], dict[str, str | None]]] = {
        "option": (["--url", urls["option"], "--profile", "staging"], {"MHOOK_URL": urls["environment"]}),
        "environment": (["--profile", "staging"], {"MHOOK_URL": urls["environment"]}),
        "profile": (["--profile", "staging"], {}),
        "file": ([], {"MHOOK_URL": ""}),
    }
    for name, (options, variables) in given.items():
        ran = mhook("send", "delivered", "--dry-run", "--format", "json", *options, env=variables)
        assert (ran.code, ran.objects[0]["url"]) == (0, urls[name]), name
    ran = mhook("send", "delivered", "--dry-run", "--format", "json", env={"MHOOK_PROFILE": "staging"})
    assert ran.objects[0]["url"] == urls["profile"]


def test_a_url_of_the_command_line_is_told_to_nobody(mhook: Mhook, project: Path) -> None:
    """Where the URL was given there is nothing to say."""
    write(project, f'url = "{nowhere()}"\n')
    assert mhook("send", "delivered", "--dry-run", "--url", nowhere()).err == ""


def test_the_argument_of_check(mhook: Mhook, project: Path) -> None:
    """The URL of check is an argument, which settings fill in too, as they do the options of its own table."""
    write(project, f'url = "{nowhere("hook")}"\n[check]\nselect = "SIG001"\nmarker = "c0ffee01"\n')
    ran = mhook("check", "--dry-run")
    assert ran.code == 0
    assert "c0ffee01" in ran.text
    assert "SIG001" in ran.text
    assert "SIG002" not in ran.text


def test_headers_of_an_option_replace_those_of_the_file(mhook: Mhook, project: Path) -> None:
    """Headers go along with each request; one on the command line takes the place of all of them."""
    write(project, 'headers = { X-One = "1", Authorization = "env:STAGING_AUTH" }\n')
    line = ["send", "delivered", "--dry-run", "--format", "json", "--url", nowhere()]
    sent = dict(mhook(*line, env={"STAGING_AUTH": "Basic YTpi"}).objects[0]["headers"])
    assert (sent["X-One"], sent["Authorization"]) == ("1", "Basic YTpi")
    sent = dict(mhook(*line, "--header", "X-Two: 2").objects[0]["headers"])
    assert "X-One" not in sent
    assert sent["X-Two"] == "2"
    ran = mhook(*line)
    assert ran.code == USAGE
    assert "'STAGING_AUTH' is not set, which headers in mhook.toml:1 names for Authorization" in ran.err


def test_a_built_in_receiver_needs_no_url(mhook: Mhook, project: Path) -> None:
    """What contradicts an option that was given does not count, as if the file did not say it."""
    write(project, f'url = "{nowhere()}"\nwait-for = 1\nheaders = {{ X-One = "1" }}\n')
    ran = mhook("replay", "--against", "careful", "--no-journal")
    assert (ran.code, ran.err) == (0, "")


def test_a_resumed_run_is_not_changed(mhook: Mhook, project: Path) -> None:
    """A run goes on as it began, whatever the settings are by now, and no setting confirms anything of it."""
    assert mhook("replay", "--against", "careful").code == 0
    write(project, f'url = "{nowhere()}"\ntimeout = 3\nsuccess = "2xx"\nheaders = {{ X-One = "1" }}\nwait-for = 2\n')
    for line in (["replay", "--resume", "last"], ["runs", "resume", "last"]):
        ran = mhook(*line)
        assert (ran.code, ran.errors) == (0, []), line


def test_captures_keep_their_signatures(mhook: Mhook, project: Path) -> None:
    """A secret that a file names is there for what needs one: captures that are resent as they are need none."""
    (project / "secret.txt").write_text(SECRET, encoding="utf-8")
    (project / "captures.ndjson").write_bytes(mhook("generate", "delivered", "--signed").out)
    with Endpoint() as endpoint:
        write(project, f'url = "{endpoint.url}"\nsecret = "file:secret.txt"\nheaders = {{ X-One = "1" }}\n')
        without = {VARIABLE: None}
        assert mhook("captures", "import", "captures.ndjson", env=without).code == 0
        assert mhook("captures", "resend", "last", env=without).code == 0
        assert mhook("captures", "resend", "last", "--re-sign", env=without).code == 0
        assert mhook("send", "captures.ndjson", env=without).code == 0
        assert mhook("replay", "--capture", "last", "--no-journal", env=without).code == 0
    assert all(one.signed for one in endpoint.arrived)


def test_where_the_secret_is(mhook: Mhook, project: Path) -> None:
    """A reference of the file is followed from the file's folder, and several verify."""
    (project / "old.txt").write_text("old-secret", encoding="utf-8")
    write(project, 'secret = ["env:NEW", "file:old.txt"]\n')
    (project / "below").mkdir()
    without = {VARIABLE: None, "NEW": SECRET}
    new = mhook("generate", "opened", "--signed", env=without).out
    old = mhook("generate", "opened", "--signed", "--secret", "file:old.txt").out
    ran = mhook("verify", "-", "--format", "json", stdin=new + old, env=without)
    assert [one["verdict"] for one in ran.objects[:2]] == ["valid", "valid"]
    assert mhook("verify", "-", stdin=old).code == FAILED


def test_a_variable_goes_before_the_secret_of_the_file(mhook: Mhook, project: Path) -> None:
    """The secret of the environment goes before that of the file, and a note says so: the wrong one refuses all."""
    write(project, '[profile.staging]\nsecret = "env:STAGING"\n')
    line = ["send", "delivered", "--dry-run", "--url", nowhere(), "--profile", "staging"]
    ran = mhook(*line, env={"STAGING": "other"})
    assert ran.err == (
        f"mhook: note: the secret is that of {VARIABLE}, which goes before secret of the profile staging in "
        "mhook.toml:2; unset it for that one\n"
    )
    assert mhook(*line, "--secret", "env:STAGING", env={"STAGING": "other"}).err == ""
    assert mhook(*line, env={"STAGING": "other", VARIABLE: None}).err == ""
    assert mhook(*line, env={"STAGING": "other", "MHOOK_SECRET": "env:STAGING"}).err == ""


def test_a_secret_that_is_not_there_is_told_with_its_place(mhook: Mhook, project: Path) -> None:
    """An error about what a setting says names that setting."""
    write(project, 'secret = "env:STAGING"\n')
    ran = mhook("send", "delivered", "--dry-run", "--url", nowhere(), env={VARIABLE: None})
    assert ran.code == USAGE
    assert ran.error.startswith("the environment variable 'STAGING' is not set (secret in mhook.toml:1): set STAGING")
    ran = mhook("send", "delivered", "--dry-run", "--url", nowhere(), "--secret", "env:STAGING", env={VARIABLE: None})
    assert (ran.code, "mhook.toml" in ran.error) == (USAGE, False)
    write(project, '[check]\nselect = ["SIG999"]\n')
    ran = mhook("check", nowhere())
    assert (ran.code, "(check.select in mhook.toml:2)" in ran.error) == (USAGE, True)


def test_the_variable_never_holds_the_secret_itself(mhook: Mhook, project: Path) -> None:
    """MHOOK_SECRET refers to the secret; one that may be the secret is refused, and not repeated."""
    ran = mhook("generate", "opened", "--signed", env={"MHOOK_SECRET": SECRET})
    assert ran.code == USAGE
    assert ran.error.startswith("MHOOK_SECRET has to be env:NAME or file:PATH, and never the secret itself")


def test_store_and_runs(mhook: Mhook, project: Path) -> None:
    """The store and the runs lie where the file says, seen from its folder; verify still takes files by name."""
    write(project, 'store = "kept/captures.db"\nruns = "kept/runs"\n')
    (project / "captures.ndjson").write_bytes(mhook("generate", "delivered", "--signed").out)
    (project / "below").mkdir()
    assert mhook("captures", "path").text == f"{project / 'kept' / 'captures.db'}\n"
    assert mhook("captures", "import", "captures.ndjson").code == 0
    assert mhook("replay", "--against", "careful").code == 0
    assert (project / "kept" / "captures.db").is_file()
    assert list((project / "kept" / "runs").glob("*.db"))
    assert not (project / ".mhook").exists()
    assert mhook("verify", "captures.ndjson").code == 0
    assert mhook("verify").code == 0
    assert mhook("captures", "path", env={"MHOOK_STORE": "other.db"}).text == f"{project / 'other.db'}\n"
    assert mhook("captures", "path", "--store", "third.db").text == f"{project / 'third.db'}\n"


def test_numbers_and_words(mhook: Mhook, project: Path) -> None:
    """A setting does what its option does: the rule of success, and the number of seconds."""
    with Endpoint(202) as endpoint:
        write(project, f'url = "{endpoint.url}"\nsuccess = "2xx"\ntimeout = 5\n')
        assert mhook("send", "delivered").code == 0
        assert mhook("send", "delivered", "--success", "strict").code == FAILED
        assert mhook("send", "delivered", env={"MHOOK_SUCCESS": "strict"}).code == FAILED


def test_a_profile_lets_more_than_smoke_be_played(mhook: Mhook, project: Path) -> None:
    """The host that a profile names may be checked in full, and only with the URL that stands beside it."""
    write(
        project,
        '[profile.staging]\nurl = "https://staging.test/hook"\n'
        '[profile.staging.check]\nsuite = "full"\nauthorize = "staging.test"\n',
    )
    assert mhook("check", "--profile", "staging", "--dry-run").code == 0
    ran = mhook("check", "https://other.test/hook", "--profile", "staging", "--dry-run")
    assert (ran.code, "other.test is not localhost" in ran.error) == (USAGE, True)


def test_a_url_is_still_needed(mhook: Mhook, project: Path) -> None:
    """Without any, the command line and the config file are offered."""
    ran = mhook("check")
    assert (ran.code, ran.error.endswith("or write it down once: mhook init")) == (USAGE, True)
    assert ran.error.startswith("the argument URL is missing") or ran.error.startswith("URL is missing")


@pytest.mark.parametrize("line", [["send", "--help"], ["check", "--help"], ["events"], ["manual", "configuration"]])
def test_help_and_knowledge_need_no_settings(mhook: Mhook, project: Path, line: list[str]) -> None:
    """A broken file stands in nobody's way to the help, nor to what does not depend on it."""
    write(project, "url = \n")
    assert mhook(*line).code == 0
    assert mhook("send", "delivered", "--url", nowhere()).code == USAGE


def test_completion_needs_no_settings(mhook: Mhook, project: Path) -> None:
    """A shell is offered the profiles of the file and, where it is broken, nothing and no error."""
    asked = {"_MHOOK_COMPLETE": "complete_bash", "COMP_WORDS": "mhook send --profile ", "COMP_CWORD": "3"}
    write(project, "[profile.staging]\n[profile.local]\n")
    ran = mhook(env=asked)
    assert (ran.code, sorted(ran.lines)) == (0, ["local", "staging"])
    write(project, "url = \n")
    ran = mhook(env=asked)
    assert (ran.code, ran.out, ran.err) == (0, b"", "")


def test_completion_knows_the_store_of_the_file(mhook: Mhook, project: Path) -> None:
    """Captures are offered from where the settings say they are."""
    (project / "captures.ndjson").write_bytes(mhook("generate", "delivered", "--signed").out)
    write(project, 'store = "kept/captures.db"\n')
    assert mhook("captures", "import", "captures.ndjson").code == 0
    asked = {"_MHOOK_COMPLETE": "complete_bash", "COMP_WORDS": "mhook captures show ", "COMP_CWORD": "3"}
    assert "last" in mhook(env=asked).lines
