/**
 * Many points and lines on a canvas. A gesture moves the picture that is there; the sharp one is
 * drawn when the hand rests. What is pointed at is drawn over it. So the speed of both does not
 * depend on how much is drawn.
 */

import { listen } from "./gestures.js";
import { drawLabels, drawLines, drawOne, drawPoints } from "./plate-drawing.js";

const REST = 120; // milliseconds without a gesture before the sharp picture
const CELL = 24; // pixels of the grid in which the pointer looks for a point
const NEAREST = 0.25;
const CLOSEST = 60;

/**
 * @typedef {{ x: number[], y: number[], kinds: number[], others: number[], labels: string[],
 *   from: number[], to: number[], groups: string[], grid: number, things: string[],
 *   clusters: { label: string, x: number, y: number, size: number }[] }} Columns
 */

export class Plate {
  /**
   * @param {HTMLCanvasElement} canvas @param {Columns} columns
   * @param {{ marks: { colour: string, path: string, hollow: boolean }[],
   *   chosen: (row: number) => void, moved: () => void }} how
   *   `marks` of the groups, in their order, the last one for any other
   */
  constructor(canvas, columns, how) {
    this.canvas = canvas;
    this.columns = columns;
    this.how = how;
    this.marks = how.marks.map((mark) => ({ ...mark, shape: new Path2D(mark.path) }));
    this.pen = canvas.getContext("2d", { alpha: false });
    this.sharp = document.createElement("canvas");
    this.view = { x: 0.5, y: 0.5, zoom: 1 };
    this.drawn = { ...this.view };
    this.hidden = new Set();
    this.chosen = -1;
    this.over = -1;
    this.#neighbours();
    listen(canvas, {
      point: (x, y) => this.#hover(this.at(x, y)),
      leave: () => this.#hover(-1),
      click: (x, y) => how.chosen(this.at(x, y)),
      move: (x, y) => this.by(x, y),
      closer: (factor, x, y) => this.closer(factor, x, y),
    });
    this.#resize();
    new ResizeObserver(() => this.#resize()).observe(canvas.parentElement);
    document.addEventListener("lien-colours", () => this.redraw());
  }

  /** Links of each row, as two arrays: where its part begins, and the other ends. */
  #neighbours() {
    const { x, from, to } = this.columns;
    this.first = new Uint32Array(x.length + 1);
    for (const ends of [from, to]) for (const row of ends) this.first[row + 1] += 1;
    for (let row = 0; row < x.length; row += 1) this.first[row + 1] += this.first[row];
    this.others = new Uint32Array(from.length * 2);
    const next = this.first.slice();
    for (let link = 0; link < from.length; link += 1) {
      this.others[next[from[link]]++] = to[link];
      this.others[next[to[link]]++] = from[link];
    }
  }

  /** Rows that are linked with `row`. */
  linked(row) {
    return this.others.subarray(this.first[row], this.first[row + 1]);
  }

  /** Show `view`: the middle, between 0 and 1, and how close. */
  show(view) {
    const zoom = Math.min(CLOSEST, Math.max(NEAREST, view.zoom));
    const inside = (at) => Math.min(1.2, Math.max(-0.2, at));
    this.view = { x: inside(view.x), y: inside(view.y), zoom };
    this.#frame();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.redraw(), REST);
  }

  /** Come closer by `factor`, keeping the point at (x, y) of the canvas where it is. */
  closer(factor, x = this.width / 2, y = this.height / 2) {
    const before = this.#inverse(x, y);
    const zoom = Math.min(CLOSEST, Math.max(NEAREST, this.view.zoom * factor));
    const left = this.scale(zoom);
    this.show({
      zoom,
      x: before.x - (x - this.width / 2) / left,
      y: before.y - (y - this.height / 2) / left,
    });
  }

  /** Move the picture by pixels. */
  by(x, y) {
    const scale = this.scale();
    this.show({ ...this.view, x: this.view.x - x / scale, y: this.view.y - y / scale });
  }

  /** Mark `row` and its links, or nothing (-1); `near` also brings it to the middle. */
  choose(row, near = false) {
    this.chosen = row;
    if (near && row >= 0) {
      const { x, y, grid } = this.columns;
      this.show({ x: x[row] / grid, y: y[row] / grid, zoom: Math.max(this.view.zoom, 6) });
    } else {
      this.redraw();
    }
  }

  /** Show or hide a group. */
  filter(group, shown) {
    if (shown) this.hidden.delete(group);
    else this.hidden.add(group);
    this.redraw();
  }

  scale(zoom = this.view.zoom) {
    return Math.min(this.width, this.height) * 0.94 * zoom;
  }

