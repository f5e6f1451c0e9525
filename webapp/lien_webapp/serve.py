"""`lien serve`: a supervisor in this process, the keeper and gunicorn with the pages under it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from lien.settings import Settings
from lien.store import Derive, Journal, Level, Reader, keeper, open_data
from lien.tokens import Tokens


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="Data directory.")
@click.option("--host", help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one."
)
@click.option("--store", help="Address of a SPARQL server that holds the data.")
def serve(data: Path | None, host: str | None, port: int | None, store: str | None) -> None:
    """Serve the pages, the explorer and SPARQL.

    A data directory that does not exist yet is created and filled with the reference facts.
    """
    settings = Settings.read(data=data, host=host, port=port, store=store)
    if settings.tokens:
        Tokens(Path(settings.tokens))  # refused here, with one line
    listener = listening(settings)
    prepare(settings)
    start = _remote if settings.store else _embedded
    raise SystemExit(start(settings, listener))


def _embedded(settings: Settings, listener: socket.socket) -> int:
    """Serve what a keeper holds."""

    def web(address: keeper.KeeperAddress) -> None:
        _web(settings, listener, partial(keeper.KeeperReader, address))

    return keeper.run(settings.data, settings, web, derive=_derive, prepare=_import)


def _remote(settings: Settings, listener: socket.socket) -> int:
    """Serve what a server holds."""
    from lien.store.remote import connect, follower  # noqa: PLC0415 - HTTP is slow to import

    def web() -> None:
        _web(settings, listener, connect(settings).reader)

    return follower.run(settings, web, derive=_derive, prepare=_import)


def listening(settings: Settings) -> socket.socket:
    """A socket bound to the address of the settings, before anything slow is done.

    Raises:
        click.ClickException: the address cannot be had; one line says which and why.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        place = f"{settings.host}:{settings.port}"
        reason = (error.strerror or str(error)).lower()
        raise click.ClickException(
            f"cannot listen on {place}: {reason}. Choose another port with --port."
        ) from None
    return listener


def prepare(settings: Settings) -> None:
    """Fill a data directory that does not exist, or holds no entry yet, with the reference facts.

    A folder with other files in it is left alone; opening it then says what is wrong.
    """
    path = settings.data
    if path.exists() and any(path.iterdir()) and not _is_new(path / "journal.sqlite"):
        return
    from lien.importers import load_seed  # noqa: PLC0415  it is slow to import and rarely needed

    with open_data(settings, create=True) as directory:
        load_seed(directory, now=datetime.now(UTC))


def _is_new(path: Path) -> bool:
    """Whether a journal was made and never written, as after an interrupted first start."""
    if not path.exists():
        return False
    with closing(Journal(path)) as journal:
        return journal.head().seq == 0


def _derive() -> Derive:
    from lien.projection.derived import Deriver  # noqa: PLC0415  only the keeper needs it

    return Deriver()


def _import() -> None:
    """Import what the web process needs, so that it has it when it is forked, and again."""
    import lien_webapp.factory  # noqa: PLC0415  slow, so it waits until the keeper is at work
    import lien_webapp.server  # noqa: F401, PLC0415


def _web(settings: Settings, listener: socket.socket, readers: Callable[[Level], Reader]) -> None:
    from lien_webapp.factory import create_app  # noqa: PLC0415  only the web process needs it
    from lien_webapp.matches import follow  # noqa: PLC0415
    from lien_webapp.server import run  # noqa: PLC0415

    make: Callable[[], Any] = partial(create_app, settings, readers)
    greeting = _greeting(listener)
    run(
        make,
        listener.detach(),
        processes=settings.processes,
        threads=settings.threads + settings.questions + settings.queue_length,
        ready=lambda: click.echo(greeting),
        started=follow,
    )


def _greeting(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"Lien is at http://{shown}:{port} (Ctrl+C stops it)"
