"""The options of every command that can send into an application in this process instead of to a URL."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated, NamedTuple

from typer import Option

from maileroo_cli.capture.formats.curl.shell_word import quote_text
from maileroo_cli.cli.option.shared import OptionGroup, note_insecure
from maileroo_cli.cli.settings.defaults import IN_PROCESS_URL
from maileroo_cli.errors import InputError, MhookError, UsageError
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.transport.client.target import Target, parse_target
from maileroo_cli.transport.client.tls import Trust

if TYPE_CHECKING:
    from maileroo_cli.cli.option.endpoint import ConnectionOptions
    from maileroo_cli.transport.app.interface.application import Application
    from maileroo_cli.webhook.signing.secret import Secret

APPLICATION = "Application in process"


class AppOptions(OptionGroup):
    """The application that is called instead of a URL."""

    app: Annotated[
        str | None,
        Option(
            "--app",
            metavar="MODULE:APP",
            help="Call this application in this process, with no server and no port: shop.main:app, or a factory like "
            "shop.main:create_app(). The URL then needs only its path; without one it is /webhook.",
            show_default=False,
            rich_help_panel=APPLICATION,
        ),
    ] = None
    asgi: Annotated[
        bool, Option("--asgi", help="Call it as ASGI, if that is not recognised.", rich_help_panel=APPLICATION)
    ] = False
    wsgi: Annotated[
        bool, Option("--wsgi", help="Call it as WSGI, if that is not recognised.", rich_help_panel=APPLICATION)
    ] = False
    app_output: Annotated[
        bool,
        Option(
            "--app-output",
            help="Show on stderr what the application prints.",
            rich_help_panel=APPLICATION,
        ),
    ] = False

    @property
    def kind(self) -> str:
        """Which interface it has, where that was said."""
        return "asgi" if self.asgi else "wsgi" if self.wsgi else ""

    @property
    def words(self) -> str:
        """What names the application on a command line; empty where there is none."""
        if self.app is None:
            return ""
        return f"--app {quote_text(self.app)}{' --asgi' if self.asgi else ''}{' --wsgi' if self.wsgi else ''}"


class OpenTarget(NamedTuple):
    """Where requests go: ``url`` in full, and the ``application`` that gets them, if one does."""

    url: str
    target: Target
    application: "Application | None"


@contextmanager
def open_target(url: str, options: AppOptions, useless: Mapping[str, object] | None = None) -> Iterator[OpenTarget]:
    """Yield where to send; an application runs as long as the block.

    ``useless`` are options that only apply to a URL, by name: one that is given with an application raises
    ``UsageError``, as do options that need an application and have none.
    """
    if options.app is None:
        _refuse_alone(options)
        yield OpenTarget(url, parse_target(url), None)
        return
    for name, value in (useless or {}).items():
        if value:
            raise UsageError(f"{name} has no meaning with --app", "leave it out: nothing is connected to")
    if options.asgi and options.wsgi:
        raise UsageError("--asgi and --wsgi cannot both be given", "give one of them")
    full = f"http://localhost{url}" if url.startswith("/") else url
    target = parse_target(full)
    with open_named(options.app, options.kind, shows=options.app_output) as application:
        yield OpenTarget(full, target, application)


@contextmanager
def open_wanted(
    url: str | None, options: AppOptions, useless: Mapping[str, object] | None = None
) -> Iterator[OpenTarget | None]:
    """Yield where to send as :func:`open_target` does, and nothing where neither a URL nor an application is named."""
    if url is None and options.app is None:
        _refuse_alone(options)
        yield None
        return
    with open_target(url or IN_PROCESS_URL, options, useless) as opened:
        yield opened


@contextmanager
def open_endpoint(
    url: str,
    connection: "ConnectionOptions",
    options: AppOptions,
    note: Callable[[str], None],
    *,
    wait_for: float | None = None,
) -> "Iterator[Endpoint]":
    """Yield where ``send`` and its like send to; what cannot be raises ``UsageError``."""
    useless = {
        "--wait-for": wait_for is not None,
        "--cacert": connection.cacert is not None,
        "--insecure": connection.insecure,
    }
    with open_target(url, options, useless) as (_, target, application):
        note_insecure(connection.insecure, [url], note)
        yield Endpoint(target, connection.timeout, Trust(connection.cacert, connection.insecure), application)


@contextmanager
def open_named(reference: str, kind: str, *, shows: bool = False) -> "Iterator[Application]":
    """Yield the application that a ``reference`` names; what it prints is left out, unless somebody ``shows`` it."""
    from maileroo_cli.transport.app.kind import AppKind
    from maileroo_cli.transport.app.opening import make_application
    from maileroo_cli.transport.app.output import separate_output

    found = AppKind(kind) if kind else None
    with separate_output(shows=shows) as output, ExitStack() as stack:
        try:
            application = stack.enter_context(make_application(reference, found))
        except InputError as error:
            if isinstance(error.__cause__, SystemExit) and not shows:  # what it printed before says why
                error.hint = "--app-output shows what it printed"
            raise
        output.is_starting = False
        yield application


@contextmanager
def without_secret(reference: str | None, options: AppOptions | None = None) -> Iterator[None]:
    """Let an application that is imported and started in this block tell no secret in its errors.

    What is wrong with the ``reference`` is told where the secret is needed.
    """
    if options is not None and options.app is None:
        yield
        return
    from maileroo_cli.transport.app.hiding import hiding

    with hiding(*_secrets_at_hand(reference)):
        yield


def _secrets_at_hand(reference: str | None) -> "list[Secret]":
    """Return the secrets that are named or set, if any; a stream can be read once, and is left to whom it is for."""
    from maileroo_cli.transport.file.secret import default_references, load_secrets_if_any

    try:
        references = default_references() if reference is None else [reference]
        if any(one == "-" or (one.startswith("file:") and not os.path.isfile(one[5:])) for one in references):
            return []
        return load_secrets_if_any([] if reference is None else [reference], lambda _: None)
    except MhookError:
        return []


def _refuse_alone(options: AppOptions) -> None:
    """Raise ``UsageError`` where an option needs an application that was not named."""
    if name := next((one for one in ("asgi", "wsgi", "app_output") if getattr(options, one)), None):
        raise UsageError(f"--{name.replace('_', '-')} only applies to an application", "add --app")
