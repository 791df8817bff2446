"""The manual's examples of the library are true."""

import ast
import doctest

import maileroo_cli
from tests.docs.pages import page


def test_examples_are_true() -> None:
    """Each example returns what is shown, one after the other in one session."""
    part = page("library")
    text = "\n".join(block.text for block in part.blocks("python"))
    test = doctest.DocTestParser().get_doctest(text, {}, "library.md", None, 0)
    said: list[str] = []
    result = doctest.DocTestRunner().run(test, out=said.append)
    assert result.attempted > 10
    assert result.failed == 0, "".join(said)


def test_every_public_name_is_told() -> None:
    """Each name that the package offers is in the manual's page on the library."""
    text = page("library").text
    assert [name for name in maileroo_cli.__all__ if name != "__version__" and name not in text] == []


def test_type_checkers_see_every_public_name() -> None:
    """What a type checker reads is what is found at run time, under the same names and from the same modules."""
    assert maileroo_cli.__file__ is not None
    with open(maileroo_cli.__file__, encoding="utf-8") as file:
        imports = [node for node in ast.walk(ast.parse(file.read())) if isinstance(node, ast.ImportFrom)]
    seen = {(one.names[0].asname, one.module) for one in imports if one.module != "importlib"}
    public = {(name, f"maileroo_cli.{module}") for name, module in maileroo_cli._PUBLIC.items()}
    assert seen == public
    assert all(getattr(maileroo_cli, name) is not None for name in maileroo_cli.__all__)
