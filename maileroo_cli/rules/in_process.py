"""Which rules say nothing of an application that is called in the process of the check, and why not.

Neither a server nor a connection stands there between the two. Such a rule would try what stands in their place, and
that does everything right: a pass would be none of the application's.
"""

from collections.abc import Mapping
from types import MappingProxyType

IN_PROCESS_BLIND: Mapping[str, str] = MappingProxyType(
    {
        "BYTES016": "it is the server that answers 100 Continue",
        "BYTES018": "it is the server that writes the names of headers in one case",
        "DELIVERY010": "it is the server that keeps a connection, and reads what the application leaves unread",
        "EFFECT017": "a crash would be that of this process too",
        "EFFECT018": "a restart would be that of this process too",
    }
)
"""Why each of these rules cannot be tried in process, as the end of a sentence."""


def why_blind(rule_id: str) -> str:
    """Return why a rule says nothing of an application in this process, as a sentence; empty where it does."""
    reason = IN_PROCESS_BLIND.get(rule_id)
    return "" if reason is None else f"cannot be shown in process: {reason}"
