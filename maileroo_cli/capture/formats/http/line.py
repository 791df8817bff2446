"""The lines of a file of raw HTTP requests: which begin a request, which end one, and which are for an editor alone."""

import re

_METHOD = rb"(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)"
_WORD = rb"(?:\{\{[^{}\r\n]{0,200}\}\}|\S)++"
_VERSION = rb"HTTP/\d(?:\.\d)?[ \t]*"
_REQUEST = (
    rb"[A-Za-z][A-Za-z-]{0,30} +"
    + _WORD
    + rb" +"
    + _VERSION
    + (rb"|" + _METHOD + rb" ++(?=https?://|/|\{\{)" + _WORD + rb"[ \t]*")
)
_HOST = rb"(?:localhost|[0-9A-Za-z-]++(?:\.[0-9A-Za-z-]++)++|\[[0-9A-Fa-f:.]++\]|[0-9A-Za-z.-]*+:\d{1,5})(?:[:/?#]\S*)?"
_LOOSE = (
    rb"|" + _METHOD + rb" ++(?=\S)[^\r\n]*\S +" + _VERSION + rb"|" + _METHOD + rb" ++" + _HOST + rb"[ \t]*"
    rb"|https?://" + _WORD + rb"[ \t]*"
)
_RESPONSE = rb"HTTP/\d(?:\.\d)? [1-9]\d\d(?: [^\r\n]*)?"
_SCRIPT = rb"(?:js|mjs|cjs|ts|lua|py|sh)"

REQUEST_LINE = re.compile(rb"(?:" + _REQUEST + rb")\r?\n?")
"""A request line that cannot be taken for anything else."""

REQUEST_START = re.compile(rb"(?:" + _REQUEST + _LOOSE + rb")\r?\n?")
"""What editors take for a request line where one has to stand: without a scheme too, or a URL alone."""

RESPONSE_LINE = re.compile(rb"(?:" + _RESPONSE + rb")\r?\n?")
BOUNDARY = re.compile(rb"^(?:###|(?:" + _REQUEST + rb"|" + _RESPONSE + rb")\r?$)", re.MULTILINE)
COMMENT = (b"#", b"//")
"""How a line begins that editors pass over."""

CONTINUATION = re.compile(rb"[ \t]*[?&][^\r\n]*\r?\n?|[ \t]+(?![0-9A-Za-z-]{1,60}:[ \t])[^\s][^\r\n]*\r?\n?")
"""A line that goes on with the target of a request line without a version."""

INCLUDE = re.compile(rb"<(@?)([A-Za-z0-9_-]{0,40})[ \t]+(?!\{%)([^\s][^\r\n]*)\r?\n?")
"""A line in a body that stands for a file: ``<@`` for one with variables, and the name of its encoding."""

_BOUNDARY_LINE = re.compile(rb"###.*|(?:" + _REQUEST + rb"|" + _RESPONSE + rb")\r?\n?", re.DOTALL)
_SCRIPT_START = re.compile(rb"[<>][ \t]*\{%")
_FOR_EDITORS = re.compile(
    rb"[<>][ \t]*\{%.*|>[ \t]+[^\r\n]*\." + _SCRIPT + rb"[ \t]*\r?\n?|(?:>>!?|<>)[ \t]+\S.*", re.DOTALL
)
_BEFORE_REQUEST = re.compile(rb"<[ \t]+[^\r\n]*\." + _SCRIPT + rb"[ \t]*\r?\n?|(?:import|run)[ \t]+[#.\w].*", re.DOTALL)


def is_boundary(line: bytes) -> bool:
    """Tell whether a body ends before this line: at a request, a response, or the ``###`` of editors."""
    return _BOUNDARY_LINE.fullmatch(line) is not None


def is_for_editors(line: bytes) -> bool:
    """Tell whether an editor takes this line after a body for itself: what is done with the response."""
    return line.startswith((b"<", b">")) and _FOR_EDITORS.fullmatch(line) is not None


def is_filler(line: bytes) -> bool:
    """Tell whether a line between requests belongs to none of them."""
    if line.startswith((*COMMENT, b"@")) or not line.strip():
        return True
    return is_for_editors(line) or _BEFORE_REQUEST.fullmatch(line) is not None


def begins_script(line: bytes) -> bool:
    """Tell whether a script of several lines begins here, which has not ended in this line."""
    return _SCRIPT_START.match(line) is not None and b"%}" not in line
