/**
 * Draws nodes and links on a canvas. It never fetches and keeps no state of the page.
 *
 * Uses the global `vis` of the vendored bundle, which the page loads before this module.
 *
 * @typedef {{shape: string, colour: string, hollow: boolean}} Mark
 * @typedef {{select(id: string): void, open(id: string): void,
 *   line(from: string, to: string): void, drag(ids: string[]): void}} Listener
 */

const { DataSet, Network } = globalThis.vis;
const ROOM = { x: 80, y: 50 }; // what a mark and its label need on each side
const LARGEST = 1.2; // scale
const MANY = 400; // lines

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
    this.container = container;
    this.paint = colours(container);
    this.nodes = new DataSet();
    this.edges = new DataSet();
    /** @type {Map<string, string>} what is drawn, by id */
    this.held = new Map();
    this.heavy = false;
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
      const line = this.edges.get(edges[0] ?? "");
      if (nodes.length) listener.select(nodes[0]);
      else if (line) listener.line(line.from, line.to);
    });
    this.network.on("doubleClick", ({ nodes }) => nodes.length && listener.open(nodes[0]));
    this.network.on("dragEnd", ({ nodes }) => nodes.length && listener.drag(nodes));
  }

  /**
   * Draw exactly these nodes and lines. The drawing itself follows with the next frame.
   * @param {Map<string, object>} nodes @param {import("./lines.js").Line[]} lines
   * @param {Map<string, {x: number, y: number}>} places
   * @param {{open: Set<string>, pinned: Set<string>, more: Map<string, string>}} marked
   */
  show(nodes, lines, places, marked) {
    const drawn = [...nodes.values()].map((node) => this.#node(node, places, marked));
    const edges = lines.map(edgeOf);
    this.#lighten(lines.length);
    if (!this.nodes.length) {
      this.nodes = new DataSet(drawn);
      this.edges = new DataSet(edges);
      this.held = new Map([...drawn, ...edges].map((item) => [item.id, signature(item)]));
      this.network.setData({ nodes: this.nodes, edges: this.edges });
      return;
    }
    this.#atOnce(() => {
      this.#move(drawn, places);
      this.#synchronise(this.nodes, drawn);
      this.#synchronise(this.edges, edges);
    });
  }

  /** Take over the colours of the page. @returns {boolean} whether they are others than before */
  repaint() {
    const paint = colours(this.container);
    if (JSON.stringify(paint) === JSON.stringify(this.paint)) return false;
    this.paint = paint;
    const { nodes, edges } = options(paint);
    this.network.setOptions({ nodes, edges });
    return true;
  }

  /** While a large picture is dragged or zoomed, its lines are left out. */
  #lighten(count) {
    const heavy = count > MANY;
    if (heavy === this.heavy) return;
    this.heavy = heavy;
    this.network.setOptions({ interaction: { hideEdgesOnDrag: heavy, hideEdgesOnZoom: heavy } });
  }

  /** Change the data with one drawing at the end; vis-network draws after every change. */
  #atOnce(change) {
    const { emitter } = this.network.body;
    emitter.emit("_blockRedraw");
    change();
    emitter.emit("_allowRedraw");
    emitter.emit("_requestRedraw");
  }

  /** Move what stands elsewhere than it should: what was pinned or freed by the address. */
  #move(drawn, places) {
    const now = this.network.getPositions(drawn.map(({ id }) => id).filter((id) => this.held.has(id)));
    for (const [id, place] of Object.entries(now)) {
      const { x, y } = places.get(id);
      if (Math.abs(place.x - x) >= 1 || Math.abs(place.y - y) >= 1) this.network.moveNode(id, x, y);
    }
  }

  /** Make `set` hold what is wanted; what is unchanged is not touched. */
  #synchronise(set, wanted) {
    const ids = new Set(wanted.map((item) => item.id));
    const gone = set.getIds().filter((id) => !ids.has(id));
    for (const id of gone) this.held.delete(id);
    if (gone.length) set.remove(gone);
    const changed = wanted.filter((item) => this.held.get(item.id) !== signature(item));
    for (const item of changed) this.held.set(item.id, signature(item));
    if (changed.length) set.update(changed);
  }

  #node(node, places, { open, pinned, more }) {
    const mark = this.marks[node.group] ?? this.otherMark;
    const isOpen = open.has(node.id);
    const fill = mark.hollow ? this.paint.ground : mark.colour;
    const border = isOpen || pinned.has(node.id) ? this.paint.ink : mark.colour;
    const drawn = {
      id: node.id,
      label: more.has(node.id) ? `${node.label}\n${more.get(node.id)}` : node.label,
      title: node.title,
      shape: mark.shape,
      size: isOpen ? 15 : 11,
      borderWidth: isOpen || mark.hollow ? 3 : 1.5,
      shapeProperties: { borderDashes: pinned.has(node.id) ? [4, 3] : false },
      color: {
        background: fill,
        border,
        highlight: { background: fill, border: this.paint.accent },
        hover: { background: fill, border: this.paint.accent },
      },
    };
    return this.held.has(node.id) ? drawn : { ...drawn, ...places.get(node.id) };
  }

  /** @param {string} id */
  select(id) {
    if (this.nodes.get(id)) this.network.selectNodes([id], false);
  }

  /** Mark the lines between two things. @param {string} a @param {string} b */
  selectLine(a, b) {
    const between = ({ from, to }) => (from === a && to === b) || (from === b && to === a);
    this.network.selectEdges(this.edges.getIds({ filter: between }));
  }

  /** Places of all nodes now, drags included. @returns {Map<string, {x: number, y: number}>} */
  places() {
    return new Map(Object.entries(this.network.getPositions()));
  }

  /** Show everything at once. @param {boolean} moving whether the view may glide there */
  fit(moving) {
    const canvas = this.network.canvas.frame.canvas;
    const places = [...this.places().values()];
    const [left, right] = range(places.map(({ x }) => x), ROOM.x);
    const [top, bottom] = range(places.map(({ y }) => y), ROOM.y);
    const fits = Math.min(canvas.clientWidth / (right - left), canvas.clientHeight / (bottom - top));
    this.network.moveTo({
      position: { x: (left + right) / 2, y: (top + bottom) / 2 },
      scale: Math.min(fits, LARGEST),
      animation: moving && !this.heavy && { duration: 350, easingFunction: "easeInOutQuad" },
    });
  }

  /** Show everything when one of these nodes is not on the view. */
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
    this.network.body.emitter.emit("_requestRedraw");
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

/** The smallest and largest of the values, with `room` around them. */
function range(values, room) {
  return [Math.min(...values) - room, Math.max(...values) + room];
}

function edgeOf(line) {
  return {
    id: line.id,
    from: line.from,
    to: line.to,
    title: line.title,
    label: line.text || undefined,
    width: line.width,
    dashes: line.dashed ? [7, 6] : false,
    arrows: { middle: { enabled: line.arrow, scaleFactor: 0.45 } },
    smooth: line.bend
      ? { enabled: true, type: "curvedCW", roundness: line.bend }
      : { enabled: false },
  };
}

/** What is drawn of an item, its place apart: two equal ones need no change. */
function signature({ x, y, ...item }) {
  return JSON.stringify(item);
}
