"""A load as the content of a file, in any format."""

from typing import assert_never

from maileroo_cli.report.load.format import LoadFormat, LoadReport


def render_load(format: LoadFormat, report: LoadReport) -> bytes:
    """Return the whole report as a file."""
    match format:
        case LoadFormat.TEXT:
            from maileroo_cli.report.load.text import whole_text

            return _encoded(whole_text(report))
        case LoadFormat.JSON:
            from maileroo_cli.report.load.object import object_lines

            return _encoded("".join(f"{line}\n" for line in object_lines(report)))
        case LoadFormat.JUNIT:
            from maileroo_cli.report.load.ci import junit_report

            return junit_report(report)
        case LoadFormat.GITHUB:
            from maileroo_cli.report.load.ci import annotation_lines

            return _encoded("".join(f"{line}\n" for line in annotation_lines(report)))
        case LoadFormat.HTML:
            from maileroo_cli.report.load.html import load_page

            return _encoded(load_page(report))
        case _:
            assert_never(format)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
