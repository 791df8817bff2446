"""What is said once a config file was written: where it is, and what to do next."""

from maileroo_cli.report.terminal.column import lay_out
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.written import tell_written

SCHEMA = "mhook.init/1"


def show_written(path: str, url: str, variable: str, console: Console) -> None:
    """Name the file, and what comes after it; ``variable`` is to hold the secret."""
    tell_written(path, console)
    if console.format is Format.JSON:
        console.object(SCHEMA, {"config_file": path, "url": url})
        return
    console.line("Next:")
    steps = [
        (f"export {variable}=…", "the webhook's secret, as Maileroo shows it"),
        ("mhook check", f"checks {url}"),
        ("mhook config show", "shows each setting, and where it comes from"),
    ]
    console.lines(lay_out(steps, console.width, [lambda text: console.paint(text, Ink.NAME)], "  "))
