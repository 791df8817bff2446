"""The keys of a setting that was never filled in: nothing, a placeholder, or the name of the variable."""

from collections.abc import Sequence

from maileroo_cli.webhook.diagnosis.candidates.key.common import Keys
from maileroo_cli.webhook.diagnosis.candidates.key.shell import is_all_variable
from maileroo_cli.webhook.diagnosis.finding import Candidate, Finding, signed

_PLACEHOLDERS = (
    *("undefined", "null", "None", "nil", "false", "true", "secret", "your_secret", "your-secret"),
    *("YOUR_SECRET", "changeme", "change-me", "webhook_secret", "MAILEROO_WEBHOOK_SECRET", "MAILEROO_SECRET"),
    *("your_webhook_secret", "your-webhook-secret", "test", "[object Object]", "<secret>", "********"),
)
_MORE_PLACEHOLDERS = (
    *(
        "your-secret-here",
        "your_secret_here",
        "YOUR_SECRET_HERE",
        "YOUR_WEBHOOK_SECRET",
        "your-secret-key",
        "secret123",
    ),
    *("my-secret", "my_secret", "mysecret", "supersecret", "super-secret", "password", "xxx", "XXX", "xxxx", "TODO"),
    *("REPLACE_ME", "replace-me", "CHANGEME", "CHANGE_ME", "<your-secret>", "<YOUR_SECRET>", "***", "example", "dummy"),
    *("WEBHOOK_SECRET", "SECRET", "maileroo", "maileroo-secret", "maileroo_webhook_secret", "shared-secret", "NULL"),
    *("s3cr3t", "[object Undefined]", "NaN", "0", "1", "[]", "{}", " ", "\n", '""', "''"),
)
_NAMES = ("MAILEROO_WEBHOOK_SECRET", "WEBHOOK_SECRET")
_EXPRESSIONS = (
    *(
        "$({})",
        "${{{{ secrets.{} }}}}",
        "$env:{}",
        "process.env.{}",
        "os.environ['{}']",
        'os.environ["{}"]',
        "ENV['{}']",
    ),
    *("getenv('{}')", "{{{{ {} }}}}", "<{}>", "!{}!", "env({})", "env('{}')", "env.{}", "secrets.{}"),
)


def unset(keys: Sequence[Candidate]) -> Keys:
    """Yield the keys of a setting that was never filled in; ``keys`` are the secrets that it should have held."""
    # HMAC pads a short key with zero bytes, so one zero byte is the empty key.
    expanded = any(is_all_variable(key.value) for key in keys)
    yield b"\0", signed("secret-empty") if expanded else Finding("secret-empty")
    names = [name for key in keys if key.source for name in _spellings(key.source)]
    for word in dict.fromkeys([*names, *_PLACEHOLDERS]):
        yield word.encode("utf-8", "surrogatepass"), Finding("secret-placeholder")


def unset_further(keys: Sequence[Candidate]) -> Keys:
    """Yield placeholders and expressions that are rarer."""
    names = [key.source.rpartition(":")[2] for key in keys if key.source]
    expressions = [form.format(name) for name in dict.fromkeys([*names, *_NAMES]) if name for form in _EXPRESSIONS]
    for word in (*_MORE_PLACEHOLDERS, *expressions):
        yield word.encode("utf-8", "surrogatepass"), Finding("secret-placeholder")


def _spellings(reference: str) -> list[str]:
    name = reference.rpartition(":")[2]
    return [reference, name, f"${name}", f"${{{name}}}", f"%{name}%", f"{{{{{name}}}}}"] if name else []
