"""How much script a page brings, compressed, with everything that the script itself asks for."""

from __future__ import annotations

import gzip
import re
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

MOST = {"/explore?focus=org-cas": 180, "/sparql": 165, "/map": 35}
"""kB of an own budget; every other page has `USUAL`."""
USUAL = 15
OTHERS = ("/", "/search?q=CAS", "/id/org-cas", "/agreements", "/indicators", "/questions", "/about")

_SCRIPT = re.compile(r'(?:<script[^>]* src|data-editor)="([^"]+)"')
_IMPORT = re.compile(r'^(?:import|export)\b[^"\']*["\']([^"\']+)["\'];', re.MULTILINE)
_DRAWING = re.compile(r'(?:src|href)="([^"]*land[^"]*\.svg)[^"]*"')


def weight(client: FlaskClient, path: str) -> int:
    """Bytes of gzip of every script of a page, those they import included; the map's land too."""
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 200
    waiting, sizes = [*_SCRIPT.findall(page.text), *_DRAWING.findall(page.text)], dict[str, int]()
    while waiting:
        address = waiting.pop()
        if address in sizes:
            continue
        with client.get(address) as file:
            assert file.status_code == 200, address
            sizes[address] = len(gzip.compress(file.data))
            if file.mimetype == "text/javascript" and "/vendor/" not in address:
                waiting += [urljoin(address, each) for each in _IMPORT.findall(file.text)]
    return sum(sizes.values())


@pytest.mark.parametrize("path", [*MOST, *OTHERS])
def test_a_page_brings_no_more_script_than_its_budget(client: FlaskClient, path: str) -> None:
    most = MOST.get(path, USUAL)
    found = weight(client, path)
    assert found <= most * 1_000
    if most > USUAL:
        assert found > USUAL * 1_000  # else the large file was not found
