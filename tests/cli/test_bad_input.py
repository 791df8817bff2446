"""Every command with input that cannot be: one clear line, the documented exit code, and never a traceback.

That the line has its form, and that there is one alone, is checked at each call in ``calling``.
"""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, get_args, get_origin

import pytest

from maileroo_cli.cli.catalogue import GROUPS, command_lines, module_of
from tests.cli.calling import VARIABLE, Mhook, process
from tests.receivers.raw import closed_port

URL = "http://127.0.0.1:9/webhook"
USAGE, INPUT, UNREACHABLE = 2, 3, 4
READERS = {
    "sign": ["sign", "{}"],
    "verify": ["verify", "{}"],
    "verify a body": ["verify", "{}", "--signature", "0" * 64],
    "send": ["send", "{}", "--url", URL],
    "generate": ["generate", "--lifecycle", "{}"],
    "send a lifecycle": ["send", "--lifecycle", "{}", "--url", URL],
    "schedule": ["schedule", "{}"],
    "a secret's file": ["sign", "README", "--secret", "file:{}"],
    "a known secret's file": ["verify", "README", "--known-secret", "file:{}"],
}
COMMANDS = [" ".join(words) for words in command_lines()]
BOTH = pytest.mark.parametrize("form", ["text", "json"])


def refused(mhook: Mhook, code: int, *arguments: str, form: str = "text", stdin: bytes = b"") -> str:
    """Call with arguments that have to be refused with ``code``, and return what was said and what to do."""
    ran = mhook(*arguments, *(["--format", "json"] if form == "json" else []), stdin=stdin)
    assert (ran.code, ran.out) == (code, b""), ran
    (line,) = ran.errors
    if form == "text":
        assert line.startswith("mhook: error: ")
        return line
    error = json.loads(line)
    assert list(error) == ["schema", "error", "hint", "exit_code", "kind"]
    assert (error["schema"], error["exit_code"]) == ("mhook.error/2", code)
    assert error["kind"] == {USAGE: "usage", INPUT: "input", UNREACHABLE: "unreachable"}[code]
    return f"{error['error']}: {error['hint']}"


def reading(reader: str, path: str | Path) -> list[str]:
    """Return the command line in which ``reader`` reads ``path``."""
    return [word.replace("{}", str(path)) for word in READERS[reader]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run each test in an empty folder with a file that can be read."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README").write_text("hello")
    return tmp_path


@BOTH
@pytest.mark.parametrize("reader", READERS)
def test_missing_file(mhook: Mhook, reader: str, form: str) -> None:
    """A file that is not there is named."""
    assert "no/such.toml" in refused(mhook, INPUT, *reading(reader, "no/such.toml"), form=form)


@BOTH
@pytest.mark.parametrize("reader", READERS)
def test_directory(mhook: Mhook, folder: Path, reader: str, form: str) -> None:
    """A folder in place of a file is said to be one."""
    assert "directory" in refused(mhook, INPUT, *reading(reader, folder), form=form).lower()


