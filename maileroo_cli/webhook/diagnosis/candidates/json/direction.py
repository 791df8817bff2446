"""The words for a value that changed after signing, in the body here: the changes of ``value``, told the other way.

A change leads from the body here to the signed one. Where the signed one is as Maileroo writes, the body here is what
was changed, and so the change is told from the signed one to the one here.
"""

_HERE = {
    "nulls were left out, as Gson, Jackson with NON_NULL and .NET with WhenWritingNull do": (
        "the body here has nulls that the signed one does not have"
    ),
    "nulls and empty values were left out, as Jackson with NON_EMPTY does": (
        "the body here has nulls or empty values that the signed one does not have"
    ),
    "nulls and empty strings were left out": (
        "the body here has nulls or empty strings that the signed one does not have"
    ),
    "zeros, nulls and empty values were left out, as Go with omitempty does": (
        "the body here has zeros, nulls or empty values that the signed one does not have"
    ),
    "strings were trimmed and empty ones became null, as Laravel does": (
        "null became an empty string here, or strings got white space around them"
    ),
    "strings were trimmed": "strings got white space around them here",
    "empty strings became null": "null became an empty string here",
    "{} became [], as in PHP's arrays": "[] became {} here, as in Lua's tables or with JSON_FORCE_OBJECT",
    "[] became {}, as in Lua's tables or with JSON_FORCE_OBJECT": "{} became [] here, as in PHP's arrays",
    "lists became objects, as with PHP's JSON_FORCE_OBJECT": "objects with numbers as keys became lists here",
    "null became an empty string": "empty strings became null here, as Laravel does",
    "null became []": "[] became null here",
    "null became {}": "{} became null here",
    "[] became null": "null became [] here",
    "{} became null": "null became {} here",
    "trailing zeros of fractions of a second were dropped": "zeros were added to fractions of a second here",
    "times were written with +00:00": "+00:00 became Z in the times here",
    "times were written with microseconds": "times were not written with microseconds here",
    "times were written with microseconds and +00:00": "times were written without microseconds and +00:00 here",
    "times were written without a fraction": "times got a fraction of a second here",
    "numeric strings became numbers, as with PHP's JSON_NUMERIC_CHECK": "numbers became strings here",
    "numbers became strings": "numeric strings became numbers here, as with PHP's JSON_NUMERIC_CHECK",
    "keys were renamed to camelCase": "keys in camelCase were renamed here",
    "keys were renamed to PascalCase": "keys in PascalCase were renamed here",
    "whole numbers became doubles, as Gson does when it parses into a Map": "doubles became whole numbers here",
}


def told_of_here(detail: str) -> str:
    """Return what ``detail`` says of the signed body as what was done to the body here."""
    return _HERE.get(detail, detail)
