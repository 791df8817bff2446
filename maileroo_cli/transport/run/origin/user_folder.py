"""The folder for what mhook keeps of a user, outside every project. Nothing is made here."""

import os
import sys
from pathlib import Path

STATE_VARIABLE = "MHOOK_STATE_DIR"


def state_folder() -> Path | None:
    """Return the folder: ``$MHOOK_STATE_DIR``, or the platform's own place for what programs keep of a user.

    A relative one would lie in whatever folder somebody stands in, so it is passed over. A user without a home has
    none.
    """
    home = Path(os.path.expanduser("~"))
    if os.path.isabs(named := os.environ.get(STATE_VARIABLE, "")):
        return Path(named)
    if sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "mhook"
    elif sys.platform == "darwin":
        folder = home / "Library" / "Application Support" / "mhook"
    else:
        named = os.environ.get("XDG_STATE_HOME", "")
        folder = (Path(named) if os.path.isabs(named) else home / ".local" / "state") / "mhook"
    return folder if folder.is_absolute() else None
