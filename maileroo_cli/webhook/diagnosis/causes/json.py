"""The wording of the causes that lie in JSON written anew. Structure and order are in ``catalogue``."""

_RAW = (
    "Hash the raw bytes before any JSON parser sees them: request.get_data() in Flask, request.body in"
    " Django, await request.body() in FastAPI, express.raw({type: 'application/json'}) in Express,"
    " file_get_contents('php://input') in PHP, io.ReadAll(r.Body) in Go. If you make the request yourself,"
    " encode once, then sign and send the same bytes."
)
_TWICE = (
    "The body was parsed and re-serialised before it was hashed, or encoded once for signing and again for"
    " sending. The JSON means the same, but a signature covers bytes, and those differ."
)

TEXTS: dict[str, tuple[str, str, str]] = {
    "json-compact": (
        "The signature was computed over re-serialised JSON: without spaces, as JSON.stringify writes it.",
        _TWICE
        + (
            " Maileroo writes \\u003c, \\u003e and \\u0026 where this encoder writes < > and &, so every real event"
            " fails."
        ),
        _RAW,
    ),
    "json-go": (
        "The signature fits this JSON as Maileroo sends it; the body here was re-serialised after that.",
        (
            "Something on the way parsed and re-serialised the body: a relay, a log, an editor, a JSON column."
            " Maileroo writes JSON as Go's encoder does (inferred): compact, with < > & as \\u003c \\u003e"
            " \\u0026. If you sign yourself, a Go program may encode a second time before signing."
        ),
        "Store and pass on the raw bytes, in a binary column or a file. " + _RAW,
    ),
    "json-python": (
        "The signature was computed over re-serialised JSON, as Python's json.dumps writes it.",
        _TWICE + " json.dumps puts a space after every comma and colon, and writes non-ASCII as \\u escapes.",
        _RAW,
    ),
    "json-php": (
        "The signature was computed over re-serialised JSON, as PHP's json_encode writes it.",
        _TWICE + " json_encode writes / as \\/ and non-ASCII as \\u escapes.",
        _RAW,
    ),
    "json-pretty": (
        "The signature was computed over re-serialised JSON, with line breaks and indentation.",
        _TWICE + " Pretty printers, editors that format on save, and tools like jq do this.",
        _RAW,
    ),
    "json-dotnet": (
        "The signature was computed over re-serialised JSON, as .NET's System.Text.Json writes it.",
        _TWICE + " This encoder writes non-ASCII and < > & + ' as upper-case \\u escapes.",
        _RAW + " In ASP.NET Core, call Request.EnableBuffering() and read Request.Body.",
    ),
    "json-gson": (
        "The signature was computed over re-serialised JSON, as Java's Gson writes it.",
        _TWICE + " Gson writes < > & = and ' as \\u escapes.",
        _RAW + " In Spring, declare the parameter @RequestBody byte[] body.",
    ),
    "json-key-order": (
        "The signature was computed over the same JSON with its keys in a different order.",
        (
            "Encoders and databases order keys differently: sorted, like Go's maps; in insertion order; or by"
            " length, like PostgreSQL's jsonb and MySQL's JSON. Every official sample of Maileroo's has sorted"
            " keys."
        ),
        _RAW,
    ),
    "json-ascii-escapes": (
        (
            "The signature was computed over the JSON with non-ASCII characters written the other way: raw or as \\u"
            " escapes."
        ),
        _TWICE + " Python and PHP escape non-ASCII unless told otherwise; Go and JavaScript do not.",
        _RAW,
    ),
    "json-html-escapes": (
        "The signature was computed over the JSON with < > & written the other way: raw or as \\u003c \\u003e \\u0026.",
        _TWICE
        + " Maileroo sends them as escapes (inferred), as Go does unless told otherwise; most others do not. Every"
        " message_id holds < and >.",
        _RAW,
    ),
    "json-slash-escapes": (
        "The signature was computed over the JSON with slashes written the other way: / or \\/.",
        _TWICE + " Only PHP escapes the slash unless told otherwise.",
        _RAW,
    ),
    "json-values": (
        "On one side, a language changed values of this JSON: nulls left out, strings trimmed, numbers quoted.",
        (
            "The body was parsed into a language's own types and encoded again. Laravel trims strings and turns"
            " empty ones into null; Jackson, Gson and .NET can leave nulls out; PHP confuses {} and [];"
            " JSON_NUMERIC_CHECK turns strings into numbers."
        ),
        _RAW,
    ),
    "json-string": (
        "The signature was computed over the body encoded as a JSON string once more, or once less, than here.",
        (
            "An encoded body went through the encoder again and became one string in quotes; or a body that is"
            " such a string was unpacked before hashing."
        ),
        "Encode the payload once. " + _RAW,
    ),
    "json-part": (
        "The signature was computed over a part of the payload instead of the whole body.",
        "Only one object or value inside the body, like event_data or event_id, was hashed.",
        _RAW,
    ),
    "json-repr": (
        "One side has the parsed payload as a language prints it, like Python's repr, instead of the body.",
        (
            "str(payload) in Python, to_s or inspect in Ruby, Map.toString in Java, %v in Go or serialize in PHP"
            " write the same data in another form, which is not JSON and never the body."
        ),
        _RAW,
    ),
}
