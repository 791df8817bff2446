"""``mhook runs``: the commands that work on runs of ``mhook replay``. Each has a module of its own."""

HELP = """Look at earlier runs of mhook replay, go on with them, and delete them.

Each run is a file with its plan, the requests with their signatures, and what came of each attempt. Name a run by its
id or the beginning of it, by last, or by last~1 for the one before."""

COMMANDS = {
    "list": "List the runs, the newest last.",
    "show": "Show one run: its plan, every attempt, and the result.",
    "resume": "Go on with an interrupted run, as mhook replay --resume does.",
    "delete": "Delete runs that you no longer need.",
}
"""Every command of the group with the first sentence of its help."""

EXAMPLES = ("mhook runs list", "mhook runs show last", "mhook runs resume last", "mhook runs delete --finished")
