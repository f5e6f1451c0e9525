/** The list beside the picture: the links of one thing by kind, each with its evidence. */
import { other } from "./neighbourhood.js";

/** Copy of what stands in a `<template>`. @param {string} id @returns {HTMLElement} */
function copy(id) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  return /** @type {HTMLElement} */ (template.content.firstElementChild.cloneNode(true));
}

/** @param {HTMLElement} root @param {string} name @returns {HTMLElement} */
export function slot(root, name) {
  return root.querySelector(`[data-slot="${name}"]`);
}

/** @param {HTMLElement} root @param {string} name @param {string | number} text */
function fill(root, name, text) {
  slot(root, name).textContent = String(text);
}

function link(anchor, text, href) {
  anchor.textContent = text;
  if (href) anchor.setAttribute("href", href);
}

/** Put the mark of a class of things before its name. @param {HTMLElement} root */
export function setMark(root, group) {
  root.querySelector("use").setAttribute("href", `#mark-${group}`);
}

/**
 * Show the groups in `container`; what is there already for the same links, from the server or
 * from here, only gets new counts.
 * @param {HTMLElement} container @param {string} slug whose links these are
 * @param {{kind: object, edges: object[], shown: number}[]} groups
 * @param {Map<string, object>} nodes every known node
 * @param {{explore(slug: string): string, origins: Map<string, object>}} around
 */
export function show(container, slug, groups, nodes, around) {
  const content = [slug, ...groups.map(({ kind, edges }) => `${kind.key}:${edges.length}`)].join(" ");
  if (container.dataset.content !== content) {
    container.replaceChildren(...groups.map((group) => section(slug, group, nodes, around)));
    container.dataset.content = content;
  }
  groups.forEach((group, index) => count(container.children[index], group));
}

function count(section, { kind, shown }) {
  fill(section, "shown", shown);
  slot(section, "open").hidden = shown >= kind.total;
}

function section(slug, { kind, edges }, nodes, around) {
  const part = copy("kind-template");
  part.dataset.kind = kind.key;
  fill(part, "label", kind.label);
  fill(part, "total", kind.total);
  slot(part, "open").dataset.token = `${slug}:${kind.key}`;
  slot(part, "rows").replaceChildren(
    ...edges.map((edge) => row(edge, nodes.get(other(edge, slug)), around)),
  );
  return part;
}

function row(edge, node, around) {
  const item = copy("row-template");
  item.dataset.id = node.id;
  item.dataset.edge = edge.id;
  setMark(item, node.group);
  link(slot(item, "name"), node.name, around.explore(node.id));
  slot(item, "page").setAttribute("href", node.href);
  fill(item, "page-name", node.name);
  fill(item, "count", edge.items.length);
  const details = item.querySelector("details");
  const fillIn = () => slot(item, "items").replaceChildren(...evidence(edge.items, around.origins));
  details.addEventListener("toggle", fillIn, { once: true });
  return item;
}

function evidence(items, origins) {
  return items.map((item) => entry(item, origins));
}

function entry(item, origins) {
  const made = copy("evidence-template");
  for (const name of ["role", "when", "confidence"]) {
    fill(made, name, item[name]);
    slot(made, name).hidden = !item[name];
  }
  const graph = origins.get(item.graph);
  link(slot(made, "graph"), graph.label, graph.href);
  slot(made, "sources").replaceChildren(...item.sources.map((id) => source(origins.get(id))));
  slot(made, "no-source").hidden = item.sources.length > 0;
  return made;
}

/**
 * Show every link between two things, kind by kind, with dates and evidence.
 * @param {HTMLElement} container @param {object[]} lines
 * @param {Map<string, object>} origins @param {(line: object) => string} word
 */
export function between(container, lines, origins, word) {
  container.replaceChildren(
    ...lines.map((line) => {
      const part = document.createElement("section");
      part.className = "kind";
      part.dataset.kind = line.kind;
      const head = document.createElement("h3");
      head.textContent = word(line);
      part.append(head);
      for (const half of line.halves ?? [line]) part.append(...halfOf(half, line, origins));
      return part;
    }),
  );
}

/** The evidence of a link; of one through something hidden that of each half, under its title. */
function halfOf(edge, line, origins) {
  const list = document.createElement("ul");
  list.className = "evidence";
  list.append(...evidence(edge.items, origins));
  if (edge === line) return [list];
  const title = document.createElement("p");
  title.className = "origin";
  title.textContent = edge.title;
  return [title, list];
}

function source({ label, href }) {
  const entry = document.createElement("li");
  const anchor = document.createElement("a");
  link(anchor, label, href);
  entry.append(anchor);
  return entry;
}
