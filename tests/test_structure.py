"""The shape of the package: small folders that say what they hold, plain names, and reports that open nothing.

Who may import whom is checked by the import contracts.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "maileroo_cli"
FOLDERS = sorted(path.parent for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE)
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name not in {"__init__.py", "__main__.py"})
LONGEST = 250
OPENING = {"open", "mkdtemp", "mkstemp", "NamedTemporaryFile", "TemporaryDirectory", "TemporaryFile", "Popen"}
"""Calls that open a file or a process."""


def name_of(path: Path) -> str:
    """Return a place in the package as it is named in a test's id."""
    return path.relative_to(PACKAGE).as_posix()


def modules_in(folder: Path) -> list[Path]:
    """Return the modules of one folder."""
    return [path for path in folder.glob("*.py") if path.name != "__init__.py"]


def folders_in(folder: Path) -> list[Path]:
    """Return the packages in one folder."""
    return [path for path in folder.iterdir() if (path / "__init__.py").is_file()]


def calls(path: Path) -> Iterator[str]:
    """Yield the name of each function that a module calls."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Call):
            function = node.func
            yield function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_a_folder_can_be_overlooked(folder: Path) -> None:
    """A folder holds three to twelve modules, or folders that do."""
    count = len(modules_in(folder))
    assert count <= 12
    assert count >= 3 or folders_in(folder)


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_a_folder_says_what_it_holds(folder: Path) -> None:
    """Its ``__init__`` is a docstring and nothing else: each import of a package costs time at every start."""
    tree = ast.parse((folder / "__init__.py").read_bytes())
    assert len(tree.body) == 1
    assert (ast.get_docstring(tree) or "").strip()


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_name_says_more_than_its_folder(module: Path) -> None:
    """No file repeats the name of the folder that it lies in, and each says in a docstring what it holds."""
    words = module.stem.strip("_").split("_")
    folder = module.parent.name
    assert folder == "maileroo_cli" or not {folder, folder.removesuffix("s")} & set(words)
    assert ast.get_docstring(ast.parse(module.read_bytes()))


def test_a_long_module_says_why() -> None:
    """A module of more than 250 lines says in its docstring why it is one."""
    long = {name_of(path): path.read_bytes() for path in MODULES if path.read_bytes().count(b"\n") > LONGEST}
    assert [name for name, text in long.items() if "one module" not in (ast.get_docstring(ast.parse(text)) or "")] == []


def test_a_class_name_stands_for_one_thing() -> None:
    """No two classes of the package have the same name."""
    places: dict[str, list[str]] = defaultdict(list)
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_bytes())):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(name_of(module))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


@pytest.mark.parametrize("module", sorted((PACKAGE / "report").rglob("*.py")), ids=name_of)
def test_a_report_opens_nothing(module: Path) -> None:
    """Reports get results and give text: no file and no process is opened there."""
    assert not OPENING & set(calls(module))


@pytest.mark.parametrize("module", sorted((PACKAGE / "operation").rglob("*.py")), ids=name_of)
def test_an_operation_prints_nothing(module: Path) -> None:
    """Operations yield results: whoever asked shows them."""
    assert "print" not in set(calls(module))
    assert "sys.stdout" not in module.read_text()
