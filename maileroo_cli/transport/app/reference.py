"""From ``package.module:app`` to the object that it names, imported as a server would import it.

``package.module:create_app()`` calls a factory, with literals as its arguments if there are any.
"""

import ast
import importlib
import os
import re
import sys
from dataclasses import dataclass
from inspect import isclass, iscoroutine, ismodule, isroutine
from types import ModuleType
from typing import Any

from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.transport.app.failure import place_of, text_of
from maileroo_cli.transport.app.hiding import HIDING, one_line
from maileroo_cli.transport.app.kind import AppKind, recognise
from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest

_MOST = 3
_LONGEST = 200
_MOST_PARTS, _LONGEST_REFERENCE = 50, 2_000
_SEE_MORE = "start it with your server to see more"
_USUAL = ("app", "application", "create_app", "make_app")
"""How applications, and what makes them, are called."""

_ADDRESS = re.compile(r"[\w.-]+:\d+(/.*)?|(localhost|[\w-]+(\.[\w-]+)+)/.*(?<!\.py)")
"""What seems to be a URL without its beginning."""

_FORM = "write it like shop.main:app, or shop.main:create_app()"


@dataclass(frozen=True, slots=True)
class AppReference:
    """An attribute of a module, and whether it is called with ``arguments`` to make the application."""

    module: str
    attribute: str
    is_factory: bool = False
    arguments: tuple[Any, ...] = ()
    keywords: tuple[tuple[str, Any], ...] = ()


def parse_reference(text: str) -> AppReference:
    """Return what ``text`` names; anything else than ``module:attribute`` raises ``UsageError``."""
    if len(text) > _LONGEST_REFERENCE or text.count(".") > _MOST_PARTS:
        raise UsageError(f"{text[:_MOST_PARTS]!r}… is too long to name an application", _FORM)
    module, colon, rest = text.partition(":")
    if module.endswith(".py"):
        named = module.removesuffix(".py").replace("\\", "/").strip("./").replace("/", ".")
        raise UsageError(f"{module!r} is a file, not a module", f"name the module: {named}:{rest or 'app'}")
    if _ADDRESS.fullmatch(text):
        raise UsageError(f"{text!r} does not name an application", f"{_FORM}; a URL begins with http:// or https://")
    if not all(part.isidentifier() for part in module.split(".")):
        raise UsageError(f"{text!r} does not name an application", _FORM)
    package, _, last = module.rpartition(".")
    if package and last in _USUAL and not colon:
        hint = f"write {package}:{last}, or {module}:app where that is a module"
        raise UsageError(f"{text!r} names no application", hint)
    if not colon or not rest:
        raise UsageError(f"{text!r} names a module, but no application in it", f"add its name, as in {module}:app")
    try:
        return AppReference(module, *_parse_attribute(rest))
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        raise UsageError(f"{text!r} does not name an application", _FORM) from None


def _parse_attribute(text: str) -> tuple[str, bool, tuple[Any, ...], tuple[tuple[str, Any], ...]]:
    """Return the name in ``text``, and how it is called, if it is; ``SyntaxError`` or ``ValueError`` for all else."""
    tree = ast.parse(text, mode="eval").body
    name = ast.unparse(tree.func if isinstance(tree, ast.Call) else tree)
    if not all(part.isidentifier() for part in name.split(".")):
        raise ValueError(text)
    if not isinstance(tree, ast.Call):
        return name, False, (), ()
    arguments = tuple(map(ast.literal_eval, tree.args))
    keywords = [(one.arg, ast.literal_eval(one.value)) for one in tree.keywords]
    return name, True, arguments, tuple((key, value) for key, value in keywords if key is not None)


def load(reference: AppReference) -> object:
    """Import the module, with the working directory on the path, and return the application.

    A module or an attribute that is not there raises ``UsageError``, one that fails ``InputError``.
    """
    _add_working_directory()
    found: Any = _import(reference.module)
    place, mark = reference.module, ":"
    for name in reference.attribute.split("."):
        try:
            inner = getattr(found, name)
        except AttributeError:
            raise UsageError(f"{place} has no {name!r}", _suggest(name, found, place)) from None
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise _failure(f"{place}{mark}{name} cannot be read", error) from error
        found, place, mark = inner, f"{place}{mark}{name}", "."
    return _make(reference, found) if reference.is_factory else found


def _suggest(name: str, owner: Any, place: str) -> str:
    """Return the hint for a name that is not there: what is near to it, or what may be meant."""
    try:
        names = [one for one in dir(owner) if one.isprintable() and not one.startswith("_")]
    except Exception:  # noqa: BLE001  (a class may say of itself what it likes)
        return _FORM
    if near := find_nearest(name, names):
        return did_you_mean(near)
    if applications := [one for one in names if ismodule(owner) and _is_application(owner, one)]:
        return f"name the application: {' or '.join(f'{place}:{one}' for one in applications[:_MOST])}"
    return _FORM


def _is_application(owner: object, name: str) -> bool:
    """Return whether an attribute is an object, and not any function, that can be called as an application."""
    try:
        value = getattr(owner, name)
        return not (isclass(value) or isroutine(value)) and recognise(value, "it") in AppKind
    except Exception:  # noqa: BLE001  (as above; a proxy outside of a request raises as well)
        return False


def _add_working_directory() -> None:
    """Put the working directory first on the path, for good: an application imports some of its modules later."""
    here = os.getcwd()
    if here not in sys.path and "" not in sys.path:
        sys.path.insert(0, here)
    importlib.invalidate_caches()


def _import(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and (name == error.name or name.startswith(f"{error.name}.")):
            raise UsageError(
                f"there is no module {error.name!r}", "run this in the folder from which your server starts"
            ) from None
        raise _failure(f"{name} cannot be imported", error) from error
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise _failure(f"{name} cannot be imported", error) from error


def _make(reference: AppReference, factory: Any) -> object:
    name = f"{reference.module}:{reference.attribute}"
    if not callable(factory):
        raise UsageError(f"{name} cannot be called", f"leave out the brackets: {name}")
    try:
        made = factory(*reference.arguments, **dict(reference.keywords))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise _failure(f"{name}() failed", error) from error
    if iscoroutine(made):
        made.close()
        raise UsageError(f"{name}() has to be awaited", "name a factory that is not asynchronous")
    return made


def _failure(what: str, error: BaseException) -> InputError:
    hint = _SEE_MORE
    if isinstance(error, KeyError) and _is_of_environment(error):
        hint = f"set the environment variable {one_line(str(error.args[0]), _LONGEST)}, as your server does"
    text = one_line(HIDING.get().text(text_of(error)), _LONGEST)
    said = f"{type(error).__name__}: {text}" if text else type(error).__name__
    where = "" if isinstance(error, SyntaxError) else one_line(place_of(error), _LONGEST)  # its text has it
    return InputError(f"{what}: {said}" + (f" ({where})" if where else ""), hint)


def _is_of_environment(error: KeyError) -> bool:
    """Return whether it is ``os.environ`` that lacks something."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code is type(os.environ).__getitem__.__code__
