"""How the page of a check looks: the colours and fonts of mhook's pages, for light, for dark and for paper."""

from maileroo_cli.report.replay.picture.style import MONO, SANS, variables
from maileroo_cli.report.terminal.markup import markup
from maileroo_cli.rules.verdict import Severity

SIGNS = {Severity.ERROR: "&#10006;", Severity.WARNING: "&#9650;", Severity.INFO: "&#8226;"}
"""No severity is told by its colour alone."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_RULES = f"""
body{{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 {SANS}}}
main{{max-width:960px;margin:0 auto;padding:24px 16px 48px}}
h1{{font-size:22px;line-height:1.3;margin:0 0 8px}}h2{{font-size:17px;margin:32px 0 8px}}
h3{{font-size:15px;margin:0 0 4px}}h3 small{{font-weight:400;font-size:14px}}
h1,h3,p,li,td,th{{overflow-wrap:anywhere}}p{{margin:4px 0}}.facts,.faint{{color:var(--faint)}}
article{{border-left:4px solid var(--line);background:var(--band);padding:10px 14px;margin:12px 0}}
article.error{{border-color:var(--acted)}}article.error h3,td.error{{color:var(--acted)}}
article.warning{{border-color:var(--missed)}}article.warning h3,td.warning{{color:var(--missed)}}
article.info{{border-color:var(--refused)}}article.info h3,td.info{{color:var(--refused)}}
td.good{{color:var(--accepted)}}
code,pre{{font-family:{MONO};font-size:12px}}code{{overflow-wrap:anywhere}}
pre{{white-space:pre-wrap;overflow-wrap:anywhere;margin:8px 0}}summary{{cursor:pointer}}
table{{border-collapse:collapse;width:100%;font-size:13px}}
th,td{{text-align:left;vertical-align:top;padding:4px 10px 4px 0;border-bottom:1px solid var(--line)}}
thead th{{color:var(--faint)}}tbody th{{font-weight:400;white-space:nowrap}}a{{color:inherit}}
footer{{color:var(--faint);font-size:13px;margin-top:32px}}
@media print{{main{{max-width:none;padding:0}}article,tr,li{{break-inside:avoid}}thead{{display:table-header-group}}}}
"""


def page_head(title: str) -> str:
    """Return the start of the page up to its body; ``title`` is markup."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{markup(_POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n<style>\n{variables(':root')}{_RULES}</style>\n</head>\n"
    )
