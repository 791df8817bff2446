"""``mhook runs``: the commands that work on runs that are kept. Each has a module of its own."""

HELP = """Look at earlier runs of mhook replay, go on with them, and delete them; also at storms, checks and loads.

Each run is a file with its plan, the requests with their signatures, and what came of each attempt; that of a check or
a load is its report, without requests. Name a run by its id or the beginning of it, by last, or by last~1 for the one
before."""

COMMANDS = {
    "list": "List the runs, the newest last.",
    "show": "Show one run: its plan, every attempt, and the result; of a storm, check or load its report.",
    "resume": "Go on with an interrupted run, as mhook replay --resume does.",
    "delete": "Delete runs that you no longer need.",
}
"""Every command of the group with the first sentence of its help."""

EXAMPLES = ("mhook runs list", "mhook runs show last", "mhook runs resume last", "mhook runs delete --finished")
