"""``send``, ``replay`` and ``captures resend`` with ``--app``: into an application in the process of the command."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from maileroo_cli.errors import ExitCode
from maileroo_cli.transport.run.folder import list_runs
from maileroo_cli.webhook.signing.secret import MASK
from tests.cli.calling import SECRET, Ran, process
from tests.cli.store import captured, fill

pytestmark = pytest.mark.slow

VERIFY = """
import hashlib, hmac, json, os
from collections import Counter

SECRET = os.environ["MAILEROO_WEBHOOK_SECRET"].encode()
orders = Counter()


def take(body, signature):
    good = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(good.encode(), signature.encode("latin-1")):
        return 401, "bad signature"
    event = json.loads(body)
    if event["event_type"] == "clicked":
        raise KeyError(f"no link, signed with {SECRET}")
    orders[event["event_id"]] += 1
    return 200, "ok"
"""
RAW_WSGI = """
from verify import orders, take

print("the module is imported")


def app(environ, start_response):
    path = environ["PATH_INFO"]
    if path.startswith("/orders/"):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [str(orders[path[8:]]).encode()]
    print("a request")
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    status, text = take(body, environ.get("HTTP_X_MAILEROO_SIGNATURE", ""))
    start_response(f"{status} X", [("Content-Type", "text/plain")])
    return [text.encode()]
"""
RAW_ASGI = """
from verify import orders, take


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise NotImplementedError
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body, more = body + message.get("body", b""), message.get("more_body", False)
    if scope["path"].startswith("/orders/"):
        status, text = 200, str(orders[scope["path"][8:]])
    else:
        status, text = take(body, dict(scope["headers"]).get(b"x-maileroo-signature", b"").decode("latin-1"))
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": text.encode()})
"""
FLASK = """
from flask import Flask, request
from verify import orders, take

app = Flask(__name__)


@app.post("/webhook")
def hook():
    status, text = take(request.get_data(), request.headers.get("x-maileroo-signature", ""))
    return text, status


@app.get("/orders/<event_id>")
def count(event_id):
    return str(orders[event_id])
"""
FASTAPI = """
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from verify import orders, take

app = FastAPI()


@app.post("/webhook")
async def hook(request: Request):
    status, text = take(await request.body(), request.headers.get("x-maileroo-signature", ""))
    return PlainTextResponse(text, status)


@app.get("/orders/{event_id}")
async def count(event_id: str):
    return orders[event_id]
"""
DJANGO = """
from django.conf import settings

settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="x", ALLOWED_HOSTS=["localhost"], DATABASES={})

import django

django.setup()

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from verify import orders, take

@csrf_exempt
def hook(request):
    status, text = take(request.body, request.headers.get("x-maileroo-signature", ""))
    return HttpResponse(text, status=status)


urlpatterns = [path("webhook", hook), path("orders/<event_id>", lambda _, event_id: HttpResponse(orders[event_id]))]
app, asgi = get_wsgi_application(), get_asgi_application()
"""
SHOPS = {"wsgi": RAW_WSGI, "asgi": RAW_ASGI, "flask_shop": FLASK, "fastapi_shop": FASTAPI, "django_shop": DJANGO}
REFERENCES = ["wsgi:app", "asgi:app", "flask_shop:app", "fastapi_shop:app", "django_shop:app", "django_shop:asgi"]
BOTH = ["wsgi:app", "asgi:app"]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Write the same shop in every framework."""
    (tmp_path / "verify.py").write_text(VERIFY)
    for name, text in SHOPS.items():
        (tmp_path / f"{name}.py").write_text(text)
    return tmp_path


def run(shop: Path, *line: str) -> Ran:
    """Run mhook in the folder of the shop."""
    return process(line, cwd=shop, env={"MHOOK_RUNS": str(shop / "runs"), "MHOOK_STORE": str(shop / "captures.db")})


@pytest.mark.parametrize("app", REFERENCES)
def test_an_event_is_sent_into_every_framework(shop: Path, app: str) -> None:
    """A good signature is accepted and a bad one refused, without a server or a port."""
    good = run(shop, "send", "delivered", "--app", app, "--format", "json")
    assert (good.code, good.objects[0]["status"], good.objects[0]["traceback"], good.err) == (0, 200, None, "")
    bad = run(shop, "send", "delivered", "--app", app, "--bad-signature", "flipped-bit", "--format", "json")
    assert (bad.code, bad.objects[0]["status"]) == (0, 401)


@pytest.mark.parametrize("app", REFERENCES)
def test_an_exception_is_told(shop: Path, app: str) -> None:
    """It stands in the line of its attempt with its place, its traceback once below, and no secret in either."""
    ran = run(shop, "send", "clicked", "clicked", "--app", app)
    assert ran.code == 1
    said = """answered 500: the application raised KeyError: "no link, signed with b'********'" (verify.py, line 15)"""
    assert [said in line for line in ran.lines].count(True) == 2
    assert ran.text.count("Traceback (most recent call last):") == 1
    assert '  File "verify.py", line 15, in take' in ran.text
    assert "answer: " not in ran.text
    assert SECRET not in ran.text


