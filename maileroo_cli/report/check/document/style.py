"""How the page of a check looks beyond what all pages of mhook share."""

from maileroo_cli.report.page.colour import MONO
from maileroo_cli.rules.verdict import Severity

SIGNS = {Severity.ERROR: "&#10006;", Severity.WARNING: "&#9650;", Severity.INFO: "&#8226;"}
"""No severity is told by its colour alone."""

RULES = f"""
h3{{font-size:15px;margin:0 0 4px}}h3 small{{font-weight:400;font-size:14px}}
h3{{overflow-wrap:anywhere}}p{{margin:4px 0}}.faint{{color:var(--faint)}}
article{{border-left:4px solid var(--line);background:var(--band);padding:10px 14px;margin:12px 0}}
article.error{{border-color:var(--acted)}}article.error h3,td.error{{color:var(--acted)}}
article.warning{{border-color:var(--missed)}}article.warning h3,td.warning{{color:var(--missed)}}
article.info{{border-color:var(--refused)}}article.info h3,td.info{{color:var(--refused)}}
td.good{{color:var(--accepted)}}
code,pre{{font-family:{MONO};font-size:12px}}code{{overflow-wrap:anywhere}}
pre{{white-space:pre-wrap;overflow-wrap:anywhere;margin:8px 0}}summary{{cursor:pointer}}
tbody th{{font-weight:400;white-space:nowrap}}a{{color:inherit}}
@media print{{article{{break-inside:avoid}}}}
"""
"""The rules that only this page has."""
