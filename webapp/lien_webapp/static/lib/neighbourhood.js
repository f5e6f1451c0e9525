/**
 * From answers of the server to what is on the screen. Pure functions; the server keeps the same
 * rules for its own tables and files (`shown.py`), and a test compares the two.
 *
 * @typedef {[number | null, number | null] | null} Years
 * @typedef {{role: string, when: string, years: Years, graph: string, sources: string[]}} Item
 * @typedef {{id: string, label: string, name: string, title: string, group: string, shape: string,
 *   territories: string[], x?: number, y?: number, href: string, parent?: string}} Node
 * @typedef {{id: string, from: string, to: string, kind: string, label: string, count: number,
 *   items: Item[], through?: string}} Edge
 * @typedef {{key: string, label: string, total: number}} Kind
 * @typedef {{focus: string, nodes: Node[], edges: Edge[], kinds: Kind[], total: number,
 *   left?: number}} Answer
 * @typedef {Map<string, {x: number, y: number}>} Places
 * @typedef {{nodes: Map<string, Node>, edges: Map<string, Edge>, places: Places, left: number}} All
 */
import { around } from "./place.js";
import { base, pins, split, tokens } from "./state.js";

/**
 * Everything that `state` opens, before any filter. What is opened must be in the picture already;
 * what has a place in `known` keeps it, `left` counts what did not fit.
 * @param {import("./state.js").State} state @param {Map<string, Answer>} answers
 * @param {{limit: number, links: number}} limits @param {Places} known @returns {All}
 */
export function everything(state, answers, limits, known) {
  const all = { nodes: new Map(), edges: new Map(), places: new Map(), left: 0 };
  const fixed = pins(state);
  for (const token of tokens(state)) {
    const answer = answers.get(token);
    const reached = token === base(state) || token.includes("~") || all.nodes.has(split(token).slug);
    if (answer && reached) add(all, answer, limits, known, fixed, state.focus);
  }
  return all;
}

function add(all, answer, limits, known, fixed, focus) {
  const fresh = new Map();
  const start = all.nodes.size === 0;
  all.left += answer.left ?? 0;
  for (const node of answer.nodes) {
    if (all.nodes.has(node.id)) continue;
    if (all.nodes.size >= limits.limit) {
      all.left += 1;
      continue;
    }
    all.nodes.set(node.id, node);
    const parent = node.parent ?? answer.focus;
    const place = fixed.get(node.id) ?? known.get(node.id);
    if (place) all.places.set(node.id, place);
    else if (start && node.x !== undefined) all.places.set(node.id, { x: node.x, y: node.y });
    else fresh.set(parent, [...(fresh.get(parent) ?? []), node.id]);
  }
  for (const [parent, newcomers] of fresh) {
    const taken = [...all.places.values(), ...known.values()];
    const found = around(newcomers, all.places.get(parent), all.places.get(focus), taken);
    for (const [id, place] of found) all.places.set(id, place);
  }
  for (const edge of answer.edges) {
    if (all.edges.has(edge.id) || !all.nodes.has(edge.from) || !all.nodes.has(edge.to)) continue;
    if (all.edges.size >= limits.links) all.left += 1;
    else all.edges.set(edge.id, edge);
  }
}

/**
 * What passes the filters. `through` are links by way of hidden things, `crowded` counts hidden
 * things that would join more than `most` others; `dated` are the links that pass all filters but
 * that of time.
 * @param {import("./state.js").State} state @param {All} all @param {number} most
 */
export function picture(state, all, most) {
  const hidden = new Set([...all.nodes.values()].filter((n) => isHidden(state, n)).map((n) => n.id));
  const edges = [...all.edges.values()];
  const held = edges.map((edge) => withinTime(state, edge)).filter(Boolean);
  const ever = ends(edges);
  const now = ends(held);
  const stays = (id) => id === state.focus || (!hidden.has(id) && (now.has(id) || !ever.has(id)));
  const nodes = new Map([...all.nodes].filter(([id]) => stays(id)));
  const inside = (edge) => nodes.has(edge.from) && nodes.has(edge.to);
  const { through, crowded } = throughHidden(all.nodes, hidden, nodes, held, most);
  const dated = edges.filter(
    (e) => !state.off.includes(e.kind) && !hidden.has(e.from) && !hidden.has(e.to),
  );
  return {
    nodes,
    edges: new Map(held.filter(inside).map((edge) => [edge.id, edge])),
    through,
    crowded,
    dated: dated.flatMap((edge) => edge.items),
    left: all.left,
  };
}

function ends(edges) {
  return new Set(edges.flatMap((edge) => [edge.from, edge.to]));
}

function isHidden(state, node) {
  if (node.id === state.focus) return false;
  const { territories } = node;
  return (
    state.hide.includes(node.group) ||
    state.without.includes(node.id) ||
    (territories.length > 0 && territories.every((name) => state.outside.includes(name)))
  );
}

function withinTime(state, edge) {
  if (state.off.includes(edge.kind)) return null;
  if (state.undated && state.from === null && state.to === null) return edge;
  const items = edge.items.filter((item) => holds(state, item.years));
  if (items.length === edge.items.length) return edge;
  return items.length ? { ...edge, items, count: items.length } : null;
}

