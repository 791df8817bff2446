"""The bytes of a load's requests, as ``send`` puts them on the wire. All but what differs is written once."""

from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.errors import UsageError
from maileroo_cli.transport.client.request_head import encode_head
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.signing.request import METHOD, Request, webhook_headers
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_DIGITS, SIGNATURE_HEADER, Signer
from maileroo_cli.webhook.signing.tamper import BadSignature, tamper

REFUSED_KINDS = (
    BadSignature.WRONG_SECRET,
    BadSignature.MISSING,
    BadSignature.FLIPPED_BIT,
    BadSignature.EMPTY,
    BadSignature.OTHER_BODY,
    BadSignature.TRUNCATED,
    BadSignature.NON_ASCII,
)
"""The bad signatures that every receiver has to refuse; the secret itself is not sent so often."""

_PLACE = b"\x01" * SIGNATURE_DIGITS
_LENGTH = b"Content-Length: 0\r\n\r\n"


class RequestWriter:
    """Writes the requests of one plan.

    Headers that HTTP cannot carry, or that differ from request to request, raise ``UsageError``.
    """

    def __init__(self, plan: LoadPlan, secret: Secret) -> None:
        self._secret, self._sign = secret, Signer(secret).sign
        self._target, self._headers = parse_target(plan.url), plan.headers
        names = {name.lower() for name, _ in plan.headers}
        for name in (SIGNATURE_HEADER, "content-length"):
            if name in names:
                raise UsageError(f"the header {name} cannot be set", "each request of a load has one of its own")
        head = encode_head(self._request((_PLACE.decode(),), b""), self._target)
        self._before, _, rest = head.partition(_PLACE)
        self._between = rest.removesuffix(_LENGTH)

    def write(self, body: bytes) -> bytes:
        """Return the whole request of an event with a valid signature."""
        return b"%b%b%bContent-Length: %d\r\n\r\n%b" % (
            self._before,
            self._sign(body).encode(),
            self._between,
            len(body),
            body,
        )

    def write_bad(self, kind: BadSignature, body: bytes) -> bytes:
        """Return the whole request of an event whose signature is wrong in the way of ``kind``."""
        return encode_head(self._request(tamper(kind, body, self._secret), body), self._target) + body

    def _request(self, signatures: tuple[str, ...], body: bytes) -> Request:
        return Request(METHOD, self._target.url, webhook_headers(signatures, self._headers), body)
