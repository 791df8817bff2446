"""The frame of a page: its head, with a policy that lets a browser load nothing and run nothing, and its end."""

from maileroo_cli.report.page.colour import SANS, variables
from maileroo_cli.report.terminal.markup import markup

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_RULES = f"""
body{{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 {SANS}}}
main{{max-width:960px;margin:0 auto;padding:24px 16px 48px}}
h1{{font-size:22px;line-height:1.3;margin:0 0 8px}}h2{{font-size:17px;margin:32px 0 8px}}
h1,p,li,td,th{{overflow-wrap:anywhere}}.facts{{color:var(--faint)}}
table{{border-collapse:collapse;width:100%;font-size:13px}}
th,td{{text-align:left;vertical-align:top;padding:4px 10px 4px 0;border-bottom:1px solid var(--line)}}
thead th{{color:var(--faint);font-weight:600}}
footer{{color:var(--faint);font-size:13px;margin-top:32px}}
@media print{{main{{max-width:none;padding:0}}tr,li{{break-inside:avoid}}thead{{display:table-header-group}}}}
"""


def page_start(title: str, rules: str) -> str:
    """Return a page up to the beginning of its main part; ``title`` is markup, ``rules`` are added to its style."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{markup(_POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n<style>\n{variables(':root')}{_RULES}{rules}</style>\n</head>\n<body>\n<main>"
    )


def page_end(foot: str) -> str:
    """Return the end of a page; ``foot`` is markup."""
    return f"<footer>{foot}</footer>\n</main>\n</body>\n</html>\n"
