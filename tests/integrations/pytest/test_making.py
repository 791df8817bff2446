"""Events, requests and mails as fixtures: each test has its own, the same at each run."""

import inspect
import json
import re

import pytest

from maileroo_cli import BadSignature, EventType, make_event, make_lifecycle
from maileroo_cli.integrations.pytest import plugin
from maileroo_cli.integrations.pytest.making import EventChanges
from tests.integrations.pytest.conftest import Run, outcomes

PRINTED = """
    import json
    import pytest
    @pytest.mark.parametrize("number", [1, 2])
    def test_one(maileroo_event, maileroo_request, number):
        print("id", maileroo_event().id)
        print("id", maileroo_event("opened").id)
        print("id", json.loads(maileroo_request().body)["event_id"])
    def test_two(maileroo_lifecycle):
        for mail in (maileroo_lifecycle("delivered"), maileroo_lifecycle("delivered")):
            print("id", mail[-1].id)
"""


def printed_ids(result: pytest.RunResult) -> list[str]:
    """Return the ids of events that tests have printed."""
    return re.findall(r"id ([0-9a-f]{48})", result.stdout.str())


def test_each_test_has_events_of_its_own(run: Run) -> None:
    """No two events of a run are the same, and the next run has the same again, in whatever order."""
    found = printed_ids(run(PRINTED, "-s"))
    assert len(set(found)) == len(found) == 8
    assert printed_ids(run(PRINTED, "-s")) == found
    assert printed_ids(run(PRINTED, "-s", "-k", "two")) == found[6:]


def test_another_seed_draws_all_anew(run: Run, pytester: pytest.Pytester) -> None:
    """With --maileroo-seed, or the setting, the same tests have other events."""
    found = printed_ids(run(PRINTED, "-s"))
    other = printed_ids(run(PRINTED, "-s", "--maileroo-seed=1"))
    assert not set(found) & set(other)
    pytester.makeini("[pytest]\nmaileroo_seed = 1")
    assert printed_ids(run(PRINTED, "-s")) == other


