/**
 * What the explorer shows, as plain data that fits into the address of the page.
 *
 * `focus` is the first body; `open` are the tokens opened after it, in order: a slug (`act-liama`)
 * or a slug and one kind of link (`org-cas:partner-in`); `hide` are classes filtered out; `without`
 * are slugs taken off the screen.
 *
 * @typedef {{focus: string, open: string[], hide: string[], without: string[]}} State
 */

const LISTS = ["open", "hide", "without"];

/** @param {string} search query part of an address @returns {State} */
export function parse(search) {
  const values = new URLSearchParams(search);
  const list = (/** @type {string} */ name) =>
    [...new Set((values.get(name) ?? "").split(",").filter(Boolean))];
  return {
    focus: values.get("focus") ?? "",
    open: list("open"),
    hide: list("hide"),
    without: list("without"),
  };
}

/**
 * Query part of the address of `state`; other parameters of `search`, such as the language, stay.
 * @param {State} state @param {string} search @returns {string}
 */
export function format(state, search) {
  const others = new URLSearchParams(search);
  for (const name of ["focus", ...LISTS]) others.delete(name);
  const parts = [`focus=${encodeURIComponent(state.focus)}`];
  for (const name of LISTS) {
    const items = state[name].map((item) => encodeURIComponent(item).replaceAll("%3A", ":"));
    if (items.length) parts.push(`${name}=${items.join(",")}`);
  }
  return `?${parts.join("&")}${others.size ? `&${others}` : ""}`;
}

/** @param {string} token @returns {{slug: string, kind: string}} */
export function split(token) {
  const [slug, kind = ""] = token.split(":");
  return { slug, kind };
}

/** Whether the neighbours of `slug` are on the screen. @param {State} state @param {string} slug */
export function isOpen(state, slug) {
  return state.focus === slug || state.open.some((token) => split(token).slug === slug);
}

/** @param {State} state @param {string} token @returns {State} */
export function opened(state, token) {
  const { slug } = split(token);
  const without = state.without.filter((other) => other !== slug);
  return { ...state, without, open: [...state.open.filter((other) => other !== token), token] };
}

/** @param {State} state @param {string} slug @returns {State} */
export function closed(state, slug) {
  return { ...state, open: state.open.filter((token) => split(token).slug !== slug) };
}

/** @param {State} state @param {string} slug @returns {State} */
export function removed(state, slug) {
  return { ...closed(state, slug), without: [...state.without, slug] };
}

/** @param {State} state @param {string} group @param {boolean} shown @returns {State} */
export function filtered(state, group, shown) {
  const hide = state.hide.filter((other) => other !== group);
  return { ...state, hide: shown ? hide : [...hide, group] };
}

/** Without the tokens of things that are not among `nodes`. @param {Map<string, object>} nodes */
export function pruned(state, nodes) {
  return { ...state, open: state.open.filter((token) => nodes.has(split(token).slug)) };
}

/** @param {State} state @returns {State} only the focus and its neighbours */
export function reset(state) {
  return { focus: state.focus, open: [], hide: [], without: [] };
}
