"""Test runs within tests: a folder of its own for each, in which pytest runs with the plugin and with few others."""

from collections.abc import Callable, Iterator

import pytest

# What a run within this process imports it also forgets, and would import again: so it is imported here.
import maileroo_cli.integrations.pytest.making
import maileroo_cli.integrations.pytest.secret  # noqa: F401

OTHERS = ("anyio", "asyncio", "faker", "hypothesispytest", "locust", "pytest_cov", "randomly", "xdist")
"""Plugins that are installed here, and that few of these tests are about."""

Run = Callable[..., pytest.RunResult]


@pytest.fixture(autouse=True)
def _few_plugins(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let runs within tests have no plugins but ours; it comes after pytester, which forgets what was set before."""
    if "pytester" in request.fixturenames:
        request.getfixturevalue("pytester")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_ADDOPTS", " ".join(f"-p no:{name}" for name in OTHERS))
        for name in ("CI", "BUILD_NUMBER"):  # there pytest shows its summary uncut
            patch.delenv(name, raising=False)
        yield


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    """Return a function that writes a test file and runs pytest on it in this process, with the options given."""

    def run_in_process(source: str, *options: str, name: str = "test_it") -> pytest.RunResult:
        pytester.makepyfile(**{name: source})
        return pytester.runpytest_inprocess("-p", "no:cacheprovider", *options)

    return run_in_process


@pytest.fixture
def run_apart(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs pytest in a process of its own, beside the other plugins that are named."""

    def run_in_subprocess(*options: str, beside: tuple[str, ...] = ()) -> pytest.RunResult:
        left_out = [f"-p no:{name}" for name in OTHERS if name not in beside]
        monkeypatch.setenv("PYTEST_ADDOPTS", " ".join(left_out))
        for name in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_XDIST_TESTRUNUID"):
            monkeypatch.delenv(name, raising=False)
        return pytester.runpytest_subprocess(*options, timeout=120)

    return run_in_subprocess


def outcomes(result: pytest.RunResult) -> dict[str, int]:
    """Return how many tests came to which outcome."""
    return {name: number for name, number in result.parseoutcomes().items() if name not in ("warning", "warnings")}
