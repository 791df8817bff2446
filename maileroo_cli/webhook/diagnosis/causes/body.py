"""The wording of the causes that lie in the body's bytes. Structure and order are in ``catalogue``."""

_RAW = "Hash the request's raw bytes, and store captured bodies in binary mode."

TEXTS: dict[str, tuple[str, str, str]] = {
    "body-unread": (
        "The signature was computed over an empty body.",
        ("When the hash was computed, the stream had not been read yet, or a body parser had already consumed it."),
        (
            "Compute the hash where the raw body is available: before the body parser, or from a copy (the"
            " verify callback of express.json, request.get_data(cache=True) in Flask, Request.EnableBuffering()"
            " in ASP.NET)."
        ),
    ),
    "body-placeholder": (
        "The signature was computed over a fixed word like [object Object] or null instead of the body.",
        "An object was converted to text, or a variable was not set, and the result was hashed instead of the body.",
        (
            "Pass the raw bytes of the body to the HMAC function, not the parsed object. In Express use"
            " express.raw: without a parser, request.body is undefined or {}."
        ),
    ),
    "body-arrived-empty": (
        "The body is empty here, and Maileroo never sends an empty body.",
        "Something read the body before it was stored, or a proxy or a redirect did not pass it on.",
        (
            "Store the raw body before anything else reads the stream. Set the webhook's URL to the final"
            " address: a redirect can drop the body."
        ),
    ),
    "body-incomplete": (
        "The body is shorter than its Content-Length header says.",
        (
            "Part of the body was lost: the connection broke, a buffer was too small, or characters were counted"
            " instead of bytes."
        ),
        (
            "Read until Content-Length bytes have arrived, counting bytes and not characters. Raise the body"
            " limit of the proxy or framework."
        ),
    ),
    "body-cut": (
        "The signature was computed over only a part of this body: its beginning, or its last chunk.",
        (
            "A single read returned only part of the stream, each chunk overwrote the one before, or a buffer or"
            " column was too small. Or something was appended to the body after signing."
        ),
        "Read the stream to its end before hashing, and hash only what was sent.",
    ),
    "body-doubled": (
        "The signature was computed over the body twice in a row.",
        "The hash function got the body twice: chunk by chunk as it arrived, and again as a whole.",
        "Pass each byte to update() once: either each chunk as it arrives, or the whole body at the end.",
    ),
    "body-chunk-framing": (
        "The body here still has the framing of chunked transfer coding; the signature covers only the data inside.",
        (
            "The bytes were read from the connection, not from the HTTP library, so there are length lines between"
            " the data."
        ),
        "Take the body from the HTTP library, which decodes the chunks, or save the whole request, head included.",
    ),
    "body-with-head": (
        "The body here begins with the request's header lines; the signature covers what follows them.",
        "A whole HTTP request was stored or passed instead of only its body.",
        "Separate the head from the body at the first empty line, or name the file .http and mhook does it.",
    ),
    "body-compressed": (
        "The body here is compressed; the signature was made over its decompressed content.",
        "The sender or a proxy compressed the body after signing it.",
        "Decompress according to Content-Encoding first, then verify; or sign the bytes that are sent.",
    ),
    "body-decompressed": (
        "The signature was computed over the compressed form of this body.",
        "A proxy or the framework decompressed the body before it was stored or verified.",
        "Verify the bytes as sent, before decompression; or sign the body before it is compressed.",
    ),
    "body-wrapped": (
        "The signed body is inside the body here (a gateway's event, a list, a log line), or the other way round.",
        "Cloud functions, queues, logs and request inspectors pass a body on inside a JSON object or a line.",
        (
            "Hash the field of the wrapper that holds the body, like event.body; decode it first if the wrapper"
            " says that it is base64 (isBase64Encoded). If you signed the wrapper, sign only the event's bytes."
        ),
    ),
    "body-log-escaped": (
        "On one side, the body has a log's escapes, like \\x22 for a quote.",
        "nginx, Apache, syslog and other logs write quotes, backslashes and non-ASCII bytes as escapes.",
        "Take the body from the program that received it. In nginx's log_format, escape=none keeps bytes unchanged.",
    ),
    "body-html-escaped": (
        "On one side, a sanitiser treated the body as HTML: it has entities like &quot;, or lost what looks like tags.",
        ("htmlspecialchars, html.escape, a template or an XSS filter changed the body before it was hashed or stored."),
        "Escape values when you show them in a page, never when you receive them. " + _RAW,
    ),
    "body-backslashes": (
        "On one side, the body has extra backslashes: before its quotes, or doubled.",
        (
            "PHP's addslashes, WordPress's wp_slash, a database's quoting or a string literal added them, or"
            " stripslashes or wp_unslash removed them."
        ),
        "Take the body from php://input, which nothing escapes, or from where it is stored as bytes. " + _RAW,
    ),
    "body-quotes": (
        "A shell kept, removed or replaced the quotation marks in or around the body.",
        (
            "cmd.exe treats single quotes as text and removes double quotes inside. PowerShell removes double"
            " quotes from what it passes to curl.exe. Logs and CSV files add quotes around the body."
        ),
        "Write the body to a file and send it with curl --data-binary @file, so that no shell can change it.",
    ),
    "body-pasted": (
        "Copy and paste changed characters of the body: curly quotes, no-break spaces, invisible characters.",
        "Word processors, chats, wikis and web pages replace plain characters with such ones.",
        "Save the body from the program that received it; do not copy it from a formatted page.",
    ),
    "body-charset": (
        "The signature was computed over the same text in a different character set than the body here.",
        (
            "The text was not encoded as UTF-8 but, say, as Latin-1, Windows-1252, UTF-16 (files written by"
            " PowerShell) or Node's 'binary'."
        ),
        (
            "Do not decode the body at all: hash its bytes. If you make the body yourself, encode it as UTF-8 on"
            " both sides; in PowerShell, write files with -Encoding utf8NoBOM."
        ),
    ),
    "body-mojibake": (
        "On one side, the body was decoded with the wrong character set and encoded as UTF-8 again.",
        (
            "UTF-8 bytes were read as Latin-1, Windows-1252 or ASCII, so every non-ASCII character became two or"
            " more others."
        ),
        (
            "Do not decode the body at all: hash its bytes. In Node, keep the Buffer; do not call"
            " toString('latin1', 'binary' or 'ascii')."
        ),
    ),
    "body-replaced-characters": (
        "The signature was computed over the body with its undecodable or non-ASCII characters replaced or dropped.",
        (
            "The body was decoded or stored in a lossy way that writes U+FFFD or ? for what it cannot hold: as"
            " ASCII, in MySQL's utf8mb3, or by decoding the body chunk by chunk."
        ),
        "Do not decode the body at all: join its chunks as bytes and hash them. In MySQL, use utf8mb4 or a BLOB.",
    ),
    "body-line-breaks": (
        "On one side, line breaks inside the body were removed or added.",
        (
            "curl -d @file removes every line break of the file. $(cat file) without quotes, PowerShell's"
            " Get-Content and copying from a terminal that wraps lines change them too."
        ),
        "Send files with curl --data-binary @file, and copy bodies from a file, not from a terminal.",
    ),
    "body-newline-added": (
        "The signature was computed over the body with a newline at its end.",
        (
            "echo, a heredoc, an editor or Go's json.Encoder adds a newline; or something trimmed one that belonged"
            " to the body."
        ),
        (
            "Sign and verify exactly the bytes that are sent: printf '%s' instead of echo, json.Marshal instead of"
            " json.Encoder, curl --data-binary instead of --data, which removes newlines."
        ),
    ),
    "body-newline-removed": (
        "The signature was computed over the body without the newline at its end.",
        (
            "The file was saved with a final newline, or $(…) in a shell, trim() or curl --data removed it"
            " before the other side saw it."
        ),
        (
            "Sign and verify exactly the bytes that are sent: save the body without a final newline, and use curl"
            " --data-binary."
        ),
    ),
    "body-space-trimmed": (
        "The signature was computed over the body without the white space around it.",
        "One side called trim() or strip() on the body.",
        "Do not trim the body: " + _RAW[0].lower() + _RAW[1:],
    ),
    "body-line-endings": (
        "The signature was computed over the body with other line endings (LF or CRLF).",
        "A file was opened in text mode on Windows, or git (core.autocrlf) or an editor converted it.",
        _RAW + " Mark fixtures as binary in .gitattributes.",
    ),
    "body-bom-added": (
        "The signature was computed over the body with a byte order mark before it.",
        "A text writer, like the UTF-8 encodings of .NET or PowerShell, put EF BB BF in front.",
        "Encode as UTF-8 without a byte order mark: new UTF8Encoding(false) in .NET, utf8NoBOM in PowerShell.",
    ),
    "body-bom-removed": (
        "The signature was computed over the body without the byte order mark that it begins with.",
        "The file was saved as UTF-8 with a byte order mark, but the mark was not signed.",
        "Save the body as UTF-8 without a byte order mark.",
    ),
    "body-normalised": (
        "The signature was computed over the same text in a different Unicode normal form.",
        "Accented letters were composed or decomposed (NFC, NFD), as macOS file systems and some databases do.",
        "Do not normalise the body: hash its bytes, and store it as bytes, not as text.",
    ),
    "body-url-encoded": (
        "The signature was computed over the URL-encoded, or URL-decoded, form of this body.",
        "One side treated the body as a form, or as a form field like payload=…, with percent and plus signs.",
        (
            "Send and read the body as application/json with its raw bytes. With curl, use --data-binary and a"
            " Content-Type header, not --data-urlencode."
        ),
    ),
    "body-base64": (
        "One side has the body in base64, the other has it unencoded.",
        "Function gateways, like AWS API Gateway with isBase64Encoded, pass bodies on in base64.",
        "Decode the base64 before hashing, but only where the gateway says that the body is encoded.",
    ),
    "body-hex": (
        "One side has the body as hex digits, the other has it unencoded.",
        "A database or a log shows binary columns as hex.",
        "Convert the hex digits back to bytes before hashing.",
    ),
    "body-hashed-first": (
        "The HMAC was computed over a hash of the body instead of the body.",
        "Some other signature schemes hash first and sign the digest.",
        "Pass the whole raw body to the HMAC function.",
    ),
    "body-bytes-literal": (
        "One side has text that shows the body's bytes, like b'…' or a Buffer as JSON, instead of the bytes.",
        (
            "str(body) in Python, JSON.stringify(buffer) or String(uint8Array) in JavaScript, %v in Go and"
            " Arrays.toString in Java only show bytes: their text is not the body."
        ),
        "Pass the bytes themselves, or decode them as UTF-8 where you really need text.",
    ),
}
