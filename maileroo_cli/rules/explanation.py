"""What is told of a rule besides its title. Texts are in ``texts`` of a family's folder, code is in ``lesson``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleText:
    """What ``mhook rules explain`` teaches of one rule, each in one to three plain sentences.

    ``sent`` says what is sent, ``correct`` what a correct receiver answers, ``cost`` what the mistake costs in
    production, in numbers where there are any, ``false_alarms`` where a finding is no mistake (empty where there is no
    such case), ``seen`` where the mistake was met. ``lesson`` names the code that shows it wrong and right. ``fix``
    says what to do about a finding where the title of the lesson does not say it.
    """

    sent: str
    correct: str
    cost: str
    seen: str
    lesson: str
    false_alarms: str = ""
    fix: str = ""


def find_text(rule_id: str) -> RuleText | None:
    """Return what is told of a rule; ``None`` where nothing is. Only the texts of its family are imported."""
    from importlib import import_module
    from importlib.util import find_spec

    name = f"maileroo_cli.rules.{_FOLDERS[rule_id.rstrip('0123456789')]}.texts"
    if find_spec(name) is None:
        return None
    text: RuleText | None = import_module(name).TEXTS.get(rule_id)
    return text


_FOLDERS = {
    "SIG": "signature",
    "BYTES": "encoding",
    "SHAPE": "shape",
    "DELIVERY": "arrival",
    "EFFECT": "effect",
    "WHY": "layer",
}
