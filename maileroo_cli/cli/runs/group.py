"""``mhook runs``: the commands that work on runs of ``mhook replay``. Each has a module of its own."""

HELP = """Look at the runs of mhook replay that were kept, go on with them, and delete them.

Each run is a file of its own: its plan, the requests with their signatures, and what came of each attempt. A run is
named by its id or the beginning of it, by last, or by last~1 for the one before."""

COMMANDS = {
    "list": "List the runs, the newest last.",
    "show": "Show one run: its plan, every attempt, and what they came to.",
    "resume": "Go on with a run that was interrupted; mhook replay --resume does the same.",
    "delete": "Delete runs.",
}
"""Every command of the group with the first sentence of its help."""

EXAMPLES = ("mhook runs list", "mhook runs show last", "mhook runs resume last", "mhook runs delete --finished")
