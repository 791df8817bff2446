"""The wording of the causes that lie in the header's form. Structure and order are in ``catalogue``."""

_FORM = "Put the bare 64 lowercase hex digits in x-maileroo-signature"

TEXTS: dict[str, tuple[str, str, str]] = {
    "header-missing": (
        "The request has no x-maileroo-signature header.",
        (
            "It does not come from Maileroo, or a proxy, a gateway or the test code dropped the header. A framework"
            " may also know it by another name, such as HTTP_X_MAILEROO_SIGNATURE."
        ),
        (
            "Send x-maileroo-signature with the hex HMAC of the body, and let proxies pass it on; a receiver must"
            " refuse the request without it."
        ),
    ),
    "header-empty": (
        "The x-maileroo-signature header is there but empty.",
        "The signing code ran without a result, or the header's value was lost on the way.",
        _FORM + "; a receiver must refuse an empty value.",
    ),
    "header-other-name": (
        "The right signature stands in a header of another name.",
        "Other services call theirs X-Hub-Signature-256, X-Signature or Webhook-Signature; a gateway may rename too.",
        "Send and read the signature as x-maileroo-signature; upper and lower case do not matter in the name.",
    ),
    "header-duplicated": (
        "There are several signature headers, and not the one that was read holds the signature.",
        "Two programs, often a proxy and the sender, each set the header.",
        "Set x-maileroo-signature exactly once: replace it instead of adding to it.",
    ),
    "signature-of-another": (
        "The signature is right, but it belongs to another request of the same input or store.",
        (
            "The body was changed or written anew after it was signed, as a retry that sets a new time does; or a queue"
            " or a log mixed up bodies and signatures; or somebody put an old signature on a new body."
        ),
        "Keep body and signature together from the moment of signing: every attempt sends the same bytes.",
    ),
    "header-list": (
        "The header holds several values in one line, of which one is the signature.",
        "Two headers of the same name were joined with a comma, or several signatures were sent as a list.",
        _FORM + ", exactly one value; for a rotation accept several secrets instead of sending several signatures.",
    ),
    "header-structured": (
        "The header holds named parts such as t=…,v1=…, of which one is the signature.",
        "Stripe and others use this form. Maileroo sends the bare hex digits.",
        _FORM + ", without parts, names and timestamp.",
    ),
    "header-prefixed": (
        "The header has a prefix, such as sha256=, before the signature.",
        "GitHub and others write sha256= before the digits. Maileroo sends them bare.",
        _FORM + " without a prefix, and do not put one before the computed value when you compare.",
    ),
    "header-base64": (
        "The signature is written in base64 instead of hex.",
        "Shopify and others send base64. Maileroo sends lowercase hex digits.",
        (
            "Write the HMAC as hex: .hexdigest() in Python, .digest('hex') in Node, hash_hmac without its fourth"
            " argument in PHP."
        ),
    ),
    "header-base64url": (
        "The signature is written in base64url instead of hex.",
        "JSON Web Tokens use this alphabet. Maileroo sends lowercase hex digits.",
        (
            "Write the HMAC as hex: .hexdigest() in Python, .digest('hex') in Node, hash_hmac without its fourth"
            " argument in PHP."
        ),
    ),
    "header-base64-of-hex": (
        "The hex digits of the signature were encoded as base64 once more.",
        "A function that already returns hex was followed by a base64 encoder.",
        _FORM + " without encoding them again.",
    ),
    "header-hex-of-hex": (
        "The hex digits of the signature were encoded as hex once more.",
        "A function that already returns hex was followed by a hex encoder.",
        _FORM + " without encoding them again.",
    ),
    "header-decimal": (
        "The bytes of the signature are written as decimal numbers instead of hex digits.",
        "A byte array was turned into text as it was: String(bytes) in JavaScript, Arrays.toString in Java.",
        _FORM + ": .digest('hex') in Node, HexFormat.of().formatHex(hash) in Java.",
    ),
    "header-uppercase": (
        "The hex digits of the signature are in upper case.",
        "C#'s BitConverter and Convert.ToHexString, %X and some databases write capital letters.",
        (
            "Write lowercase digits: Convert.ToHexString(hash).ToLowerInvariant() in C#, %x elsewhere. Do not make"
            " the receiver lenient: Maileroo sends lowercase."
        ),
    ),
    "header-separated": (
        "The hex digits of the signature are separated by dashes, colons or spaces.",
        "C#'s BitConverter.ToString writes dashes; certificate tools write colons.",
        "Remove the separators: Convert.ToHexString(hash).ToLowerInvariant() in C#.",
    ),
    "header-unpadded": (
        "The hex digits of the signature lack the leading zeros of small bytes.",
        "Each byte was written with %x or Integer.toHexString instead of two digits.",
        "Write two digits for every byte: %02x, or HexFormat.of().formatHex(hash) in Java.",
    ),
    "header-truncated": (
        "The header holds only a part of the signature.",
        "A column, a log line or a fixed buffer cut it. A receiver that accepts a part is easier to deceive.",
        "Store and send all 64 digits, and let the receiver refuse every other length.",
    ),
    "header-extra": (
        "The header holds the signature and further characters.",
        "Something was appended or put before it, such as a terminator, a line number or a second value.",
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
        "Copy the signature again as a whole. A receiver must refuse it as it is.",
    ),
    "header-quoted": (
        "The signature stands in quotation marks or brackets.",
        "A JSON encoder or a shell script put the marks around the value.",
        _FORM + " without marks around them.",
    ),
    "header-bytes-literal": (
        "The signature is written as a Python bytes literal (b'…').",
        "A bytes object was turned into text with str() or an f-string.",
        "Use .hexdigest(), which is text already, or .decode() on the bytes.",
    ),
    "header-space": (
        "There is white space around the signature.",
        "The output of a program, which ends in a newline, was put in the header as it was.",
        _FORM + ": strip the newline of the program's output.",
    ),
    "header-url-encoded": (
        "The header is URL-encoded: it holds percent escapes.",
        "The header's value went through a function made for URLs.",
        _FORM + " without percent encoding.",
    ),
    "header-non-ascii": (
        "The header holds characters outside ASCII.",
        (
            "Invisible or look-alike characters came with a copy, or an attacker tries what a comparison does with"
            " them: some functions raise an error on them, and the receiver answers 500."
        ),
        _FORM + "; a receiver must check for them first and compare bytes, so that such a value is refused and not"
        " an error.",
    ),
    "header-malformed": (
        "The header does not have the form of a signature, which is 64 lowercase hex digits.",
        "No known way of writing a signature leads to this value from the body and the secrets.",
        _FORM + ", computed as HMAC-SHA256 over the raw body.",
    ),
}
