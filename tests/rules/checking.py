"""Checking receivers in tests: in this process, over real sockets."""

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from maileroo_cli.operation.check.results import CheckSummary
from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.operation.check.settings import CheckSettings
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.rules.catalogue import Suite, select_rules
from maileroo_cli.rules.definition import Family
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.signing.secret import Secret
from tests.receivers.correct import SECRET, CorrectReceiver
from tests.receivers.insight import ReceiverObserver, RecipientState, hooks_of

NOW = 1_796_000_000.0
_BROKEN = Path(__file__).parent.parent / "receivers" / "broken"


def make_settings(url: str, select: Sequence[str] = (), seed: int = 1) -> CheckSettings:
    """Return the settings of a check of the full suite, or of the rules that are named.

    Nothing is waited for: a receiver of the tests does its work before it answers.
    """
    return CheckSettings(
        Endpoint(parse_target(url), timeout=5.0),
        url,
        Secret(SECRET, "test"),
        select_rules(Suite.FULL, select),
        seed,
        "c0ffee00",
        NOW,
        limit=60.0,
        settle=0.0,
    )


def check(receiver: CorrectReceiver, select: Sequence[str] = (), **changes: object) -> CheckSummary:
    """Check a receiver that is running, with all that rules may need, and return what all came to."""
    insight = {"observer": ReceiverObserver(receiver), "state": RecipientState(receiver), "hooks": hooks_of(receiver)}
    run = CheckRun(replace(make_settings(receiver.url, select), **(insight | changes)))  # type: ignore[arg-type]
    for _ in run:
        pass
    return run.summary


def findings(summary: CheckSummary) -> set[str]:
    """Return the ids of the rules of which there is a finding; which layer refused is not among them."""
    return {one.rule.id for one in summary.findings if one.rule.family is not Family.LAYER}


def broken_receivers() -> list[type[CorrectReceiver]]:
    """Return every receiver in ``tests/receivers/broken`` that breaks a rule."""
    modules = [import_module(f"tests.receivers.broken.{path.stem}") for path in sorted(_BROKEN.glob("*.py"))]
    kinds = [kind for module in modules for kind in vars(module).values() if isinstance(kind, type)]
    return [kind for kind in dict.fromkeys(kinds) if issubclass(kind, CorrectReceiver) and kind.breaks]
