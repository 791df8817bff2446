"""Keeping Django's database connections open while a test calls the application in its own thread.

Django closes what seems unusable when a request begins and ends, and so the connection of a test whose transaction is
open. Its own test client does the same as what is done here.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def kept_connections() -> Iterator[None]:
    """Let Django close no connection in this block; where it is not loaded, do nothing."""
    signals: Any = sys.modules.get("django.core.signals")
    database: Any = sys.modules.get("django.db")
    if signals is None or database is None:
        yield
        return
    close = database.close_old_connections
    cut = [signal for signal in (signals.request_started, signals.request_finished) if signal.disconnect(close)]
    try:
        yield
    finally:
        for signal in cut:
            signal.connect(close)
