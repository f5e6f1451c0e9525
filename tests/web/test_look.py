"""The colours by number: contrasts in light and dark, one place for all of them, marks by shape."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import lien_webapp
from lien.export.drawing import MARKS

STATIC = Path(lien_webapp.__file__).parent / "static"
TOKENS = re.sub(r"/\*.*?\*/", "", (STATIC / "css/tokens.css").read_text("utf-8"), flags=re.DOTALL)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|lab)a?\(")
TEXT = [
    (ink, ground)
    for ground in ("paper", "surface", "sunken")
    for ink in ("ink", "ink-soft", "accent", "good", "doubt", "stop")
] + [
    ("accent-ink", "accent"),
    ("ink", "accent-wash"),
    ("accent", "accent-wash"),
    ("ink-soft", "accent-wash"),
    *((name, f"{name}-wash") for name in ("good", "doubt", "stop")),
    *(("ink", f"{name}-wash") for name in ("good", "doubt", "stop")),
]
"""What is read on what."""


def block(start: str) -> dict[str, str]:
    """The declarations between `start {` and the next closing brace."""
    text = TOKENS.split(f"{start} {{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"([\w-]+): ([^;]+);", text))


LIGHT = block(":root")
DARK = block(':root[data-colours="dark"]')
PALETTES = {"light": LIGHT, "dark": LIGHT | DARK}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it, 0 to 1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_published() -> None:
    """Black on white is 21; #767676 on white is the known limit of 4.5."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("palette", PALETTES)
def test_everything_that_is_read_has_the_contrast_of_text(palette: str) -> None:
    colours = PALETTES[palette]
    pairs = {
        (ink, ground): contrast(colours[f"--{ink}"], colours[f"--{ground}"]) for ink, ground in TEXT
    }
    assert {pair: ratio for pair, ratio in pairs.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_marks_and_borders_of_fields_can_be_seen(palette: str, ground: str) -> None:
    colours = PALETTES[palette]
    seen = ["--line-strong", *(name for name in colours if name.startswith("--kind-"))]
    ratios = {name: contrast(colours[name], colours[f"--{ground}"]) for name in seen}
    assert len(ratios) == len(MARKS) + 1
    assert {name: ratio for name, ratio in ratios.items() if ratio < 3} == {}


def test_kinds_have_the_same_colours_everywhere_and_a_shape_of_their_own() -> None:
    assert {name: LIGHT[f"--kind-{name}"] for name in MARKS} == {
        name: mark.colour for name, mark in MARKS.items()
    }
    assert len({(mark.shape, mark.hollow) for mark in MARKS.values()}) == len(MARKS)


def test_the_system_and_the_reader_get_the_same_dark_colours() -> None:
    assert block(':root:not([data-colours="light"])') == DARK
    assert set(DARK) <= set(LIGHT)


def test_no_other_sheet_or_script_names_a_colour() -> None:
    files = [*STATIC.glob("css/*.css"), *STATIC.glob("lib/*.js"), *STATIC.glob("pages/*.js")]
    others = [file for file in files if file.name not in ("tokens.css", "print.css")]
    assert len(others) > 10
    assert {file.name for file in others if COLOUR.search(file.read_text("utf-8"))} == set()


def test_every_colour_that_a_sheet_uses_exists() -> None:
    text = "".join(file.read_text("utf-8") for file in STATIC.glob("css/*.css"))
    used = set(re.findall(r"var\((--[\w-]+)\)", text))
    own = set(re.findall(r"^\s+(--[\w-]+):", text, re.MULTILINE))
    assert used - own == set()


def test_every_way_in_on_the_first_page_leads_somewhere(client: FlaskClient) -> None:
    text = client.get("/?lang=en", headers={"Accept": "text/html"}).text
    entrances = text.split('class="entrances"')[1].split("</ul>")[0]
    links = [link.replace("&amp;", "&") for link in re.findall('href="([^"]+)"', entrances)]
    assert len(links) >= 8
    assert {client.get(link).status_code for link in links} == {200}


def test_the_parts_of_the_bar_are_all_agreements(client: FlaskClient) -> None:
    text = client.get("/?lang=en", headers={"Accept": "text/html"}).text
    bar = text.split('class="shares"')[1].split("</ul>")[0]
    counts = [int(count) for count in re.findall(r"<strong>(\d+)</strong>", bar)]
    total = client.get("/agreements?format=json").json
    assert total is not None
    assert sum(counts) == total["count"]
