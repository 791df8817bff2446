"""What each command imports: a guard on the time to start that no busy machine can disturb."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROBE = """
import json, sys
import typer
bare = typer.Typer()
bare.callback()(lambda: None)
bare.command("x")(lambda: None)
typer.main.get_command(bare)(["x"], standalone_mode=False)
parser = set(sys.modules)
sys.argv = ["mhook", *json.loads(sys.argv[1])]
sys.stdout = open(sys.stdin.read(), "w")
from maileroo_cli.__main__ import main
code = main()
json.dump([code, sorted(set(sys.modules) - parser)], sys.__stdout__)
"""

# Beside mhook's own modules and what typer itself needs, each command may import of these only what is listed for it.
COSTLY = {
    "asyncio", "click", "concurrent", "ctypes", "email", "faker", "h11", "hashlib", "hmac", "html", "http", "httpcore",
    "httpx", "importlib.metadata", "logging", "markdown_it", "msgspec", "multiprocessing", "pydantic", "pygments",
    "random", "rich", "socket", "socketserver", "sqlite3", "ssl", "tempfile", "tomllib", "unicodedata", "unittest",
    "urllib.request", "xml", "zipfile", "zoneinfo",
}  # fmt: skip
SIGNING = {"hashlib", "hmac"}
RECORDS = SIGNING | {"msgspec", "socket"}
HTTPX = {
    "email",
    "h11",
    "http",
    "httpcore",
    "httpx",
    "logging",
    "socket",
    "ssl",
    "tempfile",
    "unicodedata",
    "urllib.request",
}
# asyncio brings concurrent, logging and ssl; http is only asked for the names of statuses.
SERVING = RECORDS | {"asyncio", "concurrent", "http", "logging", "sqlite3", "ssl"}
COMMANDS: dict[str, tuple[list[str], set[str]]] = {
    "events": (["events"], SIGNING | {"random"}),
    "causes": (["causes"], set()),
    "rules": (["rules"], SIGNING | {"random"}),
    "rules explain": (["rules", "explain", "SIG004"], SIGNING | {"random"}),
    "schema": (["schema"], SIGNING | {"random"}),
    "generate": (["generate", "delivered"], {"random"}),
    "sign": (["sign", "{body}"], SIGNING),
    "verify": (["verify", "{capture}"], RECORDS),
    "captures list": (["captures", "list", "--store", "{store}"], SIGNING | {"sqlite3"}),
    "captures show": (["captures", "show", "last", "--store", "{store}"], RECORDS | {"sqlite3"}),
    "captures export": (["captures", "export", "--store", "{store}"], RECORDS | {"sqlite3"}),
    "captures path": (["captures", "path", "--store", "{store}"], SIGNING | {"sqlite3"}),
    "send": (["send", "delivered", "--url", "http://127.0.0.1:1/"], SIGNING | HTTPX | {"random"}),
    "schedule": (["schedule"], SIGNING),
    "a named schedule": (["schedule", "0s,5m,30m", "--attempts", "2"], SIGNING),
    "listen": (["listen", "--port", "0", "--store", "{store}", "--expect", "opened=0 within 1ms"], SERVING),
}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a user with a warm cache and a secret, without settings and the measuring of coverage."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "MHOOK"))}
    return {**kept, "MHOOK_CACHE_DIR": str(tmp_path_factory.mktemp("cache")), "MAILEROO_WEBHOOK_SECRET": "secret"}


@pytest.fixture(scope="module")
def files(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A body and a capture record, whose making also warms the cache."""
    folder = tmp_path_factory.mktemp("files")
    made = {name: str(folder / name) for name in ("body", "capture", "store")}
    for name, more in (("body", []), ("capture", ["--signed"])):
        command = [sys.executable, "-m", "maileroo_cli", "generate", "delivered", *more, "--output", made[name]]
        subprocess.run(command, check=True, env=environment)
    command = [sys.executable, "-m", "maileroo_cli", "captures", "import", made["capture"], "--store", made["store"]]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return made


def imported(arguments: list[str], environment: dict[str, str], output: Path) -> tuple[int, set[str]]:
    """Return the exit code of one command, and what it imported beyond what typer needs for any command."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(arguments)],
        check=True,
        env=environment,
        input=str(output),
        capture_output=True,
        text=True,
    )
    code, modules = json.loads(done.stdout)
    return code, set(modules)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_imports_no_more_than_it_needs(
    name: str, environment: dict[str, str], files: dict[str, str], tmp_path: Path
) -> None:
    """A command's costly imports are among those that it is allowed, and only send brings what delivers."""
    arguments, allowed = COMMANDS[name]
    code, modules = imported([word.format(**files) for word in arguments], environment, tmp_path / "out")
    costly = {heavy for module in modules for heavy in COSTLY if f"{module}.".startswith(f"{heavy}.")}
    assert costly <= allowed
    assert code == (4 if name == "send" else 0)
    others = [
        "maileroo_cli.webhook.diagnosis.explain",
        "maileroo_cli.report.delivery.demo",
        "maileroo_cli.capture.formats.http.dump",
    ]
    if name != "send":
        if "schedule" in name:
            modules -= {
                f"maileroo_cli.delivery{module}"
                for module in ("", ".schedule", ".schedule.catalogue", ".schedule.definition", ".schedule.text")
            }
        others += ["maileroo_cli.transport.client.sender", "maileroo_cli.operation.send"]
        # A rule judges attempts, which are delivery's.
        others += [] if name.startswith("rules") else ["maileroo_cli.delivery"]
    assert not [module for module in modules if module.startswith(tuple(others))]


def test_the_version_is_told_before_the_parser_is_imported(environment: dict[str, str]) -> None:
    """--version alone imports three modules of ours, and none that takes time."""
    probe = (
        "import sys; before = set(sys.modules); sys.argv = ['mhook', '--version']\n"
        "from maileroo_cli.__main__ import main\n"
        "main()\n"
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", probe], check=True, env=environment, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "['maileroo_cli', 'maileroo_cli.__main__', 'maileroo_cli.version']"
