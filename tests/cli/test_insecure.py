"""``--insecure`` says what it gives up, in each command that has it."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import Mhook
from tests.cli.endpoint import Endpoint
from tests.cli.store import captured, fill

NOTE = "--insecure accepts any certificate: whoever is on the way can read and change what is sent, signatures included"


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("option", ["--insecure", "-k"])
@pytest.mark.parametrize(
    "words", ["send opened", "replay opened --no-journal", "captures resend last", "listen --port 0"]
)
def test_the_risk_is_told(words: str, option: str, form: str, mhook: Mhook, project: Path) -> None:
    """It is told once, as every other note is; without the option nothing is said."""
    fill(project / ".mhook" / "captures.db", captured(1))
    with Endpoint(200) as endpoint:
        line = [*words.split(), "--format", form]
        line += ["--store", "/"] if "listen" in words else ["--url", endpoint.url]  # the note comes before the refusal
        ran, silent = mhook(*line, option), mhook(*line)
    assert ran.code == silent.code == (3 if "listen" in words else 0)
    told = [json.loads(one).get("note", "") for one in ran.err.splitlines()] if form == "json" else [ran.err]
    assert sum(one.count(NOTE) for one in told) == 1
    assert "certificate" not in silent.err
