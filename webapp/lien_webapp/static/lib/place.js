/**
 * Places for the nodes that an expansion adds. Nodes already on the screen never move.
 *
 * @typedef {{x: number, y: number}} Point
 */

const FIRST = 170;
const STEP = 84;
const STRETCH = 1.35;
/** Half the room that a mark and its label need. */
const WIDE = 74;
const HIGH = 42;

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
    const count = Math.max(6, Math.floor((2 * Math.PI * radius) / 100));
    for (let index = 0; index < count; index += 1) {
      const side = index % 2 ? 1 : -1;
      const angle = direction + (side * Math.ceil(index / 2) * 2 * Math.PI) / count;
      yield {
        x: parent.x + STRETCH * radius * Math.cos(angle),
        y: parent.y + radius * Math.sin(angle),
      };
    }
  }
}
