"""``--insecure`` says what it gives up, in each command that has it."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import Mhook
from tests.cli.store import captured, fill
from tests.receivers.raw import closed_port

NOTE = "--insecure accepts any certificate: whoever is on the way can read and change what is sent, signatures included"


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("option", ["--insecure", "-k"])
@pytest.mark.parametrize(
    "words",
    [
        "send opened --url {url}",
        "replay opened --no-journal --attempts 1 --url {url}",
        "captures resend last --url {url}",
        "listen --port 0 --store / --forward-to {url}",  # the note comes before the refusal
    ],
)
def test_the_risk_is_told(words: str, option: str, form: str, mhook: Mhook, project: Path) -> None:
    """It is told once, as every other note is; without the option, or without any certificate, nothing is said."""
    fill(project / ".mhook" / "captures.db", captured(1))

    def told(url: str, *options: str) -> int:
        ran = mhook(*words.format(url=url).split(), "--format", form, *options)
        assert ran.code == (3 if "listen" in words else 4)
        notes = [json.loads(one).get("note", "") for one in ran.err.splitlines()] if form == "json" else [ran.err]
        return sum(one.count(NOTE) for one in notes)

    place = f"127.0.0.1:{closed_port()}/"
    assert [told(f"https://{place}", option), told(f"https://{place}"), told(f"http://{place}", option)] == [1, 0, 0]


def test_the_risk_of_a_look_for_effects(mhook: Mhook) -> None:
    """A URL that is asked for effects has a certificate too."""
    place = f"127.0.0.1:{closed_port()}/"
    line = ["replay", "opened", "--no-journal", "--attempts", "1", "--url", f"http://{place}", "--insecure"]
    assert NOTE in mhook(*line, "--observe-url", f"HTTPS://{place}").err
    assert NOTE not in mhook(*line, "--observe-url", f"http://{place}").err
