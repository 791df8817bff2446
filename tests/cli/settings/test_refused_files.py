"""What a config file may not say, in one line with its place: and no secret is repeated."""

import os
from pathlib import Path

import pytest

from tests.cli.calling import SECRET, Mhook

USAGE, INPUT = 2, 3
LINE = ("send", "delivered", "--dry-run", "--url", "http://127.0.0.1:1/")

REFUSED = {
    'ulr = "x"': "there is no setting 'ulr' in mhook.toml:1: did you mean url?",
    "\n[check]\nfail_on = 'error'": "there is no setting 'check.fail_on' in mhook.toml:3: did you mean check.fail-on?",
    "suite = 'full'": "there is no setting 'suite' in mhook.toml:1: did you mean check.suite?",
    "[profile.a]\ntimeuot = 3": "there is no setting 'timeuot' in mhook.toml:2: did you mean timeout?",
    "[profiles.a]": "there is no setting 'profiles' in mhook.toml:1: did you mean profile?",
    "[profile]\nurl = 'x'": "profile in mhook.toml:1 has to be a table of tables: begin each profile with a line like "
    "[profile.staging]",
    "check = 3": "check in mhook.toml:1 has to be a table: begin it with a line like [check]",
    "timeout = 'soon'": "timeout in mhook.toml:1 has to be a number, not 'soon': write it like 30",
    "timeout = true": "timeout in mhook.toml:1 has to be a number, not true: write it like 30",
    f"timeout = {'9' * 400}": "timeout in mhook.toml:1 has more than 64 bits: give a smaller number",
    f"wait-for = 0x{'f' * 5000}": "wait-for in mhook.toml:1 has more than 64 bits: give a smaller number",
    f"check.retries = -{'9' * 400}": "check.retries in mhook.toml:1 has more than 64 bits: give a smaller number",
    "timeout = nan": "timeout in mhook.toml:1 has to be a number, not nan: write it like 30",
    "timeout = 0": "timeout in mhook.toml:1 has to be from 0.001 to 86400, not 0: write it like 30",
    "wait-for = -1": "wait-for in mhook.toml:1 has to be at least 0, not -1: write it like 30",
    "check.retries = 1.0": "check.retries in mhook.toml:1 has to be a whole number, not 1.0: write it like 1",
    "success = '2XX'": "success in mhook.toml:1 has to be strict or 2xx, not '2XX': did you mean 2xx?",
    "success = ['2xx']": "success in mhook.toml:1 has to be strict or 2xx, not a list or a table: write it like "
    '"strict"',
    "url = 3": 'url in mhook.toml:1 has to be text: write it like "http://localhost:8000/webhook"',
    "url = ''": "url in mhook.toml:1 is empty: give a value, or leave the setting out",
    "url = 'localhost:8000'": "url in mhook.toml:1: the URL does not begin with http:// or https://: did you mean "
    "http://localhost:8000",
    "check.select = [3]": "check.select in mhook.toml:1 has to be text, or a list of such: write it like "
    '["SIG", "BYTES001"]',
    "check.accept = 3": "check.accept in mhook.toml:1 has to be a table: write it like "
    '{ SIG004 = { reason = "the proxy answers first", until = 2027-01-31 } }',
    "check.authorize = 'a.test'": "check.authorize in mhook.toml:1 holds for everybody, but has to be asked for: "
    "write it into a profile, like [profile.staging.check], for --profile staging",
    "insecure = true": "insecure cannot be set in mhook.toml:1: a file that came from elsewhere could then take off "
    "the protection of TLS: give --insecure to the command",
    "check.observe-cmd = 'rm'": "check.observe-cmd cannot be set in mhook.toml:1: a file that came from elsewhere "
    "could then run what it likes: give --observe-cmd to the command",
    "store = '../captures.db'": "store in mhook.toml:1 lies outside of the folder of that file: name a place below it; "
    "an option or a variable may name any other",
    "runs = '/tmp/runs'": "runs in mhook.toml:1 lies outside of the folder of that file: name a place below it; an "
    "option or a variable may name any other",
    "store = 'link/captures.db'": "store in mhook.toml:1 lies outside of the folder of that file: name a place below "
    "it; an option or a variable may name any other",
    "headers = { 'X Y' = '1' }": "headers in mhook.toml:1: 'X Y' is not the name of a header: write them like "
    '{ X-Trace = "42", Authorization = "env:STAGING_AUTHORIZATION" }',
    "[headers]\nContent-Length = '1'": "headers in mhook.toml:1: the header Content-Length cannot be set: it follows "
    "from the URL and the body",
    "url =": "mhook.toml is not valid TOML (at its end): text stands in quotation marks, and a table begins with a "
    "line like [check]",
    "\n\nurl = x": "mhook.toml is not valid TOML (line 3): text stands in quotation marks, and a table begins with "
    "a line like [check]",
    "urls = 'x'\n[[check]]": "there is no setting 'urls' in mhook.toml:1: did you mean url?",
}


