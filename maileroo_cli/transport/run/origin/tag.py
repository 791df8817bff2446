"""The tag of a run: an HMAC, with the user's key, over all that decides what a run does. It is no secret.

That is its plan, and what each delivery sends. Attempts are not in it: they only say what has been done of that.
"""

import hmac
from collections.abc import Iterable, Iterator

from maileroo_cli.delivery.replay.records import Delivery
from maileroo_cli.webhook.signing.signature import tags_equal

_LABEL = b"mhook run 1\n"


class RunTagger:
    """Makes the tag of one run from the text of its plan and its deliveries, in their order."""

    def __init__(self, key: bytes, plan: str) -> None:
        self._hmac = hmac.new(key, _LABEL + ascii(plan).encode(), "sha256")

    def follow(self, deliveries: Iterable[Delivery]) -> Iterator[Delivery]:
        """Yield the deliveries on their way to the file, and take each into the tag."""
        update = self._hmac.update
        for one in deliveries:
            update(_head(one))
            update(one.request.body)
            yield one

    def tag(self) -> str:
        """Return the tag of what was taken, in hexadecimal."""
        return self._hmac.hexdigest()


def is_made_with(key: bytes, plan: str, deliveries: Iterable[Delivery], tag: str) -> bool:
    """Tell whether ``tag`` is that of this plan and these deliveries, so that nobody without the key changed them."""
    return tags_equal(make_tag(key, plan, deliveries).encode(), tag.encode("utf-8", "surrogatepass"))


def make_tag(key: bytes, plan: str, deliveries: Iterable[Delivery]) -> str:
    """Return the tag of a run that is there already."""
    tagger = RunTagger(key, plan)
    for _ in tagger.follow(deliveries):
        pass
    return tagger.tag()


def _head(one: Delivery) -> bytes:
    """Return all of a delivery but its body in one spelling; enums and numbers become what a file gives back."""
    request = one.request
    pairs = [(str(name), str(value)) for name, value in request.headers]
    head = (int(one.index), str(one.event_type), str(one.event_id), float(one.offset))
    return ascii((*head, str(request.method), str(request.url), pairs, len(request.body))).encode()
