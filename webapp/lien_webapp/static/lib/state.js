/**
 * What the explorer shows, as plain data that fits into the address of the page.
 *
 * `focus` is the first thing and `depth` how far its links are followed, 0 to 3; `open` are the
 * tokens opened after it, in order: a slug (`act-liama`), a slug and one kind of link
 * (`org-cas:partner-in`), or a path (`org-a~act-b~org-c`). `hide` are classes filtered out, `off`
 * kinds of links, `outside` territories; `without` are slugs taken off the screen; `from` and `to`
 * years or null; `pin` are `slug:x:y`; `trail` are things visited before; `at` is the one that is
 * selected. The server reads the same (`shown.py`).
 *
 * @typedef {{focus: string, depth: number, open: string[], hide: string[], off: string[],
 *   outside: string[], without: string[], from: number | null, to: number | null,
 *   undated: boolean, apart: boolean, pin: string[], trail: string[], at: string}} State
 */

/** Tokens of an address that count. */
const OPENED = 100;
const LISTS = ["open", "hide", "off", "outside", "without", "pin", "trail"];
const OTHERS = ["focus", "depth", "from", "to", "undated", "apart", "at"];

/** @param {string} search query part of an address @returns {State} */
export function parse(search) {
  const values = new URLSearchParams(search);
  const lists = LISTS.map((name) => [
    name, [...new Set((values.get(name) ?? "").split(",").filter(Boolean))],
  ]);
  const found = Object.fromEntries(lists);
  return {
    ...found,
    open: found.open.slice(0, OPENED),
    focus: values.get("focus") ?? "",
    depth: number(values.get("depth"), 3) ?? 1,
    from: number(values.get("from"), 9999),
    to: number(values.get("to"), 9999),
    undated: values.get("undated") !== "0",
    apart: values.get("apart") === "1",
    at: values.get("at") ?? "",
  };
}

function number(text, most) {
  return /^\d{1,4}$/.test(text ?? "") && Number(text) <= most ? Number(text) : null;
}

/**
 * Query part of the address of `state`; other parameters of `search`, such as the language, stay.
 * @param {State} state @param {string} search @returns {string}
 */
export function format(state, search) {
  const others = new URLSearchParams(search);
  for (const name of [...OTHERS, ...LISTS, "kinds"]) others.delete(name);
  const parts = [`focus=${encoded(state.focus)}`];
  if (state.depth !== 1) parts.push(`depth=${state.depth}`);
  for (const name of LISTS) {
    if (state[name].length) parts.push(`${name}=${state[name].map(encoded).join(",")}`);
  }
  for (const name of ["from", "to"]) if (state[name] !== null) parts.push(`${name}=${state[name]}`);
  if (!state.undated) parts.push("undated=0");
  if (state.apart) parts.push("apart=1");
  if (state.at && state.at !== state.focus) parts.push(`at=${encoded(state.at)}`);
  return `?${parts.join("&")}${others.size ? `&${others}` : ""}`;
}

function encoded(item) {
  return encodeURIComponent(item).replaceAll("%3A", ":");
}

/** The first token: the focus, with its depth unless that is 1. @param {State} state */
export function base(state) {
  return state.depth === 1 ? state.focus : `${state.focus}@${state.depth}`;
}

/** Tokens of a state in the order in which they were opened. @returns {string[]} */
export function tokens(state) {
  return [base(state), ...state.open];
}

/** @param {string} token @returns {{slug: string, kind: string, depth: string, path: string[]}} */
export function split(token) {
  if (token.includes("~")) {
    const path = token.split("~");
    return { slug: path[0], kind: "", depth: "", path };
  }
  const [, slug, depth = "", kind = ""] = /^([^:@]*)(?:@(\d)|:(.*))?/.exec(token);
  return { slug, kind, depth, path: [] };
}

/** Whether the neighbours of `slug` are on the screen. @param {State} state @param {string} slug */
export function isOpen(state, slug) {
  if (state.focus === slug) return state.depth > 0;
  return state.open.some((token) => !token.includes("~") && split(token).slug === slug);
}

/** @param {State} state @param {string} token @returns {State} */
export function opened(state, token) {
  const { slug, path } = split(token);
  const wanted = new Set([slug, ...path]);
  const without = state.without.filter((other) => !wanted.has(other));
  return { ...state, without, open: [...state.open.filter((other) => other !== token), token] };
}

/** @param {State} state @param {string} slug @returns {State} */
export function closed(state, slug) {
  const stays = (token) => token.includes("~") || split(token).slug !== slug;
  return { ...state, open: state.open.filter(stays) };
}

/** @param {State} state @param {string} slug @returns {State} */
export function removed(state, slug) {
  return { ...closed(state, slug), without: [...state.without, slug] };
}

/** @param {State} state @param {"hide" | "off" | "outside"} list @param {boolean} shown */
export function filtered(state, list, name, shown) {
  const others = state[list].filter((other) => other !== name);
  return { ...state, [list]: shown ? others : [...others, name] };
}

/** @param {State} state @param {{x: number, y: number} | null} place null frees the thing */
export function pinned(state, slug, place) {
  const pin = state.pin.filter((item) => !item.startsWith(`${slug}:`));
  if (place) pin.push(`${slug}:${Math.round(place.x)}:${Math.round(place.y)}`);
  return { ...state, pin };
}

/** Places of what is pinned. @param {State} state @returns {Map<string, {x: number, y: number}>} */
export function pins(state) {
  const found = state.pin.map((item) => /^(.+):(-?\d{1,6}):(-?\d{1,6})$/.exec(item));
  return new Map(
    found.filter(Boolean).map(([, slug, x, y]) => [slug, { x: Number(x), y: Number(y) }]),
  );
}

/** Without the tokens of things that are not among `nodes`. @param {Map<string, object>} nodes */
export function pruned(state, nodes) {
  const stays = (token) => token.includes("~") || nodes.has(split(token).slug);
  return { ...state, open: state.open.filter(stays) };
}

/** @param {State} state @returns {State} only the focus and its neighbours */
export function reset(state) {
  return { ...parse(""), focus: state.focus, trail: state.trail };
}

/** The start of another picture, with this one in its trail. @param {State} state */
export function started(state, slug) {
  const before = [...state.trail.filter((other) => other !== slug), state.focus];
  return { ...parse(""), focus: slug, trail: before.filter((other) => other !== slug).slice(-8) };
}
