"""Probes for tests of what rules send: nothing goes anywhere."""

from random import Random

from maileroo_cli.operation.check.sample import SAMPLE_MARKER, SAMPLE_SECRET, SAMPLE_URL
from maileroo_cli.rules.probe import Probe, ProbeSettings
from maileroo_cli.webhook.generation.vocabulary import Vocabulary
from maileroo_cli.webhook.signing.secret import Secret
from tests.rules.checking import NOW

_WORDS = Vocabulary("en_US", (("Ada Lovelace", "ada.lovelace"),), ("spring", "news"), ("acme", "globex"))


def make_probe(seed: int = 1) -> Probe:
    """Return a probe that makes the same requests for the same seed."""
    settings = ProbeSettings(SAMPLE_URL, Secret(SAMPLE_SECRET, "test"), SAMPLE_MARKER, NOW, _WORDS)
    return Probe(settings, Random(seed))
