"""What the parser refuses is said in the words of the help."""

import pytest

from tests.cli.calling import Mhook

SAID = {
    "send --count 0 --url x": "--count has to be at least 1, not 0: see mhook send --help",
    "listen --port 99999": "--port has to be from 0 to 65535, not 99999: see mhook listen --help",
    "listen --timeout soon": "--timeout has to be a number, not 'soon': see mhook listen --help",
    "generate --seed 1.5": "--seed has to be a whole number, not '1.5': see mhook generate --help",
    "verify --format xml": "--format has to be text, json, junit or github, not 'xml': see mhook verify --help",
    "events --format JSON": "--format has to be text or json, not 'JSON': did you mean json?",
    "send opened": "--url is missing: say where to send: --url http://localhost:8000/webhook, "
    "or write it down once: mhook init",
    "send --url": "--url needs a value: URL: see mhook send --help",
    "send --count": "--count needs a number: see mhook send --help",
    "send --named=yes --url x": "--named takes no value: see mhook send --help",
    "send --bad missing": "there is no option --bad: did you mean --bad-signature?",
    "send --faults 503 --url x": "there is no option --faults: mhook replay has it",
    "send --fault 1=503 --url x": "there is no option --fault: mhook replay has it",
    "captures resend --clock real": "there is no option --clock: mhook replay has it",
    "captures list --sicne 2h": "there is no option --sicne: did you mean --since?",
    "captures resend last": "--url is missing: say where to send: --url http://localhost:8000/webhook, "
    "or write it down once: mhook init",
    "captures show": "ID is missing: name a capture, like last",
    "captures diff": "the first ID is missing: name two captures, like last~1 last",
    "captures diff last": "the second ID is missing: name two captures, like last~1 last",
    "captures timeline": "REFERENCE_ID is missing: name a mail by its message_reference_id, or a capture of it, like "
    "last",
    "captures import": "FILE|DIR|- is missing: name a file or a folder, or - for the standard input",
    "runs show": "RUN is missing: name a run, like last",
    "runs resume": "RUN is missing: name a run, like last",
    "events opened clicked": "there are too many arguments: clicked: see mhook events --help",
    "events opened -s two words": "there is no option -s: see mhook events --help",
    "sign a -s two words": "there are too many arguments (a secret with spaces needs quotes): see mhook sign --help",
}


@pytest.mark.parametrize(("line", "said"), SAID.items(), ids=SAID.keys())
def test_what_is_said(mhook: Mhook, line: str, said: str) -> None:
    """One line names the option, what it has to be and what it is, and ends with the nearest name or the help."""
    ran = mhook(*line.split())
    assert (ran.code, ran.out, ran.error) == (2, b"", said)


def test_a_long_value_is_cut(mhook: Mhook) -> None:
    """What was given is repeated, but not for pages."""
    assert len(mhook("generate", "--seed", "9" * 50_000).error) < 200
