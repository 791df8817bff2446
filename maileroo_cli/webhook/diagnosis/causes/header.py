"""The wording of the causes that lie in the header's form. Structure and order are in ``catalogue``."""

_FORM = "Put only the 64 lowercase hex digits in x-maileroo-signature"

TEXTS: dict[str, tuple[str, str, str]] = {
    "header-missing": (
        "The request has no x-maileroo-signature header.",
        (
            "It is not from Maileroo, or a proxy, a gateway or the test code dropped the header. A framework may"
            " also call it something else, like HTTP_X_MAILEROO_SIGNATURE."
        ),
        (
            "Send x-maileroo-signature with the hex HMAC of the body, and let proxies pass it on. Your receiver"
            " must refuse requests without it."
        ),
    ),
    "header-empty": (
        "The x-maileroo-signature header is empty.",
        "The signing code returned nothing, or the header's value got lost on the way.",
        _FORM + ". Your receiver must refuse an empty value.",
    ),
    "header-other-name": (
        "The right signature is in a header with another name.",
        "Other services use X-Hub-Signature-256, X-Signature or Webhook-Signature; a gateway may rename headers too.",
        "Send and read the signature as x-maileroo-signature; upper and lower case do not matter in the name.",
    ),
    "header-duplicated": (
        "There are several signature headers, and the signature is not in the one that was read.",
        "Two programs, often a proxy and the sender, each set the header.",
        "Set x-maileroo-signature exactly once: replace it instead of adding to it.",
    ),
    "signature-of-another": (
        "The signature belongs to another request of the same input or store.",
        (
            "The body was changed after it was signed (a retry may set a new time), a queue or a log mixed up"
            " bodies and signatures, or somebody put an old signature on a new body."
        ),
        "Keep body and signature together once signed: every attempt must send the same bytes.",
    ),
    "header-list": (
        "The header holds several values, and one of them is the signature.",
        "Two headers with the same name were joined with a comma, or several signatures were sent as a list.",
        _FORM + ", exactly one value. To rotate secrets, accept several secrets; do not send several signatures.",
    ),
    "header-structured": (
        "The header holds named parts like t=…,v1=…, and one of them is the signature.",
        "Stripe and others use this form. Maileroo sends only the hex digits.",
        _FORM + ", without parts, names or a timestamp.",
    ),
    "header-prefixed": (
        "The header has a prefix like sha256= before the signature.",
        "GitHub and others write sha256= before the digits. Maileroo sends only the digits.",
        _FORM + ", without a prefix, and do not prefix the computed value when you compare.",
    ),
    "header-base64": (
        "The signature is in base64 instead of hex.",
        "Shopify and others send base64. Maileroo sends lowercase hex digits.",
        (
            "Write the HMAC as hex: .hexdigest() in Python, .digest('hex') in Node, hash_hmac without its fourth"
            " argument in PHP."
        ),
    ),
    "header-base64url": (
        "The signature is in base64url instead of hex.",
        "JSON Web Tokens use this alphabet. Maileroo sends lowercase hex digits.",
        (
            "Write the HMAC as hex: .hexdigest() in Python, .digest('hex') in Node, hash_hmac without its fourth"
            " argument in PHP."
        ),
    ),
    "header-base64-of-hex": (
        "The signature's hex digits were additionally encoded in base64.",
        "The result of a function that already returns hex went through a base64 encoder.",
        _FORM + ",, without encoding them again.",
    ),
    "header-hex-of-hex": (
        "The signature's hex digits were encoded as hex a second time.",
        "The result of a function that already returns hex went through a hex encoder.",
        _FORM + ",, without encoding them again.",
    ),
    "header-decimal": (
        "The signature's bytes are written as decimal numbers instead of hex digits.",
        "A byte array was converted to text directly: String(bytes) in JavaScript, Arrays.toString in Java.",
        _FORM + ": .digest('hex') in Node, HexFormat.of().formatHex(hash) in Java.",
    ),
    "header-uppercase": (
        "The signature's hex digits are in upper case.",
        "C#'s BitConverter and Convert.ToHexString, %X and some databases write upper case.",
        (
            "Write lowercase digits: Convert.ToHexString(hash).ToLowerInvariant() in C#, %x elsewhere. Do not"
            " make your receiver lenient: Maileroo sends lower case."
        ),
    ),
    "header-separated": (
        "The signature's hex digits are separated by dashes, colons or spaces.",
        "C#'s BitConverter.ToString writes dashes; certificate tools write colons.",
        "Remove the separators: Convert.ToHexString(hash).ToLowerInvariant() in C#.",
    ),
    "header-unpadded": (
        "The signature's hex digits lack the leading zeros of small bytes.",
        "Each byte was written with %x or Integer.toHexString instead of two digits.",
        "Write two digits for every byte: %02x, or HexFormat.of().formatHex(hash) in Java.",
    ),
    "header-truncated": (
        "The header holds only a part of the signature.",
        "A column, a log line or a fixed buffer cut it off. A receiver that accepts a part is easier to fool.",
        "Store and send all 64 digits, and let your receiver refuse any other length.",
    ),
    "header-extra": (
        "The header holds the signature and extra characters.",
        "Something was added before or after it, like a terminator, a line number or a second value.",
        _FORM + " and nothing else.",
    ),
    "header-doubled": (
        "The header holds the signature twice in a row.",
        "It was appended to itself, or two headers were joined without a separator.",
        "Set x-maileroo-signature exactly once.",
    ),
    "header-damaged": (
        "The header holds the signature with one character wrong, lost or added.",
        "It was typed or copied by hand, or a bit was flipped on purpose in a test.",
        "Copy the whole signature again. Your receiver is right to refuse this one.",
    ),
    "header-quoted": (
        "The signature is in quotation marks or brackets.",
        "A JSON encoder or a shell script put them around the value.",
        _FORM + ", without quotation marks or brackets.",
    ),
    "header-bytes-literal": (
        "The signature is written as a Python bytes literal (b'…').",
        "A bytes object was converted to text with str() or an f-string.",
        "Use .hexdigest(), which already is text, or call .decode() on the bytes.",
    ),
    "header-space": (
        "There is white space around the signature.",
        "A program's output, which ends in a newline, was put in the header unchanged.",
        _FORM + "; strip the newline from the program's output.",
    ),
    "header-url-encoded": (
        "The header is URL-encoded: it holds percent escapes.",
        "The header's value went through a function made for URLs.",
        _FORM + ",, without percent encoding.",
    ),
    "header-non-ascii": (
        "The header holds non-ASCII characters.",
        (
            "Copying added invisible or look-alike characters, or an attacker is testing your comparison: some"
            " functions raise an error on them, and the receiver answers 500."
        ),
        _FORM
        + (
            ". Your receiver must check for such characters first and compare bytes, so that it refuses the value"
            " and does not crash."
        ),
    ),
    "header-malformed": (
        "The header does not look like a signature, which is 64 lowercase hex digits.",
        "No known way to write a signature turns the body and the secrets into this value.",
        _FORM + ", computed as HMAC-SHA256 over the raw body.",
    ),
}
