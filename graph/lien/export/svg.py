"""A drawn graph as one SVG file: for pages without scripts, for print, for slides."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lien.export.drawing import MARKS, OTHER, Mark, Node, wrapped

INK: Final = "#1d2327"
GROUND: Final = "#ffffff"
LINE: Final = "#8a8678"
_FACE: Final = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"
_MARGIN: Final = 90
_LEGEND: Final = 26
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two nodes. `text` stands at its middle; `dashed` for what is not direct."""

    start: str
    end: str
    text: str = ""
    title: str = ""
    dashed: bool = False


def graph_svg(  # noqa: PLR0913  what is drawn, and words for it
    nodes: Sequence[Node],
    lines: Iterable[Line],
    *,
    title: str,
    language: str = "en",
    kinds: Mapping[str, str] | None = None,
    large: Iterable[str] = (),
) -> str:
    """Text of the file; write it as UTF-8.

    Every node has a place. `kinds` gives the words of the legend by class, `large` the nodes that
    are drawn larger. All texts are escaped, and characters that XML does not know are left out.
    """
    places = {node.id: node.place or (0.0, 0.0) for node in nodes}
    used = {name: mark for name, mark in MARKS.items() if any(n.group == name for n in nodes)}
    left, top, width, height = _box(list(places.values()))
    bottom = height + _LEGEND * len(used)
    big = set(large)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="{_safe(language)}" role="img"',
        f' viewBox="{left} {top} {width} {bottom}" width="{width}" height="{bottom}"',
        f' font-family="{_safe(_FACE)}" font-size="15" fill="{INK}">',
        f"<title>{_safe(title)}</title>",
        f'<rect x="{left}" y="{top}" width="{width}" height="{bottom}" fill="{GROUND}"/>',
        *(_line(line, places) for line in lines),
        *(_node(node, places[node.id], large=node.id in big) for node in nodes),
        *_legend(used, kinds or {}, left + 24, top + height),
        "</svg>\n",
    ]
    return "".join(parts)


def _safe(text: str) -> str:
    return html.escape(_NO_XML.sub("", text))


def _box(places: Sequence[tuple[float, float]]) -> tuple[int, int, int, int]:
    xs, ys = [x for x, _ in places] or [0], [y for _, y in places] or [0]
    left, top = round(min(xs)) - _MARGIN, round(min(ys)) - _MARGIN
    width, height = round(max(xs)) + _MARGIN - left, round(max(ys)) + _MARGIN - top
    return left, top, max(width, 300), max(height, 200)


def _line(line: Line, places: Mapping[str, tuple[float, float]]) -> str:
    (x1, y1), (x2, y2) = places[line.start], places[line.end]
    dashes = ' stroke-dasharray="6 5"' if line.dashed else ""
    text = ""
    if line.text:
        x, y = (x1 + x2) / 2, (y1 + y2) / 2 - 4
        text = _text(line.text, x, y, size=13)
    return (
        f"<g><title>{_safe(line.title)}</title>"
        f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{LINE}"{dashes}/>'
        f"{text}</g>\n"
    )


def _node(node: Node, place: tuple[float, float], *, large: bool) -> str:
    mark, (x, y) = MARKS.get(node.group, OTHER), place
    scale = 2.4 if large else 1.8
    rows = wrapped(node.label).split("\n")
    texts = "".join(_text(row, x, y + 30 + 17 * n) for n, row in enumerate(rows))
    title = str(node.more.get("title", node.label))
    return (
        f"<g><title>{_safe(title)}</title>"
        f'<g transform="translate({x:g} {y:g}) scale({scale})">{_path(mark)}</g>{texts}</g>\n'
    )


def _path(mark: Mark) -> str:
    fill, stroke = (GROUND, mark.colour) if mark.hollow else (mark.colour, GROUND)
    return f'<path d="{mark.path}" fill="{fill}" stroke="{stroke}" stroke-width="1.5"/>'


def _text(text: str, x: float, y: float, *, size: int = 15) -> str:
    """A centred text with a border of the ground, so that lines do not cross out its letters."""
    border = f'stroke="{GROUND}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" text-anchor="middle" {border}>'
        f"{_safe(text)}</text>"
    )


def _legend(
    used: Mapping[str, Mark], kinds: Mapping[str, str], x: float, top: float
) -> Iterable[str]:
    for number, (name, mark) in enumerate(used.items()):
        y = top + _LEGEND * number
        yield (
            f'<g transform="translate({x:g} {y:g})">{_path(mark)}'
            f'<text x="16" y="5">{_safe(kinds.get(name, name))}</text></g>\n'
        )
