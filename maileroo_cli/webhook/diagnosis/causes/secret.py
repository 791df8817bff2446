"""The wording of the causes that lie in the secret. Structure and order are in ``catalogue``."""

_EXACT = "Use the secret exactly as Maileroo's dashboard shows it, as UTF-8 text"

TEXTS: dict[str, tuple[str, str, str]] = {
    "secret-other-known": (
        "The signature was made with another of the known secrets.",
        "The secret was rotated, or this request belongs to another environment or another webhook.",
        "Configure the secret that belongs to this webhook; during a rotation, accept both the old and the new one.",
    ),
    "secret-empty": (
        "The signature was made with an empty secret.",
        (
            "The variable that should hold the secret was not set, and the code used an empty string. Anyone can"
            " make such a signature."
        ),
        "Set the secret in the environment of the process that signs or verifies, and refuse to start without one.",
    ),
    "secret-placeholder": (
        "A placeholder, or the name of a setting, was used as the key instead of the secret.",
        "A template was not filled in: the text undefined, null, changeme or the variable's name became the key.",
        "Load the setting's value, check that your quotes let the shell expand it, and refuse to start without one.",
    ),
    "secret-itself": (
        "The header holds the secret itself, or its plain hash, instead of a signature.",
        "The secret was sent like a token. Anyone who has read the request now knows it.",
        ("Send the HMAC of the body, and compare signatures, never the secret. Replace this secret: it has been sent."),
    ),
    "secret-charset": (
        "The secret was encoded in a character set other than UTF-8.",
        "The key is the secret's UTF-8 bytes; UTF-16 (Encoding.Unicode in .NET) or Latin-1 gives another key.",
        (
            "Encode the secret as UTF-8: Encoding.UTF8.GetBytes in .NET, StandardCharsets.UTF_8 in Java. Save"
            " its file as UTF-8 without a byte order mark."
        ),
    ),
    "secret-prefix": (
        "The two sides' secrets differ by a prefix like whsec_ or NAME=.",
        (
            "Standard Webhooks libraries remove whsec_ and decode the rest as base64; a line copied from a .env"
            " file includes the variable's name."
        ),
        _EXACT + ", including its beginning, and without decoding it.",
    ),
    "secret-newline": (
        "The two sides' secrets differ by a newline at the end.",
        "echo, a heredoc, an editor or a mounted secret file added a newline to the secret, or trimming removed it.",
        "Write the secret without a newline (printf '%s' instead of echo) or strip it once where it is loaded.",
    ),
    "secret-space": (
        "The two sides' secrets differ by white space or invisible characters around them.",
        "A space, a tab, a byte order mark or a zero-width character was copied along with the secret.",
        _EXACT + ", with nothing before or after it; strip it once where it is loaded.",
    ),
    "secret-quoted": (
        "The two sides' secrets differ by quotation marks.",
        (
            "A .env file, docker --env-file or a YAML value kept quotation marks as part of the secret, or a"
            " shell removed some that belong to it."
        ),
        (
            "Remove the quotation marks from the setting: docker --env-file and systemd's EnvironmentFile treat"
            " them differently than a shell."
        ),
    ),
    "secret-backslash": (
        "The two sides' secrets differ by backslash escapes.",
        "A shell, a .env file or a string literal interpreted \\n or \\\\, or kept it unchanged.",
        _EXACT + "; put it in single quotes, or read it from a file.",
    ),
    "secret-shell-escaped": (
        "The two sides' secrets differ by escapes: $$ for $, %% for %, or ^ before a character.",
        (
            "Compose and make write $ as $$; batch files, systemd and .ini files write % as %%; cmd escapes with"
            " ^. One side added or removed such escapes, and the other did not."
        ),
        _EXACT
        + (
            "; double a character only where the program that reads the setting expects it, or read the secret from"
            " a file."
        ),
    ),
    "secret-expanded": (
        "A part of the secret was taken for a variable, like $name or %name%, and replaced.",
        "A shell, Compose, a .env file or a template found no variable with that name and inserted nothing.",
        _EXACT + ", in single quotes; write $ as $$ in Compose and % as %% in batch files, or read it from a file.",
    ),
    "secret-list": (
        "A whole list of secrets was used as one key, or one part of a secret that looks like a list.",
        (
            "For a rotation, one setting holds several secrets, and one side did not split them; or the secret"
            " itself holds a comma or a space and was split there."
        ),
        "Split the setting into its secrets, and try each one separately.",
    ),
    "secret-hex-decoded": (
        "The secret was decoded from hex before it was used as the key.",
        "Maileroo's key is the text of the secret, even where that text looks like hex digits.",
        _EXACT + ": secret.encode(), not bytes.fromhex(secret); in openssl -hmac, not -macopt hexkey:.",
    ),
    "secret-hex-encoded": (
        "The hex form of the secret was used as the key.",
        "The secret's bytes were written as hex digits, and the digits became the key.",
        _EXACT + ", without encoding it first.",
    ),
    "secret-base64-decoded": (
        "The secret was decoded from base64 before it was used as the key.",
        "Maileroo's key is the text of the secret, even where that text looks like base64.",
        _EXACT + ", without decoding it first.",
    ),
    "secret-base64-encoded": (
        "The base64 form of the secret was used as the key.",
        "Kubernetes stores secrets in base64; this one was not decoded, or was encoded twice.",
        _EXACT + ", without encoding it first; in Kubernetes use stringData.",
    ),
    "secret-case": (
        "The two sides' secrets differ in upper and lower case.",
        "Something converted the secret to upper or lower case.",
        _EXACT + ": upper and lower case count.",
    ),
    "secret-url-encoded": (
        "The two sides' secrets differ by URL encoding.",
        "The secret went through a URL or a form, where + and % have a special meaning.",
        _EXACT + ", without percent encoding.",
    ),
    "secret-html-escaped": (
        "The two sides' secrets differ by HTML escapes like &amp;.",
        "The secret was copied from a page's source, or stored after escaping.",
        _EXACT + ", with & < > and quotes unescaped.",
    ),
    "secret-hashed": (
        "A hash of the secret was used as the key instead of the secret.",
        "Some schemes derive the key by hashing; Maileroo's key is the secret's text.",
        _EXACT + ", without hashing it first.",
    ),
    "secret-number": (
        "The secret was read as a number and written back differently.",
        "YAML, a spreadsheet or a loosely typed setting dropped its leading zeros, or turned 12345e2 into 1234500.0.",
        "Put the value in quotes so that it stays text, and copy the secret again.",
    ),
    "secret-separators": (
        "The two sides' secrets differ by dashes or other separators.",
        "A UUID was written without its dashes, or base64 was written in its other alphabet.",
        _EXACT + ", with its dashes and other separators.",
    ),
    "secret-mistyped": (
        "The two sides' secrets differ by one character.",
        "It was typed by hand, read from a picture, or changed by a word processor: 0 and O, 1 and l, - and –.",  # noqa: RUF001
        "Copy the secret again instead of typing it.",
    ),
    "secret-cut": (
        "Only part of the secret was used as the key.",
        (
            "A character was missed when copying, a column was too small, or a special character like $ or #"
            " ended the value early."
        ),
        "Copy the whole secret again, and put it in single quotes in shells and .env files.",
    ),
    "secret-doubled": (
        "The key was the secret written twice in a row.",
        "It was pasted twice into a field that shows only dots.",
        "Enter the secret again, once.",
    ),
}
