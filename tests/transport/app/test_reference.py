"""From ``package.module:app`` to what it names, or to one line that says what is wrong."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from maileroo_cli.errors import InputError, MhookError, UsageError
from maileroo_cli.transport.app.hiding import hiding
from maileroo_cli.transport.app.reference import load, parse_reference
from maileroo_cli.webhook.signing.secret import MASK, Secret

FILES = MappingProxyType(
    {
        "shop/__init__.py": "from flask import Flask\napp = Flask('shop')\n",
        "shop/main.py": """
from flask import Flask, current_app, request
import os

application = Flask("shop")
number = 7


def create_app(path="/webhook", *, debug=False):
    return application, path, debug


class Holder:
    app = application


async def make():
    return application


def fail():
    raise ValueError("no\\n  database")


def leave():
    raise SystemExit(3)
""",
        "shop/lacks.py": "import json\n\nimport no_such_module\n",
        "shop/deeper.py": "from shop import lacks\n",
        "shop/names.py": "from shop.main import nothing\n",
        "shop/raises.py": "\n\nraise RuntimeError('no settings')\n",
        "shop/silent.py": "raise RuntimeError\n",
        "shop/leaves.py": "import sys\nsys.exit('set SECRET first')\n",
        "shop/wrong.py": "app = (\n",
        "shop/long.py": "raise RuntimeError('x' * 10_000)\n",
        "shop/empty.py": "",
        "shop/tells.py": "raise ValueError('bad secret ' + 'x' * 180 + 'quiet  42  horse')\n",
        "shop/escapes.py": "raise ValueError('\\x1b[2J\\x9b\\u202e\\x07 no')\n",
        "shop/untold.py": "class Odd(Exception):\n    def __str__(self): raise KeyError(1)\nraise Odd\n",
        "shop/cancels.py": "import asyncio\nraise asyncio.CancelledError\n",
        "shop/closes.py": "raise GeneratorExit('over')\n",
        "shop/lazy.py": "def __getattr__(name): raise RuntimeError('no ' + name)\n",
        "shop/property.py": "class Made:\n    @property\n    def app(self): raise OSError('shut')\nmade = Made()\n",
        "shop/proxy.py": """
class Proxy:
    def __getattribute__(self, name): raise RuntimeError('outside of a request')
