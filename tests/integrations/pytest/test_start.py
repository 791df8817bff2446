"""What the plugin costs those who do not use it, and what it says of itself."""

import inspect
import re
import subprocess
import sys

import pytest

from maileroo_cli.integrations.pytest import plugin
from tests.integrations.pytest.conftest import Run, outcomes

OURS = {
    "maileroo_cli",
    "maileroo_cli.integrations",
    "maileroo_cli.integrations.pytest",
    "maileroo_cli.integrations.pytest.plugin",
}
"""What every start of pytest loads of ours."""

TOLD = "import pytest, sys; before = set(sys.modules); import {}; print(*sorted(set(sys.modules) - before))"


def test_the_plugin_imports_nothing() -> None:
    """Beside pytest, it is one module in its folders: nothing of the library, and nothing of the standard library."""
    command = [sys.executable, "-c", TOLD.format(plugin.__name__)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == OURS


def test_a_run_that_uses_nothing_loads_nothing(run_apart: Run, pytester: pytest.Pytester) -> None:
    """Collecting and running tests, a failing comparison and a summary load no more than the start does."""
    pytester.makeconftest("""
        import sys
        def pytest_unconfigure(config):
            print("loaded", *sorted(name for name in sys.modules if name.startswith("maileroo_cli")))
    """)
    pytester.makepyfile("def test_it():\n    assert 'a' == 'b'")
    result = run_apart()
    assert outcomes(result) == {"failed": 1}
    (line,) = [line for line in result.stdout.lines if line.startswith("loaded ")]
    assert set(line.split()[1:]) == OURS


def test_no_fixture_is_used_uncalled(run: Run) -> None:
    """A test that asks for nothing is given nothing."""
    result = run("def test_it(request): print('has', request.fixturenames)", "-s")
    result.stdout.fnmatch_lines(["*has ?'request'?*"])


def test_every_name_begins_with_maileroo(pytestconfig: pytest.Config, run: Run) -> None:
    """Options and settings of other plugins are not in the way of ours."""
    result = run("", "--help")
    text = result.stdout.str()
    group = text.partition("Maileroo's webhooks:")[2].partition("\n\n")[0]
    options = re.findall(r"^  (-\S+?)[= \n]", group, re.MULTILINE)
    names = ("check", "path", "secret", "fail-on", "seed", "select", "ignore")
    assert options == [f"--maileroo-{name}" for name in names]
    settings = [f"maileroo_{option.removeprefix('--maileroo-').replace('-', '_')}" for option in options]
    assert [name for name in settings if f"  {name} (" not in text] == []


def test_every_fixture_is_told(run: Run) -> None:
    """``pytest --fixtures`` lists each with a sentence, and a section of its own."""
    text = run("", "--fixtures", "-v").stdout.str()
    names = [name for name in vars(plugin) if name.startswith("maileroo_")]
    assert len(names) == 9
    for name in names:
        assert re.search(rf"^{name}\b.* -- .*\n    (Return|A) ", text, re.MULTILINE), name


def test_it_can_be_left_out(run: Run) -> None:
    """``-p no:maileroo`` leaves it out, whole."""
    result = run("def test_it(maileroo_secret): pass", "-p", "no:maileroo")
    assert outcomes(result) == {"errors": 1}
    result.stdout.fnmatch_lines(["*fixture 'maileroo_secret' not found*"])


def test_the_hooks_are_plain_functions() -> None:
    """No hook of the plugin itself wraps those of others: what a check adds is added where one is asked for."""
    hooks = {name for name, value in vars(plugin).items() if name.startswith("pytest_") and inspect.isfunction(value)}
    assert hooks == {"pytest_addoption", "pytest_configure", "pytest_report_header", "pytest_assertrepr_compare"}
