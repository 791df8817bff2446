"""Beside other plugins: in several processes, in random order, asynchronous, and with nothing left behind."""

import re
from pathlib import Path

import pytest

from tests.integrations.pytest.applications import FLASK, STARLETTE
from tests.integrations.pytest.conftest import Run, outcomes
from tests.integrations.pytest.suites import ASYNCHRONOUS, CONFTEST, EVERY_FIXTURE

pytestmark = pytest.mark.slow

CHECK = ("--maileroo-check=receiver:app", "--maileroo-select=SIG001-008")
ALL = ("anyio", "asyncio", "faker", "hypothesispytest", "randomly", "xdist")
STRICT = ("-p", "no:cacheprovider", "-W", "error")


def left(folder: Path) -> dict[str, str]:
    """Return what each process of a run has left behind."""
    return {path.stem.removeprefix("left-"): path.read_text() for path in folder.glob("left-*.txt")}


@pytest.mark.parametrize("application", [FLASK, STARLETTE], ids=["WSGI", "ASGI"])
def test_all_of_it_works_beside_all_of_them(run_apart: Run, pytester: pytest.Pytester, application: str) -> None:
    """Two processes run every fixture and some rules in random order: no warning, no socket and no thread is left."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(
        receiver=application, test_fixtures=EVERY_FIXTURE.replace("NUMBER", "3"), test_asynchronous=ASYNCHRONOUS
    )
    result = run_apart("-n", "2", *STRICT, "-o", "asyncio_default_fixture_loop_scope=function", *CHECK, beside=ALL)
    assert outcomes(result) == {"passed": 4 * 3 + 2 + 8}
    assert left(pytester.path) == dict.fromkeys(["gw0", "gw1", "main"], "nothing")
    assert not (pytester.path / "network.txt").exists()


def test_an_installed_locust_changes_nothing(run_apart: Run, pytester: pytest.Pytester) -> None:
    """Locust's plugin stands beside ours: its options and fixtures are others, and it is not imported."""
    pytest.importorskip("pytest_locust", reason="Locust is not installed")
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(receiver=FLASK, test_fixtures=EVERY_FIXTURE.replace("NUMBER", "1"))
    result = run_apart(*STRICT, *CHECK, "-H", "http://localhost", beside=("locust",))
    assert outcomes(result) == {"passed": 4 + 8}
    assert left(pytester.path) == {"main": "nothing"}


def test_events_are_the_same_in_every_order_and_process(run_apart: Run, pytester: pytest.Pytester) -> None:
    """What a test draws depends on its name alone."""
    pytester.makepyfile("""
        import pathlib, pytest
        @pytest.mark.parametrize("number", range(6))
        def test_it(maileroo_event, number):
            pathlib.Path(f"drawn-{number}").open("a").write(f"{maileroo_event().id} {maileroo_event().id}\\n")
    """)
    for options in (("-n", "2"), ("-p", "randomly", "-p", "no:xdist"), ()):
        assert outcomes(run_apart("-p", "no:cacheprovider", *options, beside=("randomly", "xdist"))) == {"passed": 6}
    drawn = [path.read_text().splitlines() for path in pytester.path.glob("drawn-*")]
    assert [len(set(lines)) for lines in drawn] == [1] * 6
    assert len({line for lines in drawn for line in lines}) == 6


def test_a_wrong_check_is_told_once(run_apart: Run, pytester: pytest.Pytester) -> None:
    """With several processes it is the same one line, before any of them runs a test."""
    pytester.makepyfile(test_it="def test_it(): pass")
    result = run_apart("-n", "1", "--maileroo-check=nothing:app", beside=("xdist",))
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    assert [line for line in result.stderr.lines if line] == [
        "ERROR: --maileroo-check: there is no module 'nothing': run this in the folder from which your server starts"
    ]
    assert not re.search("INTERNALERROR|Traceback", result.stdout.str())


def test_settings_ask_for_a_check_in_several_processes(run_apart: Run, pytester: pytest.Pytester) -> None:
    """Whether the settings' check is made is decided once, and is the same in each process."""
    pytester.makeini("[pytest]\nmaileroo_check = receiver:app\nmaileroo_select = SIG001-003\ntestpaths = own")
    pytester.makepyfile(receiver=FLASK)
    pytester.mkdir("own").joinpath("test_it.py").write_text("def test_it(): pass")
    assert outcomes(run_apart("-n", "1", beside=("xdist",))) == {"passed": 4}
    assert outcomes(run_apart("-n", "1", "own", "maileroo-check::SIG002", beside=("xdist",))) == {"passed": 2}
    assert outcomes(run_apart("-n", "1", "own", beside=("xdist",))) == {"passed": 1}
