"""``mhook check --app``: an application in the process of the check, as nobody serves it."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.calling import SECRET, Ran, command, environment, process

SHOP = """
import hashlib, hmac, json, logging, os

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

print("the module is imported")
SECRET = os.environ["MAILEROO_WEBHOOK_SECRET"].encode()


async def hook(request):
    print("a request")
    logging.getLogger("shop").warning("a warning")
    body = await request.body()
    given = request.headers.getlist("x-maileroo-signature")
    if len(given) != 1 or not hmac.compare_digest(
        hmac.new(SECRET, body, hashlib.sha256).hexdigest().encode(), given[0].encode()
    ):
        return PlainTextResponse("bad signature", 401)
    return PlainTextResponse("ok" if json.loads(body) else "empty")


async def fail(request):
    raise RuntimeError(f"no mail with {SECRET}")


def create_app(path="/hooks/maileroo"):
    return Starlette(routes=[Route(path, hook, methods=["POST"])])


app = create_app("/webhook")
failing = Starlette(routes=[Route("/webhook", fail, methods=["POST"])])


def plain(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"anything goes"]


number = 7
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Write an application that fails for clicks, and one that accepts anything."""
    (tmp_path / "shop.py").write_text(SHOP)
    (tmp_path / "broken.py").write_text("import json\n\nimport no_such_module\n")
    return tmp_path


def check_shop(shop: Path, *arguments: str) -> Ran:
    """Check in the folder of the application."""
    return process(["check", *arguments], cwd=shop)


def test_a_finding_tells_what_the_application_raised(shop: Path) -> None:
    """A crash is told with the application's own traceback, without its framework's frames and without the secret."""
    ran = process(["check", "--app", "shop:failing", "--select", "SIG001"], cwd=shop)
    page = ran.text
    assert ran.code == 1
    assert page.startswith("http://localhost/webhook in shop:failing\n")
    told = page[page.index("  Your application raised:") :]
    assert told.splitlines()[1:5] == [
        "    Traceback (most recent call last):",
        '      File "shop.py", line 25, in fail',
        '        raise RuntimeError(f"no mail with {SECRET}")',
        "    RuntimeError: no mail with b'********'",
    ]
    assert "starlette" not in page
    assert "mhook check /webhook --app shop:failing --select SIG001 --seed" in page


def test_what_an_application_prints(shop: Path) -> None:
    """The data on stdout is mhook's alone; what the application prints goes to stderr, for those who ask for it."""
    line = ["check", "--app", "shop:app", "--select", "SIG002", "--format", "json"]
    assert process(line, cwd=shop).err == ""
    ran = subprocess.run(
        command([*line, "--app-output"]), cwd=shop, env=environment(), capture_output=True, check=False
    )
    schemas = [json.loads(one)["schema"] for one in ran.stdout.splitlines()]
    assert schemas == ["mhook.check-plan/1", *["mhook.check-rule/1"] * 2, "mhook.check-summary/1"]
    printed = ran.stderr.decode().splitlines()
    assert printed[0] == "the module is imported"
    assert {"a request", "a warning"} < set(printed)


def test_a_factory_and_a_path(shop: Path) -> None:
    """A factory is called, with its arguments, and the URL needs only a path; without one it is /webhook."""
    line = ["--select", "SIG002", "--format", "json"]
    for arguments in (["/hooks/maileroo", "--app", "shop:create_app()"], ["--app", "shop:create_app('/webhook')"]):
        ran = check_shop(shop, *arguments, *line)
        assert [one["result"] for one in ran.objects if "result" in one][1:] == ["pass"]


def test_reports_of_a_crash(shop: Path) -> None:
    """Each format tells the exception, and none how to send to a port at which nothing listens."""
    reports = [word for kind in ("junit", "html", "sarif", "markdown") for word in ("--report", f"{kind}={kind}.out")]
    ran = check_shop(shop, "--app", "shop:failing", "--select", "SIG001", "--show", "--format", "json", *reports)
    (found,) = [one for one in ran.objects if one.get("rule") == "SIG001"]
    assert found["exchange"]["traceback"].endswith("RuntimeError: no mail with b'********'")
    assert ran.objects[0]["application"] == "shop:failing"
    for kind in ("junit", "html", "sarif", "markdown"):
        text = (shop / f"{kind}.out").read_text()
        assert SECRET not in text
        assert "curl" not in text
        assert "--app shop:failing" in text or kind == "sarif"
    assert "RuntimeError" in (shop / "junit.out").read_text()
    assert "RuntimeError" in (shop / "html.out").read_text()


