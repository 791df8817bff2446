"""TOML of anybody: read as Python reads it, or refused before it costs anything."""

import subprocess
import sys
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.webhook.text.toml import MOST_PARTS, read_toml

LONG = ".".join("a" * (MOST_PARTS + 1))
HONEST = [
    'a = "' + "." * 500 + '"',
    "a = '" + "a." * 500 + "'",
    'a = """\n' + "a." * 500 + '\n"""',
    'a = """' + 'a."b"."".' * 200 + '"""\n',
    'a = """\\""" + ' + "a." * 500 + '"""',
    "a = '''" + "a.'b'." * 500 + "'''",
    "# " + "a." * 500 + "\na = 1",
    "a = 1 # '\"" + "a." * 500,
    "a = [" + "1.5, " * 500 + "]",
    ".".join("a" * MOST_PARTS) + " = 1",
    "[" + " . ".join("a" * MOST_PARTS) + "]",
    '"' + "a." * 500 + '" = 1',
    'a = "\\"" # "\n' + "b = 1.5\n",
    'a = """""a.b"""""',
]


@pytest.mark.parametrize("text", HONEST)
def test_honest_texts_are_read(text: str) -> None:
    """Dots in strings, comments and numbers make no key, and a key may have as many parts as are allowed."""
    assert read_toml(text) == tomllib.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG} = 1",
        f"[{LONG}]",
        f"[[ {LONG} ]]",
        f"a = {{ {LONG} = 1 }}",
        f"a = [{{ b = 'x.y' , {LONG} = 1 }}]",
        f"a = 'it' # isn't\n{LONG} = 1",
        f'a = """ \\""" """\n{LONG} = 1',
        f"a = ''' ' '''\n{LONG} = 1",
        " . ".join(["'a'", '"b"', "c"] * MOST_PARTS) + " = 1",
    ],
)
def test_a_key_of_many_parts_is_refused(text: str) -> None:
    """Wherever it stands and however its parts are written; the line is named."""
    with pytest.raises(ValueError, match=rf"a key in line {text.count(chr(10)) + 1} has more than {MOST_PARTS} parts$"):
        read_toml(text)


@pytest.mark.parametrize("text", ["a = " + "[" * 60_000, "a = " + "{a=" * 20_000, "a = [[[1"])
def test_nesting(text: str) -> None:
    """Brackets without end are no TOML."""
    with pytest.raises(ValueError, match=r"."):
        read_toml(text)


@given(st.text(st.sampled_from("a.\"'\\\n #=[]{}1"), max_size=40))
def test_read_as_python_reads_it(text: str) -> None:
    """Whatever the text is, Python's parser decides, as long as no key is long."""
    try:
        wanted = tomllib.loads(text)
    except ValueError:
        with pytest.raises(ValueError, match=r"."):
            read_toml(text)
    else:
        assert read_toml(text) == wanted


MEMORY = """
import resource, sys
from maileroo_cli.webhook.text.toml import read_toml
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read_toml(".".join("a" * 32_000) + " = 1")
except ValueError as error:
    print(error)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the greatest memory is told in other units elsewhere")
def test_a_key_of_32_000_parts_costs_nothing() -> None:
    """64 kB are refused before they become gigabytes."""
    done = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True, timeout=60)
    told, grown = done.stdout.splitlines()
    assert told.startswith("a key in line 1 has more than")
    assert int(grown) < 20
