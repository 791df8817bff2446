"""How events are asked for in Python, for the hints of errors."""

from maileroo_cli.webhook.override.syntax import Syntax

PYTHON = Syntax(
    force="force=True makes it anyway",
    replacing="force=True replaces it",
    lifecycle='make_lifecycle("{}") makes all events of such a mail',
    fields='event_schema("{}") has the fields',
    form="help(make_lifecycle) shows the form of such a file",
    text='set={{"{path}": "{value}"}}',
    json='set={{"{path}": {value}}}',
    tag='{{"name": "{name}", "value": "{value}"}}',
    setting='set={{"{}": …}}',
    removing='unset=["{}"]',
)
