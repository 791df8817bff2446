"""Every lesson by its name, and where it is. Only the one that is asked for is imported."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from maileroo_cli.rules.lesson.definition import Lesson

_FOLDERS = {
    "signing": ("verify", "refuse-first", "compare-safely", "no-secret", "rotate", "quiet"),
    "reading": ("raw-body", "limit", "unknown-event", "read-fields", "bad-json", "methods", "escape"),
    "working": ("answer-200", "fast", "dedupe", "no-age", "no-rate-limit", "store-first", "suppress", "order"),
    "layering": ("route", "csrf", "host", "body-parser", "proxy"),
}

LESSONS: Mapping[str, str] = MappingProxyType(
    {
        name: f"maileroo_cli.rules.lesson.{folder}.{name.replace('-', '_')}"
        for folder, names in _FOLDERS.items()
        for name in names
    }
)
"""The module of each lesson, by its name."""


def find_lesson(name: str) -> Lesson:
    """Return the lesson with this name, which a rule's text gives; an unknown one raises ``KeyError``."""
    lesson: Lesson = import_module(LESSONS[name]).LESSON
    return lesson