@pytest.mark.parametrize("reader", READERS)
def test_unreadable_file(mhook: Mhook, folder: Path, reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without permission to read is named with the system's reason."""
    path = folder / "closed.toml"
    path.write_text("x")
    path.chmod(0)
    if os.access(path, os.R_OK):  # root reads everything: let the system refuse it all the same

        def refuse(name: object, *arguments: object, **options: object) -> object:
            if str(name) == str(path):
                raise PermissionError(13, "Permission denied", str(path))
            return original(name, *arguments, **options)  # type: ignore[call-overload]

        original = open
        monkeypatch.setattr("builtins.open", refuse)
    said = refused(mhook, INPUT, *reading(reader, path))
    assert "closed.toml" in said
    assert "Permission denied" in said


CONTENTS: dict[str, bytes] = {
    "empty": b"",
    "binary": bytes(range(256)) * 20,
    "not UTF-8": b"step = \xff\xfe\xfd\n",
    "deep": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "zeros": b"\0" * 10_000,
    "one line without end": b'{"schema":"mhook.capture/9","x":"' + b"x" * 100_000,
}


@BOTH
@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
@pytest.mark.parametrize("source", ["a file", "stdin"])
def test_verify_unknown_content(mhook: Mhook, folder: Path, content: bytes, source: str, form: str) -> None:
    """What holds no requests is refused or told as damaged, and never verified."""
    (folder / "content").write_bytes(content)
    ran = mhook("verify", "content" if source == "a file" else "-", "--format", form, stdin=content)
    assert ran.code == INPUT
    assert b"valid" not in ran.out.replace(b'"valid":0', b"").replace(b'"invalid":0', b"")
    assert bool(ran.out) != bool(ran.errors)


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_a_body_is_any_bytes(mhook: Mhook, folder: Path, content: bytes) -> None:
    """Signing and verifying a bare body asks nothing of its content."""
    (folder / "body").write_bytes(content)
    signature = mhook("sign", "body").text.strip()
    assert mhook("verify", "body", "--signature", signature).code == 0
    assert mhook("verify", "-", "--signature", "0" * 64, stdin=content).code == 1


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_send_any_bytes(mhook: Mhook, folder: Path, content: bytes) -> None:
    """Sending asks nothing of a raw body; without ``--raw-body`` what is not a JSON object is refused in one line."""
    (folder / "body").write_bytes(content)
    words = ["send", "body", "--url", f"http://127.0.0.1:{closed_port()}/"]
    assert mhook(*words, "--raw-body").code == UNREACHABLE
    refused(mhook, INPUT, *words)


def test_send_nothing(mhook: Mhook, folder: Path) -> None:
    """An empty file is no body to send."""
    (folder / "body").write_bytes(b"")
    assert "'./body' is empty" in refused(mhook, INPUT, "send", "./body", "--url", URL)
    assert "the standard input is empty" in refused(mhook, INPUT, "send", "-", "--url", URL)


LIFECYCLES: dict[str, tuple[bytes, int, str]] = {
    **{
        f"content: {name}": (content, USAGE if name == "empty" else INPUT, "life.toml")
        for name, content in CONTENTS.items()
    },
    "no steps": (b"step = []", USAGE, "life.toml has no steps"),
    "a step that is no table": (b"step = [1]", USAGE, "life.toml: step 1 is not a table"),
    "a step without event": (b"[[step]]\nafter = 3", USAGE, "step 1 has no event"),
    "an unknown event": (b'[[step]]\nevent = "bounced"', USAGE, "Maileroo calls it failed"),
    "an unknown key": (b"[[step]]\nevnt = 'opened'", USAGE, "there is no key 'evnt'"),
    "an unknown key above": (b"nam = 'x'\n[[step]]\nevent = 'opened'", USAGE, "there is no key 'nam'"),
    "a bad wait": (b"[[step]]\nevent = 'opened'\nafter = 'soon'", USAGE, "life.toml: step 1: "),
    "a wait that ends early": (b"[[step]]\nevent = 'opened'\nafter = '5m-1m'", USAGE, "ends before it starts"),
    "a negative wait": (b"[[step]]\nevent = 'opened'\nafter = -5", USAGE, "life.toml: step 1: "),
    "a wait that is no number": (b"[[step]]\nevent = 'opened'\nafter = nan", USAGE, "life.toml: step 1: "),
    "no recipients": (b"recipients = 0\n[[step]]\nevent = 'opened'", USAGE, "recipients cannot be '0'"),
    "recipients that are no number": (b"recipients = true\n[[step]]\nevent = 'opened'", USAGE, "recipients cannot be"),
    "a recipient that is not there": (b"[[step]]\nevent = 'failed'\nrecipient = 1", USAGE, "recipient cannot be '1'"),
    "a wrong field": (b"[[step]]\nevent = 'failed'\nset = {'event_data.reasn' = 'x'}", USAGE, "event_data.reason"),
    "a set that is no table": (b"[[step]]\nevent = 'failed'\nset = 3", USAGE, "set is not a table"),
    "an unset that is no array": (b"[[step]]\nevent = 'failed'\nunset = 'tags'", USAGE, "unset is not an array"),
    "a date as value": (b"[[step]]\nevent = 'failed'\nset = {'event_data.reason' = 2026-01-01}", USAGE, "step 1"),
    "an endless number": (b"recipients = 1" + b"1" * 5000, INPUT, "life.toml is not valid TOML"),
    "an endless hex number": (
        b"[[step]]\nevent = 'failed'\nset = {event_time = 0x" + b"f" * 5000 + b"}",
        INPUT,
        "digits",
    ),
    "deep tables": (b"a" + b".a" * 2_000 + b" = 1", INPUT, "a key in line 1 has more than 32 parts"),
    "more than a megabyte": (b"#" * (1 << 20) + b"\n", INPUT, "larger than"),
}


@BOTH
@pytest.mark.parametrize(("content", "code", "said"), LIFECYCLES.values(), ids=LIFECYCLES.keys())
def test_lifecycle_file(mhook: Mhook, folder: Path, content: bytes, code: int, said: str, form: str) -> None:
    """A lifecycle that cannot be played is refused with its place, before anything is written."""
    (folder / "life.toml").write_bytes(content)
    assert said in refused(mhook, code, "generate", "--lifecycle", "life.toml", form=form)


@pytest.mark.skipif(sys.platform == "win32", reason="sparse files and limits are made differently there")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["verify", "large"], INPUT),
        (["generate", "--lifecycle", "./large"], INPUT),
        (["sign", "README", "--secret", "file:large"], INPUT),
        (["sign", "large"], 0),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else str(value),
)
def test_large_file(folder: Path, arguments: list[str], code: int) -> None:
    """A file of 100 MB ends in an answer within little memory, which only a body that is signed may fill."""
    with open("large", "wb") as file:
        file.truncate(100_000_000)
    ran = process(arguments, cwd=folder, through='ulimit -v 900000 && exec "$@"')
    assert ran.code == code, ran


