"""A Django application that is called in the thread that sends sees the test's own transaction; elsewhere it cannot."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["localhost"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "events.db"}},
    ROOT_URLCONF=__name__,
)
django.setup()

from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import path

from maileroo_cli.transport.app.opening import make_application
from maileroo_cli.transport.app.sender import AppSender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.signing.request import Request


def count(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM events")
        number = cursor.fetchone()[0]
        if request.method == "POST":
            cursor.execute("INSERT INTO events VALUES (2)")
    return HttpResponse(str(number))


urlpatterns = [path("", count)]
application = get_wsgi_application()
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE events (id)")


def send(method, runs_in_caller):
    with make_application(application, runs_in_caller=runs_in_caller) as running:
        sender = AppSender(running, parse_target("http://localhost/"))
        return sender.send(Request(method, "/", (), b"")).text


class Rollback(Exception):
    pass


try:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO events VALUES (1)")
        print(send("GET", True), send("POST", True), send("GET", True), send("GET", False))
        raise Rollback
except Rollback:
    print(send("GET", True))
"""


def test_a_transaction_of_the_test_is_seen_in_its_thread_alone(tmp_path: Path) -> None:
    """What a test has not committed is there, and all that the application adds is rolled back with it."""
    ran = subprocess.run([sys.executable, "-c", PROGRAM], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.splitlines()) == (0, ["1 1 2 0", "0"]), ran.stderr
