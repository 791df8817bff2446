"""How the place of a request in an input is written: ``a.http:18`` names a line, ``a.har:#5`` the fifth request."""

_LINE = "line "
_NUMBERED = ("entry ", "record ", "request ")


def place_in(source: str, where: str) -> str:
    """Return the place that a reader calls ``where`` (``line 18``, ``entry 5``) in the input called ``source``."""
    if where.startswith(_LINE):
        return f"{source}:{where.removeprefix(_LINE)}"
    for word in _NUMBERED:
        if where.startswith(word):
            return f"{source}:#{where.removeprefix(word)}"
    return f"{source}:{where}" if where else source