URLS = {
    "empty": "",
    "no scheme": "localhost:8000/webhook",
    "path alone": "/webhook",
    "another scheme": "ftp://127.0.0.1/",
    "a file": "file:///etc/passwd",
    "no host": "http:///webhook",
    "password": "http://ada:pass-word@127.0.0.1/",
    "fragment": "http://127.0.0.1/#top",
    "port out of range": "http://127.0.0.1:99999/",
    "port 0": "http://127.0.0.1:0/",
    "port that is no number": "http://127.0.0.1:http/",
    "space": "http://127.0.0.1/a b",
    "newline": "http://127.0.0.1/\nX: y",
    "bidi": "http://127.0.0.1/\u202e",
    "surrogate": "http://127.0.0.1/\udcff",
    "bad IPv6": "http://[::1/",
    "bad host": "http://-a-/",
}


@BOTH
@pytest.mark.parametrize("url", URLS.values(), ids=URLS.keys())
@pytest.mark.parametrize("command", ["send delivered", "sign README --as curl", "sign README --as http"])
def test_url(mhook: Mhook, command: str, url: str, form: str) -> None:
    """A URL that nothing can be sent to is refused, and what may be a password is not repeated."""
    assert "pass-word" not in refused(mhook, USAGE, *command.split(), "--url", url, form=form)


SECRETS: dict[str, tuple[str, int, str]] = {
    "no such variable": ("env:NO_SUCH_VARIABLE", USAGE, "NO_SUCH_VARIABLE"),
    "no variable": ("env:", USAGE, "environment variable"),
    "empty variable": ("env:EMPTY", USAGE, "empty"),
    "no such file": ("file:no/such", INPUT, "no/such"),
    "no file": ("file:", INPUT, "secret"),
    "directory": ("file:.", INPUT, "directory"),
    "empty file": ("file:empty", USAGE, "empty"),
    "file of a newline": ("file:newline", USAGE, "empty"),
    "empty": ("", USAGE, "empty"),
    "stdin without anything": ("-", USAGE, "empty"),
}
SIGNERS = ["sign README", "generate opened --signed", f"send opened --url {URL}", "verify README"]