proxy = Proxy()
""",
        "shop/asks.py": "import os\nkey = os.environ['SHOP_KEY']\n",
        "shop/misses.py": "key = {}['SHOP_KEY']\n",
        "plain.py": "app = 1\n",
    }
)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work in a folder with modules, of which nothing is left behind."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [one for one in sys.path if one not in ("", str(tmp_path))])
    yield
    for name in [one for one in sys.modules if one.partition(".")[0] in ("shop", "plain")]:
        del sys.modules[name]


def refuse(reference: str) -> MhookError:
    """Return the error that a reference leads to."""
    with pytest.raises(MhookError) as caught:
        load(parse_reference(reference))
    return caught.value


def test_an_attribute_is_found() -> None:
    """Of a module, of a package, and of something in a module, from the working directory."""
    found = load(parse_reference("shop.main:application"))
    assert load(parse_reference("shop.main:Holder.app")) is found
    assert load(parse_reference("plain:app")) == 1
    assert load(parse_reference("shop:app")) is not found


def test_a_factory_is_called() -> None:
    """Without arguments, or with literals."""
    app = load(parse_reference("shop.main:application"))
    assert load(parse_reference("shop.main:create_app()")) == (app, "/webhook", False)
    assert load(parse_reference("shop.main:create_app('/hook', debug=True)")) == (app, "/hook", True)


def test_the_working_directory_comes_first_on_the_path(tmp_path: Path) -> None:
    """It stays there, since an application may import later, and is put there once."""
    load(parse_reference("plain:app"))
    load(parse_reference("shop:app"))
    assert (sys.path[0], sys.path.count(str(tmp_path))) == (str(tmp_path), 1)


FORM = "write it like shop.main:app, or shop.main:create_app()"
COLON = "write shop:application, or shop.application:app where that is a module"
URL = "a URL begins with http:// or https://"
MORE = "start it with your server to see more"


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("shop.main", "'shop.main' names a module, but no application in it: add its name, as in shop.main:app"),
        ("shop.main:", "'shop.main:' names a module, but no application in it: add its name, as in shop.main:app"),
        ("shop/main.py", "'shop/main.py' is a file, not a module: name the module: shop.main:app"),
        ("./shop/main.py:web", "'./shop/main.py' is a file, not a module: name the module: shop.main:web"),
        (r"shop\main.py:web", r"'shop\\main.py' is a file, not a module: name the module: shop.main:web"),
        ("shop.application", f"'shop.application' names no application: {COLON}"),
        ("localhost:8000", f"'localhost:8000' does not name an application: {FORM}; {URL}"),
        ("127.0.0.1:8000/hook", f"'127.0.0.1:8000/hook' does not name an application: {FORM}; {URL}"),
        ("example.com/hook", f"'example.com/hook' does not name an application: {FORM}; {URL}"),
        ("shop main:app", f"'shop main:app' does not name an application: {FORM}"),
        ("", f"'' does not name an application: {FORM}"),
        (":app", f"':app' does not name an application: {FORM}"),
        ("shop:a b", f"'shop:a b' does not name an application: {FORM}"),
        ("shop:create_app(", f"'shop:create_app(' does not name an application: {FORM}"),
        ("shop:create_app(path)", f"'shop:create_app(path)' does not name an application: {FORM}"),
        ("shop:create_app()()", f"'shop:create_app()()' does not name an application: {FORM}"),
        ("shop:create_app().app", f"'shop:create_app().app' does not name an application: {FORM}"),
        ("shop:apps[0]", f"'shop:apps[0]' does not name an application: {FORM}"),
        ("no_shop:app", "there is no module 'no_shop': run this in the folder from which your server starts"),
        ("shop.web:app", "there is no module 'shop.web': run this in the folder from which your server starts"),
        ("plain.web:app", "there is no module 'plain.web': run this in the folder from which your server starts"),
        ("shop.main:aplication", "shop.main has no 'aplication': did you mean application?"),
        ("shop.main:Holder.apq", "shop.main:Holder has no 'apq': did you mean app?"),
        ("shop.main:server", "shop.main has no 'server': name the application: shop.main:application"),
        ("shop.empty:app", f"shop.empty has no 'app': {FORM}"),
        ("shop.main:number()", "shop.main:number cannot be called: leave out the brackets: shop.main:number"),
        ("shop.main:make()", "shop.main:make() has to be awaited: name a factory that is not asynchronous"),
    ],
)
def test_what_is_written_wrongly_is_told(reference: str, said: str) -> None:
    """One line says what is wrong, and what to write."""
    error = refuse(reference)
    assert (type(error), str(error)) == (UsageError, said)


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("shop.lacks:app", "ModuleNotFoundError: No module named 'no_such_module' (shop/lacks.py, line 3)"),
        ("shop.deeper:app", "ModuleNotFoundError: No module named 'no_such_module' (shop/lacks.py, line 3)"),
        ("shop.raises:app", "RuntimeError: no settings (shop/raises.py, line 3)"),
        ("shop.silent:app", "RuntimeError (shop/silent.py, line 1)"),
        ("shop.leaves:app", "SystemExit: set SECRET first (shop/leaves.py, line 2)"),
        ("shop.escapes:app", r"ValueError: \x1b[2J\x9b\u202e\x07 no (shop/escapes.py, line 1)"),
        ("shop.untold:app", "Odd: (its text cannot be told) (shop/untold.py, line 3)"),
        ("shop.cancels:app", "CancelledError (shop/cancels.py, line 2)"),
        ("shop.closes:app", "GeneratorExit: over (shop/closes.py, line 1)"),
        ("shop.wrong:app", "SyntaxError: '(' was never closed (wrong.py, line 1)"),
    ],
)
def test_a_module_that_fails_is_told_with_its_place(reference: str, said: str) -> None:
    """One line has the exception, and the last line of the application's own code that led to it."""
    error = refuse(reference)
    module = reference.partition(":")[0]
    assert (type(error), str(error)) == (InputError, f"{module} cannot be imported: {said}: {MORE}")


