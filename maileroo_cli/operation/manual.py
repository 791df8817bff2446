"""Finding a topic of the manual: the pages in ``manual/``, their names, and the other words that lead to them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from maileroo_cli.errors import UsageError

TOPICS = (
    "getting-started",
    "receivers",
    "receiving",
    "sending",
    "verifying",
    "captures",
    "inspector",
    "replay",
    "load",
    "load-machines",
    "storm",
    "checking",
    "rules",
    "testing",
    "ci",
    "configuration",
    "secrets",
    "formats",
    "exit-codes",
    "facts",
    "library",
    "pytest",
    "architecture",
    "speed",
    "commands",
)
"""Every topic in the order in which the manual is read; each is a file ``manual/TOPIC.md``."""

_OTHER_WORDS = {
    "getting-started": "tour start quickstart install demo",
    "receivers": "receiver endpoint flask fastapi django express go php",
    "receiving": "listen listening forward tunnel tunnels dashboard respond",
    "sending": "send generate sign events event schema lifecycle lifecycles mix tamper",
    "verifying": "verify causes cause signature signatures diagnosis",
    "captures": "capture store import export diff timeline resend prune",
    "inspector": "inspect page browser live tail",
    "replay": "schedule schedules runs run retry retries faults clock effects",
    "load": "rate ramp wave budget percentiles latency throughput",
    "load-machines": "locust master workers distributed",
    "storm": "storms outage outages campaign campaigns wave forecast",
    "checking": "check suite suites smoke baseline exceptions sarif",
    "rules": "rule lesson lessons",
    "testing": "test tests example examples app asgi wsgi process",
    "ci": "github junit actions workflow continuous-integration",
    "configuration": "config init settings setting profile profiles mhook.toml pyproject.toml",
    "secrets": "secret",
    "formats": "json keys har curl format schemas",
    "exit-codes": "environment env exit codes variables streams",
    "facts": "maileroo grades known official",
    "library": "python api",
    "pytest": "fixture fixtures plugin",
    "architecture": "design contributing",
    "speed": "performance soak benchmarks",
    "commands": "reference options help manual",
}
ALIASES = {word: topic for topic, words in _OTHER_WORDS.items() for word in words.split()}
"""Words that lead to a topic which has another name; every command is among them or is a topic itself."""

_MARKER = re.compile(r"^<!-- [^\n]* -->\n\n?", re.MULTILINE)
"""What a page says to our tests and generators, on a line of its own; it is not for readers."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the manual: the name of its topic, its title and summary, and all of it as Markdown."""

    topic: str
    title: str
    summary: str
    markdown: str


def all_pages() -> Iterator[Page]:
    """Yield every page in the order in which the manual is read."""
    return map(read_page, TOPICS)


def find_topic(word: str) -> str:
    """Return the topic that ``word`` means, in whatever case; where it means none, raise ``UsageError``."""
    plain = word.strip().lower().removesuffix(".md").replace("_", "-").replace(" ", "-")
    topic = ALIASES.get(plain, plain)
    if topic in TOPICS:
        return topic
    from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest

    near = dict.fromkeys(ALIASES.get(one, one) for one in find_nearest(plain, (*TOPICS, *ALIASES), most=2))
    hint = did_you_mean([f"mhook manual {one}" for one in near], "mhook manual lists the topics")
    raise UsageError(f"the manual has no topic {word!r}", hint)


def read_page(topic: str) -> Page:
    """Return the page of a topic, without markers: a heading, then its summary in one line, then the rest."""
    from importlib.resources import files

    source = files("maileroo_cli").joinpath("manual", f"{topic}.md").read_bytes().decode()
    markdown = _MARKER.sub("", source).rstrip("\n") + "\n"
    heading, _, summary, *_ = markdown.split("\n")
    return Page(topic, heading.removeprefix("# "), summary, markdown)