@BOTH
@pytest.mark.parametrize(("reference", "code", "said"), SECRETS.values(), ids=SECRETS.keys())
@pytest.mark.parametrize("command", SIGNERS, ids=lambda text: text.split()[0])
def test_secret(mhook: Mhook, folder: Path, command: str, reference: str, code: int, said: str, form: str) -> None:
    """A secret that is not there or empty is refused, naming where it was looked for."""
    (folder / "empty").write_bytes(b"")
    (folder / "newline").write_bytes(b"\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMPTY", "")
        assert said in refused(mhook, code, *command.split(), "--secret", reference, form=form)


@pytest.mark.parametrize("command", SIGNERS, ids=lambda text: text.split()[0])
def test_no_secret(mhook: Mhook, command: str) -> None:
    """Where no secret is given at all, the line says how to give one."""
    ran = mhook(*command.split(), env={VARIABLE: None})
    assert (ran.code, ran.out) == (USAGE, b"")
    assert ran.error.startswith("no secret was given: set MAILEROO_WEBHOOK_SECRET or use --secret")


@pytest.mark.parametrize(
    "command",
    ["sign -", "sign", f"send - --url {URL}", "verify -", "verify", "verify README --known-secret -"],
)
def test_stdin_for_two_things(mhook: Mhook, command: str) -> None:
    """The standard input can be read once, so it cannot be the input and a secret, nor two secrets."""
    assert "standard input cannot be" in refused(mhook, USAGE, *command.split(), "--secret", "-", stdin=b"x")


