"""The wording of the causes that lie in the secret. Structure and order are in ``catalogue``."""

_EXACT = "Use the secret exactly as Maileroo's dashboard shows it, as UTF-8 text"

TEXTS: dict[str, tuple[str, str, str]] = {
    "secret-other-known": (
        "The signature was made with another secret that is known here.",
        "The secret was rotated, or this request belongs to another environment or another webhook.",
        "Configure the secret that belongs to this webhook; during a rotation accept the old and the new one.",
    ),
    "secret-empty": (
        "The signature was made with an empty secret.",
        (
            "The variable that should hold the secret was not set, and the code went on with an empty string. Anybody"
            " can make such a signature."
        ),
        "Set the secret in the environment of the process that signs or verifies, and refuse to start without one.",
    ),
    "secret-placeholder": (
        "The key was a placeholder or the name of a setting instead of the secret.",
        "A template was not filled in: the text undefined, null, changeme or the variable's name became the key.",
        "Load the value of the setting, check that quoting lets the shell expand it, and refuse to start without one.",
    ),
    "secret-itself": (
        "The header carries the secret itself, or its bare hash, instead of a signature.",
        "The secret was sent as if it were a token. Whoever reads the request now knows it.",
        (
            "Send the HMAC of the body, compare computed signatures and never the secret; and replace this secret,"
            " since it has been sent."
        ),
    ),
    "secret-charset": (
        "The secret became bytes in another character set than UTF-8.",
        "The key is the secret's UTF-8 bytes; UTF-16 (Encoding.Unicode in .NET) or Latin-1 gives another key.",
        (
            "Turn the secret into bytes as UTF-8: Encoding.UTF8.GetBytes in .NET, StandardCharsets.UTF_8 in Java; save"
            " a file that holds it as UTF-8 without a byte order mark."
        ),
    ),
    "secret-prefix": (
        "The secrets of the two sides differ by a prefix such as whsec_ or NAME=.",
        (
            "Libraries for Standard Webhooks remove whsec_ and decode the rest as base64; a line copied from a .env"
            " file brings the name of its variable."
        ),
        _EXACT + ", its beginning included, and without decoding it.",
    ),
    "secret-newline": (
        "The secrets of the two sides differ by a newline at the end.",
        "echo, a heredoc, an editor or a mounted secret file added a newline to the secret, or trimming took it away.",
        "Write the secret without a newline (printf '%s' instead of echo) or strip it once where it is loaded.",
    ),
    "secret-space": (
        "The secrets of the two sides differ by white space or invisible characters around them.",
        "The secret was copied together with a space, a tab, a byte order mark or a zero-width character.",
        _EXACT + ", with nothing before or after it; strip it once where it is loaded.",
    ),
    "secret-quoted": (
        "The secrets of the two sides differ by quotation marks.",
        (
            "A .env file, docker --env-file or a YAML value kept the quotation marks as a part of the secret, or a"
            " shell took away some that belong to it."
        ),
        (
            "Remove the quotation marks from the setting: docker --env-file and systemd's EnvironmentFile treat them"
            " differently from a shell."
        ),
    ),
    "secret-backslash": (
        "The secrets of the two sides differ by backslash escapes.",
        "A shell, a .env file or a string literal interpreted \\n or \\\\, or left it as it was.",
        _EXACT + "; put it in single quotes, or read it from a file.",
    ),
    "secret-shell-escaped": (
        "The secrets of the two sides differ by escapes: $$ for $, %% for %, or ^ before a sign.",
        (
            "Compose and make write $ as $$; batch files, systemd and .ini files write % as %%; cmd takes ^ for an"
            " escape. One side undid that, or wrote it, and the other did not."
        ),
        _EXACT + "; double a sign only where the program that reads the setting undoes it, or read it from a file.",
    ),
    "secret-expanded": (
        "A part of the secret was taken for a variable, such as $name or %name%, and replaced.",
        ("A shell, Compose, a .env file or a template found no variable of that name and put nothing in its place."),
        _EXACT + ", in single quotes; write $ as $$ in Compose and % as %% in batch files, or read it from a file.",
    ),
    "secret-list": (
        "A whole list of secrets was used as one key, or one of its values instead of the whole.",
        (
            "For a rotation several secrets were put into one setting, and one side did not take them apart; or the"
            " secret itself holds a comma or a space at which it was split."
        ),
        "Split the setting into its secrets, and try each of them by itself.",
    ),
    "secret-hex-decoded": (
        "The secret was decoded from hex before it was used as the key.",
        "Maileroo's key is the text of the secret, even where that text looks like hex digits.",
        _EXACT + ": secret.encode() and not bytes.fromhex(secret); -hmac and not -macopt hexkey: in openssl.",
    ),
    "secret-hex-encoded": (
        "The hex form of the secret was used as the key.",
        "The secret's bytes were written as hex digits, and those digits became the key.",
        _EXACT + ", without encoding it first.",
    ),
    "secret-base64-decoded": (
        "The secret was decoded from base64 before it was used as the key.",
        "Maileroo's key is the text of the secret, even where that text looks like base64.",
        _EXACT + ", without decoding it first.",
    ),
    "secret-base64-encoded": (
        "The base64 form of the secret was used as the key.",
        "A Kubernetes secret holds its values in base64; this one was not decoded, or was encoded twice.",
        _EXACT + ", without encoding it first; in Kubernetes use stringData.",
    ),
    "secret-case": (
        "The secrets of the two sides differ in upper and lower case.",
        "Something turned the secret into capital or small letters.",
        _EXACT + ": upper and lower case count.",
    ),
    "secret-url-encoded": (
        "The secrets of the two sides differ by URL encoding.",
        "The secret went through a URL or a form, where + and % mean something else.",
        _EXACT + ", without percent encoding.",
    ),
    "secret-html-escaped": (
        "The secrets of the two sides differ by HTML escapes such as &amp;.",
        "The secret was copied from the source of a page, or stored after escaping.",
        _EXACT + ", with & < > and quotes as they are.",
    ),
    "secret-hashed": (
        "A hash of the secret was used as the key instead of the secret.",
        "Some schemes derive the key by hashing; Maileroo's key is the secret's text.",
        _EXACT + ", without hashing it first.",
    ),
    "secret-number": (
        "The secret was read as a number and written anew.",
        ("YAML, a spreadsheet or a loosely typed setting dropped its leading zeros, or made 1234500.0 of 12345e2."),
        "Put the value in quotes, so that it stays text, and copy the secret again.",
    ),
    "secret-separators": (
        "The secrets of the two sides differ by dashes or other separators.",
        "A UUID was written without its dashes, or one alphabet of base64 was exchanged for the other.",
        _EXACT + ", with its dashes and other signs.",
    ),
    "secret-mistyped": (
        "The secrets of the two sides differ in one character.",
        "It was typed by hand, read from a picture, or changed by a word processor: 0 and O, 1 and l, - and –.",  # noqa: RUF001
        "Copy the secret again instead of typing it.",
    ),
    "secret-cut": (
        "Only a part of the secret was used as the key.",
        (
            "A character was missed when copying, a column was too small, or a special character such as $ or # ended"
            " the value early."
        ),
        "Copy the secret again as a whole, and put it in single quotes in shells and .env files.",
    ),
    "secret-doubled": (
        "The secret twice in a row was used as the key.",
        "It was pasted twice into a field that shows only dots.",
        "Enter the secret again, once.",
    ),
}
