"""The vocabulary's file in the user's cache folder. What a vocabulary is, and how it is drawn, is in ``webhook``.

One file a locale and Faker version, written beside its final name and then renamed, so that a reader never sees half
of it. Where the folder cannot be written, the vocabulary is drawn anew in each process and nothing is said.
"""

import json
import os
import re
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from maileroo_cli.capture.disk.reading import read_own_file
from maileroo_cli.capture.disk.replacement import replace
from maileroo_cli.webhook.generation.vocabulary import DEFAULT_LOCALE, FORMAT, Vocabulary, draw

CACHE_VARIABLE = "MHOOK_CACHE_DIR"
_LARGEST = 8 << 20
_VERSION_LINE = re.compile(r'^VERSION = "([\w.+-]+)"', re.MULTILINE)
_LOCALE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,4})*")


def load_vocabulary(locale: str = DEFAULT_LOCALE) -> Vocabulary:
    """Return the vocabulary of ``locale``, from the cache where it is there; an unknown one raises ``UsageError``."""
    file = _cache_file(locale)
    cached = _read(file) if file is not None else None
    if cached is not None:
        return cached
    vocabulary = draw(locale)
    if file is not None:
        _write(file, vocabulary)
    return vocabulary


def cache_folder() -> Path | None:
    """Return the folder for mhook's cache files: ``$MHOOK_CACHE_DIR``, or the platform's own place for such files.

    A user without a home, as in some containers, has none.
    """
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(named)
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "mhook" / "Cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "mhook"
    named = os.environ.get("XDG_CACHE_HOME", "")
    folder = Path(named) if os.path.isabs(named) else home / ".cache"
    return folder / "mhook" if folder.is_absolute() else None


def _cache_file(locale: str) -> Path | None:
    """Return the file of ``locale``, or ``None`` where no file name can be made of it."""
    folder, version = cache_folder(), _faker_version()
    if folder is None or version is None or not _LOCALE.fullmatch(locale):
        return None
    return folder / f"vocabulary-{FORMAT}-{locale.replace('-', '_')}-faker-{version}.json"


def _faker_version() -> str | None:
    """Read Faker's version out of its source: importing it, or its metadata, would cost more than all else here."""
    spec = find_spec("faker")
    if spec is None or spec.origin is None:
        return None
    try:
        found = _VERSION_LINE.search(Path(spec.origin).read_text(encoding="utf-8"))
    except OSError:
        return None
    return found[1] if found else None


def _read(file: Path) -> Vocabulary | None:
    try:
        return Vocabulary.from_dict(json.loads(read_own_file(file, _LARGEST)))
    except (OSError, ValueError, RecursionError):
        return None


def _write(file: Path, vocabulary: Vocabulary) -> None:
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        replace(file, json.dumps(vocabulary.as_dict(), ensure_ascii=False).encode())
