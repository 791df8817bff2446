"""What the inspector answers about captures over its real server, as a script asks for it."""

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.answer_keys import check_answer
from tests.cli.calling import SECRET
from tests.cli.store import captured, event, fill, signature
from tests.inspecting import InspectProcess

ODD = "ref/with ?odd#%é"


def test_every_call(tmp_path: Path) -> None:
    """Each call has the object that the list of answers says, and no answer has a signature or a secret."""
    first, second = captured(1, status=500), captured(2, event(2, message_reference_id=ODD), answer=(b"", b"oops"))
    store = fill(tmp_path / "captures.db", first, second)
    one, two = first.entry.id, second.entry.id
    with InspectProcess(store) as inspect:
        for path in (
            f"/api/captures/{one}",
            f"/api/captures/{two}/body?part=response",
            f"/api/captures/{one}/pretty",
            f"/api/captures/{one}/rewriting",
            *(f"/api/captures/{one}/copy?as={form}" for form in ("curl", "http", "mhook", "pytest")),
            f"/api/mails/{quote(ODD, safe='')}",
            f"/api/diff?first={one}&second={two}",
        ):
            status, answer = inspect.ask(path)
            assert status == 200, (path, answer)
            check_answer(answer)
            assert signature(event(1)) not in str(answer)
            assert SECRET not in str(answer)
        status, answer = inspect.ask("/api/diagnose", {"capture": one, "signature": f" {signature(event(1))}"})
        assert (status, answer["verdict"]) == (200, "valid")
        status, answer = inspect.ask("/api/export", {"filter": {"type": ["delivered"]}, "count": 2, "as": "html"})
        assert (status, answer["written"]) == (200, 2)
        status, answer = inspect.ask(f"/api/captures/{one}?signatures=1")
        assert signature(event(1)) in str(answer)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/captures/feed", None, 404),
        ("/api/captures/%00/pretty", None, 404),
        ("/api/captures/..%2f..%2fetc", None, 404),
        ("/api/mails/nothing", None, 404),
        ("/api/captures/last/body?limit=1e9", None, 400),
        ("/api/captures/last/copy?as=exe", None, 400),
        ("/api/diff?first=last", None, 400),
        ("/api/diagnose", {"capture": "last", "signature": ""}, 400),
        ("/api/diagnose", {"capture": "last", "signature": "x" * 5_000}, 400),
        ("/api/export", {"filter": {}, "count": 7, "as": "html"}, 409),
    ],
)
def test_refusals(inspect: InspectProcess, path: str, body: dict[str, object] | None, status: int) -> None:
    """What cannot be answered has its status and one line."""
    given, answer = inspect.ask(path, body)
    assert (given, answer["schema"]) == (status, "mhook.inspector-error/1")
    assert "\n" not in answer["error"]
