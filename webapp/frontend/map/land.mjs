// Draws the coastlines of the map page from Natural Earth and writes them as one SVG file.
//
//   npm ci --ignore-scripts && node land.mjs           write the files
//   npm ci --ignore-scripts && node land.mjs --check   compare with the committed files, byte by byte
//
// Land only: no borders, no countries, no names. One path for each frame of FRAMES, in the units of
// its drawing. The projection is equidistant cylindrical: x = (east - west) * cos(parallel) * scale,
// y = (north - latitude) * scale, as in webapp/lien_webapp/map_frames.py, which reads frames.json.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { feature } from "topojson-client";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = join(here, "../../lien_webapp/static/map");
const lock = JSON.parse(readFileSync(join(here, "package-lock.json"), "utf8")).packages;
const frames = JSON.parse(readFileSync(join(target, "frames.json"), "utf8"));

/** Rings of all land at a resolution, as lists of [longitude, latitude]. */
function rings(resolution) {
  const file = join(here, `node_modules/world-atlas/land-${resolution}.json`);
  const topology = JSON.parse(readFileSync(file, "utf8"));
  const found = feature(topology, topology.objects.land);
  const parts = found.features ?? [found];
  return parts.flatMap(({ geometry }) =>
    geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat(),
  );
}

/** The ring cut along one side of a frame (Sutherland-Hodgman). */
function cut(ring, axis, limit, keepsAbove) {
  const inside = (point) => (keepsAbove ? point[axis] >= limit : point[axis] <= limit);
  const kept = [];
  ring.forEach((point, index) => {
    const before = ring[(index + ring.length - 1) % ring.length];
    if (inside(point) !== inside(before)) {
      const share = (limit - before[axis]) / (point[axis] - before[axis]);
      kept.push([0, 1].map((i) => before[i] + share * (point[i] - before[i])));
    }
    if (inside(point)) kept.push(point);
  });
  return kept;
}

/** The ring cut to the frame and a little around it, so that no cut shows. */
function clipped(ring, { west, east, south, north }) {
  const around = 0.02 * (east - west);
  const sides = [[0, west - around, true], [0, east + around, false],
    [1, south - around, true], [1, north + around, false]];
  return sides.reduce((rest, side) => (rest.length ? cut(rest, ...side) : rest), ring);
}

function projected([longitude, latitude], { west, north, parallel, scale }) {
  const narrow = Math.cos((parallel * Math.PI) / 180);
  return [(longitude - west) * narrow * scale, (north - latitude) * scale];
}

/** Distance of a point from the line through two others. */
function away([x, y], [x1, y1], [x2, y2]) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (!length) return Math.hypot(x - x1, y - y1);
  return Math.abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length;
}

/** The line with the points left out that lie less than `least` from it (Douglas-Peucker). */
function simpler(line, least) {
  if (line.length < 3) return line;
  const distances = line.map((point) => away(point, line[0], line.at(-1)));
  const far = distances.indexOf(Math.max(...distances));
  if (distances[far] < least) return [line[0], line.at(-1)];
  return [...simpler(line.slice(0, far + 1), least).slice(0, -1), ...simpler(line.slice(far), least)];
}

function area(ring) {
  return Math.abs(ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length];
    return sum + x * nextY - nextX * y;
  }, 0)) / 2;
}

function path(name, frame) {
  const lines = rings(frame.resolution)
    .map((ring) => clipped(ring, frame).map((point) => projected(point, frame)))
    .filter((ring) => ring.length > 3 && area(ring) > frame.least)
    .map((ring) => {
      const half = Math.floor(ring.length / 2);
      return [...simpler(ring.slice(0, half + 1), 0.4).slice(0, -1), ...simpler(ring.slice(half), 0.4)];
    })
    .map((ring) => "M" + ring.map((point) => point.map((n) => +n.toFixed(1)).join(" ")).join("L") + "Z");
  return `<path id="${name}" d="${lines.join("")}"/>`;
}

const drawn = Object.entries(frames).filter(([, frame]) => frame.resolution);
const svg = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg"><defs>\n${drawn.map(([name, frame]) => path(name, frame)).join("\n")}\n</defs></svg>\n`,
);
const sha256 = createHash("sha256").update(svg).digest("hex");
const { version, integrity, license } = lock["node_modules/world-atlas"];
const name = `land-${version}.${sha256.slice(0, 8)}.svg`;
const licence = readFileSync(join(here, "node_modules/world-atlas/LICENSE"), "utf8").trim();
const toml = `# Third-party file of this folder. Written by webapp/frontend/map/land.mjs; do not edit.

[[file]]
name = "${name}"
sha256 = "${sha256}"
size = ${svg.length}
licence = "public domain (Natural Earth 4.1.0), packaged under ISC"
licence_file = "land-${version}.LICENCE.txt"

[[file.package]]
name = "world-atlas"
version = "${version}"
licence = "${license}"
integrity = "${integrity}"
`;
const note = "The coastlines are from Natural Earth 4.1.0, which is in the public domain\n" +
  "(https://www.naturalearthdata.com). They come from the package world-atlas:\n\n";
const files = [
  [name, svg],
  [`land-${version}.LICENCE.txt`, Buffer.from(note + licence + "\n")],
  ["VENDOR.toml", Buffer.from(toml)],
];
mkdirSync(target, { recursive: true });
if (process.argv.includes("--check")) {
  for (const [file, data] of files) {
    const place = join(target, file);
    if (!existsSync(place) || !readFileSync(place).equals(data)) {
      throw new Error(`${place} differs from a clean build; run node land.mjs and commit`);
    }
  }
} else {
  for (const old of readdirSync(target)) if (old !== "frames.json") unlinkSync(join(target, old));
  for (const [file, data] of files) writeFileSync(join(target, file), data);
}
for (const [file, data] of files) console.log(`${file} ${data.length} bytes`);
