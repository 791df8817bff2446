"""What all tests share: an environment that is the same everywhere, and Hypothesis without a deadline."""

import os
import shutil
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.certificates import Certificates, make_certificates

_FOREIGN = (
    "CLICOLOR_FORCE",
    "COLUMNS",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "GITHUB_STEP_SUMMARY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "LINES",
    "MAILEROO_WEBHOOK_SECRET",
    "NO_COLOR",
    "PY_COLORS",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "http_proxy",
    "https_proxy",
)

# Where it is set, each process of Python that a test starts measures its coverage, which takes longer than it runs.
_MEASURING = "COVERAGE_PROCESS_CONFIG"
_measured = pytest.StashKey[str | None]()

# A deadline measures the machine, and here many tests share it. What runs where CI is set is otherwise kept.
settings.register_profile("mhook", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("mhook")


@pytest.fixture(scope="session", autouse=True)
def _environment(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[None]:
    """Hide the developer's variables, cache and key from every test, and from every program that a test starts."""
    pytestconfig.stash[_measured] = os.environ.get(_MEASURING)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(_MEASURING, raising=False)
        for name in (*_FOREIGN, *(one for one in os.environ if one.startswith("MHOOK_"))):
            patch.delenv(name, raising=False)
        patch.setenv("MHOOK_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("MHOOK_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        # What a test keeps without saying where must not lie in the folder that the tests stand in.
        patch.setenv("MHOOK_RUNS", str(tmp_path_factory.mktemp("runs")))
        yield


@pytest.fixture(scope="module")
def measured_processes(pytestconfig: pytest.Config) -> Iterator[None]:
    """Let the processes that a module's tests start count for the coverage: for code that runs in them alone."""
    with pytest.MonkeyPatch.context() as patch:
        if value := pytestconfig.stash[_measured]:
            patch.setenv(_MEASURING, value)
        yield


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Make certificates that are good, expired, of the future, and for another name."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    return make_certificates(tmp_path_factory.mktemp("certificates"))
