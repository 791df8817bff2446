"""The wording of the causes that lie in the computation itself. Structure and order are in ``catalogue``."""

_HMAC_SHA256 = (
    "Use HMAC-SHA256 keyed with the secret, and nothing else: hmac.new(secret, body, hashlib.sha256).hexdigest() in"
    " Python, crypto.createHmac('sha256', secret).update(body).digest('hex') in Node,"
    " hash_hmac('sha256', $body, $secret) in PHP."
)

TEXTS: dict[str, tuple[str, str, str]] = {
    "hmac-sha1": (
        "The signature was made with HMAC-SHA1 instead of HMAC-SHA256.",
        (
            "Secret and body are right, only the hash function is not. Older webhook providers use SHA-1, and code"
            " written for them is often reused."
        ),
        _HMAC_SHA256,
    ),
    "hmac-sha512": (
        "The signature was made with HMAC-SHA512 instead of HMAC-SHA256.",
        "Secret and body are right, only the hash function is not.",
        _HMAC_SHA256,
    ),
    "hmac-sha384": (
        "The signature was made with HMAC-SHA384 instead of HMAC-SHA256.",
        "Secret and body are right, only the hash function is not.",
        _HMAC_SHA256,
    ),
    "hmac-md5": (
        "The signature was made with HMAC-MD5 instead of HMAC-SHA256.",
        (
            "Secret and body are right, only the hash function is not. It is the default of some old libraries, among"
            " them Python's hmac module before 3.8."
        ),
        _HMAC_SHA256,
    ),
    "hmac-other-hash": (
        "The signature is an HMAC with another hash function than SHA-256.",
        "Secret and body are right, only the hash function is not: SHA-224, SHA3-256 or BLAKE2 was used.",
        _HMAC_SHA256,
    ),
    "hash-without-key": (
        "The signature is a plain hash of the body: the secret was not used at all.",
        "Anybody can compute such a hash, so it proves nothing about who sent the request.",
        _HMAC_SHA256,
    ),
    "hash-key-first": (
        "The signature is a plain hash of the secret followed by the body instead of an HMAC.",
        (
            "Joining secret and body before hashing looks like an HMAC but is another function, and one that can be"
            " extended by a stranger."
        ),
        _HMAC_SHA256,
    ),
    "hash-key-last": (
        "The signature is a plain hash of the body followed by the secret instead of an HMAC.",
        "Joining body and secret before hashing looks like an HMAC but is another function.",
        _HMAC_SHA256,
    ),
    "key-and-body-swapped": (
        "The body was used as the key and the secret as the message.",
        (
            "The two arguments of the HMAC function are in the wrong order. Libraries disagree about which comes"
            " first: Python and Ruby take the key first, PHP's hash_hmac and many others the data first."
        ),
        "Exchange the two arguments, so that the secret is the key and the raw body the message.",
    ),
    "signed-timestamp": (
        "The signature covers a timestamp, or an id and a timestamp, together with the body.",
        (
            "Slack, Stripe and services that follow Standard Webhooks sign such a text. Maileroo signs the body"
            " alone, and sends no timestamp."
        ),
        (
            "Sign and verify the raw body alone, with nothing before or after it; protect yourself against replays by"
            " remembering the body's event_id."
        ),
    ),
    "signed-url": (
        "The signature covers the request's URL or method together with the body.",
        (
            "Trello, Twilio, Square and HubSpot sign such a text, and code written for them is often reused. Maileroo"
            " signs the body alone."
        ),
        "Sign and verify the raw body alone, with nothing before or after it.",
    ),
}
