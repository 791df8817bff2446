"""What a session of ``mhook inspect`` yields: where the page is, and what its user should know."""

from typing import NamedTuple


class InspectorExposed(NamedTuple):
    """Others in the network can reach ``host``, and read what is shown there: there is no TLS."""

    host: str


class InspectorReady(NamedTuple):
    """The page is served at ``url`` by the process ``pid``; ``address`` is what opens it, with the token.

    ``store`` and ``target`` are what it shows, and where it sends to; ``token_file`` is where scripts find the token.
    """

    url: str
    address: str
    pid: int
    store: str
    target: str | None = None
    token_file: str | None = None


class InspectorTrouble(NamedTuple):
    """Something is not as it should be, in a sentence; the page is served all the same."""

    sentence: str


InspectorResult = InspectorExposed | InspectorReady | InspectorTrouble
