"""What a lesson is: why, and the same mistake and remedy in several frameworks.

Code that is the same for several frameworks of a language is one function of a receiver, such as ``is_signed``,
``handle`` or ``store``; where frameworks differ it is the whole endpoint. What such code takes for given (the secret,
the imports of the standard library, the other functions) is not repeated in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.nearest import suggest
from maileroo_cli.webhook.text.shown import show


class Framework(StrEnum):
    """What receivers are written with; the value is what ``--framework`` takes."""

    FLASK = "flask"
    FASTAPI = "fastapi"
    DJANGO = "django"
    EXPRESS = "express"
    NEXT = "next"
    LARAVEL = "laravel"
    GO = "go"
    RAILS = "rails"
    SPRING = "spring"
    NGINX = "nginx"

    @property
    def label(self) -> str:
        """Its name as its makers write it."""
        return _LABELS[self]

    @property
    def language(self) -> str:
        """What its code is written in, as a fenced block names it."""
        return _LANGUAGES[self]


_LABELS = {
    Framework.FLASK: "Flask",
    Framework.FASTAPI: "FastAPI",
    Framework.DJANGO: "Django",
    Framework.EXPRESS: "Express",
    Framework.NEXT: "Next.js",
    Framework.LARAVEL: "Laravel",
    Framework.GO: "Go",
    Framework.RAILS: "Rails",
    Framework.SPRING: "Spring",
    Framework.NGINX: "nginx",
}
_LANGUAGES = {
    Framework.FLASK: "python",
    Framework.FASTAPI: "python",
    Framework.DJANGO: "python",
    Framework.EXPRESS: "js",
    Framework.NEXT: "js",
    Framework.LARAVEL: "php",
    Framework.GO: "go",
    Framework.RAILS: "ruby",
    Framework.SPRING: "java",
    Framework.NGINX: "nginx",
}


def find_frameworks(texts: Iterable[str]) -> tuple[Framework, ...]:
    """Return the frameworks that are named, with commas between or each alone; an unknown one raises ``UsageError``."""
    names = dict.fromkeys(word.strip().lower() for text in texts for word in text.split(",") if word.strip())
    found: list[Framework] = []
    for name in names:
        if name == "all":
            return tuple(Framework)
        if name not in set(Framework):
            raise UsageError(f"there is no code for {show(name)!r}", suggest(name, [*Framework, "all"]))
        found.append(Framework(name))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A mistake and its remedy, each as code without a newline at its end."""

    wrong: str
    right: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson: what to do, why, and how that looks. Frameworks that share their code share one snippet."""

    title: str
    why: str
    snippets: Mapping[Framework, Snippet]

    def shared(self) -> dict[Snippet, list[Framework]]:
        """Return each snippet once, with the frameworks that it is for, in order."""
        found: dict[Snippet, list[Framework]] = {}
        for framework, code in self.snippets.items():
            found.setdefault(code, []).append(framework)
        return found


def snippet(wrong: str, right: str) -> Snippet:
    """Return a snippet without the empty lines around its code."""
    return Snippet(wrong.strip("\n"), right.strip("\n"))


def shared_by(
    *,
    python: Snippet,
    script: Snippet | None = None,
    php: Snippet | None = None,
    go: Snippet | None = None,
) -> dict[Framework, Snippet]:
    """Return the snippets of a lesson that is the same in all frameworks of a language."""
    languages = {
        Framework.FLASK: python,
        Framework.FASTAPI: python,
        Framework.DJANGO: python,
        Framework.EXPRESS: script,
        Framework.NEXT: script,
        Framework.LARAVEL: php,
        Framework.GO: go,
    }
    return {framework: one for framework, one in languages.items() if one is not None}
