"""The store of an inspector, as all its calls share it: one list, kept up to date, and who waits for what is new."""

from pathlib import Path

from maileroo_cli.capture.listing.view import StoreView
from maileroo_cli.operation.inspect.pinned import PinnedFilters


class StoreFollower:
    """Follows one store, which need not be there yet."""

    def __init__(self, store: Path) -> None:
        self.view = StoreView(store)
        self.filters = PinnedFilters()

    def close(self) -> None:
        """Let go of the store."""
        self.view.close()