WRONG: dict[str, tuple[str, str]] = {
    "command": ("sgin", "did you mean mhook sign?"),
    "command like nothing": ("zzz", "use one of check, rules, events"),
    "option before the command": ("--secret x sign", "mhook COMMAND --secret …"),
    "program's option": ("--frmat", "no"),
    "events type": ("events delivred", "delivered"),
    "events name of others": ("events bounced", "Maileroo calls it failed"),
    "schema type": ("schema opend", "opened"),
    "schema type and openapi": ("schema opened --openapi", "leave out the type"),
    "causes code": ("causes json-compct", "json-compact"),
    "generate nothing": ("generate", "give event types, or --lifecycle, or --mix"),
    "generate two kinds": ("generate opened --mix delivered=1", "more than one of event types"),
    "generate type": ("generate clickd", "clicked"),
    "generate lifecycle": ("generate --lifecycle engagd", "engaged"),
    "generate mix": ("generate --mix delivered=", "delivered="),
    "generate mix name": ("generate --mix delivred=1", "delivered"),
    "generate mix number": ("generate --mix delivered=many", "delivered=many"),
    "generate count": ("generate opened --count 0", "0"),
    "generate count word": ("generate opened --count many", "many"),
    "generate seed": ("generate opened --seed x", "--seed"),
    "generate at": ("generate opened --at soon", "soon"),
    "generate at far": ("generate opened --at 999999999999", "out of range"),
    "generate to": ("generate opened --to ada", "--to 'ada' is not an address"),
    "generate from": ("generate opened --from @", "--from '@' is not an address"),
    "generate domain": ("generate opened --domain a/b", "is not a domain"),
    "generate tag": ("generate opened --tag x", "is not a tag"),
    "generate locale": ("generate opened --locale xx_YY", "xx_YY"),
    "generate locale path": ("generate opened --locale ../../x", "../../x"),
    "generate style": ("generate opened --style ruby", "ruby"),
    "generate set": ("generate opened --set event_data.i=1", "event_data.ip"),
    "generate set form": ("generate opened --set event_data.ip", "PATH=VALUE"),
    "generate set JSON": ("generate opened --set event_time:=x", "event_time"),
    "generate set type": ("generate opened --set event_time=x", "event_time"),
    "generate unset": ("generate opened --unset event_data.i", "event_data.ip"),
    "generate pretty lines": ("generate opened clicked --style pretty", "--signed"),
    "sign form": ("sign README --as wget", "wget"),
    "sign two files": ("sign README README", "too many arguments: README"),
    "send nothing": (f"send --url {URL}", "there is no event to make"),
    "send no url": ("send opened", "--url"),
    "send two files": (f"send ./README opened --url {URL}", "give one file, or event types"),
    "send file and lifecycle": (f"send ./README --lifecycle engaged --url {URL}", "--lifecycle cannot change"),
    "send file and from": (f"send ./README --from a@b.test --url {URL}", "--from cannot change"),
    "send header": (f"send opened --header X --url {URL}", "X-Trace: 42"),
    "send header control": (f"send opened --header X:a\x01b --url {URL}", "contains a control character"),
    "send own header": (f"send opened --header Content-Length:5 --url {URL}", "cannot be set"),
    "send timeout": (f"send opened --timeout 0 --url {URL}", "--timeout"),
    "send timeout nan": (f"send opened --timeout nan --url {URL}", "nan"),
    "send success": (f"send opened --success 3xx --url {URL}", "3xx"),
    "send expect": (f"send opened --expect 600 --url {URL}", "cannot expect '600'"),
    "send bad signature": (f"send opened --bad-signature rot13 --url {URL}", "rot13"),
    "send duplicate": (f"send opened --duplicate 0 --url {URL}", "--duplicate"),
    "send concurrency": (f"send opened --concurrency 257 --url {URL}", "--concurrency"),
    "send rate": (f"send opened --rate 0 --url {URL}", "0 requests a second"),
    "send rate nan": (f"send opened --rate nan --url {URL}", "nan"),
    "send interval": (f"send opened --interval -1 --url {URL}", "pause"),
    "send wait": (f"send opened --wait-for -1 --url {URL}", "--wait-for"),
    "send wait nan": (f"send opened --wait-for nan --url {URL}", "--wait-for"),
    "verify two bodies": ("verify README README --signature x", "name one file"),
    "schedule name": ("schedule postmrk", "did you mean postmark?"),
    "schedule falling": ("schedule 0s,5m,3m", "attempt 3 is not later"),
    "schedule without start": ("schedule 5m,30m", "does not start with 0s"),
    "schedule attempts": ("schedule --attempts 10", "does not have 10 attempts: give a number from 1 to 9"),
    "schedule no attempts": ("schedule --attempts 0", "--attempts"),
    "schedule start": ("schedule --start soon", "soon"),
    "schedule late start": ("schedule --start 9999-12-31", "after the year 9999"),
    "schedule zone": ("schedule --timezone Nowhere/Land", "there is no time zone 'Nowhere/Land'"),
    "schedule list and name": ("schedule maileroo --list", "leave out --list"),
    "schedule list and attempts": ("schedule --list --attempts 8", "leave out --list"),
    "listen to itself": (
        "listen --port 4747 --forward-to http://localhost:4747/hook",
        "--forward-to is the address of mhook listen itself, port 4747",
    ),
    "verify jobs": ("verify README --jobs 0", "--jobs"),
}


@BOTH
@pytest.mark.parametrize(("line", "said"), WRONG.values(), ids=WRONG.keys())
def test_wrong_value(mhook: Mhook, line: str, said: str, form: str) -> None:
    """A wrong value is refused with what was wrong and what is right or near."""
    assert said in refused(mhook, USAGE, *line.split(), form=form)


def numbers(command: str, sort: type[int | float]) -> list[str]:
    """Return the options of a command that take a number of one sort."""
    words = command.split()
    function = getattr(module_of(words), "_".join(words))
    annotated = [get_args(one) for one in function.__annotations__.values() if get_origin(one) is Annotated]
    return [info.default for kind, info in annotated if sort in (kind, *get_args(kind))]


FRACTIONS = [(one, option) for one in COMMANDS if one not in GROUPS for option in numbers(one, float)]
WHOLE = [(one, option) for one in COMMANDS if one not in GROUPS for option in numbers(one, int)]
NEEDED = {"check": [URL], "send": ["opened", "--url", URL], "captures resend": ["last", "--url", URL]}