  #inverse(x, y) {
    const scale = this.scale();
    return {
      x: this.view.x + (x - this.width / 2) / scale,
      y: this.view.y + (y - this.height / 2) / scale,
    };
  }

  #resize() {
    const box = this.canvas.getBoundingClientRect();
    const ratio = Math.min(2, devicePixelRatio || 1);
    const known = box.width === this.width && box.height === this.height && ratio === this.ratio;
    if (known) return;
    [this.width, this.height, this.ratio] = [box.width, box.height, ratio];
    for (const one of [this.canvas, this.sharp]) {
      one.width = Math.max(1, Math.round(box.width * ratio));
      one.height = Math.max(1, Math.round(box.height * ratio));
    }
    this.redraw();
  }

  #frame() {
    this.framed ||= requestAnimationFrame(() => this.#paint());
  }

  /** The picture that is there, moved and stretched to the present view, and what is pointed at. */
  #paint() {
    this.framed = 0;
    const { pen, sharp, view, drawn, ratio } = this;
    const stretch = view.zoom / drawn.zoom;
    const scale = this.scale();
    const left = (this.width * (1 - stretch)) / 2 - (view.x - drawn.x) * scale;
    const top = (this.height * (1 - stretch)) / 2 - (view.y - drawn.y) * scale;
    pen.resetTransform();
    pen.fillStyle = this.paper;
    pen.fillRect(0, 0, sharp.width, sharp.height);
    pen.setTransform(ratio * stretch, 0, 0, ratio * stretch, ratio * left, ratio * top);
    pen.drawImage(sharp, 0, 0, sharp.width / ratio, sharp.height / ratio);
    drawOne(this, pen, this.over);
    this.frames = (this.frames ?? 0) + 1;
  }

  /** Draw everything anew. */
  redraw() {
    if (!this.width) return;
    const style = getComputedStyle(this.canvas);
    const colour = (name) => style.getPropertyValue(name).trim();
    this.paper = colour("--surface");
    this.ink = colour("--ink");
    this.soft = colour("--ink-soft");
    this.line = colour("--line-strong");
    this.face = style.fontFamily;
    const pen = this.sharp.getContext("2d", { alpha: false });
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.fillStyle = this.paper;
    pen.fillRect(0, 0, this.width, this.height);
    this.#place();
    this.crowded = drawLines(this, pen);
    drawPoints(this, pen);
    drawLabels(this, pen);
    drawOne(this, pen, this.chosen);
    this.drawn = { ...this.view };
    this.#paint();
    this.how.moved();
  }

  /** Where each point stands on the canvas, and the grid of those that are on it. */
  #place() {
    const { x, y, kinds, grid } = this.columns;
    const count = x.length;
    const scale = this.scale();
    this.px ??= new Float32Array(count);
    this.py ??= new Float32Array(count);
    const left = this.width / 2 - this.view.x * scale;
    const top = this.height / 2 - this.view.y * scale;
    this.cells = new Map();
    const across = Math.ceil(this.width / CELL) + 2;
    for (let row = 0; row < count; row += 1) {
      const px = left + (x[row] / grid) * scale;
      const py = top + (y[row] / grid) * scale;
      this.px[row] = px;
      this.py[row] = py;
      const off = px < -CELL || py < -CELL || px > this.width + CELL || py > this.height + CELL;
      if (off || this.hidden.has(kinds[row])) continue;
      const cell = Math.floor(py / CELL + 1) * across + Math.floor(px / CELL + 1);
      if (this.cells.has(cell)) this.cells.get(cell).push(row);
      else this.cells.set(cell, [row]);
    }
    this.across = across;
  }

  radius(row) {
    const size = 1.6 + Math.sqrt(this.columns.others[row]) * 0.7;
    return Math.min(14, size * (0.7 + this.view.zoom ** 0.4 * 0.3));
  }

  /** The row under a point of the canvas, or -1. */
  at(x, y) {
    let [best, found] = [14 ** 2, -1];
    const column = Math.floor(x / CELL + 1);
    const line = Math.floor(y / CELL + 1);
    for (let dy = -1; dy <= 1; dy += 1) {
      for (let dx = -1; dx <= 1; dx += 1) {
        for (const row of this.cells?.get((line + dy) * this.across + column + dx) ?? []) {
          const away = (this.px[row] - x) ** 2 + (this.py[row] - y) ** 2;
          if (away < best) [best, found] = [away, row];
        }
      }
    }
    return found;
  }

  #hover(row) {
    if (row === this.over) return;
    this.over = row;
    this.canvas.style.cursor = row >= 0 ? "pointer" : "";
    this.#frame();
  }
}
