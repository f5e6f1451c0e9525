/**
 * From answers of the server to what is on the screen. Pure functions.
 *
 * @typedef {{id: string, label: string, name: string, title: string, group: string, shape: string,
 *   x: number, y: number, href: string}} Node
 * @typedef {{id: string, from: string, to: string, kind: string, label: string, count: number,
 *   items: object[]}} Edge
 * @typedef {{key: string, label: string, total: number}} Kind
 * @typedef {{focus: string, nodes: Node[], edges: Edge[], kinds: Kind[], total: number}} Answer
 * @typedef {{nodes: Map<string, Node>, edges: Map<string, Edge>, parents: Map<string, string>,
 *   left: number}} Picture
 */
import { split } from "./state.js";

/** Tokens of a state in the order in which they were opened. @returns {string[]} */
export function tokens(state) {
  return [state.focus, ...state.open];
}

/**
 * Everything that `state` shows. A token whose body is not on the screen shows nothing; `left`
 * counts the nodes that did not fit into `limit`.
 * @param {import("./state.js").State} state @param {Map<string, Answer>} answers
 * @param {number} limit @returns {Picture}
 */
export function picture(state, answers, limit) {
  const all = { nodes: new Map(), edges: new Map(), parents: new Map(), left: 0 };
  const out = new Set(state.without);
  for (const token of tokens(state)) {
    const answer = answers.get(token);
    if (!answer || (token !== state.focus && !all.nodes.has(split(token).slug))) continue;
    addNodes(all, answer, out, limit);
    for (const edge of answer.edges) {
      if (all.nodes.has(edge.from) && all.nodes.has(edge.to)) all.edges.set(edge.id, edge);
    }
  }
  return withoutGroups(all, new Set(state.hide), state.focus);
}

function addNodes(all, answer, out, limit) {
  for (const node of answer.nodes) {
    if (all.nodes.has(node.id) || out.has(node.id)) continue;
    if (all.nodes.size >= limit) {
      all.left += 1;
      continue;
    }
    all.nodes.set(node.id, node);
    all.parents.set(node.id, answer.focus);
  }
}

function withoutGroups(all, hidden, focus) {
  if (!hidden.size) return all;
  const nodes = new Map(
    [...all.nodes].filter(([id, node]) => id === focus || !hidden.has(node.group)),
  );
  const edges = new Map(
    [...all.edges].filter(([, edge]) => nodes.has(edge.from) && nodes.has(edge.to)),
  );
  return { ...all, nodes, edges };
}

/** Number of nodes of each class, hidden ones included. @returns {Map<string, number>} */
export function groupCounts(state, answers, limit) {
  const counts = new Map();
  for (const node of picture({ ...state, hide: [] }, answers, limit).nodes.values()) {
    counts.set(node.group, (counts.get(node.group) ?? 0) + 1);
  }
  return counts;
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
 * @param {string} slug @param {Map<string, Answer>} answers @param {Picture} shown
 * @returns {{kind: Kind, edges: Edge[], shown: number}[]}
 */
export function groups(slug, answers, shown) {
  const own = [...answers.values()].filter((answer) => answer.focus === slug);
  const kinds = new Map(own.flatMap((answer) => answer.kinds.map((kind) => [kind.key, kind])));
  const edges = new Map(own.flatMap((answer) => answer.edges.map((edge) => [edge.id, edge])));
  return [...kinds.values()].map((kind) => {
    const mine = [...edges.values()].filter((edge) => kindKey(edge, slug) === kind.key);
    return { kind, edges: mine, shown: mine.filter((edge) => shown.edges.has(edge.id)).length };
  });
}

/** Every node that some answer knows. @param {Map<string, Answer>} answers */
export function known(answers) {
  return new Map([...answers.values()].flatMap((a) => a.nodes.map((node) => [node.id, node])));
}
