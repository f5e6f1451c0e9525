"use strict";
(() => {
  const { nodes, edges, marks, words } = JSON.parse(document.getElementById("data").textContent);
  const container = document.getElementById("graph");
  const style = getComputedStyle(container);
  const paint = (name) => style.getPropertyValue(name).trim();
  const font = { face: style.fontFamily, color: paint("--ink"), size: 16, strokeWidth: 4,
    strokeColor: paint("--surface") };

  const drawnNode = (node) => {
    const mark = marks[node.group] ?? marks[""];
    const background = mark.hollow ? paint("--surface") : mark.colour;
    const chosen = { background, border: paint("--accent") };
    const color = { background, border: mark.colour, highlight: chosen, hover: chosen };
    const { id, label, shape, x, y } = node;
    return { id, label, title: node.name, shape, x, y, color, borderWidth: mark.hollow ? 3 : 1.5 };
  };
  const drawnEdge = ({ id, from, to, label, count, bend }) => ({
    id, from, to, title: label, label: count > 1 ? `× ${count}` : undefined,
    width: Math.min(5, 0.8 + 0.5 * count),
    smooth: bend ? { enabled: true, type: "curvedCW", roundness: bend } : { enabled: false },
  });
  const network = new vis.Network(
    container,
    { nodes: new vis.DataSet(nodes.map(drawnNode)), edges: new vis.DataSet(edges.map(drawnEdge)) },
    {
      physics: false,
      layout: { improvedLayout: false },
      nodes: { size: 11, borderWidthSelected: 4, font },
      edges: {
        arrows: { middle: { enabled: true, scaleFactor: 0.45 } },
        color: { color: paint("--soft"), highlight: paint("--accent"), opacity: 0.6 },
        font: { ...font, size: 14 },
      },
      interaction: { hover: true, selectConnectedEdges: true, tooltipDelay: 250, keyboard: false },
    },
  );
  container.querySelector("[tabindex]")?.removeAttribute("tabindex");
  const canvas = container.querySelector("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", words.picture);

  const rows = [...document.querySelectorAll("tbody tr")];
  const names = new Map(nodes.map((node) => [node.id, node.name]));
  network.on("selectNode", (event) => choose(event.nodes[0]));
  network.on("deselectNode", () => choose(null));
  function choose(id) {
    for (const row of rows) {
      row.classList.toggle("chosen", id !== null && [row.dataset.from, row.dataset.to].includes(id));
    }
    const count = rows.filter((row) => row.classList.contains("chosen")).length;
    document.getElementById("status").textContent =
      id === null ? "" : words.chosen.replace("{name}", names.get(id)).replace("{count}", count);
  }
  network.once("afterDrawing", () => {
    document.documentElement.dataset.ready = "true";
  });
  network.fit({ animation: false, maxZoomLevel: 1.2 });
})();
