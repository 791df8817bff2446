"""The picture of a replay as a file of its own, SVG or HTML."""

from typing import assert_never

from maileroo_cli.operation.replay.picture import PictureKind
from maileroo_cli.report.replay.picture.drawing import Drawing


def draw_document(kind: PictureKind, drawing: Drawing) -> str:
    """Return the whole text of the file."""
    match kind:
        case PictureKind.SVG:
            from maileroo_cli.report.replay.picture.svg import svg_document

            return svg_document(drawing)
        case PictureKind.HTML:
            from maileroo_cli.report.replay.picture.html import html_document

            return html_document(drawing)
        case _:
            assert_never(kind)
