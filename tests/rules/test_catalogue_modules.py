"""The catalogue finds every rule that is written, wherever it lies, and imports no more than is asked for."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import maileroo_cli.rules
from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.definition import RuleList

PACKAGE = Path(maileroo_cli.rules.__file__).parent


def test_each_list_is_in_the_catalogue() -> None:
    """No module has rules that the catalogue does not know."""
    names = [f"maileroo_cli.rules.{path.parent.name}.{path.stem}" for path in PACKAGE.glob("*/*.py")]
    lists = [one for name in names if isinstance(one := getattr(import_module(name), "LIST", None), RuleList)]
    assert sorted(rule.id for one in lists for rule in one.rules) == sorted(RULES)


def test_numbers_have_no_gaps() -> None:
    """The rules of each family are numbered from 1 on."""
    for family in {rule.family for rule in RULES.values()}:
        own = list(RULES.of(family))
        assert own == [f"{family}{number:03}" for number in range(1, len(own) + 1)]


def test_one_rule_needs_one_family() -> None:
    """Whoever asks for one rule imports the rules of its family alone."""
    code = "import sys; from maileroo_cli.rules.catalogue import find_rule; find_rule('SIG004'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded = {name.split(".")[2] for name in done.stdout.split() if name.startswith("maileroo_cli.rules.")}
    assert "signature" in loaded
    assert not loaded & {"arrival", "effect", "encoding", "layer", "shape"}
