"""GET /api/state: what the inspector shows, and what it may do."""

import os
from pathlib import Path

from maileroo_cli.capture.store.writer import Store
from maileroo_cli.inspector.api.state import read_state
from maileroo_cli.inspector.call import InspectorCall
from maileroo_cli.inspector.settings import InspectorSettings
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.version import __version__
from maileroo_cli.webhook.signing.secret import Secret
from tests.answer_keys import check_answer
from tests.capture.stored import capture
from tests.listening import ListenProcess


def test_an_empty_place(tmp_path: Path) -> None:
    """Without a store nothing is known but what may be asked for."""
    state = check_answer(read_state(InspectorCall(InspectorSettings(tmp_path / "captures.db", tmp_path))))
    assert (state["schema"], state["version"]) == ("mhook.inspector/1", __version__)
    assert state["store"] == str(tmp_path / "captures.db")
    nothing: dict[str, object] = {
        "captures": 0,
        "newest_row": None,
        "verdict_counts": {},
        "secrets": 0,
        "signing_secret": None,
        "target": None,
        "listener": None,
    }
    assert nothing.items() <= state.items()
    assert (len(state["event_types"]), len(state["verdicts"]), state["filter_words"][0]) == (8, 6, "type")


def test_a_store_that_is_written(tmp_path: Path) -> None:
    """Counts are those of now, and who writes is told; secrets are counted and never told."""
    endpoint = Endpoint(parse_target("http://127.0.0.1:8000/webhook"))
    settings = InspectorSettings(tmp_path / "captures.db", tmp_path, (Secret("very-secret", "env:NAME"),), endpoint)
    with Store(settings.store) as store:
        store.add([capture(1, verdict="valid"), capture(2, verdict="invalid"), capture(3, verdict="valid")])
        state = check_answer(read_state(InspectorCall(settings)))
        assert (state["captures"], state["newest_row"]) == (3, 3)
        assert state["verdict_counts"] == {"valid": 2, "invalid": 1}
        assert (state["secrets"], state["signing_secret"]) == (1, "env:NAME")
        assert state["target"] == "http://127.0.0.1:8000/webhook"
        assert state["listener"] == {"url": None, "pid": os.getpid()}
        store.add([capture(4, verdict="probe")])
        store.delete([f"{1:016x}"])
        state = check_answer(read_state(InspectorCall(settings)))
        assert (state["captures"], state["verdict_counts"]) == (3, {"valid": 1, "invalid": 1, "probe": 1})
    assert read_state(InspectorCall(settings))["listener"] is None
    assert "very-secret" not in str(state)


def test_the_listener(tmp_path: Path) -> None:
    """While ``mhook listen`` writes the store, its address and its process are told."""
    with ListenProcess(tmp_path) as listen:
        state = check_answer(read_state(InspectorCall(InspectorSettings(listen.store, tmp_path))))
        assert state["listener"] == {"url": listen.url, "pid": listen.pid}
