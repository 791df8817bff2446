"""What a status of 400 and more usually means for a webhook, and what to do about it."""

from collections.abc import Mapping
from types import MappingProxyType

STATUS_HINTS: Mapping[int, str] = MappingProxyType(
    {
        101: "it wants to switch protocols: check that this is not the path of a WebSocket",
        400: "it could not read the request: its log says what it disliked",
        401: "if the signature is good, compare the receiver's secret with --secret, and let it hash the raw body",
        402: "whoever hosts the receiver wants to be paid: look at its plan",
        403: "look at its signature check and secret; a CSRF check or a firewall answers like this too",
        404: "nothing is at this path: compare the URL with the receiver's routes",
        405: "the path is there but does not allow POST: allow POST on this route",
        406: "it wants another Accept header: a webhook should not depend on one",
        407: "a proxy wants a password: let webhooks pass it",
        408: "it gave up waiting for the request: look at its log, and at the proxy before it",
        409: "it says that this conflicts with what it has: answer 200 to a duplicate",
        410: "nothing is at this path any more: compare the URL with the receiver's routes",
        411: "it, or a proxy before it, did not see a Content-Length: look at the proxy",
        413: "the body is too large for it: raise its limit, and that of the proxy before it",
        414: "the URL is too long for it: use a shorter one",
        415: "it does not accept application/json: allow it on this route",
        417: "it does not accept the Expect header: leave that out",
        419: "its CSRF check refused it, as Laravel's does: exempt this route",
        421: "it, or a proxy before it, does not serve this host name: compare the URL's host with its configuration",
        422: "it read the JSON but refused its content: see which fields it demands",
        425: "it wants the request again later: look at the proxy before it",
        426: "it wants another protocol: let it accept HTTP/1.1",
        428: "it demands a condition such as If-Match: demand none on this route",
        429: "it limits the rate: send more slowly with --rate, or exempt webhooks from the limit",
        431: "the headers are too large for it: raise its limit, or send fewer with --header",
        451: "it refuses for legal reasons: look at what is before the receiver",
        501: "its server does not know POST: allow POST on this route",
        502: "a proxy answered for it: see whether the receiver behind it is running",
        503: "it, or a proxy before it, is not ready or overloaded",
        504: "a proxy waited for it in vain: look at the receiver's log",
        505: "it does not speak HTTP/1.1: let it",
        507: "it has no room left to keep the request: free some",
        508: "it, or a proxy before it, goes in a loop: look at its redirects and rewrites",
        511: "a network wants you to sign in first: open any page in a browser",
    }
)