@pytest.mark.parametrize("app", BOTH)
def test_reports_tell_the_exception(shop: Path, app: str) -> None:
    """JSON has the traceback as a key, JUnit in the output of the case."""
    line = ("send", "clicked", "--app", app, "--format")
    (attempt, _) = run(shop, *line, "json").objects
    assert attempt["traceback"].splitlines()[-1] == """KeyError: "no link, signed with b'********'\""""
    junit = run(shop, *line, "junit").text
    assert "Traceback (most recent call last):" in junit
    assert SECRET not in junit


def test_what_the_application_prints_is_left_out(shop: Path) -> None:
    """The data is mhook's alone, and what the application prints is for those who ask for it."""
    line = ("send", "delivered", "--app", "wsgi:app", "--format", "json")
    assert [one["schema"] for one in run(shop, *line).objects] == ["mhook.attempt/2", "mhook.send-summary/2"]


@pytest.mark.parametrize("app", REFERENCES)
def test_a_replay_into_every_framework(shop: Path, app: str) -> None:
    """Faults are made without a socket, effects are asked for by a path, and double work is found."""
    faults = ("--faults", "refuse,503,reset,lost")
    line = ("replay", "delivered", "--app", app, *faults, "--observe-url", "/orders/{event_id}", "--format", "json")
    ran = run(shop, *line)
    attempts = [one for one in ran.objects if one["schema"] == "mhook.replay-attempt/2"]
    assert [(one["outcome"], one["reach"], one["effects_after"]) for one in attempts] == [
        ("refused", "nothing", 0),
        ("answered", "nothing", 0),
        ("reset", "part", 0),
        ("timeout", "whole", 1),
        ("answered", "whole", 2),
    ]
    assert (ran.code, ran.objects[0]["application"], ran.objects[-1]["finding_counts"]) == (
        1,
        app,
        {"several-effects": 1},
    )


@pytest.mark.parametrize("app", BOTH)
def test_two_copies_at_the_same_instant(shop: Path, app: str) -> None:
    """Both copies go into the application, and both act."""
    ran = run(shop, "replay", "delivered", "--app", app, "--fault", "1=duplicate", "--format", "json")
    (attempt,) = [one for one in ran.objects if one["schema"] == "mhook.replay-attempt/2"]
    assert attempt["receiver_statuses"] == [200, 200]


def test_a_replay_tells_what_was_raised(shop: Path) -> None:
    """Each line says it with its place; the traceback stands below the first."""
    ran = run(shop, "replay", "clicked", "--app", "flask_shop:app", "--attempts", "2")
    assert ran.text.startswith("run ")
    assert "1 event to http://localhost/webhook in flask_shop:app" in ran.lines[0]
    assert ran.text.count("the application raised KeyError") == 2
    assert ran.text.count("Traceback (most recent call last):") == 1
    assert SECRET not in ran.text


def stop_before_the_end(shop: Path) -> Path:
    """Make the last run one that was interrupted before its second attempt ended."""
    (path,) = list_runs(shop / "runs")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE attempt SET outcome = NULL, final = NULL WHERE number = 2")
    return path


def test_a_run_goes_on(shop: Path) -> None:
    """A run remembers its application: it is shown with it, and goes on with it."""
    assert run(shop, "replay", "delivered", "--app", "asgi:app", "--faults", "503").code == 0
    stop_before_the_end(shop)
    (listed,) = run(shop, "runs", "list", "--format", "json").objects
    assert (listed["state"], listed["application"], listed["url"]) == (
        "interrupted",
        "asgi:app",
        "http://localhost/webhook",
    )
    assert "http://localhost/webhook in asgi:app" in run(shop, "runs", "list").text
    ran = run(shop, "runs", "resume", "last")
    assert (ran.code, ran.errors) == (0, [])
    assert "accepted with 200" in ran.text
    again = run(shop, "replay", "--resume", "last")
    assert "finished at" in again.text


def test_what_was_raised_is_kept_in_a_line(shop: Path) -> None:
    """A run's file keeps the exception's line, which is shown where the run is shown again."""
    run(shop, "replay", "clicked", "--app", "wsgi:app", "--attempts", "1")
    shown = run(shop, "runs", "show", "last").text
    assert "> KeyError: \"no link, signed with b'********'\" (verify.py, line 15)" in shown


