/** The lines, points and labels of a plate, drawn with a pen. */

const LABELS = 60; // labels at most in one picture
const LONG = 28; // characters of a name at most
const LINES = 6000; // lines at most in one picture: more of them say nothing
const SHAPED = 3.5; // pixels of radius from which a point has the shape of its kind

/**
 * The links in view, unless there are too many.
 * @param {import("./plate.js").Plate} plate @returns {boolean} whether there are too many
 */
export function drawLines(plate, pen) {
  const links = linksInView(plate);
  const isCrowded = links.length > LINES;
  const alpha = Math.max(0.12, 0.5 - links.length / LINES);
  pen.lineWidth = 1;
  if (!isCrowded) drawLine(plate, pen, links, plate.line, alpha);
  return isCrowded;
}

function drawLine(plate, pen, links, ink, alpha) {
  pen.strokeStyle = ink;
  pen.globalAlpha = alpha;
  pen.beginPath();
  for (const [a, b] of links) {
    pen.moveTo(plate.px[a], plate.py[a]);
    pen.lineTo(plate.px[b], plate.py[b]);
  }
  pen.stroke();
  pen.globalAlpha = 1;
}

/** Links of shown things that may cross the canvas; one more than are drawn is enough. */
function linksInView(plate) {
  const { from, to, kinds } = plate.columns;
  const { px, py, width, height } = plate;
  const found = [];
  for (let link = 0; link < from.length && found.length <= LINES; link += 1) {
    const [a, b] = [from[link], to[link]];
    if (plate.hidden.has(kinds[a]) || plate.hidden.has(kinds[b])) continue;
    if ((px[a] < 0 && px[b] < 0) || (py[a] < 0 && py[b] < 0)) continue;
    if ((px[a] > width && px[b] > width) || (py[a] > height && py[b] > height)) continue;
    found.push([a, b]);
  }
  return found;
}

/** @param {import("./plate.js").Plate} plate */
export function drawPoints(plate, pen) {
  const { kinds } = plate.columns;
  const groups = plate.marks.map(() => []);
  for (const rows of plate.cells.values()) {
    for (const row of rows) groups[kinds[row] < 0 ? groups.length - 1 : kinds[row]].push(row);
  }
  groups.forEach((rows, group) => drawMarks(plate, pen, rows, plate.marks[group]));
}

/** A row with its links, ring and name, over what is there; nothing for -1. */
export function drawOne(plate, pen, row) {
  if (row < 0) return;
  const [x, y, radius] = [plate.px[row], plate.py[row], plate.radius(row)];
  pen.lineWidth = 1;
  drawLine(plate, pen, [...plate.linked(row)].map((other) => [row, other]), plate.ink, 0.7);
  pen.strokeStyle = plate.ink;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.arc(x, y, radius + 3, 0, 2 * Math.PI);
  pen.stroke();
  putName(plate, pen, ownName(plate, row));
}

/** The points of a kind in one stroke of the pen; a small one is a disc, its shape is not told. */
function drawMarks(plate, pen, rows, mark) {
  const [discs, shapes] = [new Path2D(), new Path2D()];
  for (const row of rows) {
    const [x, y, radius] = [plate.px[row], plate.py[row], plate.radius(row)];
    const scale = radius / 6.5;
    if (radius >= SHAPED) shapes.addPath(mark.shape, { a: scale, d: scale, e: x, f: y });
    else {
      discs.moveTo(x + radius, y);
      discs.arc(x, y, radius, 0, 2 * Math.PI);
    }
  }
  pen.fillStyle = mark.colour;
  pen.fill(discs);
  pen.fillStyle = mark.hollow ? plate.paper : mark.colour;
  pen.fill(shapes);
  if (!mark.hollow) return;
  pen.strokeStyle = mark.colour;
  pen.lineWidth = 1.5;
  pen.stroke(shapes);
}

/** Clusters (from afar), then the best linked things that find room beside the chosen one. */
export function drawLabels(plate, pen) {
  const { labels, clusters, grid, kinds, x } = plate.columns;
  const { width, height, chosen } = plate;
  const taken = [];
  const put = (name) => {
    const box = boxOf(plate, pen, name);
    const meets = (one) => box[0] < one[2] && box[2] > one[0] && box[1] < one[3] && box[3] > one[1];
    if (taken.some(meets) || box[0] < 0 || box[2] > width) return;
    taken.push(box);
    putName(plate, pen, name);
  };
  if (chosen >= 0) taken.push(boxOf(plate, pen, ownName(plate, chosen)));
  const scale = plate.scale();
  if (plate.view.zoom < 2) {
    for (const { label, x: cx, y: cy } of clusters) {
      const at = width / 2 + (cx / grid - plate.view.x) * scale;
      const top = height / 2 + (cy / grid - plate.view.y) * scale;
      put({ text: label, x: at, y: top, size: 17, ink: plate.ink });
    }
  }
  for (let row = 0; row < x.length && taken.length < LABELS; row += 1) {
    const [px, py] = [plate.px[row], plate.py[row]];
    if (px < 0 || py < 0 || px > width || py > height) continue;
    if (plate.hidden.has(kinds[row])) continue;
    put({ text: labels[row], x: px, y: py - plate.radius(row) - 4, size: 13, ink: plate.soft });
  }
}

/** The name of a row that is pointed at or chosen. */
function ownName(plate, row) {
  const y = plate.py[row] - plate.radius(row) - 6;
  return { text: plate.columns.labels[row], x: plate.px[row], y, size: 15, ink: plate.ink };
}

const short = (text) => (text.length > LONG ? `${text.slice(0, LONG - 1)}…` : text);

/** Left, top, right and bottom of a name with its middle at (x, y). */
function boxOf(plate, pen, { text, x, y, size }) {
  pen.font = `${size}px ${plate.face}`;
  const half = pen.measureText(short(text)).width / 2 + 3;
  return [x - half, y - size, x + half, y + 5];
}

function putName(plate, pen, { text, x, y, size, ink }) {
  pen.font = `${size}px ${plate.face}`;
  pen.textAlign = "center";
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = plate.paper;
  pen.strokeText(short(text), x, y);
  pen.fillStyle = ink;
  pen.fillText(short(text), x, y);
}