def test_events_are_those_of_the_library(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever ``make_event`` and ``make_lifecycle`` take is taken here, a seed as well; files are beside the test."""
    source = """
        from maileroo_cli import EventType, make_event, make_lifecycle
        def test_event(maileroo_event):
            event = maileroo_event(EventType.CLICKED, set={"event_data.original_url": "https://example.com/a"})
            assert event.payload["event_data"]["original_url"] == "https://example.com/a"
            given = {"seed": 3, "to": "a@example.com"}
            assert maileroo_event("failed", **given) == make_event("failed", **given)
            assert maileroo_event().type == "delivered"
        def test_lifecycle(maileroo_lifecycle):
            assert maileroo_lifecycle("bounced", seed=3) == make_lifecycle("bounced", seed=3)
            assert [event.type for event in maileroo_lifecycle("bounced")] == ["accepted", "failed"]
        def test_file(maileroo_lifecycle):
            assert [event.type for event in maileroo_lifecycle("lives/own.toml")] == ["accepted", "complained"]
    """
    own = '[[step]]\nevent = "accepted"\n[[step]]\nevent = "complained"\nafter = "1h"\n'
    pytester.mkdir("lives").joinpath("own.toml").write_text(own)
    monkeypatch.chdir(pytester.mkdir("elsewhere"))
    pytester.makepyfile(test_it=source)
    assert outcomes(pytester.runpytest_inprocess("-p", "no:cacheprovider", "..")) == {"passed": 3}


def test_a_request_is_of_a_type_or_of_an_event(run: Run) -> None:
    """A request is made of an event at hand, or of a new one, to the path of the settings or to another."""
    source = """
        import json
        import pytest
        from maileroo_cli import MhookError, verify
        def test_request(maileroo_request, maileroo_event, maileroo_secret):
            event = maileroo_event("opened")
            request = maileroo_request(event, headers={"X-Own": "1"})
            assert (request.body, request.path, request.headers["X-Own"]) == (event.body, "/hooks/maileroo", "1")
            request = maileroo_request("failed", to="a@example.com", url="/other?token=1")
            assert json.loads(request.body)["event_data"]["to"] == "a@example.com"
            assert request.url == "http://localhost/other?token=1"
            assert verify(request.body, request.headers["x-maileroo-signature"], maileroo_secret).valid
            assert "x-maileroo-signature" not in maileroo_request(bad="missing").headers
            with pytest.raises(MhookError, match="an event that was made cannot be changed"):
                maileroo_request(event, to="a@example.com")
    """
    assert outcomes(run(source, "--maileroo-path=/hooks/maileroo")) == {"passed": 1}


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("--maileroo-path=hooks", "--maileroo-path 'hooks' is not a path: write it like /webhook"),
        ("--maileroo-path=//host/x", "--maileroo-path '//host/x' is not a path: write it like /webhook"),
        ("--maileroo-seed=one", "--maileroo-seed 'one' is not a number: write it like 7"),
        ("--maileroo-fail-on=all", "--maileroo-fail-on 'all' is not a severity: use error, warning or info"),
        ("--maileroo-select=SIG", "--maileroo-select and --maileroo-ignore choose rules of --maileroo-check"),
    ],
)
def test_wrong_options_end_the_run(run: Run, option: str, told: str) -> None:
    """What an option cannot be is a usage error in one line."""
    result = run("def test_it(): pass", option)
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    assert [line for line in result.stderr.lines if line] == [f"ERROR: {told}"]


@pytest.mark.parametrize("setting", ["maileroo_path = hooks", "maileroo_seed = one"])
def test_wrong_settings_fail_what_needs_them(run: Run, pytester: pytest.Pytester, setting: str) -> None:
    """A setting is for all runs: only tests that need it fail, each with one line."""
    pytester.makeini(f"[pytest]\n{setting}")
    result = run("def test_it(maileroo_request): pass\ndef test_other(): pass")
    assert outcomes(result) == {"passed": 1, "errors": 1}
    assert "plugin.py" not in result.stdout.str()


def test_a_wrong_argument_is_shown_at_its_line(run: Run) -> None:
    """The failure shows the line of the test, says what is wrong, and has no line of ours."""
    result = run('def test_it(maileroo_request):\n    maileroo_request("deliverd")')
    result.stdout.fnmatch_lines(['>   *maileroo_request("deliverd")', "E *there is no event type 'deliverd'*"])
    assert "maileroo_cli/" not in result.stdout.str()


def test_a_test_runs_once_for_each_type_and_bad_signature(run: Run) -> None:
    """Both together make a test of each pair, whose id names the two; a test may choose some by itself."""
    source = """
        import pytest
        def test_each(maileroo_request, maileroo_event_type, maileroo_bad_signature):
            assert maileroo_request(maileroo_event_type, bad=maileroo_bad_signature).body
        @pytest.mark.parametrize("maileroo_event_type", ["opened", "clicked"])
        def test_some(maileroo_event, maileroo_event_type):
            assert maileroo_event(maileroo_event_type).type == maileroo_event_type
    """
    result = run(source, "-v")
    assert outcomes(result) == {"passed": len(EventType) * len(BadSignature) + 2}
    result.stdout.fnmatch_lines(["*test_each?complained-flipped-bit? PASSED*", "*test_some?opened? PASSED*"])


def test_the_names_are_all_that_there_are() -> None:
    """The plugin names types and bad signatures itself, since it imports nothing: none is missing."""
    assert tuple(EventType) == plugin.EVENT_TYPES
    assert tuple(BadSignature) == plugin.BAD_SIGNATURES


def test_changes_are_those_of_the_library() -> None:
    """Editors complete every argument of ``make_event`` and ``make_lifecycle``, and no other."""
    for function in (make_event, make_lifecycle):
        names = [name for name in inspect.signature(function).parameters if name not in ("type", "name")]
        assert names == list(EventChanges.__annotations__)


def test_requests_come_out_of_a_file(run: Run, pytester: pytest.Pytester) -> None:
    """What mhook captures export --as fixture writes is read, from beside the test, and signed with its secret."""
    event = make_event("opened", seed=1)
    webhook = {
        "id": "0" * 16,
        "time": "2026-01-01T00:00:00.000Z",
        "event_type": event.type,
        "event_id": event.id,
        "verdict": "valid",
        "causes": [],
        "method": "POST",
        "target": "/hook",
        "headers": [["x-maileroo-signature", "0" * 64]],
        "body": event.body.decode(),
    }
    document = {"schema": "mhook.fixture/1", "webhooks": [webhook]}
    pytester.mkdir("captured").joinpath("one.json").write_text(json.dumps(document))
    source = """
        import pytest
        from maileroo_cli import MhookError, verify
        def test_it(maileroo_request, maileroo_secret):
            [request] = maileroo_request.from_file("captured/one.json")
            assert (request.path, request.event_type) == ("/hook", "opened")
            assert verify(request.body, request.headers["x-maileroo-signature"], maileroo_secret).valid
            with pytest.raises(MhookError, match="cannot read"):
                maileroo_request.from_file("captured/two.json")
    """
    assert outcomes(run(source)) == {"passed": 1}