@pytest.mark.parametrize("command", [("runs", "resume", "last"), ("replay", "--resume", "last")])
def test_a_run_from_elsewhere_asks_before_it_runs_code(shop: Path, command: tuple[str, ...]) -> None:
    """The code of a run that somebody else made is not imported before it was named."""
    run(shop, "replay", "delivered", "--app", "asgi:app", "--faults", "503")
    path = stop_before_the_end(shop)
    (shop / "evil.py").write_text("open('imported', 'w')\n\n\ndef app(environ, start_response):\n    return []\n")
    with closing(sqlite3.connect(path)) as connection, connection:
        (text,) = connection.execute("SELECT plan FROM run").fetchone()
        connection.execute("UPDATE run SET plan = ?", (json.dumps({**json.loads(text), "app": "evil:app"}),))
    ran = run(shop, *command)
    assert ran.code == 2
    assert "and it runs the code of evil:app" in ran.error
    assert ran.error.endswith("--app evil:app")
    assert not (shop / "imported").exists()
    assert "but the run" in run(shop, *command, "--app", "asgi:app").error
    run(shop, *command, "--app", "evil:app")
    assert (shop / "imported").exists()


def test_captures_are_sent_again(shop: Path) -> None:
    """A capture goes into the application with its bytes and its signature, and newly signed where that is wanted."""
    fill(shop / "captures.db", captured(1))
    for extra in ((), ("--re-sign",)):
        ran = run(shop, "captures", "resend", "last", "--app", "fastapi_shop:app", "--format", "json", *extra)
        assert (ran.code, ran.objects[0]["status"]) == (0, 200)
    ran = run(shop, "replay", "--capture", "last", "--app", "asgi:app", "--format", "json")
    assert (ran.code, ran.objects[-1]["accepted"]) == (0, 1)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("send delivered --app wsgi:app --wait-for 3", "--wait-for has no meaning with --app"),
        ("send delivered --app wsgi:app --insecure", "--insecure has no meaning with --app"),
        ("send delivered --app wsgi:app --cacert ca.pem", "--cacert has no meaning with --app"),
        ("send delivered --url http://localhost:1/ --asgi", "--asgi only applies to an application: add --app"),
        ("send delivered --app wsgi:nothing", "wsgi has no 'nothing'"),
        ("send delivered /webhook --app wsgi:app", "to send to it, write --url /webhook"),
        ("replay --app wsgi:app --against careful", "both --against and --app name a receiver"),
        ("replay --app wsgi:app --wait-for 3", "--wait-for has no meaning with --app"),
        ("replay --app wsgi:app --insecure", "--insecure has no meaning with --app"),
        ("replay --against careful --wsgi", "--wsgi only applies to an application: add --app"),
        ("replay --wsgi", "--wsgi only applies to an application: add --app"),
        ("replay", "there is no receiver"),
        ("replay --resume last --app-output", "--app-output cannot change a resumed run"),
        ("captures resend last --app wsgi:app --insecure", "--insecure has no meaning with --app"),
    ],
)
def test_what_has_no_meaning_is_refused(shop: Path, line: str, said: str) -> None:
    """What makes no sense with an application, or without one, is one clear line, and nothing is sent."""
    ran = run(shop, *line.split())
    assert ran.code == 2
    assert said in ran.error


def test_a_setting_gives_way(shop: Path) -> None:
    """What the settings say of a URL's server does not stand in the way of an application."""
    (shop / "mhook.toml").write_text('url = "http://localhost:8000/webhook"\nwait-for = 30\n')
    ran = run(shop, "send", "delivered", "--app", "asgi:app", "--format", "json")
    assert (ran.code, ran.objects[0]["status"]) == (0, 200)
    assert run(shop, "replay", "--app", "asgi:app").code == 0


@pytest.mark.parametrize("line", [("send", "opened"), ("replay", "opened"), ("check",)], ids=lambda line: line[0])
def test_an_import_that_fails_tells_no_secret(shop: Path, line: tuple[str, ...]) -> None:
    """The application may quote the secret that it is configured with, in any form."""
    (shop / "quotes.py").write_text(
        "from verify import SECRET\nraise ValueError(f'bad secret {SECRET} {SECRET.hex()}')\n"
    )
    ran = run(shop, *line, "--app", "quotes:app")
    assert ran.code == ExitCode.INPUT
    assert f"quotes cannot be imported: ValueError: bad secret b'{MASK}' {MASK} (quotes.py, line 2)" in ran.err


def test_a_start_that_exits_says_where_its_reason_is(shop: Path) -> None:
    """What argparse prints is left out as all that an application prints, unless it is asked for."""
    (shop / "parses.py").write_text("import argparse\nargparse.ArgumentParser('shop').parse_args(['--port'])\n")
    ran = run(shop, "send", "opened", "--app", "parses:app")
    assert (ran.code, "unrecognized" in ran.err) == (ExitCode.INPUT, False)
    assert "parses cannot be imported: SystemExit: 2 (parses.py, line 2)" in ran.err
    assert "--app-output shows what it printed" in ran.err
