/**
 * From the links of a picture to the lines that are drawn: all kinds between two things as one
 * line, or a line for each kind, bent so that all can be seen. Pure functions.
 *
 * @typedef {{id: string, from: string, to: string, text: string, title: string, width: number,
 *   dashed: boolean, arrow: boolean, bend: number}} Line
 */
import { byPair } from "./neighbourhood.js";
import { worded } from "./words.js";

/**
 * @param {object[]} edges @param {boolean} apart a line for each kind
 * @param {Record<string, string>} strings @returns {Line[]}
 */
export function lines(edges, apart, strings) {
  return [...byPair(edges)].flatMap(([key, pair]) =>
    pair.length === 1 || !apart
      ? [merged(key, pair, strings)]
      : pair.map((edge, index) => single(edge, bend(edge, index), strings)),
  );
}

function merged(key, pair, strings) {
  if (pair.length === 1) return single(pair[0], 0, strings, key);
  const kinds = new Set(pair.map((edge) => edge.kind));
  const count = pair.reduce((sum, edge) => sum + edge.count, 0);
  return {
    id: key,
    from: pair[0].from,
    to: pair[0].to,
    text: kinds.size > 1 ? worded(strings.kinds, { count: kinds.size }) : `× ${count}`,
    title: pair.map((edge) => titleOf(edge, strings)).join("\n"),
    width: width(count),
    dashed: pair.every((edge) => edge.through),
    arrow: false,
    bend: 0,
  };
}

function single(edge, bent, strings, key = "") {
  return {
    id: key || edge.id,
    from: edge.from,
    to: edge.to,
    text: edge.count > 1 ? `× ${edge.count}` : "",
    title: titleOf(edge, strings),
    width: width(edge.count),
    dashed: Boolean(edge.through),
    arrow: !edge.through,
    bend: bent,
  };
}

function titleOf(edge, strings) {
  if (edge.through) return worded(strings.through, { name: edge.label });
  return edge.count > 1 ? `${edge.title} × ${edge.count}` : edge.title;
}

function width(count) {
  return Math.min(5, 0.8 + 0.5 * count);
}

function bend(edge, index) {
  const bent = Math.ceil(index / 2) * 0.16 * (index % 2 ? 1 : -1);
  return edge.from < edge.to ? bent : -bent;
}
