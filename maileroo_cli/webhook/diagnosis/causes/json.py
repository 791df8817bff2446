"""The wording of the causes that lie in JSON written anew. Structure and order are in ``catalogue``."""

_RAW = (
    "Hash the bytes as they came, before any JSON parser sees them: request.get_data() in Flask, request.body in"
    " Django, await request.body() in FastAPI, express.raw({type: 'application/json'}) in Express,"
    " file_get_contents('php://input') in PHP, io.ReadAll(r.Body) in Go. If you make the request yourself, encode"
    " once and use the same bytes for signing and for sending."
)
_TWICE = (
    "The body was parsed and encoded again before it was hashed, or encoded once for signing and once more for"
    " sending. The JSON means the same, but the bytes differ, and a signature is about bytes."
)

TEXTS: dict[str, tuple[str, str, str]] = {
    "json-compact": (
        "The signature was made over the JSON written anew without spaces, as JSON.stringify does.",
        _TWICE
        + " Maileroo's bodies hold \\u003c, \\u003e and \\u0026 where this encoder writes < > and &, so it fails on"
        " every real event.",
        _RAW,
    ),
    "json-go": (
        "The signature fits this JSON in the form that Maileroo sends; the body here was written anew after that.",
        (
            "The body here was parsed and encoded again by something on the way: a relay, a log, an editor, a JSON"
            " column. Maileroo's form (inferred) is that of Go's encoder: compact, with < > & as \\u003c \\u003e"
            " \\u0026. Where you sign yourself, the signing side may be a Go program that encodes a second time."
        ),
        "Store and pass on the bytes as they came, in a binary column or a file. " + _RAW,
    ),
    "json-python": (
        "The signature was made over the JSON written anew as Python's json.dumps does.",
        _TWICE + " json.dumps puts a space after every comma and colon, and writes non-ASCII as \\u escapes.",
        _RAW,
    ),
    "json-php": (
        "The signature was made over the JSON written anew as PHP's json_encode does.",
        _TWICE + " json_encode writes / as \\/ and non-ASCII as \\u escapes.",
        _RAW,
    ),
    "json-pretty": (
        "The signature was made over the JSON written anew with line breaks and indentation.",
        _TWICE + " A pretty printer, an editor that formats on saving, or a tool like jq does this.",
        _RAW,
    ),
    "json-dotnet": (
        "The signature was made over the JSON written anew as .NET's System.Text.Json does.",
        _TWICE + " This encoder writes non-ASCII and < > & + ' as upper-case \\u escapes.",
        _RAW + " In ASP.NET Core: call Request.EnableBuffering() and read Request.Body.",
    ),
    "json-gson": (
        "The signature was made over the JSON written anew as Java's Gson does.",
        _TWICE + " Gson writes < > & = and ' as \\u escapes.",
        _RAW + " In Spring: take the parameter @RequestBody byte[] body.",
    ),
    "json-key-order": (
        "The signature was made over the same JSON with its keys in another order.",
        (
            "Encoders and stores order keys differently: sorted as Go's maps are, in the order of insertion, or by"
            " length as PostgreSQL's jsonb and MySQL's JSON columns do. Maileroo's bodies have sorted keys in every"
            " official sample."
        ),
        _RAW,
    ),
    "json-ascii-escapes": (
        "The signature was made over the JSON with non-ASCII characters written the other way: raw or as \\u escapes.",
        _TWICE + " Python and PHP escape non-ASCII unless told otherwise; Go and JavaScript do not.",
        _RAW,
    ),
    "json-html-escapes": (
        "The signature was made over the JSON with < > & written the other way: raw or as \\u003c \\u003e \\u0026.",
        _TWICE
        + " Maileroo sends them as escapes (inferred), as Go does unless told otherwise; most others do not. Every"
        " message_id holds < and >.",
        _RAW,
    ),
    "json-slash-escapes": (
        "The signature was made over the JSON with slashes written the other way: / or \\/.",
        _TWICE + " PHP escapes the slash unless told otherwise; nobody else does.",
        _RAW,
    ),
    "json-values": (
        "A language changed values of this JSON on one side: nulls were left out, strings trimmed, numbers quoted.",
        (
            "The body was parsed into a language's own types and encoded again. Laravel trims strings and turns empty"
            " ones into null, Jackson, Gson and .NET can leave nulls out, PHP knows no {} apart from [], and"
            " JSON_NUMERIC_CHECK makes numbers of strings."
        ),
        _RAW,
    ),
    "json-string": (
        "The signature was made over the body encoded once more, or once less, as a JSON string.",
        (
            "An already encoded body went through the encoder again, so that it became one string in quotes; or a"
            " body that is such a string was unpacked before hashing."
        ),
        "Encode the payload once. " + _RAW,
    ),
    "json-part": (
        "The signature was made over a part of the payload instead of the whole body.",
        "Only one object or value inside the body, such as event_data or event_id, was hashed.",
        _RAW,
    ),
    "json-repr": (
        "One side has a language's own text of the parsed payload, such as Python's or Ruby's, instead of the body.",
        (
            "str(payload) in Python, to_s or inspect in Ruby, Map.toString in Java, %v in Go or serialize in PHP write"
            " the same data in another form: that is not JSON, and never the body."
        ),
        _RAW,
    ),
}
