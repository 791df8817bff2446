"""The wording of the causes that lie in the computation itself. Structure and order are in ``catalogue``."""

_HMAC_SHA256 = (
    "Use HMAC-SHA256 with the secret as the key: hmac.new(secret, body, hashlib.sha256).hexdigest() in Python,"
    " crypto.createHmac('sha256', secret).update(body).digest('hex') in Node, hash_hmac('sha256', $body,"
    " $secret) in PHP."
)

TEXTS: dict[str, tuple[str, str, str]] = {
    "hmac-sha1": (
        "The signature was made with HMAC-SHA1 instead of HMAC-SHA256.",
        (
            "Secret and body are right; only the hash function is wrong. Older webhook providers use SHA-1,"
            " and code written for them often gets reused."
        ),
        _HMAC_SHA256,
    ),
    "hmac-sha512": (
        "The signature was made with HMAC-SHA512 instead of HMAC-SHA256.",
        "Secret and body are right; only the hash function is wrong.",
        _HMAC_SHA256,
    ),
    "hmac-sha384": (
        "The signature was made with HMAC-SHA384 instead of HMAC-SHA256.",
        "Secret and body are right; only the hash function is wrong.",
        _HMAC_SHA256,
    ),
    "hmac-md5": (
        "The signature was made with HMAC-MD5 instead of HMAC-SHA256.",
        (
            "Secret and body are right; only the hash function is wrong. Some old libraries default to it,"
            " like Python's hmac module before 3.8."
        ),
        _HMAC_SHA256,
    ),
    "hmac-other-hash": (
        "The signature is an HMAC with a hash function other than SHA-256.",
        "Secret and body are right; only the hash function is wrong: SHA-224, SHA3-256 or BLAKE2 was used.",
        _HMAC_SHA256,
    ),
    "hash-without-key": (
        "The signature is a plain hash of the body; the secret was not used at all.",
        "Anyone can compute such a hash, so it does not prove who sent the request.",
        _HMAC_SHA256,
    ),
    "hash-key-first": (
        "The signature is a plain hash of the secret followed by the body, not an HMAC.",
        (
            "Hashing secret and body joined together looks like an HMAC but is not one: a stranger can extend"
            " the body and its hash."
        ),
        _HMAC_SHA256,
    ),
    "hash-key-last": (
        "The signature is a plain hash of the body followed by the secret, not an HMAC.",
        "Hashing body and secret joined together looks like an HMAC but is not one.",
        _HMAC_SHA256,
    ),
    "key-and-body-swapped": (
        "The body was used as the key and the secret as the message.",
        (
            "The two arguments of the HMAC function are in the wrong order. Libraries disagree about which comes"
            " first: Python and Ruby take the key first, PHP's hash_hmac and many others the data first."
        ),
        "Swap the two arguments: the secret is the key, the raw body is the message.",
    ),
    "signed-timestamp": (
        "The signature covers a timestamp, or an id and a timestamp, together with the body.",
        (
            "Slack, Stripe and the Standard Webhooks specification do this. Maileroo signs only the body and"
            " sends no timestamp."
        ),
        (
            "Sign and verify the raw body only, with nothing before or after it. To guard against replays,"
            " remember each event_id."
        ),
    ),
    "signed-url": (
        "The signature covers the request's URL or method together with the body.",
        (
            "Trello, Twilio, Square and HubSpot do this, and code written for them often gets reused. Maileroo"
            " signs only the body."
        ),
        "Sign and verify the raw body only, with nothing before or after it.",
    ),
}
