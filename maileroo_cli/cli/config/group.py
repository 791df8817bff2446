"""``mhook config``: the commands about the settings of a project."""

HELP = """Look at the settings of a project: its config file, profiles and variables.

They stand in mhook.toml, or in [tool.mhook] of pyproject.toml, and fill in options that you do not give. An option goes
before a variable, a variable before the profile, and the profile before the rest of the file."""

COMMANDS = {
    "show": "Show the value of each setting that holds here, and where it comes from.",
}
"""Every command of the group with the first sentence of its help."""

EXAMPLES = ("mhook config show", "mhook config show --profile staging")
