"""The manual's receivers in Python are correct as they are printed; those in other languages are in ``languages``."""

from pathlib import Path

import pytest

from tests.docs.pages import page
from tests.docs.receiver_checks import SECRET, check_receiver, check_without_secret
from tests.docs.receiver_page import Program, page_receivers

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("secret_is_set")]
RECEIVERS = page_receivers()
PYTHON = ("Flask", "FastAPI", "Django")


def test_the_page_has_a_receiver_for_each_framework() -> None:
    """All six are found on the page, so that none goes untested."""
    assert list(RECEIVERS) == [*PYTHON, "Express", "Go", "PHP"]


@pytest.mark.parametrize("name", ["README", "getting-started"])
def test_a_tour_has_the_same_receiver_for_flask(name: str) -> None:
    """What the tours print is the receiver that is tested here, to the letter."""
    (shown,) = [block.text for block in page(name).blocks("python") if "def is_signed" in block.text]
    assert shown + "\n" == RECEIVERS["Flask"].source


@pytest.mark.parametrize("title", PYTHON)
def test_a_receiver_stores_each_event_once_and_nothing_else(
    title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It answers 200 to all that is signed, 401 to each bad signature and 413 to what is too large, and lives on."""
    with Program(RECEIVERS[title], tmp_path, SECRET) as program:
        check_receiver(program, tmp_path, capsys)


@pytest.mark.parametrize("secret", [None, ""], ids=["unset", "empty"])
@pytest.mark.parametrize("title", PYTHON)
def test_a_receiver_without_a_secret_refuses_everything(
    title: str, secret: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It answers 401 and stores nothing, also where somebody signs with an empty secret."""
    with Program(RECEIVERS[title], tmp_path, secret) as program:
        check_without_secret(program, tmp_path, capsys)
