"""What is needed to send a storm and is in no file. What is sent, and when, is in its plan."""

from dataclasses import dataclass, field

from maileroo_cli.delivery.storm.live.plan import StormPlan
from maileroo_cli.errors import UsageError
from maileroo_cli.operation.storm.watching import SettleTerms
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.observer.look import Observer
from maileroo_cli.transport.observer.state import StateObserver
from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.text.shown import show


@dataclass(frozen=True, slots=True)
class StormTerms:
    """What is needed to send a storm and is in no file: the secret, headers, and who looks for effects and states."""

    secret: Secret
    trust: Trust = field(default_factory=Trust)
    observer: Observer | None = None
    state: StateObserver | None = None
    settle: SettleTerms = field(default_factory=SettleTerms)
    wait: float | None = None
    headers: Headers = ()


def check_headers(plan: StormPlan, terms: StormTerms) -> None:
    """Raise ``UsageError`` where the headers of a storm are not given again: their values are in no file."""
    wanted = sorted(name.lower() for name in plan.header_names)
    if wanted == sorted(name.lower() for name, _ in terms.headers):
        return
    if not wanted:
        raise UsageError("--header cannot change a resumed storm, which began with none", "leave it out")
    names = ", ".join(show(name) for name in plan.header_names)
    raise UsageError(
        f"this storm goes on with the headers it began with: {names}",
        "give each of them again with --header: their values are in no file",
    )
