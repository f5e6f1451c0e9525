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
 * @param {{explore(slug: string): string}} addresses
 */
export function show(container, slug, groups, nodes, addresses) {
  const content = [slug, ...groups.map(({ kind, edges }) => `${kind.key}:${edges.length}`)].join(" ");
  if (container.dataset.content !== content) {
    container.replaceChildren(...groups.map((group) => section(slug, group, nodes, addresses)));
    container.dataset.content = content;
  }
  groups.forEach((group, index) => count(container.children[index], group));
}

function count(section, { kind, shown }) {
  fill(section, "shown", shown);
  slot(section, "open").hidden = shown >= kind.total;
}

function section(slug, { kind, edges }, nodes, addresses) {
  const part = copy("kind-template");
  part.dataset.kind = kind.key;
  fill(part, "label", kind.label);
  fill(part, "total", kind.total);
  slot(part, "open").dataset.token = `${slug}:${kind.key}`;
  slot(part, "rows").replaceChildren(
    ...edges.map((edge) => row(edge, nodes.get(other(edge, slug)), addresses)),
  );
  return part;
}

function row(edge, node, addresses) {
  const item = copy("row-template");
  item.dataset.id = node.id;
  item.dataset.edge = edge.id;
  setMark(item, node.group);
  link(slot(item, "name"), node.name, addresses.explore(node.id));
  slot(item, "page").setAttribute("href", node.href);
  fill(item, "page-name", node.name);
  fill(item, "count", edge.items.length);
  const details = item.querySelector("details");
  details.addEventListener("toggle", () => showItems(item, edge), { once: true });
  return item;
}

function showItems(item, edge) {
  slot(item, "items").replaceChildren(...edge.items.map(evidence));
}

function evidence(item) {
  const entry = copy("evidence-template");
  for (const name of ["role", "when", "confidence"]) {
    fill(entry, name, item[name]);
    slot(entry, name).hidden = !item[name];
  }
  link(slot(entry, "graph"), item.graph.label, item.graph.href);
  const sources = slot(entry, "sources");
  sources.replaceChildren(...item.sources.map(source));
  slot(entry, "no-source").hidden = item.sources.length > 0;
  return entry;
}

function source({ label, href }) {
  const entry = document.createElement("li");
  const anchor = document.createElement("a");
  link(anchor, label, href);
  entry.append(anchor);
  return entry;
}

/** Open the evidence of a link and bring it into view. @param {HTMLElement} container */
export function reveal(container, edgeId) {
  const rows = [...container.querySelectorAll("[data-edge]")];
  const item = rows.find((candidate) => candidate.dataset.edge === edgeId);
  if (!item) return;
  item.querySelector("details").open = true;
  item.scrollIntoView({ block: "nearest" });
}
