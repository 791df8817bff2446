"""What the tests of the manual's receivers share."""

import pytest

from tests.docs.receiver_checks import SECRET


@pytest.fixture
def secret_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the secret in the environment, as the manual says; a receiver gets its own."""
    monkeypatch.setenv("MAILEROO_WEBHOOK_SECRET", SECRET)
