/**
 * Places for the nodes that an expansion adds. Nodes already on the screen never move. The server
 * does the same for its own pictures (`lien.export.drawing.around`).
 *
 * @typedef {{x: number, y: number}} Point
 */

const FIRST = 150;
const STEP = 80;
/** Newcomers stay on the outer side of their parent, within this angle. */
const SIDE = 0.62 * Math.PI;
const STRETCH = 1.35;
/** The room that a mark and its label need. */
const WIDE = 132;
const HIGH = 72;

/**
 * Free places around `parent`, the nearest rings first and, on a ring, away from `centre` first.
 * @param {string[]} newcomers @param {Point} parent @param {Point} centre
 * @param {Iterable<Point>} taken places of everything on the screen
 * @returns {Map<string, Point>}
 */
export function around(newcomers, parent, centre, taken) {
  const places = new Map();
  const busy = new Grid(taken);
  const spots = candidates(parent, outward(parent, centre));
  for (const id of newcomers) {
    const spot = firstFree(spots, busy);
    places.set(id, spot);
    busy.add(spot);
  }
  return places;
}

/** Places in cells of the room that a mark needs, so that only near ones are compared. */
class Grid {
  constructor(points) {
    this.cells = new Map();
    for (const point of points) this.add(point);
  }

  add(point) {
    const key = `${Math.floor(point.x / WIDE)} ${Math.floor(point.y / HIGH)}`;
    this.cells.set(key, [...(this.cells.get(key) ?? []), point]);
  }

  isFree({ x, y }) {
    const column = Math.floor(x / WIDE);
    const row = Math.floor(y / HIGH);
    for (let i = column - 1; i <= column + 1; i += 1) {
      for (let j = row - 1; j <= row + 1; j += 1) {
        const near = this.cells.get(`${i} ${j}`) ?? [];
        if (near.some((p) => Math.abs(p.x - x) <= WIDE && Math.abs(p.y - y) <= HIGH)) return false;
      }
    }
    return true;
  }
}

function outward(parent, centre) {
  if (parent.x === centre.x && parent.y === centre.y) return 0;
  return Math.atan2(parent.y - centre.y, parent.x - centre.x);
}

function firstFree(spots, busy) {
  for (;;) {
    const { value } = spots.next();
    if (busy.isFree(value)) return value;
  }
}

function* candidates(parent, direction) {
  for (let radius = FIRST; ; radius += STEP) {
    const count = Math.max(5, Math.floor((2 * SIDE * radius) / 90));
    for (let index = 0; index < count; index += 1) {
      const side = index % 2 ? 1 : -1;
      const angle = direction + (side * Math.ceil(index / 2) * 2 * SIDE) / count;
      yield {
        x: Math.round(parent.x + STRETCH * radius * Math.cos(angle)),
        y: Math.round(parent.y + radius * Math.sin(angle)),
      };
    }
  }
}
