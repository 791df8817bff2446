"""The secret of a test run: where it comes from, what takes its place, and that no failure shows it."""

from pathlib import Path

import pytest

from maileroo_cli.integrations.pytest.secret import TEST_SECRET, SecretText, shown_nowhere
from maileroo_cli.webhook.signing.secret import MASK, Secret
from tests.integrations.pytest.conftest import Run, outcomes

SHOWN = 'def test_secret(maileroo_secret): print("it is", str(maileroo_secret))'
HIDDEN = "hush-hush-1"


def test_without_any_it_is_a_known_one(run: Run) -> None:
    """Where nobody names a secret, tests sign with one that everybody may know."""
    run(SHOWN, "-s").stdout.fnmatch_lines([f"*it is {TEST_SECRET}*"])


def test_the_environment_names_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable that mhook reads is read here too, since the application reads the same."""
    monkeypatch.setenv("MAILEROO_WEBHOOK_SECRET", "from the environment")
    run(SHOWN, "-s").stdout.fnmatch_lines(["*it is from the environment*"])


def test_the_header_says_which_one_signs(run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names where the secret comes from, and shows none but the one that everybody may know."""
    for name in ("MHOOK_SECRET", "MAILEROO_WEBHOOK_SECRET"):
        monkeypatch.delenv(name, raising=False)
    run(SHOWN).stdout.fnmatch_lines([f"maileroo: the secret is the test secret {TEST_SECRET}, unless *"])
    monkeypatch.setenv("MAILEROO_WEBHOOK_SECRET", HIDDEN)
    run(SHOWN).stdout.fnmatch_lines(["maileroo: the secret is that of MAILEROO_WEBHOOK_SECRET, unless *"])
    pytester.makeini(f"[pytest]\nmaileroo_secret = {HIDDEN}")
    run(SHOWN).stdout.fnmatch_lines(["maileroo: the secret is that of maileroo_secret in pytest's settings, unless *"])
    result = run(SHOWN, f"--maileroo-secret={HIDDEN}")
    result.stdout.fnmatch_lines(["maileroo: the secret is that of --maileroo-secret, unless *"])
    assert HIDDEN not in result.stdout.str()


def test_an_application_without_one_is_told_where_it_is(run: Run) -> None:
    """An application that verifies with nothing is given what the tests sign with."""
    source = """
        from maileroo_cli import verify
        def app(environ, start_response):
            verify(environ["wsgi.input"].read(), environ["HTTP_X_MAILEROO_SIGNATURE"], "")
        def test_it(maileroo_send, maileroo_event):
            maileroo_send(maileroo_event(), to=app)
    """
    result = run(source)
    result.stdout.fnmatch_lines(["*the secret is empty: give your application that of the fixture maileroo_secret"])


