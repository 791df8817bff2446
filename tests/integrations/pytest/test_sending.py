"""Sending and replaying as fixtures: into applications in the process of the test, or to a URL."""

import inspect
import re

import flask
import pytest
import starlette.applications
import starlette.responses
import starlette.routing

from maileroo_cli import replay, send
from maileroo_cli.integrations.pytest.sending import ReplayArguments, SendArguments
from tests.integrations.pytest.applications import FLASK, STARLETTE
from tests.integrations.pytest.conftest import Run, outcomes

IMPORTED = (flask, starlette)
"""What runs within this process import as well, and would otherwise import again and again."""


def test_arguments_are_those_of_the_library() -> None:
    """Editors complete every argument of ``send`` and ``replay``, and no other."""
    for function, arguments in ((send, SendArguments), (replay, ReplayArguments)):
        names = [name for name in inspect.signature(function).parameters if name not in ("what", "events", "to")]
        assert names == list(arguments.__annotations__)


@pytest.mark.parametrize("application", [FLASK, STARLETTE], ids=["WSGI", "ASGI"])
def test_an_application_gets_what_is_sent(run: Run, pytester: pytest.Pytester, application: str) -> None:
    """Events are signed with the secret of the tests; requests go as they are, a bad signature as well."""
    pytester.makepyfile(receiver=application)
    source = """
        from receiver import app
        def test_event(maileroo_send, maileroo_event, maileroo_event_type):
            assert maileroo_send(maileroo_event(maileroo_event_type), to=app).ok
        def test_request(maileroo_send, maileroo_request):
            assert maileroo_send(maileroo_request(), to=app).status == 200
            assert maileroo_send(maileroo_request(bad="truncated"), to="receiver:app").status == 401
        def test_secret(maileroo_send, maileroo_event):
            assert maileroo_send(maileroo_event(), to=app, secret="another").status == 401
    """
    assert outcomes(run(source)) == {"passed": 10}


def test_an_event_goes_to_the_path_of_the_settings(run: Run, pytester: pytest.Pytester) -> None:
    """Where the application takes webhooks is said once, for events as for requests."""
    pytester.makepyfile(receiver=FLASK)
    pytester.makeini("[pytest]\nmaileroo_path = /hooks/maileroo")
    source = """
        from receiver import app, seen
        def test_it(maileroo_send, maileroo_event, maileroo_request):
            assert maileroo_send(maileroo_event(), to=app).ok
            assert maileroo_send(maileroo_request(), to=app).ok
            assert maileroo_send(maileroo_event(), to=app, path="/webhook").ok
            assert seen == ["/hooks/maileroo", "/hooks/maileroo", "/webhook"]
    """
    assert outcomes(run(source)) == {"passed": 1}


def test_a_replay_delivers_until_it_is_accepted(run: Run, pytester: pytest.Pytester) -> None:
    """Faults and retries are those of ``replay``; a run that a test leaves is broken off, and ends its application."""
    pytester.makepyfile(receiver=STARLETTE)
    source = """
        from receiver import app, lives
        def test_whole(maileroo_replay, maileroo_lifecycle):
            run = maileroo_replay(maileroo_lifecycle("bounced"), to=app, faults=["503", "lost"])
            assert (run.summary.ok, run.summary.attempts, run.summary.accepted) == (True, 6, 2)
        def test_left(maileroo_replay, maileroo_event):
            for attempt in maileroo_replay(maileroo_event(), to=app, faults=["503*8"]):
                break
            assert lives == ["begins", "ends", "begins"]
        def test_ended():
            assert lives == ["begins", "ends", "begins", "ends"]
    """
    assert outcomes(run(source)) == {"passed": 3}


def test_a_url_gets_what_is_sent(run: Run) -> None:
    """A receiver that listens is sent to over a socket."""
    source = """
        def test_it(maileroo_send, maileroo_event, maileroo_receiver):
            assert maileroo_send(maileroo_event("clicked"), to=maileroo_receiver.url).ok
            maileroo_receiver.wait_for("clicked")
    """
    assert outcomes(run(source)) == {"passed": 1}


def test_what_cannot_be_sent_is_shown_at_its_line(run: Run) -> None:
    """The failure shows the line of the test, and has no line of ours."""
    result = run('def test_it(maileroo_send, maileroo_event):\n    maileroo_send(maileroo_event(), to="nothing")')
    result.stdout.fnmatch_lines([">   *maileroo_send(maileroo_event(), to=*", "E *UsageError: *nothing*"])
    assert "maileroo_cli/" not in result.stdout.str()


def test_an_exception_of_the_application_is_shown(run: Run) -> None:
    """As with the test clients of frameworks, the test fails with the line of the application that raised it."""
    source = """
        async def app(scope, receive, send):
            raise LookupError("of the application")
        def test_it(maileroo_send, maileroo_event):
            maileroo_send(maileroo_event(), to=app)
    """
    result = run(source)
    assert outcomes(result) == {"failed": 1}
    result.stdout.fnmatch_lines([">   *raise LookupError*", "E *LookupError: of the application"])


def test_an_exception_of_the_application_is_told_without_our_code(run: Run, pytester: pytest.Pytester) -> None:
    """Between the line of the test and those of the application there is nothing, and no local variable of ours."""
    pytester.makepyfile(
        receiver="""
        def wsgi(environ, start_response):
            raise ValueError("no stock")
        async def asgi(scope, receive, send):
            if scope["type"] == "http":
                raise ValueError("no stock")
            raise NotImplementedError
        """
    )
    source = """
        import receiver
        from maileroo_cli import send
        def test_wsgi(maileroo_send, maileroo_event):
            maileroo_send(maileroo_event(), to=receiver.wsgi)
        def test_asgi(maileroo_send, maileroo_event):
            maileroo_send(maileroo_event(), to=receiver.asgi)
        def test_library(maileroo_event):
            send(maileroo_event(), to=receiver.wsgi, secret="hush-hush-1")
    """
    result = run(source, "--showlocals")
    text = result.stdout.str()
    assert outcomes(result) == {"failed": 3}
    assert text.count("receiver.py:2: ValueError") == 2
    assert text.count("receiver.py:5: ValueError") == 1
    assert not re.search(r"(sending|failing|wsgi|asgi)\.py:", text)
    assert "packing" not in text
