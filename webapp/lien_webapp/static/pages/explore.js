/** The explorer: joins the address, the answers of the server, the picture and the lists. */
import { getJSON } from "../lib/api.js";
import { GraphView } from "../lib/graph-view.js";
import * as legend from "../lib/legend.js";
import { groupCounts, groups, known, other, picture, tokens } from "../lib/neighbourhood.js";
import { NodeList } from "../lib/node-list.js";
import * as panel from "../lib/panel.js";
import { around } from "../lib/place.js";
import * as states from "../lib/state.js";

const byId = (/** @type {string} */ id) => document.getElementById(id);
const data = (/** @type {string} */ id) => JSON.parse(byId(id).textContent);
const still = matchMedia("(prefers-reduced-motion: reduce)");

class Explorer {
  constructor() {
    this.page = data("explorer");
    this.strings = data("strings");
    this.state = { ...states.parse(location.search), focus: this.page.first.focus };
    this.answers = new Map([[this.page.first.focus, this.page.first]]);
    this.waiting = new Map();
    this.places = new Map();
    this.selected = this.page.first.focus;
    this.view = new GraphView(byId("graph"), this.page.marks, this.#canvasActions(), {
      label: this.strings.picture,
      describedBy: "graph-help",
      other: this.page.other,
    });
    this.list = new NodeList(byId("nodes"), {
      select: (id) => this.select(id),
      toggle: (id) => this.toggle(id),
      undo: () => this.undo(),
      hide: (id) => this.hide(id),
    });
  }

  #canvasActions() {
    return {
      select: (id) => this.select(id),
      open: (id) => this.toggle(id),
      edge: (id) => this.showEvidence(id),
    };
  }

  /** Draw what the address says and make everything answer. */
  async start() {
    this.#listen();
    if (history.state?.depth === undefined) history.replaceState({ depth: 0 }, "");
    await this.#answered(this.state);
    this.#draw();
    this.select(this.selected);
    this.view.once(() => {
      this.view.fit(false); // labels have a size only once they have been drawn
      document.documentElement.dataset.ready = "true";
    });
  }

  #listen() {
    const actions = {
      undo: () => this.undo(),
      reset: () => this.go(states.reset(this.state), this.strings.reset, {}),
      fit: () => this.view.fit(!still.matches),
      image: () => this.#saveImage(),
      toggle: () => this.toggle(this.selected),
      hide: () => this.hide(this.selected),
    };
    for (const [name, action] of Object.entries(actions)) {
      document.querySelector(`[data-action="${name}"]`).addEventListener("click", action);
    }
    for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
    byId("groups").addEventListener("click", (event) => this.#clickInGroups(event));
    byId("export").addEventListener("submit", () => this.#fillExport());
    legend.activate(byId("legend"), (group, shown) => {
      const message = shown ? this.strings.groupShown : this.strings.groupHidden;
      this.go(states.filtered(this.state, group, shown), message, {});
    });
    addEventListener("popstate", () => this.#restore());
  }

  /** Ask for the answers that `state` needs and that are not here yet. */
  async #answered(state) {
    await Promise.all(tokens(state).map((token) => this.#ask(token).catch(() => null)));
  }

  async #ask(token) {
    if (this.answers.has(token)) return this.answers.get(token);
    if (!this.waiting.has(token)) this.waiting.set(token, this.#fetch(token));
    try {
      return await this.waiting.get(token);
    } finally {
      this.waiting.delete(token);
    }
  }

  async #fetch(token) {
    const { slug, kind } = states.split(token);
    const address = new URL(this.page.neighbourhood, location.href);
    address.searchParams.set("body", slug);
    if (kind) address.searchParams.set("kinds", kind);
    const answer = await getJSON(`${address.pathname}${address.search}`);
    this.answers.set(token, answer);
    return answer;
  }

  /** Show another state and put it into the address. @returns {Promise<void>} */
  async go(next, message, values) {
    const before = this.shown.nodes;
    await this.#answered(next);
    const { nodes } = picture({ ...next, hide: [] }, this.answers, this.page.limit);
    this.state = states.pruned(next, nodes);
    const depth = (history.state?.depth ?? 0) + 1;
    history.pushState({ depth }, "", states.format(this.state, location.search));
    const added = this.#draw(before);
    this.#say(message, { ...values, count: added.length });
  }

  async #restore() {
    const next = { ...states.parse(location.search), focus: this.page.first.focus };
    await this.#answered(next);
    this.state = next;
    this.#draw();
    this.#say(this.strings.undone, {});
  }

  /**
   * Draw the state and bring what was not there `before` into view: first the picture, then the
   * lists, because the picture asks for sizes, which after a change of the page are slow to get.
   * @returns {string[]} what was not there before
   */
  #draw(before = null) {
    const { limit } = this.page;
    for (const [id, place] of this.view.places()) this.places.set(id, place);
    this.#place();
    this.shown = picture(this.state, this.answers, limit);
    const open = new Set([...this.shown.nodes.keys()].filter((id) => this.#isOpen(id)));
    this.view.show(this.shown.nodes, this.shown.edges, this.places, open);
    const added = before ? [...this.shown.nodes.keys()].filter((id) => !before.has(id)) : [];
    if (added.length) this.view.reveal(added, !still.matches);
    this.list.show(this.shown.nodes.values(), open);
    legend.update(byId("legend"), groupCounts(this.state, this.answers, limit), this.state.hide);
    if (!this.shown.nodes.has(this.selected)) this.selected = this.state.focus;
    this.#updateAround();
    this.#showSelected();
    return added;
  }

  #isOpen(id) {
    return states.isOpen(this.state, id);
  }

  /**
   * Places for newcomers, token by token, so that an address always gives the same picture. What
   * is filtered out or taken off keeps its place.
   */
  #place() {
    const { open } = this.state;
    let all = new Map();
    for (let count = 0; count <= open.length; count += 1) {
      const part = { ...this.state, open: open.slice(0, count), hide: [], without: [] };
      const { nodes, parents } = picture(part, this.answers, Infinity);
      this.#placeMissing(nodes, parents);
      all = nodes;
    }
    for (const id of this.places.keys()) if (!all.has(id)) this.places.delete(id);
  }

  #placeMissing(nodes, parents) {
    const missing = [...nodes.keys()].filter((id) => !this.places.has(id));
    if (!this.places.size) {
      for (const id of missing) this.places.set(id, { x: nodes.get(id).x, y: nodes.get(id).y });
      return;
    }
    const centre = this.places.get(this.state.focus);
    for (const [parent, children] of Map.groupBy(missing, (id) => parents.get(id))) {
      const taken = [...nodes.keys()].filter((id) => this.places.has(id));
      const spots = taken.map((id) => this.places.get(id));
      const found = around(children, this.places.get(parent), centre, spots);
      for (const [id, place] of found) this.places.set(id, place);
    }
  }

  #updateAround() {
    const search = states.format(this.state, location.search);
    for (const anchor of document.querySelectorAll("a[hreflang]")) {
      const values = new URLSearchParams(location.search);
      values.set("lang", anchor.hreflang);
      anchor.search = states.format(this.state, values.toString());
    }
    const action = new URL(byId("export").action);
    action.search = search;
    byId("export").action = action.href;
    document.querySelector("[data-action=undo]").disabled = !history.state?.depth;
    byId("node-count").textContent = String(this.shown.nodes.size);
    const limit = byId("limit");
    limit.hidden = this.shown.left === 0;
    limit.textContent = worded(this.strings.limit, {
      limit: this.page.limit, left: this.shown.left,
    });
  }

  /** Make a thing the one whose links stand beside the picture. @param {string} id */
  async select(id) {
    this.selected = id;
    this.view.select(id);
    this.list.mark(id);
    this.#showSelected();
    if (this.#hasBase(id)) return;
    try {
      await this.#ask(id);
    } catch {
      this.#say(this.strings.failed, { name: this.#name(id) });
    }
    if (this.selected === id) this.#showSelected();
  }

  #hasBase(id) {
    return this.answers.has(id);
  }

  #name(id) {
    return known(this.answers).get(id)?.name ?? id;
  }

  #showSelected() {
    const id = this.selected;
    const nodes = known(this.answers);
    const node = nodes.get(id);
    const head = byId("selected");
    panel.setMark(head, node.group);
    panel.slot(head, "name").textContent = node.name;
    panel.slot(head, "kind").textContent = this.strings.classes[node.group] ?? "";
    panel.slot(head, "page").setAttribute("href", node.href);
    panel.slot(head, "start").setAttribute("href", this.#exploreAddress(id));
    panel.slot(head, "start").hidden = id === this.state.focus;
    const button = head.querySelector("[data-action=toggle]");
    button.textContent = this.#isOpen(id) ? this.strings.close : this.strings.open;
    button.hidden = id === this.state.focus;
    head.querySelector("[data-action=hide]").hidden = id === this.state.focus;
    panel.show(byId("groups"), id, groups(id, this.answers, this.shown), nodes, {
      explore: (slug) => this.#exploreAddress(slug),
    });
  }

  #exploreAddress(slug) {
    const fresh = states.reset({ ...this.state, focus: slug });
    return location.pathname + states.format(fresh, location.search);
  }

  #clickInGroups(event) {
    const button = event.target.closest("button[data-token]");
    if (button) this.open(button.dataset.token);
    const name = event.target.closest("[data-slot=name]");
    const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.button;
    if (!name || modified) return;
    event.preventDefault();
    const { id } = name.closest("[data-id]").dataset;
    this.select(id);
    byId("selected").focus();
  }

  /** Show the neighbours of a thing, or take them away again. @param {string} id */
  toggle(id) {
    if (id === this.state.focus) return Promise.resolve();
    if (!this.#isOpen(id)) return this.open(id);
    return this.go(states.closed(this.state, id), this.strings.closed, { name: this.#name(id) });
  }

  /** @param {string} token a thing, or one kind of its links */
  async open(token) {
    try {
      await this.#ask(token);
    } catch {
      this.#say(this.strings.failed, { name: this.#name(states.split(token).slug) });
      return;
    }
    const { slug } = states.split(token);
    const next = this.shown.nodes.has(slug) ? states.opened(this.state, token) : this.#reached(token);
    await this.go(next, this.strings.opened, { name: this.#name(slug) });
  }

  /** A thing listed beside the picture but not in it: its own parent's links are opened first. */
  #reached(token) {
    const { slug } = states.split(token);
    const holder = [...this.answers.values()].find(
      (answer) => this.shown.nodes.has(answer.focus) && answer.nodes.some((n) => n.id === slug),
    );
    const base = holder && !this.#isOpen(holder.focus)
      ? states.opened(this.state, holder.focus)
      : this.state;
    return states.opened(base, token);
  }

  hide(id) {
    if (id === this.state.focus) return Promise.resolve();
    const values = { name: this.#name(id) };
    return this.go(states.removed(this.state, id), this.strings.hidden, values);
  }

  undo() {
    if (history.state?.depth) history.back();
    else this.#say(this.strings.nothingToUndo, {});
  }

  /** Open the evidence of a link in the list beside the picture. @param {string} edgeId */
  async showEvidence(edgeId) {
    const edge = this.shown.edges.get(edgeId);
    const own = [edge.from, edge.to].find((id) => id === this.selected);
    const holder = own ?? [edge.from, edge.to].find((id) => this.#isOpen(id)) ?? edge.from;
    await this.select(holder);
    this.view.selectEdge(edgeId);
    panel.reveal(byId("groups"), edgeId);
    const values = { name: this.#name(holder), other: this.#name(other(edge, holder)) };
    this.#say(this.strings.evidence, values);
  }

  #say(message, values) {
    byId("status").textContent = worded(message, values);
  }

  #fillExport() {
    const places = Object.fromEntries(
      [...this.view.places()].map(([id, { x, y }]) => [id, [Math.round(x), Math.round(y)]]),
    );
    byId("export").elements.places.value = JSON.stringify(places);
  }

  async #saveImage() {
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(await this.view.image());
    anchor.download = `${this.state.focus}.png`;
    anchor.click();
    URL.revokeObjectURL(anchor.href);
  }
}

/** `text` with its `{names}` replaced. */
function worded(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const explorer = new Explorer();
await explorer.start();
