"""A check as the content of a file, in any format."""

from typing import assert_never

from maileroo_cli.report.check.format import CheckFormat, CheckReport, without_query


def render(format: CheckFormat, report: CheckReport) -> bytes:
    """Return the whole report as a file; where others see it, the URL has no query, which may be a token."""
    if format not in (CheckFormat.TEXT, CheckFormat.JSON):
        report = without_query(report)
    if format is CheckFormat.JUNIT:
        from maileroo_cli.report.check.document.junit import junit_report

        return junit_report(report)
    if format is CheckFormat.SARIF:
        from maileroo_cli.report.check.document.sarif import sarif_report

        return sarif_report(report)
    return _text(format, report).encode("utf-8", "backslashreplace")


def _text(format: CheckFormat, report: CheckReport) -> str:
    match format:
        case CheckFormat.TEXT:
            from maileroo_cli.report.check.text.page import whole_page

            return whole_page(report.plan, report.summary)
        case CheckFormat.JSON:
            from maileroo_cli.report.check.document.object import report_lines

            return "".join(f"{line}\n" for line in report_lines(report))
        case CheckFormat.GITHUB:
            from maileroo_cli.report.check.document.annotations import annotation_lines

            return "".join(f"{line}\n" for line in annotation_lines(report))
        case CheckFormat.HTML:
            from maileroo_cli.report.check.document.html import html_page

            return html_page(report)
        case CheckFormat.MARKDOWN:
            from maileroo_cli.report.check.document.comment import comment

            return comment(report)
        case CheckFormat.JUNIT | CheckFormat.SARIF:
            raise ValueError(f"{format} is made as bytes")
        case _:
            assert_never(format)
