"""``mhook rules``: what ``mhook check`` asks of a receiver. Without a command the rules are listed."""

HELP = """Tell what a correct receiver does, rule by rule: all that mhook check asks.

Without a command the rules are listed."""

COMMANDS = {
    "list": "List every rule: its id, how much breaking it weighs, and what it asks.",
    "explain": "Explain one rule: what is sent, what breaking it costs, and wrong and right code.",
}
"""Every command of the group with the first sentence of its help."""

DEFAULT = "list"
"""The command that is meant where none is named."""

EXAMPLES = ("mhook rules", "mhook rules explain SIG004", "mhook rules list --format json")
