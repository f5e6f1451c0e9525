/**
 * Draws nodes and links on a canvas. It never fetches and keeps no state of the page.
 *
 * Uses the global `vis` of the vendored bundle, which the page loads before this module.
 *
 * @typedef {{shape: string, colour: string, hollow: boolean}} Mark
 * @typedef {{select(id: string): void, open(id: string): void, edge(id: string): void}} Listener
 */

const { DataSet, Network } = globalThis.vis;

/** Colours of the page that the canvas needs, read once from the style sheet. */
function colours(container) {
  const style = getComputedStyle(container);
  const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return {
    ink: read("--ink"),
    soft: read("--line-strong"),
    ground: read("--surface"),
    accent: read("--accent"),
    face: style.fontFamily,
  };
}

function options(paint) {
  return {
    autoResize: true,
    physics: false,
    layout: { improvedLayout: false },
    nodes: {
      size: 11,
      borderWidth: 1.5,
      borderWidthSelected: 4,
      font: { face: paint.face, color: paint.ink, size: 16, vadjust: -3, strokeWidth: 4,
        strokeColor: paint.ground },
    },
    edges: {
      width: 1.2,
      color: { color: paint.soft, highlight: paint.accent, hover: paint.accent, opacity: 0.6 },
      arrows: { middle: { enabled: true, scaleFactor: 0.45 } },
      font: { face: paint.face, color: paint.ink, size: 14, strokeWidth: 4,
        strokeColor: paint.ground },
      selectionWidth: 1.5,
      smooth: false,
    },
    interaction: {
      hover: true,
      hoverConnectedEdges: false,
      selectConnectedEdges: false,
      tooltipDelay: 250,
      keyboard: { enabled: false },
    },
  };
}

/** A canvas with nodes and links that can be dragged; nothing moves by itself. */
export class GraphView {
  /**
   * @param {HTMLElement} container @param {Record<string, Mark>} marks by class
   * @param {Listener} listener @param {{label: string, describedBy: string, other: Mark}} words
   */
  constructor(container, marks, listener, words) {
    this.marks = marks;
    this.otherMark = words.other;
    this.paint = colours(container);
    this.nodes = new DataSet();
    this.edges = new DataSet();
    this.network = new Network(container, {}, options(this.paint));
    this.#describe(container, words);
    this.#listen(listener);
  }

