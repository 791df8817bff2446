"""What all tests share: an environment that is the same everywhere, and Hypothesis without a deadline."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

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

# A deadline measures the machine, and here many tests share it. What runs where CI is set is otherwise kept.
settings.register_profile("mhook", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("mhook")


@pytest.fixture(scope="session", autouse=True)
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hide the developer's variables, cache and key from every test, and from every program that a test starts."""
    with pytest.MonkeyPatch.context() as patch:
        for name in _FOREIGN:
            patch.delenv(name, raising=False)
        patch.setenv("MHOOK_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("MHOOK_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        yield
