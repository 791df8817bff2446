"""What is said of a key, and of a schema. The keys are listed in ``facts``, ``traffic``, ``replay`` and the like."""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """What values of a key look like in JSON, in the words of the manual."""

    TEXT = "text"
    CONTENT = "text, perhaps empty"
    NUMBER = "number"
    COUNT = "whole number"
    FLAG = "true or false"
    TIME = "time"
    TEXTS = "list of texts"
    LINES = "list of texts, perhaps empty ones"
    NUMBERS = "list of numbers"
    PAIRS = "list of [name, value]"
    OBJECT = "object"
    OBJECTS = "list of objects"
    COUNTS = "object of counts"
    GROUPED_COUNTS = "object of objects of counts"
    JSON = "any JSON object"


@dataclass(frozen=True, slots=True)
class Key:
    """One key: the form of its values, and one sentence that says what it means.

    ``null`` says when it is null; where that is empty it never is. ``keys`` are those of its object, or of each object
    in its list, in order.
    """

    name: str
    form: Form
    meaning: str
    null: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schema:
    """One kind of object: the commands that print it, when they do, and its keys in order after ``schema``.

    Keys are always all there, except for ``optional`` ones of a file format.
    """

    name: str
    commands: tuple[str, ...]
    when: str
    keys: tuple[str, ...]
    optional: tuple[str, ...] = ()