@pytest.mark.parametrize(("command", "option"), FRACTIONS, ids=[" ".join(one) for one in FRACTIONS])
def test_a_number_that_is_none(mhook: Mhook, command: str, option: str) -> None:
    """Wherever a number may have a fraction, nan is refused by the option's name: no clock ever gets there."""
    said = refused(mhook, USAGE, *command.split(), *NEEDED.get(command, []), option, "nan")
    assert f"{option} has to be a number, not nan" in said


@pytest.mark.parametrize(("command", "option"), WHOLE, ids=[" ".join(one) for one in WHOLE])
def test_a_number_that_is_too_large(mhook: Mhook, command: str, option: str) -> None:
    """A number of more than 64 bits, which no database takes, is refused by the option's name."""
    needed = {**NEEDED, "captures show": ["x"], "runs resume": ["x"]}.get(command, [])
    said = refused(mhook, USAGE, *command.split(), *needed, option, str(2**63))
    assert f"{option} has" in said


STORE_READERS = ["list", "show last", "path --format json", "prune --all", "import README"]
STORE_READERS = [*(f"captures {one}" for one in STORE_READERS), "verify", "listen --port 0"]


@pytest.mark.parametrize("name", [".", "./", "/", "..", "a" * 300], ids=["here", "here/", "root", "above", "long"])
@pytest.mark.parametrize("line", STORE_READERS)
def test_store_that_cannot_be_a_file(mhook: Mhook, folder: Path, line: str, name: str) -> None:
    """What can be no file is refused as a store, by its name and by every command alike."""
    ran = mhook(*line.split(), "--store", name)
    assert (ran.code, len(ran.errors), ran.out) == (INPUT, 1, b"")
    assert name[:50] in ran.errors[0]
    assert os.listdir(folder) == ["README"]


def test_store_of_the_variable_that_cannot_be_a_file(mhook: Mhook) -> None:
    """The same holds of the store that the variable names."""
    ran = mhook("captures", "list", env={"MHOOK_STORE": "."})
    assert (ran.code, ran.error) == (INPUT, "the store's '.' is not a file: name a file with --store")


@pytest.mark.parametrize("command", COMMANDS)
def test_unknown_option(mhook: Mhook, command: str) -> None:
    """An unknown option is refused with the way to the help: that of the command which a group stands for."""
    said = refused(mhook, USAGE, *command.split(), "--nonsense")
    assert said.startswith("mhook: error: there is no option --nonsense")
    meant = f"{command} {module_of([command]).DEFAULT}" if command == "rules" else command
    assert said.endswith(f"see mhook {meant} --help")


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in GROUPS])
@pytest.mark.parametrize(
    ("words", "said"), [(["--format"], "--format needs a value: text|json"), (["--format", "xml"], "not 'xml'")]
)
def test_wrong_format(mhook: Mhook, command: str, words: list[str], said: str) -> None:
    """The option of every command needs one of its values."""
    assert said in refused(mhook, USAGE, *command.split(), *words)


def test_output_that_cannot_be_written(mhook: Mhook, folder: Path) -> None:
    """A file that cannot be written is named, and a wrong command line writes none."""
    assert "cannot write 'no/such/file'" in refused(mhook, INPUT, "generate", "opened", "--output", "no/such/file")
    assert "cannot write '.'" in refused(mhook, INPUT, "generate", "opened", "--output", ".")
    refused(mhook, USAGE, "generate", "opend", "--output", "new")
    refused(mhook, USAGE, "generate", "opened", "--set", "x=1", "--output", "new")
    assert not (folder / "new").exists()


def test_a_long_word_does_not_flood_the_line(mhook: Mhook) -> None:
    """What is wrong is repeated, but not for pages, and the hint is still there."""
    said = refused(mhook, USAGE, "generate", "opened", "--seed", "9" * 50_000)
    assert len(said) < 1000
    assert said.endswith("see mhook generate --help")
