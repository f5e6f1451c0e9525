"""gunicorn, configured in code: processes with threads on a socket that is already bound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, make: Callable[[], Any], options: dict[str, Any]) -> None:
        self._make, self._options = make, options
        super().__init__()

    def load_config(self) -> None:
        """Take the options; nothing is read from files or the environment."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the application, once, before the processes are forked."""
        return self._make()


def run(  # noqa: PLR0913  a server has these
    make: Callable[[], Any],
    descriptor: int,
    *,
    processes: int,
    threads: int,
    ready: Callable[[], None],
    started: Callable[[Any], None],
) -> None:
    """Serve the application that `make` returns on a listening socket until a signal ends it.

    `descriptor` is that of the socket and belongs to the server from here on; `threads` are those
    of each process. `ready` is called once requests are taken, and `started` in each process with
    the application.
    """
    options = {
        "bind": f"fd://{descriptor}",
        "worker_class": "gthread",
        "workers": processes,
        "preload_app": True,
        "threads": threads,
        "loglevel": "warning",
        "accesslog": None,
        "limit_request_line": 8190,
        "control_socket_disable": True,
        "timeout": 120,
        "graceful_timeout": 5,
        "when_ready": lambda _: ready(),
        "post_worker_init": lambda worker: started(worker.wsgi),
    }
    _Server(make, options).run()