def test_settings_come_before_the_environment(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file in pytest's settings is named from where they lie, whatever the working directory."""
    monkeypatch.setenv("MAILEROO_WEBHOOK_SECRET", "from the environment")
    pytester.makeini("[pytest]\nmaileroo_secret = file:hidden/secret.txt")
    pytester.mkdir("hidden").joinpath("secret.txt").write_text("from the file\n")
    run(SHOWN, "-s").stdout.fnmatch_lines(["*it is from the file*"])
    monkeypatch.chdir(pytester.mkdir("elsewhere"))
    pytester.runpytest_inprocess("-s", "..").stdout.fnmatch_lines(["*it is from the file*"])


def test_the_option_comes_first(run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line says it in the forms that mhook takes."""
    pytester.makeini("[pytest]\nmaileroo_secret = of the settings")
    monkeypatch.setenv("OTHER", "of another variable")
    run(SHOWN, "-s", "--maileroo-secret=env:OTHER").stdout.fnmatch_lines(["*it is of another variable*"])
    run(SHOWN, "-s", "--maileroo-secret=itself").stdout.fnmatch_lines(["*it is itself*"])


WRONG = pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("env:NOT_SET", "{}: the environment variable 'NOT_SET' is not set: give env:NAME, file:PATH"),
        ("file:none.txt", "{}: cannot read the secret's file "),
        ("-", "{} cannot come from the standard input"),
    ],
    ids=["variable", "file", "stdin"],
)


@WRONG
def test_a_wrong_option_ends_the_run(run: Run, reference: str, told: str) -> None:
    """An option that names no secret is a usage error in one line, before any test runs."""
    result = run(SHOWN, f"--maileroo-secret={reference}")
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    assert result.stderr.lines[0].startswith(f"ERROR: {told.format('--maileroo-secret')}")
    assert [line for line in result.stderr.lines[1:] if line] == []


@WRONG
def test_a_wrong_setting_fails_what_needs_it(run: Run, pytester: pytest.Pytester, reference: str, told: str) -> None:
    """A setting that names no secret fails the tests that need one, with one line and no traceback of ours."""
    pytester.makeini(f"[pytest]\nmaileroo_secret = {reference}")
    result = run(f"{SHOWN}\ndef test_other(): pass")
    assert outcomes(result) == {"errors": 1, "passed": 1}
    assert told.format("maileroo_secret") in result.stdout.str()
    assert "def maileroo_secret" not in result.stdout.str()


@pytest.mark.parametrize("options", [(), ("--maileroo-secret=",)], ids=["variable", "option"])
def test_an_empty_one_is_none(run: Run, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]) -> None:
    """An empty secret would sign what anybody sends: it is an error, not a reason to take the known one."""
    monkeypatch.setenv("MAILEROO_WEBHOOK_SECRET", "")
    result = run(SHOWN, *options)
    assert result.ret is not pytest.ExitCode.OK
    assert " is empty: give env:NAME, file:PATH, or the secret itself" in result.stdout.str() + result.stderr.str()


def test_a_fixture_of_the_same_name_takes_its_place(run: Run, pytester: pytest.Pytester) -> None:
    """All other fixtures sign with the secret that the user's conftest returns, of whatever scope and type it is."""
    pytester.makeconftest("import pytest\n@pytest.fixture\ndef maileroo_secret(): return b'of the conftest'")
    source = """
        from maileroo_cli import verify
        def test_signed(maileroo_request):
            request = maileroo_request("opened")
            assert verify(request.body, request.headers["x-maileroo-signature"], "of the conftest").valid
    """
    assert outcomes(run(source, "--maileroo-secret=another")) == {"passed": 1}


def test_a_failure_shows_no_secret(run: Run) -> None:
    """Neither local variables nor comparisons tell the secret, in any style of tracebacks."""
    source = """
        def test_local(maileroo_secret, maileroo_request, maileroo_event):
            request, event = maileroo_request(bad="secret-itself"), maileroo_event()
            headers = request.headers
            assert request is event
        def test_equal(maileroo_secret):
            assert maileroo_secret == "another"
        def test_within(maileroo_secret):
            assert maileroo_secret in ["another"]
        def test_not_within(maileroo_secret):
            assert "-1" not in maileroo_secret
        def test_requests(maileroo_request):
            assert maileroo_request(bad="secret-itself") == maileroo_request(bad="secret-itself")
        def test_headers(maileroo_request):
            assert maileroo_request(bad="secret-itself").headers == {}
        def test_wrong(maileroo_request):
            maileroo_request("bounced", bad="none such")
    """
    for options in (("--tb=long", "-vv"), ("--tb=short",), ("--tb=native",), ("--full-trace",)):
        result = run(source, "--showlocals", f"--maileroo-secret={HIDDEN}", *options)
        assert outcomes(result) == {"failed": 7}
        assert HIDDEN not in result.stdout.str() + result.stderr.str()


def test_it_is_text_all_the_same() -> None:
    """An application is configured with it as with any text, and bytes that are no UTF-8 come back as they were."""
    secret = shown_nowhere(Secret(HIDDEN))
    assert (repr(secret), f"{secret}", secret.encode()) == (f"'{MASK}'", HIDDEN, HIDDEN.encode())
    assert isinstance(secret, SecretText)
    assert shown_nowhere(Secret(b"\xff\xfe")).encode("utf-8", "surrogateescape") == b"\xff\xfe"


def test_a_comparison_of_others_is_explained_as_ever(run: Run, tmp_path: Path) -> None:
    """Other assertions keep the explanation that pytest gives."""
    result = run("def test_it(maileroo_event):\n    assert 'abc' == 'abd'")
    result.stdout.fnmatch_lines(["*- abd*", "*+ abc*"])
