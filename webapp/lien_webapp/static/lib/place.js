/**
 * Places for the nodes that an expansion adds. Nodes already on the screen never move.
 *
 * @typedef {{x: number, y: number}} Point
 */

const FIRST = 150;
const STEP = 80;
/** Newcomers stay on the outer side of their parent, within this angle. */
const SIDE = 0.62 * Math.PI;
const STRETCH = 1.35;
/** Half the room that a mark and its label need. */
const WIDE = 66;
const HIGH = 36;

/**
 * Free places around `parent`, the nearest rings first and, on a ring, away from `centre` first.
 * @param {string[]} newcomers @param {Point} parent @param {Point} centre
 * @param {Point[]} taken places of everything on the screen
 * @returns {Map<string, Point>}
 */
export function around(newcomers, parent, centre, taken) {
  const places = new Map();
  const busy = [...taken];
  const spots = candidates(parent, outward(parent, centre));
  for (const id of newcomers) {
    const spot = firstFree(spots, busy);
    places.set(id, spot);
    busy.push(spot);
  }
  return places;
}

function outward(parent, centre) {
  if (parent.x === centre.x && parent.y === centre.y) return 0;
  return Math.atan2(parent.y - centre.y, parent.x - centre.x);
}

function firstFree(spots, busy) {
  for (;;) {
    const { value } = spots.next();
    const free = busy.every(
      (other) => Math.abs(other.x - value.x) > 2 * WIDE || Math.abs(other.y - value.y) > 2 * HIGH,
    );
    if (free) return value;
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
