"""The colours of pages and pictures, for light, for dark and for paper, and the fonts that every machine has."""

_LIGHT = (
    "--paper:#ffffff;--ink:#1f2328;--faint:#59636e;--line:#d1d9e0;--band:#f6f8fa;"
    "--accepted:#1a7f37;--missed:#9a6700;--refused:#0969da;--acted:#cf222e;--unknown:#8250df;--planned:#59636e"
)
_DARK = (
    "--paper:#0d1117;--ink:#e6edf3;--faint:#9198a1;--line:#3d444d;--band:#151b23;"
    "--accepted:#3fb950;--missed:#d29922;--refused:#4493f8;--acted:#f85149;--unknown:#ab7df8;--planned:#9198a1"
)
SANS = "system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif"
MONO = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace"


def variables(selector: str) -> str:
    """Return the rules that give ``selector`` the colours of the reader's scheme; paper is always light."""
    return (
        f"{selector}{{{_LIGHT}}}\n"
        f"@media (prefers-color-scheme:dark){{{selector}{{{_DARK}}}}}\n"
        f"@media print{{{selector}{{{_LIGHT};print-color-adjust:exact;-webkit-print-color-adjust:exact}}}}\n"
    )
