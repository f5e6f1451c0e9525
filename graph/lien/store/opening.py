"""The store that the settings name, opened in the one way that fits it."""

from __future__ import annotations

from lien.settings import Settings
from lien.store.directory import DataDirectory, open_directory
from lien.store.model import Derive, Limits


def open_data(
    settings: Settings, *, create: bool = False, derive: Derive | None = None
) -> DataDirectory:
    """The data directory of the settings, with its store in this process or on a server.

    `derive` as in `open_directory`; errors as there and in `lien.store.remote.open_remote`.
    """
    if not settings.store:
        limits = Limits.of(settings)
        return open_directory(settings.data, create=create, limits=limits, derive=derive)
    from lien.store.remote import connect, open_remote  # noqa: PLC0415 - HTTP is slow to import

    return open_remote(settings.data, connect(settings), create=create, derive=derive)
