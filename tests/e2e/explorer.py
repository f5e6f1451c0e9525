"""What the tests of the explorer ask of its page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

EXPLORER = "import(document.querySelector('[src*=explore]').src).then(({ explorer }) => explorer)"
COLOURS = """() => {
  const canvas = document.querySelector("#graph canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""
"""How many colours the picture has: an empty one has one."""
Places = dict[str, list[float]]


def places(tab: Page) -> Places:
    """Slug to x and y of every node, in the coordinates of the picture."""
    found: Places = tab.evaluate(
        f"{EXPLORER}.then((e) => Object.fromEntries([...e.view.places()]"
        ".map(([id, { x, y }]) => [id, [x, y]])))"
    )
    return found


def point(tab: Page, slug: str, towards: str = "") -> tuple[float, float]:
    """Where a node (or the middle of the way to another) is on the screen."""
    x, y = tab.evaluate(
        f"""([a, b]) => {EXPLORER}.then(({{ view }}) => {{
          const at = view.network.getPositions([a, b]);
          const middle = {{ x: (at[a].x + at[b].x) / 2, y: (at[a].y + at[b].y) / 2 }};
          const dom = view.network.canvasToDOM(middle);
          const box = document.getElementById("graph").getBoundingClientRect();
          return [box.x + dom.x, box.y + dom.y];
        }})""",
        [slug, towards or slug],
    )
    return x, y


def choose(tab: Page, slug: str) -> None:
    """Select a thing in the list of the picture, with the keyboard only."""
    names = tab.locator("#nodes [role=option]")
    target = [option.get_attribute("data-id") for option in names.all()].index(slug)
    tab.locator("#nodes").focus()
    tab.keyboard.press("Home")
    for _ in range(target):
        tab.keyboard.press("ArrowDown")
    expect(tab.locator(f"#node-{slug}")).to_have_attribute("aria-selected", "true")


def status(tab: Page, text: str) -> None:
    expect(tab.locator("#status")).to_contain_text(text)


def unmoved(before: Places, after: Places) -> float:
    return max(
        abs(here - there)
        for slug in before.keys() & after.keys()
        for here, there in zip(before[slug], after[slug], strict=True)
    )


def on_screen(tab: Page) -> tuple[set[str], list[str]]:
    """Slugs in the picture, and `from kind to` of every link, one through a hidden thing once."""
    nodes, links = tab.evaluate(
        f"""{EXPLORER}.then(({{ shown }}) => {{
          const one = (edge, kind) => `${{edge.from}} ${{kind}} ${{edge.to}}`;
          const own = [...shown.edges.values()].flatMap((e) => e.items.map(() => one(e, e.kind)));
          const through = [...shown.through.values()].map((e) => one(e, "through"));
          return [[...shown.nodes.keys()], own.concat(through)];
        }})"""
    )
    return set(nodes), sorted(links)


def exported(tab: Page, form: str) -> bytes:
    """What the button of a format gives."""
    with tab.expect_download() as waiting:
        tab.locator(f"#export [value={form}]").click()
    return waiting.value.path().read_bytes()
