"""Photographs of every page, in three languages, at 1280 and 390 pixels: `make screenshots`.

    python -m tests.e2e.screenshots [--folder DIR] [--each N] [--width N] [--dark] [PATH ...]
    python -m tests.e2e.screenshots --readme

Without paths, one page of every group that a walk along the links finds. The files are named
`<path>.<language>.<width>.png`. With `--readme`, the three pictures of the README.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from tests.conftest import CHROMIUM, QUIET

from lien.importers import load_seed
from lien.settings import Settings
from lien.store import Level, open_directory
from lien_webapp.factory import create_app

from .conftest import WIDTHS, free_port
from .walk import FAULTY, LANGUAGES, in_language, opened, walk

README = {
    "first-page": "/?lang=en",
    "explorer": "/explore?focus=org-cas&lang=fr",
    "agreement": "/id/agr-france-china-1978?lang=zh",
}
"""Picture in docs/pictures to what it shows, each in another language."""
PICTURES = Path(__file__).parents[2] / "docs/pictures"
HIGHEST = 6000
"""Pixels of a page that are photographed at most; lists go on and on."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("paths", nargs="*", metavar="PATH")
    parser.add_argument("--folder", type=Path, default=Path("screenshots"))
    parser.add_argument("--each", type=int, default=1, help="pages of each group")
    parser.add_argument("--width", type=int, choices=WIDTHS, help="one width only")
    parser.add_argument("--dark", action="store_true", help="in dark colours")
    parser.add_argument("--readme", action="store_true", help="the pictures of the README")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch) / "data"
        with open_directory(data, create=True) as directory:
            load_seed(directory, now=datetime.now(UTC))
            app = create_app(Settings(), directory.store.reader(Level.PUBLIC))
            paths = given.paths
            if not paths and not given.readme:
                paths = [*walk(app, given.each).pages(), *FAULTY]
        port = free_port()
        command = [sys.executable, "-m", "lien", "serve", "--data", str(data), "--port", str(port)]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            wait_for(port)
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
                origin = f"http://127.0.0.1:{port}"
                if given.readme:
                    photograph_for_readme(chromium, origin)
                photograph(chromium, origin, paths, given)
                chromium.close()
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(20)


def wait_for(port: int) -> None:
    """Come back once somebody listens on the port; after half a minute anyway."""
    for _ in range(300):
        with socket.socket() as sock:
            sock.settimeout(0.1)
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return


def photograph(chromium: Browser, origin: str, paths: list[str], given: argparse.Namespace) -> None:
    """Write one file for each path, language and width."""
    for width in [given.width] if given.width else WIDTHS:
        context = chromium.new_context(
            viewport={"width": width, "height": WIDTHS[width]},
            color_scheme="dark" if given.dark else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        for path in paths:
            for lang in LANGUAGES:
                opened(page, origin + in_language(path, lang))
                page.wait_for_load_state("networkidle")
                if page.locator("div#graph, #atlas").count():
                    page.wait_for_selector("html[data-ready]", state="attached")
                long = page.evaluate("document.documentElement.scrollHeight")
                page.screenshot(
                    path=given.folder / f"{name(path)}.{lang}.{width}.png",
                    full_page=True,
                    clip={"x": 0, "y": 0, "width": width, "height": min(long, HIGHEST)},
                )
        context.close()


def photograph_for_readme(chromium: Browser, origin: str) -> None:
    """What is seen of three pages without scrolling, small enough for a repository."""
    context = chromium.new_context(
        viewport={"width": 1000, "height": 680}, reduced_motion="reduce", color_scheme="light"
    )
    page = context.new_page()
    for picture, path in README.items():
        page.goto(origin + path, wait_until="networkidle")
        page.screenshot(path=PICTURES / f"{picture}.png")
    context.close()


def name(path: str) -> str:
    """A file name that says which page it is."""
    return re.sub(r"[^\w.-]+", "_", path).strip("_")[:80] or "home"


if __name__ == "__main__":
    main()
