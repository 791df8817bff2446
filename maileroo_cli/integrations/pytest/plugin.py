"""The pytest plugin itself: its options and settings, and its fixtures.

pytest loads this at each start, also where nobody uses it: so nothing else is imported here, and each fixture imports
what it is made of. What a check adds is in ``collecting``, which is loaded where a check is asked for.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maileroo_cli.integrations.pytest.making import EventMaker, LifecycleMaker, RequestMaker
    from maileroo_cli.integrations.pytest.sending import BoundSender, ReplayStarter
    from maileroo_cli.library.captures.listening import Listener

EVENT_TYPES = ("accepted", "delivered", "rejected", "deferred", "failed", "opened", "clicked", "complained")
BAD_SIGNATURES = (
    "missing",
    "empty",
    "wrong-secret",
    "flipped-bit",
    "truncated",
    "uppercase",
    "prefixed",
    "base64",
    "secret-itself",
    "other-body",
    "doubled",
    "non-ascii",
    "trailing",
    "trailing-list",
    "whitespace",
)

RULES = "maileroo-check"
"""What rules that are run as tests are named after."""

TEST_SECRET = "maileroo-test-secret"  # noqa: S105  (one that everybody may know)
"""That of ``secret``, which is imported where it is needed."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, and the settings that stand for them in pytest's own file."""
    group = parser.getgroup("maileroo", "Maileroo's webhooks")
    for name, metavar, text in (
        ("check", "APP", "Check a receiver: module:app in process, or a URL of this machine. Each rule is a test."),
        ("path", "PATH", "Where the application takes webhooks: /webhook without it."),
        ("secret", "SECRET", "The webhook's secret: env:NAME, file:PATH, or the secret itself."),
        (
            "fail-on",
            "SEVERITY",
            "Fail a rule for a finding of this severity or worse: error without it, warning, or info.",
        ),
        ("seed", "NUMBER", "Draw other events, as different as the number: 0 without it."),
    ):
        group.addoption(f"--maileroo-{name}", metavar=metavar, default=None, help=text)
        parser.addini(f"maileroo_{name.replace('-', '_')}", f"{text} Like --maileroo-{name}.", default="")
    for name, text in (
        ("select", "Check these rules alone: ids, ranges or families, like SIG,BYTES001. Repeatable."),
        ("ignore", "Leave out these rules. Repeatable."),
    ):
        group.addoption(f"--maileroo-{name}", metavar="RULES", action="append", default=[], help=text)
        parser.addini(f"maileroo_{name}", f"{text} Like --maileroo-{name}.", type="args", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Refuse options that cannot be; where a check is asked for, load what collects its rules."""
    option = config.option
    if option.help:
        return
    if any(getattr(option, f"maileroo_{name}") is not None for name in ("path", "secret", "fail_on", "seed")):
        from maileroo_cli.integrations.pytest.options import check_options

        check_options(config)
    wanted = option.maileroo_check
    if sum(str(one).partition("=")[0] == "--maileroo-check" for one in config.invocation_params.args) > 1:
        raise pytest.UsageError("--maileroo-check is given twice: check one receiver in a run")
    if config.getini("maileroo_check") if wanted is None else wanted:
        from maileroo_cli.integrations.pytest.collecting import add_check

        add_check(config)
    elif option.maileroo_select or option.maileroo_ignore:
        raise pytest.UsageError("--maileroo-select and --maileroo-ignore choose rules of --maileroo-check")
    elif any(str(one).partition("::")[0] == RULES for one in config.args) and not os.path.exists(RULES):
        raise pytest.UsageError(f"{RULES} stands for the rules of a check: add --maileroo-check=module:app")


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say which secret signs; where rules are checked, their own line says it."""
    if config.pluginmanager.hasplugin("maileroo-check"):
        return None
    if config.option.maileroo_secret is not None:
        source = "that of --maileroo-secret"
    elif config.getini("maileroo_secret"):
        source = "that of maileroo_secret in pytest's settings"
    else:
        variables = [name for name in ("MHOOK_SECRET", "MAILEROO_WEBHOOK_SECRET") if name in os.environ]
        source = f"that of {variables[0]}" if variables else f"the test secret {TEST_SECRET}"
    return f"maileroo: the secret is {source}, unless a fixture of yours returns another"


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Show no secret where a test compares it with something else."""
    if getattr(left, "is_maileroo_secret", False) or getattr(right, "is_maileroo_secret", False):
        return [f"{left!r} {op} {right!r}", "(what a secret is compared with is not shown)"]
    return None


@pytest.fixture(scope="session")
def maileroo_secret(pytestconfig: pytest.Config) -> str:
    """Return the webhook's secret, a text whose repr does not show it.

    It is that of --maileroo-secret, of maileroo_secret in pytest's settings, or of MAILEROO_WEBHOOK_SECRET in the
    environment; where none of these is set it is maileroo-test-secret. A fixture of this name in your conftest.py
    takes the place of this one, and all others use yours.
    """
    from maileroo_cli.integrations.pytest.failing import in_a_fixture
    from maileroo_cli.integrations.pytest.secret import find_secret, shown_nowhere

    return shown_nowhere(in_a_fixture(find_secret, pytestconfig))


@pytest.fixture
def maileroo_event(request: pytest.FixtureRequest) -> EventMaker:
    """Return a function that makes events: ``maileroo_event("clicked", set={…})``, as ``make_event`` does.

    Each event of each test is another one, and all are the same each time the tests run.
    """
    from maileroo_cli.integrations.pytest.making import EventMaker

    return EventMaker.of(request)


@pytest.fixture
def maileroo_request(request: pytest.FixtureRequest, maileroo_event: EventMaker, maileroo_secret: str) -> RequestMaker:
    """Return a function that makes signed requests: ``maileroo_request("delivered", bad="flipped-bit")``.

    It takes an event, or the type of one and all that ``maileroo_event`` takes. ``maileroo_request.from_file(path)``
    reads the requests that mhook captures export --as fixture has written.
    """
    from maileroo_cli.integrations.pytest.making import RequestMaker

    return RequestMaker.of(request, maileroo_event, maileroo_secret)


@pytest.fixture
def maileroo_lifecycle(request: pytest.FixtureRequest) -> LifecycleMaker:
    """Return a function that makes all events of a mail, in order: ``maileroo_lifecycle("engaged")``."""
    from maileroo_cli.integrations.pytest.making import LifecycleMaker

    return LifecycleMaker.of(request)


@pytest.fixture(params=EVENT_TYPES)
def maileroo_event_type(request: pytest.FixtureRequest) -> str:
    """Return the name of an event type: a test that asks for it runs once for each."""
    name: str = request.param
    return name


@pytest.fixture(params=BAD_SIGNATURES)
def maileroo_bad_signature(request: pytest.FixtureRequest) -> str:
    """Return the name of a bad signature: a test that asks for it runs once for each."""
    name: str = request.param
    return name


@pytest.fixture
def maileroo_send(maileroo_secret: str, pytestconfig: pytest.Config) -> BoundSender:
    """Return a function that sends a request or an event: ``maileroo_send(what, to=app)``, as ``send`` does.

    ``to`` is an ASGI or WSGI application, a reference to one like ``"shop.main:app"``, or a URL.
    """
    from maileroo_cli.integrations.pytest.sending import BoundSender

    return BoundSender.of(pytestconfig, maileroo_secret)


@pytest.fixture
def maileroo_replay(maileroo_secret: str, pytestconfig: pytest.Config) -> Iterator[ReplayStarter]:
    """Return a function that delivers events with retries: ``maileroo_replay(events, to=app)``, as ``replay`` does."""
    from maileroo_cli.integrations.pytest.sending import ReplayStarter

    with ReplayStarter.of(pytestconfig, maileroo_secret) as starter:
        yield starter


@pytest.fixture
def maileroo_receiver(request: pytest.FixtureRequest, maileroo_secret: str) -> Iterator[Listener]:
    """Return a receiver for tests of a sender: it listens on a port of its own, and keeps what it gets.

    It answers 200, or what an indirect parameter says: ``parametrize("maileroo_receiver", [["503", "200"]],
    indirect=True)``, as ``Listener`` takes it.
    """
    from maileroo_cli.integrations.pytest.failing import in_a_fixture
    from maileroo_cli.library.captures.listening import Listener

    with in_a_fixture(Listener, maileroo_secret, getattr(request, "param", 200)) as listener:
        yield listener