/** Whether a link of these years is in the time window. @param {Years} years */
export function holds(state, years) {
  if (!years) return state.undated;
  const [first, last] = years;
  const begins = first === null || state.to === null || first <= state.to;
  return begins && (last === null || state.from === null || last >= state.from);
}

function throughHidden(all, hidden, nodes, held, most) {
  const through = new Map();
  let crowded = 0;
  if (!hidden.size) return { through, crowded };
  const byHidden = new Map();
  for (const edge of held) {
    for (const [mine, end] of [[edge.from, edge.to], [edge.to, edge.from]]) {
      if (!hidden.has(mine) || !nodes.has(end)) continue;
      const found = byHidden.get(mine) ?? byHidden.set(mine, new Map()).get(mine);
      found.set(end, [...(found.get(end) ?? []), edge]);
    }
  }
  for (const [id, node] of all) {
    const byEnd = byHidden.get(id);
    if (!byEnd) continue;
    if (byEnd.size > most) crowded += 1;
    else for (const line of pairs(node, byEnd)) through.set(line.id, line);
  }
  return { through, crowded };
}

function* pairs(node, byEnd) {
  const slugs = [...byEnd.keys()].sort();
  for (let i = 0; i < slugs.length; i += 1) {
    for (let j = i + 1; j < slugs.length; j += 1) {
      const halves = [...byEnd.get(slugs[i]), ...byEnd.get(slugs[j])];
      yield {
        id: `${slugs[i]}|~${node.id}|${slugs[j]}`,
        from: slugs[i],
        to: slugs[j],
        kind: `~${node.group}`,
        label: node.name,
        count: 1,
        items: halves.flatMap((edge) => edge.items),
        halves,
        through: node.id,
        group: node.group,
      };
    }
  }
}

/** All lines of a picture, those through hidden things last. @returns {Edge[]} */
export function links(shown) {
  return [...shown.edges.values(), ...shown.through.values()];
}

/** Number of links in a picture; one through a hidden thing counts one. */
export function linkCount(shown) {
  return links(shown).reduce((sum, line) => sum + (line.through ? 1 : line.items.length), 0);
}

/** @param {string} a @param {string} b the key of a pair of things, whatever the order */
export function pairKey(a, b) {
  return a < b ? `${a}|${b}` : `${b}|${a}`;
}

/** Lines by the pair that they join. @returns {Map<string, Edge[]>} */
export function byPair(lines) {
  return Map.groupBy(lines, (line) => pairKey(line.from, line.to));
}

/** Numbers of nodes by class and territory and of edges by kind, before any filter. */
export function counts(all) {
  const classes = tally([...all.nodes.values()].map((node) => node.group));
  const territories = tally([...all.nodes.values()].flatMap((node) => node.territories));
  const kinds = new Map();
  for (const edge of all.edges.values()) {
    const found = kinds.get(edge.kind) ?? { label: edge.label, count: 0 };
    kinds.set(edge.kind, { label: found.label, count: found.count + edge.items.length });
  }
  return { classes, territories, kinds };
}

function tally(names) {
  const found = new Map();
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
  return found;
}

/** Kind of link and direction seen from `slug`: `partner-in`. @param {Edge} edge */
export function kindKey(edge, slug) {
  return `${edge.kind}-${edge.from === slug ? "out" : "in"}`;
}

/** The other end of a link. @param {Edge} edge @param {string} slug */
export function other(edge, slug) {
  return edge.from === slug ? edge.to : edge.from;
}

/**
 * The links of `slug` by kind, from every answer about it, with what the screen shows of them.
 * @param {string} slug @param {Map<string, Answer>} answers
 * @returns {{kind: Kind, edges: Edge[], shown: number}[]}
 */
export function groups(slug, answers, shown) {
  const own = [...answers.values()].filter((answer) => answer.focus === slug);
  const kinds = new Map(own.flatMap((answer) => answer.kinds.map((kind) => [kind.key, kind])));
  const edges = new Map(own.flatMap((a) => a.edges.filter((e) => touches(e, slug)).map((e) => [e.id, e])));
  return [...kinds.values()].map((kind) => {
    const mine = [...edges.values()].filter((edge) => kindKey(edge, slug) === kind.key);
    return { kind, edges: mine, shown: mine.filter((edge) => shown.edges.has(edge.id)).length };
  });
}

function touches(edge, slug) {
  return edge.from === slug || edge.to === slug;
}

/** Neighbours of an opened thing that are not in the picture. @param {Map<string, Answer>} answers */
export function missing(slug, answers, shown) {
  const answer = answers.get(slug);
  if (!answer) return 0;
  const near = new Set(
    links(shown).filter((e) => !e.through && touches(e, slug)).map((e) => other(e, slug)),
  );
  return Math.max(0, answer.total - near.size);
}

/** Every node that some answer knows. @param {Map<string, Answer>} answers */
export function known(answers) {
  return new Map([...answers.values()].flatMap((a) => a.nodes.map((node) => [node.id, node])));
}