@pytest.mark.parametrize(("text", "said"), REFUSED.items(), ids=REFUSED.keys())
def test_what_is_refused(mhook: Mhook, project: Path, text: str, said: str) -> None:
    """One line says what is wrong, in which file and line, and what to write; nothing is sent."""
    (project / "link").symlink_to("/tmp")
    (project / "mhook.toml").write_text(text, encoding="utf-8")
    ran = mhook(*LINE)
    assert (ran.code, ran.out, ran.error) == (USAGE, b"", said)


SECRETS = (
    f'secret = "{SECRET}"',
    f'secret = ["env:NAME", "{SECRET}"]',
    f'secret = "env:{SECRET}"',
    f'secret = {{ value = "{SECRET}" }}',
    f'[secret]\nvalue = "{SECRET}"',
    f'SECRET = "{SECRET}"',
    f'webhook_secret = "{SECRET}"',
    f'MAILEROO_WEBHOOK_SECRET = "{SECRET}"',
    f'check.signing-key = "{SECRET}"',
    f'[profile.staging]\nsecret = "{SECRET}"',
    f'headers = {{ Authorization = "Bearer {SECRET}" }}',
    f'headers = {{ X-Api-Key = "{SECRET}" }}',
    *(f'headers = {{ {name} = "{SECRET}" }}' for name in ("X-Pass", "X-Key", "XAuthToken", "x_private_key")),
    f'headers = {{ X-Other = "Bearer {SECRET}" }}',
    f'url = "https://user:{SECRET}@staging.test/"',
    f'secret = "{SECRET}',
    f"secret = {SECRET}",
    f'secret = "{SECRET}"\nsecret = "{SECRET}"',
)


@pytest.mark.parametrize("text", SECRETS)
@pytest.mark.parametrize("command", [LINE, ("config", "show"), ("config", "show", "--format", "json")])
def test_a_secret_itself_is_refused(mhook: Mhook, project: Path, text: str, command: tuple[str, ...]) -> None:
    """A secret that stands in a file is refused in any spelling, and never repeated: that is checked of every call."""
    (project / "mhook.toml").write_text(text, encoding="utf-8")
    ran = mhook(*command)
    assert (ran.code, ran.out) == (USAGE, b"")


def test_a_stdin_secret_is_for_the_command_line(mhook: Mhook, project: Path) -> None:
    """A file cannot make a command wait for its standard input."""
    (project / "mhook.toml").write_text('secret = "-"', encoding="utf-8")
    assert mhook(*LINE).error.startswith("secret in mhook.toml:1 has to be env:NAME or file:PATH")


