"""JSON is written anew in the manner of many encoders."""

from maileroo_cli.webhook.diagnosis.candidates.json.encoder import ENCODERS, NUMBERS
from maileroo_cli.webhook.signing.escape import ESCAPES


def test_all_is_known_of_each_encoder() -> None:
    """What an encoder does to strings and what it does to numbers are told of each."""
    assert {escape for _, escape, _ in ENCODERS} == set(ESCAPES) == set(NUMBERS)
