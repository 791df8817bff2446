"""The wording of the causes that lie in the body's bytes. Structure and order are in ``catalogue``."""

_RAW = "Hash the request's raw bytes, and store captured bodies in binary mode."

TEXTS: dict[str, tuple[str, str, str]] = {
    "body-unread": (
        "The signature was made over an empty body.",
        (
            "The stream had already been read, or was not read yet, when the hash was computed: a body parser before"
            " the handler consumes it."
        ),
        (
            "Compute the hash where the raw body is at hand: before the body parser, or from its copy (the verify"
            " callback of express.json, request.get_data(cache=True) in Flask, Request.EnableBuffering() in ASP.NET)."
        ),
    ),
    "body-placeholder": (
        "The signature was made over a fixed word, such as [object Object] or null, instead of the body.",
        "An object was turned into text, or a variable was not set, and that text was hashed in place of the body.",
        (
            "Pass the raw bytes of the body to the HMAC function, not the parsed object; in Express use express.raw,"
            " since without a parser request.body is undefined or {}."
        ),
    ),
    "body-arrived-empty": (
        "The body that arrived here is empty, which a body of Maileroo's never is.",
        ("It was consumed before it was stored, or was not passed on by a proxy or a redirect."),
        (
            "Store the raw body before anything else reads the stream, and let the webhook's URL point to the final"
            " address, since a redirect can drop the body."
        ),
    ),
    "body-incomplete": (
        "The body is shorter than its Content-Length header says.",
        (
            "A part of the body was lost: the connection broke, a buffer was too small, or characters were counted"
            " where bytes are meant."
        ),
        (
            "Read until Content-Length bytes have arrived, count bytes and not characters, and raise the body limit"
            " of the proxy or the framework."
        ),
    ),
    "body-cut": (
        "The signature was made over a part of this body only: its beginning, or its last chunk.",
        (
            "One read returned only a part of the stream, each chunk took the place of the one before it, a fixed"
            " buffer or a column was too small, or something was appended to the body after signing."
        ),
        "Read the stream to its end before hashing, and hash what was sent and nothing that was added later.",
    ),
    "body-doubled": (
        "The signature was made over the body twice in a row.",
        "The body was given to the hash function twice: chunk by chunk as it came, and again as a whole.",
        "Call update() once for each byte: for each chunk as it comes, or for the whole body at the end.",
    ),
    "body-chunk-framing": (
        "The body here still holds the frames of chunked transfer coding; the signature covers the data inside.",
        "The bytes were taken from the connection, not from the HTTP library: length lines stand between the data.",
        "Decode the chunked coding first: take the body from the HTTP library, or save the capture as a whole request.",
    ),
    "body-with-head": (
        "The body here begins with the request's header lines; the signature covers what follows them.",
        "A whole HTTP request was stored or passed where only its body is meant.",
        "Separate the head from the body at the first empty line, or name the file .http so that mhook does.",
    ),
    "body-compressed": (
        "The body here is compressed; the signature was made over its decompressed content.",
        "The sender or a proxy compressed the body after it was signed.",
        "Decompress according to Content-Encoding first, then verify; or sign the bytes as they are sent.",
    ),
    "body-decompressed": (
        "The signature was made over the compressed form of this body.",
        "A proxy or the framework decompressed the body before it was stored or verified.",
        "Verify the bytes as they were sent, before decompression, or sign the body before it is compressed.",
    ),
    "body-wrapped": (
        "The signed body stands inside the body here (a gateway's event, a list, a log's line), or the reverse.",
        "Functions in the cloud, queues, logs and inspectors of requests pass a body on inside a JSON object or line.",
        (
            "Hash the text in the wrapper's field, such as event.body, decoded from base64 where the wrapper says that"
            " it is encoded (isBase64Encoded). Where the wrapper was signed, sign the event's bytes alone."
        ),
    ),
    "body-log-escaped": (
        "The body has a log's escapes, such as \\x22 for a quote, on one side.",
        "nginx, Apache, syslog and other logs write quotes, backslashes and non-ASCII bytes as escapes.",
        "Take the body from the program that received it; in nginx's log_format, escape=none keeps bytes as they are.",
    ),
    "body-html-escaped": (
        "A sanitiser treated the body as HTML: it has entities such as &quot;, or lost its tags, on one side.",
        (
            "htmlspecialchars, html.escape, a template or a filter against XSS was applied to the body before it was"
            " hashed or stored."
        ),
        "Escape when a value is shown in a page, never what is received. " + _RAW,
    ),
    "body-backslashes": (
        "The body has backslashes on one side that the other has not: before its quotes, or each of them doubled.",
        (
            "PHP's addslashes, WordPress's wp_slash, a database's quoting or a string literal added them, or"
            " stripslashes or wp_unslash removed them."
        ),
        "Take the body from php://input, which nobody slashes, or from where it is stored as bytes. " + _RAW,
    ),
    "body-quotes": (
        "The quotation marks in or around the body were kept, eaten or exchanged by a shell.",
        (
            "cmd.exe takes single quotes for a part of the text and removes the double ones inside; PowerShell takes"
            " double quotes away from what it passes to curl.exe; a log or a CSV file puts quotes around."
        ),
        "Write the body to a file and send it with curl --data-binary @file, which no shell can change.",
    ),
    "body-pasted": (
        "The body went through a paste that exchanged characters: curly quotes, no-break spaces, invisible characters.",
        "Word processors, chats, wikis and web pages put such characters in place of plain ones.",
        "Save the body from the program that received it, and do not copy it from a formatted page.",
    ),
    "body-charset": (
        "The signature was made over the same text in another character set than the body here has.",
        (
            "The text became bytes with another encoding than UTF-8, such as Latin-1, Windows-1252, UTF-16 (files"
            " written by PowerShell) or Node's 'binary'."
        ),
        (
            "Do not decode the body at all: hash its bytes. Where you make the body, encode it as UTF-8 on both sides;"
            " in PowerShell write files with -Encoding utf8NoBOM."
        ),
    ),
    "body-mojibake": (
        "The body was decoded with the wrong character set and encoded as UTF-8 again on one side.",
        (
            "UTF-8 bytes were read as Latin-1, Windows-1252 or ASCII, so that every non-ASCII character became two or"
            " more others."
        ),
        (
            "Do not decode the body at all: hash its bytes. Node: keep the Buffer, without toString('latin1', 'binary'"
            " or 'ascii')."
        ),
    ),
    "body-replaced-characters": (
        "The signature was made over the body with its undecodable or non-ASCII characters replaced or dropped.",
        (
            "The body was decoded or stored with a lossy setting, which puts U+FFFD or ? in place of what it cannot"
            " hold: an ASCII encoding, MySQL's utf8mb3, or chunks of the body decoded one by one."
        ),
        "Do not decode the body at all: join its chunks as bytes and hash them. In MySQL use utf8mb4 or a BLOB.",
    ),
    "body-line-breaks": (
        "The line breaks inside the body were taken out, or put in, on one side.",
        (
            "curl -d @file removes every line break of the file; $(cat file) without quotes, PowerShell's Get-Content"
            " and a terminal that wraps what is copied change them too."
        ),
        "Send files with curl --data-binary @file, and copy bodies from a file and not from a terminal's lines.",
    ),
    "body-newline-added": (
        "The signature was made over the body with a newline at its end.",
        "echo, a heredoc, an editor or Go's json.Encoder adds a newline; or something trimmed the one that was there.",
        (
            "Sign and verify exactly the bytes that are sent: printf '%s' instead of echo, json.Marshal instead of"
            " json.Encoder, curl --data-binary instead of --data, which removes newlines."
        ),
    ),
    "body-newline-removed": (
        "The signature was made over the body without the newline at its end.",
        (
            "The file was saved with a final newline, or a shell's $(…), trim() or curl --data removed it before the"
            " other side saw it."
        ),
        (
            "Sign and verify exactly the bytes that are sent: save the body without a final newline, and use curl"
            " --data-binary."
        ),
    ),
    "body-space-trimmed": (
        "The signature was made over the body without the white space around it.",
        "trim() or strip() was called on the body by one side.",
        "Do not trim the body: " + _RAW[0].lower() + _RAW[1:],
    ),
    "body-line-endings": (
        "The signature was made over the body with other line endings (LF or CRLF).",
        "A file was opened in text mode on Windows, git converted it (core.autocrlf), or an editor did.",
        _RAW + " Mark fixtures as binary in .gitattributes.",
    ),
    "body-bom-added": (
        "The signature was made over the body with a byte order mark before it.",
        "A text writer, such as UTF-8 encodings in .NET or PowerShell, put EF BB BF in front.",
        "Encode as UTF-8 without a byte order mark: new UTF8Encoding(false) in .NET, utf8NoBOM in PowerShell.",
    ),
    "body-bom-removed": (
        "The signature was made over the body without the byte order mark that stands before it.",
        "The file was saved as UTF-8 with a byte order mark, which was not signed.",
        "Save the body as UTF-8 without a byte order mark.",
    ),
    "body-normalised": (
        "The signature was made over the same text in another Unicode normal form.",
        "Accented letters were composed or decomposed (NFC, NFD), as macOS file systems and some databases do.",
        "Do not normalise the body: hash its bytes, and store it as bytes and not as text.",
    ),
    "body-url-encoded": (
        "The signature was made over the URL-encoded, or URL-decoded, form of this body.",
        "One side treated the body as a form, or as a field of one such as payload=…, with percent and plus signs.",
        (
            "Send and read the body as application/json with its raw bytes; with curl use --data-binary and a"
            " Content-Type header, not --data-urlencode."
        ),
    ),
    "body-base64": (
        "One side has the body in base64, the other as it is.",
        "Gateways for functions, such as AWS API Gateway with isBase64Encoded, hand bodies over in base64.",
        "Decode the base64 before hashing where the gateway says that the body is encoded, and only there.",
    ),
    "body-hex": (
        "One side has the body as hex digits, the other as it is.",
        "A database or a log shows binary columns as hex.",
        "Turn the hex digits back into bytes before hashing.",
    ),
    "body-hashed-first": (
        "The HMAC was made over a hash of the body instead of over the body.",
        "Hashing first and signing the digest is how some other signature schemes work.",
        "Pass the whole raw body to the HMAC function.",
    ),
    "body-bytes-literal": (
        "One side has a text that shows the body's bytes, such as b'…' or a Buffer as JSON, instead of the bytes.",
        (
            "str(body) in Python, JSON.stringify(buffer) or String(uint8Array) in JavaScript, %v in Go and"
            " Arrays.toString in Java show bytes: that text is not the body."
        ),
        "Pass the bytes themselves, or decode them as UTF-8 where text is really needed.",
    ),
}
