"""The words of reports and errors for who asks in Python: arguments where the command line has options."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from maileroo_cli.errors import MhookError

_PHRASES = (
    (re.compile(r"--seed (\d+) --marker \w+"), r"seed=\1"),
    (
        re.compile(r"compare its secret with --secret;.*--computed FILE", re.IGNORECASE),
        "Give your application and the test the same secret, in pytest that of the fixture maileroo_secret",
    ),
    (re.compile(r"options that were not given"), "arguments that were not given"),
    (re.compile(r"--header 'Authorization: …'"), 'headers={"Authorization": …}'),
    (re.compile(r"--header 'Host: (\w+)'"), r'headers={"Host": "\1"}'),
    (re.compile(r"--cacert FILE"), "verify=FILE"),
    (re.compile(r"(give (?:its|the authority's) file) with --cacert"), r"\1 as verify"),
    (re.compile(r"an observer \(--observe-…\)"), "effects=…"),
    (re.compile(r"leave out --(asgi|wsgi)"), r'leave out kind="\1"'),
    (re.compile(r"--insecure"), "verify=False"),
    (re.compile(r"--observe-cmd(?: or --observe-url)?|--observe-url"), "effects"),
    (re.compile(r"--state-cmd(?: or --state-url)?|--state-url"), "state"),
)
"""What is more than another word, or comes before one."""

_ARGUMENTS = {
    "--allow-no-effect": "allow_no_effect",
    "--attempts": "attempts",
    "--authorize": "authorize",
    "--break-cmd": "break_store",
    "--budget": "budget",
    "--cacert": "verify",
    "--clock": "clock",
    "--concurrency": "concurrency",
    "--effect-of": "effect_types",
    "--fault": "faults",
    "--fault-rate": "fault_rate",
    "--fault-seed": "fault_seed",
    "--faults": "faults",
    "--header": "headers",
    "--ignore": "ignore",
    "--max-time": "limit",
    "--mend-cmd": "mend_store",
    "--rate": "rate",
    "--restart-cmd": "restart",
    "--schedule": "schedule",
    "--secret": "secret",
    "--secret-cmd": "set_secrets",
    "--seed": "seed",
    "--select": "select",
    "--settle": "settle",
    "--suite": "suite",
    "--timeout": "timeout",
    "--together": "together",
    "--url": "to",
}
"""The argument that each option is."""

_OPTION = re.compile(r"--[a-z][a-z-]*[a-z]")


def in_python(text: str) -> str:
    """Return a text whose options are arguments; one that the library does not have stays as it is."""
    if "--" not in text and "options" not in text:
        return text
    for pattern, words in _PHRASES:
        text = pattern.sub(words, text)
    return _OPTION.sub(lambda found: _ARGUMENTS.get(found[0], found[0]), text)


@contextmanager
def python_wording() -> Iterator[None]:
    """Let errors that leave the block speak of arguments."""
    try:
        yield
    except MhookError as error:
        error.message, error.hint = in_python(error.message), in_python(error.hint)
        error.args = (error.message,)
        raise