  #describe(container, words) {
    container.querySelector("[tabindex]")?.removeAttribute("tabindex");
    const canvas = container.querySelector("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", words.label);
    canvas.setAttribute("aria-describedby", words.describedBy);
  }

  #listen(listener) {
    this.network.on("click", ({ nodes, edges }) => {
      if (nodes.length) listener.select(nodes[0]);
      else if (edges.length) listener.edge(edges[0]);
    });
    this.network.on("doubleClick", ({ nodes }) => nodes.length && listener.open(nodes[0]));
  }

  /**
   * Draw exactly these nodes and links; what is already drawn keeps its place.
   * @param {Map<string, object>} nodes @param {Map<string, object>} edges
   * @param {Map<string, {x: number, y: number}>} places @param {Set<string>} open
   */
  show(nodes, edges, places, open) {
    const drawn = [...nodes.values()].map((node) => this.#node(node, places, open));
    const lines = bent([...edges.values()]).map((edge) => this.#edge(edge));
    if (!this.nodes.length) {
      this.nodes = new DataSet(drawn);
      this.edges = new DataSet(lines);
      this.network.setData({ nodes: this.nodes, edges: this.edges });
      return;
    }
    this.#atOnce(() => {
      synchronise(this.nodes, drawn);
      synchronise(this.edges, lines);
    });
  }

  /** Change the data with one drawing at the end; vis-network draws after every change. */
  #atOnce(change) {
    const { emitter } = this.network.body;
    emitter.emit("_blockRedraw");
    change();
    emitter.emit("_allowRedraw");
    emitter.emit("_redraw");
  }

  #node(node, places, open) {
    const mark = this.marks[node.group] ?? this.otherMark;
    const isOpen = open.has(node.id);
    const fill = mark.hollow ? this.paint.ground : mark.colour;
    const border = isOpen ? this.paint.ink : mark.colour;
    const drawn = {
      id: node.id,
      label: node.label,
      title: node.title,
      shape: mark.shape,
      size: isOpen ? 15 : 11,
      borderWidth: isOpen || mark.hollow ? 3 : 1.5,
      color: {
        background: fill,
        border,
        highlight: { background: fill, border: this.paint.accent },
        hover: { background: fill, border: this.paint.accent },
      },
    };
    return this.nodes.get(node.id) ? drawn : { ...drawn, ...places.get(node.id) };
  }

  #edge(edge) {
    return {
      id: edge.id,
      from: edge.from,
      to: edge.to,
      title: edge.count > 1 ? `${edge.title} × ${edge.count}` : edge.title,
      label: edge.count > 1 ? `× ${edge.count}` : undefined,
      width: Math.min(5, 0.8 + 0.5 * edge.count),
      smooth: edge.bend
        ? { enabled: true, type: "curvedCW", roundness: edge.bend }
        : { enabled: false },
    };
  }

  /** @param {string} id */
  select(id) {
    if (this.nodes.get(id)) this.network.selectNodes([id], false);
  }

  /** @param {string} id */
  selectEdge(id) {
    if (this.edges.get(id)) this.network.selectEdges([id]);
  }

  /** Places of all nodes now, drags included. @returns {Map<string, {x: number, y: number}>} */
  places() {
    return new Map(Object.entries(this.network.getPositions()));
  }

  /** Show everything at once. @param {boolean} moving whether the view may glide there */
  fit(moving) {
    this.network.fit({ animation: moving && { duration: 350 }, maxZoomLevel: 1.2 });
  }

  /** Shift the view, without changing its scale, until these nodes are on it. */
  reveal(ids, moving) {
    const { x, y } = this.network.getViewPosition();
    const scale = this.network.getScale();
    const canvas = this.network.canvas.frame.canvas;
    const half = { x: canvas.clientWidth / scale / 2, y: canvas.clientHeight / scale / 2 };
    const points = Object.values(this.network.getPositions(ids));
    const inside = points.every((p) => Math.abs(p.x - x) < half.x && Math.abs(p.y - y) < half.y);
    if (!inside) this.fit(moving);
  }

  /** Runs once, after the next drawing. @param {() => void} action */
  once(action) {
    this.network.once("afterDrawing", action);
    this.network.redraw();
  }

  /** The picture as a PNG on the ground colour of the page. @returns {Promise<Blob | null>} */
  image() {
    const source = this.network.canvas.frame.canvas;
    const copy = document.createElement("canvas");
    copy.width = source.width;
    copy.height = source.height;
    const context = copy.getContext("2d");
    context.fillStyle = this.paint.ground;
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(source, 0, 0);
    return new Promise((resolve) => {
      copy.toBlob(resolve, "image/png");
    });
  }
}

/** Make `set` hold what is wanted; what is unchanged is not touched. */
function synchronise(set, wanted) {
  const ids = new Set(wanted.map((item) => item.id));
  const gone = set.getIds().filter((id) => !ids.has(id));
  if (gone.length) set.remove(gone);
  const changed = wanted.filter((item) => differs(set.get(item.id), item));
  if (changed.length) set.update(changed);
}

/** Whether `item` says something else than what is held; further properties of it do not count. */
function differs(held, item) {
  return Object.entries(item).some(
    ([name, value]) => JSON.stringify(held?.[name]) !== JSON.stringify(value),
  );
}

/** Links of several kinds between the same two nodes get a bend each, so that all can be seen. */
function bent(edges) {
  const seen = new Map();
  return edges.map((edge) => {
    const pair = [edge.from, edge.to].sort().join(" ");
    const index = seen.get(pair) ?? 0;
    seen.set(pair, index + 1);
    const bend = Math.ceil(index / 2) * 0.16 * (index % 2 ? 1 : -1);
    return { ...edge, bend: edge.from < edge.to ? bend : -bend };
  });
}