NO_PROFILE = "there is no profile 'staging' (MHOOK_PROFILE), since there is no mhook.toml here: mhook init writes one"
VARIABLES = {
    "MHOOK_TIMEOUT": ("soon", "MHOOK_TIMEOUT has to be a number, not 'soon': write it like 30"),
    "MHOOK_SUCCESS": ("all", "MHOOK_SUCCESS has to be strict or 2xx, not 'all': write it like \"strict\""),
    "MHOOK_HEADERS": ("X-Trace", "MHOOK_HEADERS has to be lines like 'X-Trace: 42': write one header a line"),
    "MHOOK_PROFILE": ("staging", NO_PROFILE),
}


@pytest.mark.parametrize("name", VARIABLES)
def test_variables_are_held_to_the_same(mhook: Mhook, project: Path, name: str) -> None:
    """A variable that does not fit is refused by its name."""
    value, said = VARIABLES[name]
    ran = mhook(*LINE, env={name: value})
    assert (ran.code, ran.error) == (USAGE, said)


def test_a_variable_of_many_digits(mhook: Mhook, project: Path) -> None:
    """A whole number that no machine counts to is refused like any other wrong value."""
    ran = mhook("config", "show", env={"MHOOK_CHECK_RETRIES": "9" * 400})
    assert (ran.code, ran.error) == (USAGE, "MHOOK_CHECK_RETRIES has more than 64 bits: give a smaller number")


def test_profiles_that_there_are(mhook: Mhook, project: Path) -> None:
    """A wrong profile is refused with the nearest, or with all that there are."""
    (project / "mhook.toml").write_text("[profile.staging]\n[profile.local]\n", encoding="utf-8")
    ran = mhook(*LINE, "--profile", "stagign")
    assert ran.error == "there is no profile 'stagign' (--profile) in mhook.toml: did you mean staging?"
    assert mhook(*LINE, "--profile", "x").error.endswith("in mhook.toml: it has staging, local")
    (project / "mhook.toml").write_text("", encoding="utf-8")
    assert mhook(*LINE, "--profile", "x").error.endswith("it has none; begin one with [profile.NAME]")


def test_what_cannot_be_read(mhook: Mhook, project: Path) -> None:
    """A file that cannot be read is another error than one that says something wrong; none is waited for."""
    path = project / "mhook.toml"
    path.mkdir()
    assert (mhook(*LINE).code, mhook(*LINE).error.startswith("'mhook.toml' is not a file")) == (INPUT, True)
    path.rmdir()
    os.mkfifo(path)
    assert mhook(*LINE).code == INPUT
    path.unlink()
    path.write_bytes(b"# \xff\n")
    assert (mhook(*LINE).code, "not UTF-8" in mhook(*LINE).error) == (USAGE, True)
    path.write_bytes(b"x" * (4 * 1024 * 1024 + 1))
    assert mhook(*LINE).code == INPUT
    path.write_text("url = " + "[" * 100_000, encoding="utf-8")
    assert mhook(*LINE).code == USAGE


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads everything")
def test_what_may_not_be_read(mhook: Mhook, project: Path) -> None:
    """A file without the right to read it is told as such."""
    (project / "mhook.toml").write_text("", encoding="utf-8")
    (project / "mhook.toml").chmod(0)
    assert mhook(*LINE).code == INPUT


def test_an_error_as_an_object(mhook: Mhook, project: Path) -> None:
    """With --format json an error about a file is an object too."""
    (project / "mhook.toml").write_text("ulr = 1", encoding="utf-8")
    ran = mhook(*LINE, "--format", "json")
    assert ran.talk[0]["hint"] == "did you mean url?"


def test_names_of_a_file_stay_one_line(mhook: Mhook, project: Path) -> None:
    """What a file says is not obeyed by a terminal: that is checked of every call."""
    (project / "mhook.toml").write_text('"\\u001b[31m\\n\\u202e" = 1\n', encoding="utf-8")
    assert mhook(*LINE).code == USAGE
    (project / "mhook.toml").write_text(
        '["profile"."\\u001b[31m\\n\\u202e"]\n[check]\nbudget = "\\u001b[2J"\n', "utf-8"
    )
    assert mhook("config", "show").code == 0
    assert mhook(*LINE, "--profile", "x").code == USAGE
