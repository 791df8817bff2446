"""Every wrong signature of an event, one request each. What is wrong with them is made in ``webhook``."""

from typing import Any, NamedTuple

from maileroo_cli.library.argument.checking import wrong
from maileroo_cli.library.event import Event
from maileroo_cli.library.request import DEFAULT_URL, WebhookRequest
from maileroo_cli.webhook.signing.signature import SecretLike, as_secret
from maileroo_cli.webhook.signing.tamper import BadSignature


class BadRequest(NamedTuple):
    """A request that a correct receiver refuses: ``name`` says what is wrong with its signature.

    >>> from maileroo_cli import make_event
    >>> name, request = bad_signatures(make_event("delivered", seed=1), "secret")[0]
    >>> name, "x-maileroo-signature" in request.headers
    ('missing', False)
    """

    name: str
    request: WebhookRequest


def bad_signatures(event: Event[Any], secret: SecretLike, url: str = DEFAULT_URL) -> list[BadRequest]:
    """Return ``event`` once with each wrong signature there is, in a fixed order: a test for each of them.

    >>> from maileroo_cli import make_event
    >>> [bad.name for bad in bad_signatures(make_event("delivered"), "secret")][:4]
    ['missing', 'empty', 'wrong-secret', 'flipped-bit']

    It goes into ``pytest.mark.parametrize`` as it is. The names are those of :class:`BadSignature`;
    ``event.request(secret, bad=name)`` makes one. ``url`` is absolute, or a path on ``http://localhost``. An empty
    secret or a wrong ``url`` raises :class:`UsageError`.
    """
    __tracebackhide__ = True
    secret = as_secret(secret)
    if not isinstance(event, Event):
        raise wrong("event", event, 'give an Event, as make_event("delivered") makes one')
    return [BadRequest(str(kind), event.request(secret, url, bad=kind)) for kind in BadSignature]