def test_an_environment_variable_that_is_not_set_is_named() -> None:
    """What is missing in the environment alone is to be set there."""
    asked, missed = str(refuse("shop.asks:app")), str(refuse("shop.misses:app"))
    assert asked.startswith("shop.asks cannot be imported: KeyError: 'SHOP_KEY' (shop/asks.py, line 2): ")
    assert asked.endswith(": set the environment variable SHOP_KEY, as your server does")
    assert missed.endswith(MORE)


def test_a_name_that_cannot_be_imported_is_told() -> None:
    """An import from a module that lacks it is an error of the application."""
    said = str(refuse("shop.names:app"))
    assert said.startswith("shop.names cannot be imported: ImportError: cannot import name 'nothing'")
    assert "(shop/names.py, line 1)" in said


@pytest.mark.parametrize(
    ("factory", "said"),
    [
        ("fail()", "ValueError: no database (shop/main.py, line 22)"),
        ("leave()", "SystemExit: 3 (shop/main.py, line 26)"),
        ("fail(1)", "TypeError: fail() takes 0 positional arguments but 1 was given"),
    ],
)
def test_a_factory_that_fails_is_told(factory: str, said: str) -> None:
    """As with a module: the exception in one line, and its place."""
    error, name = refuse(f"shop.main:{factory}"), factory.partition("(")[0]
    assert (type(error), str(error)) == (InputError, f"shop.main:{name}() failed: {said}: {MORE}")


def test_a_long_text_is_cut() -> None:
    """An error stays one line that can be read."""
    assert len(str(refuse("shop.long:app"))) < 400


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("shop.lazy:app", "shop.lazy:app cannot be read: RuntimeError: no app (shop/lazy.py, line 1)"),
        ("shop.property:made.app", "shop.property:made.app cannot be read: OSError: shut (shop/property.py, line 3)"),
    ],
)
def test_an_attribute_that_fails_is_told(reference: str, said: str) -> None:
    """A module may make its attributes when they are asked for, and a property may raise."""
    error = refuse(reference)
    assert (type(error), str(error)) == (InputError, f"{said}: {MORE}")


def test_attributes_beside_that_fail_are_left_out_of_hints() -> None:
    """A proxy that raises at each touch is no application to be named."""
    assert str(refuse("shop.proxy:web")) == f"shop.proxy has no 'web': {FORM}"


@pytest.mark.parametrize(
    "reference",
    [".".join(["a"] * 20_000) + ":app", "a:" + ".".join(["b"] * 900), f"a:f({'-' * 1_900}1)", f"a:f({'[' * 300}"],
    ids=["module", "attribute", "minus", "brackets"],
)
def test_an_endless_name_is_refused(reference: str) -> None:
    """What no parser takes is refused as any other name."""
    with pytest.raises(UsageError, match=r"name an application: write it like shop\.main:app") as caught:
        parse_reference(reference)
    assert len(str(caught.value)) < 2_200


def test_the_secret_is_not_told() -> None:
    """It is hidden before the text is brought into one line, and cut, in each form."""
    with hiding(Secret("quiet  42  horse")):
        said = str(refuse("shop.tells:app"))
    assert MASK[:3] in said
    assert "quiet" not in said


def test_the_users_interruption_passes(tmp_path: Path) -> None:
    """Ctrl-C while a module is imported is no error of it."""
    (tmp_path / "shop" / "slow.py").write_text("raise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        load(parse_reference("shop.slow:app"))
