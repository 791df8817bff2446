"""``mhook config show``: what holds, where it comes from, and never a secret."""

from pathlib import Path

from tests.cli.calling import VARIABLE, Mhook, check_printable

TEXT = """\
url = "https://staging.test/hook?token=abc"
timeout = 12.5
headers = { X-Trace = "42", Authorization = "env:AUTH" }

[check]
select = ["SIG", "BYTES001"]
accept = { SIG004 = { reason = "known", until = 2027-01-31 } }

[profile.staging]
secret = "env:STAGING"
check.suite = "smoke"
"""


def test_each_value_with_its_origin(mhook: Mhook, project: Path) -> None:
    """Every setting has a line: its value as it was written, and what says it."""
    (project / "mhook.toml").write_text(TEXT, encoding="utf-8")
    variables = {VARIABLE: None, "MHOOK_CHECK_FAIL_ON": "warning", "AUTH": "Bearer hidden", "STAGING": "hidden"}
    ran = mhook("config", "show", "--profile", "staging", env=variables)
    assert ran.code == 0
    check_printable(ran)
    assert ran.lines[0] == "Settings of mhook.toml, profile staging:"
    rows = {line.split()[0]: " ".join(line.split()[1:]) for line in ran.lines[2:]}
    assert rows["url"] == "file, line 1 https://staging.test/hook?…"
    assert rows["timeout"] == "file, line 2 12.5"
    assert rows["headers"] == "file, line 3 X-Trace: 42, Authorization: env:AUTH"
    assert rows["secret"] == "profile, line 10 env:STAGING"
    assert rows["check.suite"] == "profile, line 11 smoke"
    assert rows["check.select"] == "file, line 6 SIG, BYTES001"
    assert rows["check.accept"] == "file, line 7 SIG004"
    assert rows["check.fail-on"] == "MHOOK_CHECK_FAIL_ON warning"
    assert rows["success"] == "default strict"
    assert rows["wait-for"] == "not set -"
    assert "hidden" not in ran.text


def test_as_objects(mhook: Mhook, project: Path) -> None:
    """Each setting is an object; its place can be opened as it stands."""
    (project / "mhook.toml").write_text(TEXT, encoding="utf-8")
    ran = mhook("config", "show", "--format", "json")
    shown = {one["setting"]: one for one in ran.objects}
    assert shown["timeout"] == {
        "schema": "mhook.setting/1",
        "setting": "timeout",
        "value": "12.5",
        "origin": "file",
        "origin_place": "mhook.toml:2",
        "profile": None,
        "variable": "MHOOK_TIMEOUT",
    }
    assert (shown["secret"]["origin"], shown["secret"]["origin_place"]) == ("environment", VARIABLE)
    assert (shown["wait-for"]["origin"], shown["wait-for"]["value"]) == ("default", None)


def test_without_a_file(mhook: Mhook, project: Path) -> None:
    """Defaults hold, and what makes a file is named; a mistyped variable is noted."""
    ran = mhook("config", "show", env={"MHOOK_ULR": "http://127.0.0.1:1/", "MHOOK_CACHE_DIR": "/nowhere"})
    assert ran.lines[0] == "There is no config file here: mhook init writes one."
    assert ran.err == "mhook: note: there is no setting for the variable MHOOK_ULR: did you mean MHOOK_URL?\n"


def test_which_profiles_there_are(mhook: Mhook, project: Path) -> None:
    """Without a profile the ones to choose from are named."""
    (project / "mhook.toml").write_text(TEXT, encoding="utf-8")
    assert mhook("config", "show").lines[0] == "Settings of mhook.toml, without a profile (it has staging):"
