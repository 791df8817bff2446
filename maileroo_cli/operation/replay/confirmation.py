"""What has to be named again before a run goes on that this user did not make here, such as its command and target.

A run's file may come from elsewhere, in a folder that was unpacked, and says which command is run and where to send.
"""

from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.capture.formats.curl.shell_word import quote_text
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.errors import UsageError
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.run.folder import run_id, runs_option
from maileroo_cli.transport.run.origin.key import read_key
from maileroo_cli.transport.run.origin.user_folder import STATE_VARIABLE, state_folder
from maileroo_cli.webhook.text.shown import show


class Confirmation(NamedTuple):
    """The options of a run that somebody gave again; ``None`` or false where one was not given."""

    observe_cmd: str | None = None
    observe_url: str | None = None
    cacert: str | None = None
    insecure: bool = False
    url: str | None = None
    app: str | None = None


class _Option(NamedTuple):
    """One of them: what the run has, what was given, and what the run does with it if that has to be confirmed."""

    name: str
    held: str | bool | None
    given: str | bool | None
    deed: str = ""

    @property
    def differs(self) -> bool:
        """Whether something else was given than the run has."""
        return bool(self.given or self.given == "") and self.given != self.held

    @property
    def has_to_be_given(self) -> bool:
        """Whether the run has it, and it was not given."""
        return bool(self.deed) and (self.given is None or self.given is False)

    @property
    def words(self) -> str:
        """The option as it is typed in a shell."""
        return self.name if isinstance(self.held, bool) else f"{self.name} {quote_text(self.held or '')}"


def check_confirmation(path: Path, given: Confirmation, plan: RunPlan, own: bool) -> bool:
    """Raise ``UsageError`` unless the run at ``path`` may go on: it is this user's ``own``, or was confirmed.

    What was given has to be what the run has, in any case. Returns whether it is not one's own and was confirmed.
    """
    options = _options(plan, given)
    for one in options:
        if one.differs:
            raise _differing(path, one, own)
    asked = [one for one in options if one.deed]
    if own or not any(one.has_to_be_given for one in asked):
        return bool(asked) and not own
    *deeds, last = [one.deed for one in asked]
    does = f"{', '.join(deeds)} and {last}" if deeds else last
    resume = f"mhook runs resume {run_id(path)}{runs_option(path.parent)}"
    raise UsageError(
        f"{_unrecognised(path)}, and it {does}",
        f"if you want that, confirm it: {resume} {' '.join(one.words for one in asked)}",
    )


def _options(plan: RunPlan, given: Confirmation) -> tuple[_Option, ...]:
    """Return all options; those have a deed that let a run reach beyond this machine, or read and run what is on it."""
    command, file = plan.observe_cmd is not None, plan.cacert is not None
    is_inside = bool(plan.app) and (plan.observe_url or "").startswith("/")
    asks, sends = _reaches_out(plan.observe_url) and not is_inside, _reaches_out(plan.url or None) and not plan.app
    return (
        _Option("--app", plan.app or None, given.app, f"runs the code of {show(plan.app)}" if plan.app else ""),
        _Option(
            "--observe-cmd", _bare(plan.observe_cmd), _bare(given.observe_cmd), "runs a command" if command else ""
        ),
        _Option("--observe-url", plan.observe_url, given.observe_url, _deed("asks", plan.observe_url) if asks else ""),
        _Option("--cacert", plan.cacert, given.cacert, "trusts a certificate file" if file else ""),
        _Option("--insecure", plan.insecure, given.insecure, "does not verify certificates" if plan.insecure else ""),
        _Option("--url", plan.url or None, given.url, _deed("sends to", plan.url) if sends else ""),
    )


def _reaches_out(url: str | None) -> bool:
    if url is None:
        return False
    try:
        return not parse_target(url).is_loopback
    except UsageError:
        return True


def _deed(verb: str, url: str | None) -> str:
    try:
        return f"{verb} {show(parse_target(url or '').place)}"
    except UsageError:
        return f"{verb} {show(_host(url or ''))!r}"


def _host(url: str) -> str:
    """Return the host of a URL that nothing can be sent to as it is; where none is found, the URL."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def _unrecognised(path: Path) -> str:
    run = f"the run {run_id(path)!r}"
    if read_key() is not None:
        return f"{run} was not made by you on this machine, or has been changed"
    folder = state_folder()
    why = "there is no folder for your key" if folder is None else f"there is no key in {short_name(folder)!r}"
    return f"{run} cannot be recognised as yours ({why}; {STATE_VARIABLE} sets the folder)"


def _differing(path: Path, option: _Option, own: bool) -> UsageError:
    run = f"the run {run_id(path)!r}"
    if option.held is None or option.held is False:
        return UsageError(f"{run} has no {option.name}", "leave it out")
    return UsageError(
        f"{option.name} is {show(str(option.given))!r}, but {run} has another",
        f"{'remove it, or give' if own else 'give'} the run's own: {option.words}",
    )


def _bare(command: str | None) -> str | None:
    """Leave out newlines at the end, which are nothing to a shell."""
    return None if command is None else command.rstrip("\n")
