"""``mhook captures``: the commands that work on captured requests. Each has a module of its own."""

HELP = """Look at captured requests; compare, export, import, resend and delete them.

They are kept in a store, byte for byte as they came. Name a capture by its id or the beginning of it, by last, or by
last~1 for the one before. A signature never expires, so it is masked or left out unless you ask for it."""

COMMANDS = {
    "list": "List the captured requests, the newest last.",
    "show": "Show one capture: its verdict, headers and body, and what it was answered.",
    "diff": "Compare two captures: request line, headers, JSON and bytes.",
    "timeline": "Show the events of one mail in the order in which they happened.",
    "export": "Write captures as records, HAR, raw HTTP, curl commands, tests for pytest, or a fixture.",
    "import": "Read captures from files into the store, and verify them on the way.",
    "resend": "Send captures again: the same bytes and signature, or newly signed.",
    "prune": "Delete captures by number, age, size or name.",
    "path": "Print where the store is.",
}
"""Every command of the group with the first sentence of its help."""

EXAMPLES = (
    "mhook captures list --verdict invalid",
    "mhook captures show last",
    "mhook captures resend last --url http://localhost:8000/webhook",
)
