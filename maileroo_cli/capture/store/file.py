"""Where the store lives, and who may use it: a private folder, private files, no symbolic links.

That one process at a time writes to it is seen to in ``lock``. The file of a run is guarded by the same means.
"""

import os
import stat
import sys
from contextlib import suppress
from errno import EROFS
from pathlib import Path

from maileroo_cli.capture.database.open_files import is_open_here
from maileroo_cli.capture.database.wording import NO_ROOM, FileWording, short_name, system_words
from maileroo_cli.capture.disk.creation import make_private, open_own
from maileroo_cli.capture.disk.replacement import replace
from maileroo_cli.errors import InputError

STORE_VARIABLE, RUNS_VARIABLE = "MHOOK_STORE", "MHOOK_RUNS"
FOLDER, FILE, RUNS = ".mhook", "captures.db", "runs"
_PROJECT = (FOLDER, ".git")
_PRIVATE_FOLDER = 0o700


STORE = FileWording(
    "store", "file", "--store", "move it away and mhook creates a new one; sqlite3's .recover may rescue its contents"
)


def find_store(named: str | None = None) -> Path:
    """Return the store's file: the one that is named, or ``$MHOOK_STORE``, or that of the project.

    The project is the nearest folder, from the current one upwards, that has a ``.mhook`` or a ``.git``; without one it
    is the current folder. Nothing is made. A name that only a folder can have raises ``InputError``.
    """
    if wanted := named or os.environ.get(STORE_VARIABLE):
        path = Path(wanted)
        if not path.name:
            raise InputError(f"the store's {wanted!r} is not a file", "name a file with --store")
        return path
    return find_folder() / FILE


def find_folder(words: FileWording = STORE) -> Path:
    """Return the ``.mhook`` of the project, as :func:`find_store` explains; nothing is made."""
    try:
        return project_folders()[-1] / FOLDER
    except OSError:
        what = f"name the {words.noun} with {words.option}"
        raise InputError("the current folder does not exist any more", what) from None


def project_folders() -> tuple[Path, ...]:
    """Return the folders from the current one up to that of the project; without a project the current one alone.

    A current folder that does not exist any more raises ``OSError``.
    """
    here = Path.cwd()
    home = Path(os.path.expanduser("~"))
    passed: list[Path] = []
    for folder in (here, *here.parents):
        if folder == home and folder != here:
            break
        passed.append(folder)
        if any((folder / name).exists() for name in _PROJECT):
            return tuple(passed)
    return (here,)


def prepare_store(path: Path, words: FileWording = STORE) -> None:
    """Make the store's folder and its empty file, for this user alone; what is not safe raises ``InputError``.

    A folder called ``.mhook`` is made private and tells git to ignore it, as is the ``runs`` in it; any other folder is
    left as it is.
    """
    refuse_links(path, words)
    try:
        for folder in own_folders(path):
            _prepare_folder(folder)
        path.parent.mkdir(_PRIVATE_FOLDER, parents=True, exist_ok=True)
        # Made before SQLite opens it, which would give it the rights of any other file; its companions take ours.
        if not is_open_here(path):
            make_private(open_own(path))
    except OSError as error:
        raise unusable(path, error, words) from None


def refuse_links(path: Path, words: FileWording = STORE) -> None:
    """Raise ``InputError`` where the store's folder, file or a companion is a link, no file, or another user's."""
    noun, thing, option, _ = words
    folders = own_folders(path)
    for one in (*folders, path, *companions(path), path.with_name(f"{path.name}-journal")):
        try:
            found = os.lstat(one)
        except OSError:
            continue
        mode = found.st_mode
        if _is_anothers(found):
            raise InputError(
                f"the {noun}'s {short_name(one)!r} belongs to another user", f"name one that is yours with {option}"
            )
        if stat.S_ISLNK(mode):
            raise InputError(
                f"the {noun}'s {short_name(one)!r} is a symbolic link", f"name a real {thing} with {option}"
            )
        if one not in folders and not stat.S_ISREG(mode):
            raise InputError(f"the {noun}'s {short_name(one)!r} is not a file", f"name a {thing} with {option}")


def refuse_twins(path: Path, words: FileWording = STORE) -> None:
    """Raise ``InputError`` where the store's file or a companion has another name as well, a hard link.

    Each name has a lock and a log of its own: two processes would write to one file, and what stands in the log of one
    name would be lost under the other. A copy is whole only where nothing is left in the log.
    """
    for one in (path, *companions(path)):
        with suppress(OSError):
            if os.lstat(one).st_nlink > 1:
                raise InputError(
                    f"the {words.noun}'s {short_name(one)!r} has a second name (a hard link), and another mhook could "
                    "write to it there",
                    "stop the program that writes to it, like mhook listen, and delete the second name"
                    if _is_log_used(path)
                    else "delete the second name, or put a copy in its place (cp FILE NEW && mv NEW FILE)",
                )


def _is_log_used(path: Path) -> bool:
    with suppress(OSError):
        return companions(path)[0].stat().st_size > 0
    return False


def own_folders(path: Path) -> tuple[Path, ...]:
    """Return the folders of mhook's own in which the file at ``path`` lies, the outer one first."""
    folder = path.parent
    if folder.name == RUNS and folder.parent.name == FOLDER:
        return (folder.parent, folder)
    return (folder,) if folder.name == FOLDER else ()


def is_there(path: Path) -> bool:
    """Tell whether there is a store's file at ``path``; raise ``InputError`` where the system does not tell."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise unusable(path, error, STORE) from None
    return True


def identify(path: Path) -> tuple[int, int]:
    """Return what tells a file from any other that may come to the same place; zeros where none is there."""
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino


def companions(path: Path) -> tuple[Path, ...]:
    """Return the files that belong to the store beside its own."""
    return tuple(path.with_name(path.name + end) for end in ("-wal", "-shm", ".lock"))


def _prepare_folder(folder: Path) -> None:
    folder.mkdir(_PRIVATE_FOLDER, parents=True, exist_ok=True)
    _make_private(folder)
    ignore = folder / ".gitignore"
    if folder.name == FOLDER and not ignore.exists():
        replace(ignore, b"# Made by mhook: captures hold valid signatures and addresses of people.\n*\n")


def _is_anothers(found: os.stat_result) -> bool:
    """Whether a file is another user's, who could read and replace it; Windows does not tell."""
    return sys.platform != "win32" and found.st_uid != os.getuid()


def _make_private(folder: Path) -> None:
    if sys.platform != "win32" and stat.S_IMODE(os.lstat(folder).st_mode) != _PRIVATE_FOLDER:
        os.chmod(folder, _PRIVATE_FOLDER)


def unusable(path: Path, error: OSError, words: FileWording) -> InputError:
    """Return the error of a file that the system does not let be used."""
    hint = f"name another with {words.option}"
    if error.errno == EROFS:
        hint = f"it can only be read there: copy it to another place, or {hint}"
    elif error.errno in NO_ROOM:
        hint = f"free some space there (even deleting needs some), or {hint}"
    return InputError(f"cannot use the {words.noun} {short_name(path)!r} ({system_words(error)})", hint)