def test_a_receiver_that_accepts_anything_is_found_out(shop: Path) -> None:
    """The rules are the same as over a socket."""
    ran = check_shop(shop, "--app", "shop:plain", "--select", "SIG002-004", "--format", "json")
    assert ran.code == 1
    assert {one["rule"]: one["result"] for one in ran.objects if "result" in one} == {
        "SIG001": "pass",
        "SIG002": "fail",
        "SIG003": "fail",
        "SIG004": "fail",
    }


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("--app shop", 2, "'shop' names a module, but no application in it: add its name, as in shop:app"),
        ("--app shop.py:app", 2, "'shop.py' is a file, not a module: name the module: shop:app"),
        ("--app shop:ap", 2, "shop has no 'ap': did you mean app?"),
        ("--app shp:app", 2, "there is no module 'shp': run this in the folder from which your server starts"),
        ("--app shop:number", 2, "shop:number is an int, not an application"),
        ("--app shop:create_app", 2, "shop:create_app takes no argument, so it is no application but may make one"),
        ("--app shop:create_app(1,2)", 3, "shop:create_app() failed: TypeError"),
        ("--app broken:app", 3, "No module named 'no_such_module' (broken.py, line 3)"),
        ("--app shop:app --asgi --wsgi", 2, "--asgi and --wsgi cannot both be given"),
        ("http://localhost:1/ --wsgi", 2, "--wsgi only applies to an application: add --app"),
        ("--app shop:app --wait-for 3", 2, "--wait-for has no meaning with --app"),
        ("--app shop:app --restart-cmd true", 2, "--restart-cmd has no meaning with --app"),
    ],
)
def test_what_cannot_be_called(shop: Path, line: str, code: int, said: str) -> None:
    """What names no application, or makes no sense with one, is one clear line."""
    ran = check_shop(shop, *line.split())
    assert ran.code == code
    assert said in ran.error


def test_settings_name_the_path(shop: Path) -> None:
    """The URL of the settings tells the path, and it is said where that comes from."""
    (shop / "mhook.toml").write_text('url = "http://localhost:8000/hooks/maileroo"\n')
    ran = check_shop(shop, "--app", "shop:create_app()", "--select", "SIG002", "--format", "json")
    assert "sending to http://localhost:8000/hooks/maileroo in shop:create_app()" in ran.err
    assert json.loads(ran.out.splitlines()[0])["url"] == "http://localhost:8000/hooks/maileroo"
    assert [one["result"] for one in ran.objects if "result" in one][1:] == ["pass"]


COUNTING = """
import hashlib, hmac, json, os, threading
from collections import Counter

SECRET = os.environ["MAILEROO_WEBHOOK_SECRET"].encode()
effects, states, lock = Counter(), {}, threading.Lock()


def app(environ, start_response):
    path = environ["PATH_INFO"]
    if path.startswith("/effects/"):
        return answer(start_response, "200 OK", str(effects[path[9:]]))
    if path.startswith("/states/"):
        return answer(start_response, "200 OK", states.get(path[8:], "active"))
    body = environ["wsgi.input"].read()
    good = hmac.new(SECRET, body, hashlib.sha256).hexdigest().encode()
    if not hmac.compare_digest(good, environ.get("HTTP_X_MAILEROO_SIGNATURE", "").encode("latin-1")):
        return answer(start_response, "401 Unauthorized", "bad signature")
    event = json.loads(body)
    threading.Thread(target=work, args=(event,)).start()
    return answer(start_response, "200 OK", "ok")


def work(event):
    with lock:
        effects[event["event_id"]] += 1
        if event["event_type"] in ("complained", "failed"):
            states[event["event_data"]["to"]] = "suppressed"
    print("worked")


def answer(start_response, status, text):
    start_response(status, [("Content-Type", "text/plain")])
    return [text.encode()]
"""


def test_paths_of_the_application_tell_its_effects(tmp_path: Path) -> None:
    """What an event did is asked of the application itself; work that it does after its answer is waited for."""
    (tmp_path / "counting.py").write_text(COUNTING)
    looks = ["--observe-url", "/effects/{event_id}", "--state-url", "/states/{recipient}"]
    line = ["--app", "counting:app", *looks, "--select", "EFFECT001,EFFECT004,EFFECT009-011", "--format", "json"]
    ran = check_shop(tmp_path, *line)
    found = {one["rule"]: one["result"] for one in ran.objects if "result" in one}
    assert found["EFFECT001"] == "pass"
    assert found["EFFECT004"] == "fail"
    assert "skip" not in found.values()


def test_what_cannot_be_shown_in_process_is_said(shop: Path) -> None:
    """The plan and the report skip it with its reason, and whatever option it needs besides is not asked for."""
    line = ["--app", "shop:app", "--select", "BYTES016,DELIVERY010,EFFECT017"]
    planned = check_shop(shop, *line, "--dry-run").text
    assert "(3 more cannot be shown in process)" in planned
    assert "(skipped: cannot be shown in process: it is the server that answers 100 Continue)" in " ".join(
        planned.split()
    )
    ran = check_shop(shop, *line, "--format", "json")
    plan, *rules = ran.objects
    reason = "cannot be shown in process: a crash would be that of this process too"
    assert [one["left_out"] for one in plan["rules"] if one["rule"] == "EFFECT017"] == [reason]
    assert [(one["result"], one["reason"]) for one in rules if one.get("rule") == "EFFECT017"] == [("skip", reason)]
