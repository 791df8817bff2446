"""Text in XML and HTML: shown as the text that it is, never as markup, and harmless where it is copied out."""

from maileroo_cli.report.terminal.safe_text import safe


def markup(text: str | bytes, limit: int = 0) -> str:
    """Return markup that shows ``text`` on one line, made safe; ``limit`` > 0 cuts it after so many characters.

    It may stand between tags and in an attribute within double quotes.
    """
    shown = safe(text, limit)
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
