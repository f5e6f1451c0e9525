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
export function mark(root, group) {
  root.querySelector("use").setAttribute("href", `#mark-${group}`);
}

/**
 * Replace the groups of `container`.
 * @param {HTMLElement} container @param {string} slug whose links these are
 * @param {{kind: object, edges: object[], shown: number}[]} groups
 * @param {Map<string, object>} nodes every known node
 * @param {{explore(slug: string): string}} addresses
 */
export function show(container, slug, groups, nodes, addresses) {
  container.replaceChildren(
    ...groups.map((group) => kindSection(slug, group, nodes, addresses)),
  );
}

function kindSection(slug, { kind, edges, shown }, nodes, addresses) {
  const section = copy("kind-template");
  section.dataset.kind = kind.key;
  fill(section, "label", kind.label);
  fill(section, "shown", shown);
  fill(section, "total", kind.total);
  const button = slot(section, "open");
  button.hidden = shown >= kind.total;
  button.dataset.token = `${slug}:${kind.key}`;
  slot(section, "rows").replaceChildren(
    ...edges.map((edge) => row(edge, nodes.get(other(edge, slug)), addresses)),
  );
  return section;
}

function row(edge, node, addresses) {
  const item = copy("row-template");
  item.dataset.id = node.id;
  item.dataset.edge = edge.id;
  mark(item, node.group);
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
