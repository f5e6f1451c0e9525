/** The explorer: joins the address, the answers of the server, the picture and the lists. */
import { getJSON } from "../lib/api.js";
import * as filters from "../lib/filters.js";
import { GraphView } from "../lib/graph-view.js";
import { lines } from "../lib/lines.js";
import * as graph from "../lib/neighbourhood.js";
import { NodeList } from "../lib/node-list.js";
import * as panel from "../lib/panel.js";
import * as states from "../lib/state.js";
import { Twin } from "../lib/table.js";
import { TimeWindow } from "../lib/window.js";
import { worded } from "../lib/words.js";

const byId = (/** @type {string} */ id) => document.getElementById(id);
const data = (/** @type {string} */ id) => JSON.parse(byId(id).textContent);
const still = matchMedia("(prefers-reduced-motion: reduce)");
const FILTERS = { classes: "hide", kinds: "off", territories: "outside" };
const SETTLED = 400; // milliseconds after which a change of the time window is a step of its own

class Explorer {
  constructor() {
    this.page = data("explorer");
    this.strings = data("strings");
    this.state = this.#read();
    this.answers = new Map();
    this.origins = new Map();
    this.waiting = new Map();
    this.places = new Map();
    this.pair = null;
    this.top = history.state?.depth ?? 0;
    this.selected = this.state.at || this.state.focus;
    for (const [token, answer] of Object.entries(this.page.answers)) this.#take(token, answer);
    this.view = new GraphView(byId("graph"), this.page.marks, this.#canvasActions(), {
      label: this.strings.picture,
      describedBy: "graph-help",
      other: this.page.other,
    });
    this.list = new NodeList(byId("nodes"), {
      select: (id) => this.select(id),
      toggle: (id) => this.toggle(id),
      undo: () => this.undo(),
      redo: () => this.redo(),
      hide: (id) => this.hide(id),
      pin: (id) => this.pin(id),
      nudge: (id, x, y) => this.nudge(id, x, y),
    });
    this.table = new Twin(byId("table"), this.strings);
    this.window = new TimeWindow(byId("window"), this.strings, (from, to, undated) =>
      this.#setTime(from, to, undated),
    );
  }

  #read() {
    return { ...states.parse(location.search), focus: this.page.focus };
  }

  #take(token, answer) {
    this.answers.set(token, answer);
    for (const [id, origin] of Object.entries(answer.origins)) this.origins.set(id, origin);
  }

  #canvasActions() {
    return {
      select: (id) => this.select(id),
      open: (id) => this.toggle(id),
      line: (from, to) => this.showPair(from, to),
      drag: (ids) => this.#dragged(ids),
    };
  }

  /** Draw what the address says and make everything answer. */
  async start() {
    this.#listen();
    if (history.state?.depth === undefined) history.replaceState({ depth: 0 }, "");
    if (states.tokens(this.state).some((token) => !this.answers.has(token))) {
      await this.#answered(this.state);
    }
    this.#draw();
    this.#mark(this.selected);
    this.view.fit(false);
    this.view.once(() => {
      document.documentElement.dataset.ready = "true";
    });
  }

  #listen() {
    const actions = {
      undo: () => this.undo(),
      redo: () => this.redo(),
      reset: () => this.go(states.reset(this.state), this.strings.reset, {}),
      fit: () => this.view.fit(!still.matches),
      image: () => this.#saveImage(),
      toggle: () => this.toggle(this.selected),
      hide: () => this.hide(this.selected),
      pin: () => this.pin(this.selected),
      paths: () => this.addPaths(this.selected),
      leave: () => this.#leavePair(),
    };
    for (const [name, action] of Object.entries(actions)) {
      document.querySelector(`[data-action="${name}"]`).addEventListener("click", action);
    }
    for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
    byId("groups").addEventListener("click", (event) => this.#clickInGroups(event));
    byId("export").addEventListener("submit", () => this.#fillExport());
    byId("depth").addEventListener("change", ({ target }) => this.#setDepth(Number(target.value)));
    byId("merge").addEventListener("change", ({ target }) =>
      this.go({ ...this.state, apart: !target.checked }, this.strings.filtered, {}),
    );
    byId("inside").addEventListener("input", () => this.#find());
    byId("inside").addEventListener("keydown", (event) => this.#findKey(event));
    for (const [id, list] of Object.entries(FILTERS)) {
      filters.activate(byId(id), (name, shown) =>
        this.go(states.filtered(this.state, list, name, shown), this.strings.filtered, {}),
      );
    }
    addEventListener("popstate", () => this.#restore());
    document.addEventListener("lien-colours", () => {
      if (this.shown && this.view.repaint()) this.#draw();
    });
  }

  /** Ask for the answers that `state` needs and that are not here yet. */
  async #answered(state) {
    await Promise.all(states.tokens(state).map((token) => this.#ask(token).catch(() => null)));
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
    const { slug, kind, depth, path } = states.split(token);
    const address = new URL(this.page.neighbourhood, location.href);
    if (path.length) address.searchParams.set("among", path.join(","));
    else address.searchParams.set("body", slug);
    if (kind) address.searchParams.set("kinds", kind);
    if (depth) address.searchParams.set("depth", depth);
    const answer = await getJSON(`${address.pathname}${address.search}`);
    this.#take(token, answer);
    return answer;
  }

  /** Everything that a state opens, with the places that are kept. */
  #everything(state, limits = this.page) {
    return graph.everything(state, this.answers, limits, this.places);
  }

  /**
   * Show another state and put it into the address, as a new step or in place of the last one.
   * What would pass the limit of the picture is refused. @returns {Promise<void>}
   */
  async go(next, message, values, { again = false } = {}) {
    const before = this.shown.nodes;
    if (states.tokens(next).some((token) => !this.answers.has(token))) await this.#answered(next);
    const all = this.#everything(next);
    if (all.left > this.all.left) {
      this.#refuse(next);
      return;
    }
    this.state = states.pruned(next, all.nodes);
    const address = states.format(this.state, location.search);
    const depth = (history.state?.depth ?? 0) + (again ? 0 : 1);
    if (again) history.replaceState({ depth }, "", address);
    else history.pushState({ depth }, "", address);
    this.top = depth;
    const added = this.#draw(before, all);
    this.#say(message, { ...this.#numbers(), ...values, count: added.length });
  }

  #numbers() {
    return { things: this.shown.nodes.size, links: graph.linkCount(this.shown) };
  }

  /** Say that a step is not taken, and where everything stands instead. */
  #refuse(next) {
    const text = worded(this.strings.refused, { limit: this.page.limit, links: this.page.links });
    this.#limit(text, next);
    this.#say(text, {});
    byId("depth").value = String(this.state.depth);
  }

  async #restore() {
    const before = history.state?.depth ?? 0;
    const forward = before > (this.depth ?? 0);
    const next = this.#read();
    await this.#answered(next);
    this.#forget(next);
    this.state = next;
    this.#draw();
    if (this.pair) this.#leavePair();
    this.#say(forward ? this.strings.redone : this.strings.undone, {});
  }

  /** What was pinned or freed between two states goes back to where it belongs. */
  #forget(next) {
    for (const item of [...this.state.pin, ...next.pin]) {
      if (this.state.pin.includes(item) !== next.pin.includes(item)) {
        this.places.delete(states.split(item).slug);
      }
    }
  }

  /**
   * Draw the state (`all` that it opens) and bring what was not there `before` into view.
   * @returns {string[]} what was not there before
   */
  #draw(before = null, all = this.#everything(this.state)) {
    this.all = all;
    this.places = this.all.places;
    this.shown = graph.picture(this.state, this.all, this.page.through);
    const links = graph.links(this.shown);
    const marked = this.#marked();
    this.view.show(this.shown.nodes, lines(links, this.state.apart, this.strings), this.places, marked);
    const added = before ? [...this.shown.nodes.keys()].filter((id) => !before.has(id)) : [];
    if (added.length) this.view.reveal(added, !still.matches);
    this.list.show(this.shown.nodes.values(), marked);
    this.table.show(links, this.shown.nodes, this.origins);
    this.window.show(this.shown.dated, this.state);
    this.#updateFilters();
    if (!this.shown.nodes.has(this.selected)) this.selected = this.state.focus;
    this.depth = history.state?.depth ?? 0;
    this.#updateAround();
    this.#showSelected();
    return added;
  }

  #marked() {
    const ids = [...this.shown.nodes.keys()];
    const open = new Set(ids.filter((id) => this.#isOpen(id)));
    const left = [...open].map((id) => [id, graph.missing(id, this.answers, this.shown)]);
    const more = new Map(
      left.filter(([, n]) => n > 0).map(([id, n]) => [id, worded(this.strings.more, { count: n })]),
    );
    return { open, more, pinned: new Set(states.pins(this.state).keys()) };
  }

  #isOpen(id) {
    return states.isOpen(this.state, id);
  }

  #updateFilters() {
    const { classes, kinds, territories } = graph.counts(this.all);
    const names = Object.assign({}, ...[...this.answers.values()].map((a) => a.territories));
    filters.fill(byId("kinds"), new Map([...kinds].map(([kind, { label }]) => [kind, label])));
    filters.fill(byId("territories"), new Map([...territories.keys()].map((t) => [t, names[t]])));
    const numbers = new Map([...kinds].map(([kind, { count }]) => [kind, count]));
    filters.update(byId("classes"), classes, this.state.hide);
    filters.update(byId("kinds"), numbers, this.state.off);
    filters.update(byId("territories"), territories, this.state.outside);
    byId("merge").checked = !this.state.apart;
    byId("depth").value = String(this.state.depth);
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
    document.querySelector("[data-action=undo]").disabled = this.depth === 0;
    document.querySelector("[data-action=redo]").disabled = this.depth >= this.top;
    byId("node-count").textContent = String(this.shown.nodes.size);
    byId("counts").textContent = worded(this.strings.counts, this.#numbers());
    this.#limit(this.#notice(), this.state);
    this.#showTrail();
  }

  #notice() {
    const { left, crowded } = this.shown;
    const notes = [];
    if (left) {
      const { limit, links } = this.page;
      notes.push(worded(this.strings.limit, { limit, links, left }));
    }
    if (crowded) notes.push(worded(this.strings.crowded, { count: crowded }));
    return notes.join(" ");
  }

  /** Say that something is not in the picture; the table of `state` holds everything. */
  #limit(text, state) {
    const box = byId("limit");
    box.hidden = !text;
    panel.slot(box, "text").textContent = text;
    panel.slot(box, "table").search = states.format(state, location.search);
  }

  /** After the things visited before stand those that are open here. */
  #showTrail() {
    const trail = byId("trail");
    for (const item of trail.querySelectorAll("[data-open]")) item.remove();
    for (const token of this.state.open.filter((one) => !one.includes("~"))) {
      const { slug } = states.split(token);
      if (trail.querySelector(`[data-open="${CSS.escape(slug)}"]`)) continue;
      const item = document.createElement("li");
      item.dataset.open = slug;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.textContent = this.#node(slug)?.label.replace("\n", " ") ?? slug;
      button.addEventListener("click", () => this.select(slug));
      item.append(button);
      trail.append(item);
    }
  }

  /** Make a thing the one whose links stand beside the picture. @param {string} id */
  async select(id) {
    this.#mark(id);
    this.state = { ...this.state, at: id };
    history.replaceState(history.state, "", states.format(this.state, location.search));
    this.#updateAround();
    this.#leavePair();
    this.#showSelected();
    if (this.answers.has(id)) return;
    try {
      await this.#ask(id);
    } catch {
      this.#say(this.strings.failed, { name: this.#name(id) });
    }
    if (this.selected === id) this.#showSelected();
  }

  #mark(id) {
    this.selected = id;
    this.view.select(id);
    this.list.mark(id);
    if (!this.answers.has(id)) this.#ask(id).then(() => this.#showSelected(), () => null);
  }

  #node(id) {
    return this.all.nodes.get(id) ?? graph.known(this.answers).get(id);
  }

  #name(id) {
    return this.#node(id)?.name ?? id;
  }

  #showSelected() {
    const id = this.selected;
    const nodes = graph.known(this.answers);
    const node = nodes.get(id);
    const head = byId("selected");
    const isFocus = id === this.state.focus;
    panel.setMark(head, node.group);
    panel.slot(head, "name").textContent = node.name;
    panel.slot(head, "kind").textContent = this.strings.classes[node.group] ?? "";
    panel.slot(head, "page").setAttribute("href", node.href);
    panel.slot(head, "start").setAttribute("href", this.#exploreAddress(id));
    panel.slot(head, "start").hidden = isFocus;
    const button = (name) => head.querySelector(`[data-action=${name}]`);
    button("toggle").textContent = this.#isOpen(id) ? this.strings.close : this.strings.open;
    for (const name of ["toggle", "hide", "paths"]) button(name).hidden = isFocus;
    button("pin").textContent = states.pins(this.state).has(id) ? this.strings.unpin : this.strings.pin;
    panel.show(byId("groups"), id, graph.groups(id, this.answers, this.shown), nodes, {
      explore: (slug) => this.#exploreAddress(slug),
      origins: this.origins,
    });
    this.#showPairs(id);
  }

  /** Things that several kinds of links, or hidden things, join with the selected one. */
  #showPairs(id) {
    const own = graph.links(this.shown).filter(({ from, to }) => from === id || to === id);
    const pairs = [...graph.byPair(own).values()].filter((pair) => pair.length > 1 || pair[0].through);
    const items = pairs.map((pair) => {
      const end = graph.other(pair[0], id);
      const words = new Set(pair.map((line) => this.#shortWord(line)));
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.dataset.with = end;
      button.textContent = `${this.#name(end)} · ${[...words].join(", ")}`;
      button.addEventListener("click", () => this.showPair(id, end));
      item.append(button);
      return item;
    });
    byId("pairs").replaceChildren(...items);
    byId("pairs").parentElement.hidden = items.length === 0;
  }

  #exploreAddress(slug) {
    return location.pathname + states.format(states.started(this.state, slug), location.search);
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
    const { slug } = states.split(token);
    try {
      if (!this.answers.has(token)) await this.#ask(token);
    } catch {
      this.#say(this.strings.failed, { name: this.#name(slug) });
      return;
    }
    const next = this.all.nodes.has(slug) ? states.opened(this.state, token) : this.#reached(token);
    await this.go(next, this.strings.opened, { name: this.#name(slug) });
  }

  /** A thing listed beside the picture but not in it: its own parent's links are opened first. */
  #reached(token) {
    const { slug } = states.split(token);
    const holder = [...this.answers.values()].find(
      (answer) => this.all.nodes.has(answer.focus) && answer.nodes.some((n) => n.id === slug),
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

  /** Keep a thing where it is, also in the address, or let it go. @param {string} id */
  pin(id) {
    const held = states.pins(this.state).has(id);
    const next = states.pinned(this.state, id, held ? null : this.places.get(id));
    if (held) this.places.delete(id);
    const message = held ? this.strings.unpinned : this.strings.pinned;
    return this.go(next, message, { name: this.#name(id) });
  }

  /** Move a thing with the keyboard. */
  nudge(id, x, y) {
    const { x: left, y: top } = this.places.get(id);
    const place = { x: left + x, y: top + y };
    return this.#put([[id, place]]);
  }

  #dragged(ids) {
    const now = this.view.places();
    this.#put(ids.map((id) => [id, now.get(id)]));
  }

  #put(moved) {
    let next = this.state;
    for (const [id, place] of moved) {
      next = states.pinned(next, id, place);
      this.places.set(id, place);
    }
    return this.go(next, this.strings.moved, { name: this.#name(moved[0][0]) });
  }

  undo() {
    if (this.depth) history.back();
    else this.#say(this.strings.nothingToUndo, {});
  }

  redo() {
    if (this.depth < this.top) history.forward();
    else this.#say(this.strings.nothingToRedo, {});
  }

  #setDepth(depth) {
    return this.go({ ...this.state, depth }, this.strings.depth, { depth });
  }

  /** Another time window; moves that follow at once are one step. */
  #setTime(from, to, undated) {
    const again = performance.now() - (this.timed ?? -Infinity) < SETTLED;
    const words = from === null && to === null ? this.strings.allYears : this.strings.window;
    const { first, last } = this.window;
    const values = { from: from ?? first, to: to ?? last };
    const next = { ...this.state, from, to, undated };
    const done = this.go(next, words, values, { again });
    this.timed = performance.now();
    return done;
  }

  /** Add the paths between the focus and a thing. @param {string} id */
  async addPaths(id) {
    const address = new URL(this.page.paths, location.href);
    address.searchParams.set("from", this.state.focus);
    address.searchParams.set("to", id);
    address.searchParams.set("format", "json");
    const values = { name: this.#name(this.state.focus), other: this.#name(id) };
    try {
      const found = await getJSON(`${address.pathname}${address.search}`);
      if (!found.paths.length) {
        this.#say(this.strings.noPaths, { ...values, hops: found.hops });
        return;
      }
      const tokens = found.paths.map((path) => path.things.join("~"));
      const next = tokens.reduce((state, token) => states.opened(state, token), this.state);
      await this.go(next, this.strings.paths, values);
      this.#say(this.strings.paths, { ...values, count: tokens.length });
    } catch {
      this.#say(this.strings.failed, { name: values.other });
    }
  }

  /** Show every link between two things, with dates and sources. */
  showPair(a, b) {
    const pair = graph.byPair(graph.links(this.shown)).get(graph.pairKey(a, b)) ?? [];
    const [name, other] = [pair[0].from, pair[0].to].map((id) => this.#name(id));
    const box = byId("between");
    this.pair = [a, b];
    byId("between-name").textContent = worded(this.strings.between, { name, other });
    panel.between(panel.slot(box, "kinds"), pair, this.origins, (line) => this.#kindWord(line));
    box.hidden = false;
    byId("groups").hidden = true;
    this.view.selectLine(a, b);
    box.focus({ preventScroll: true });
    this.#say(this.strings.evidence, { name, other });
  }

  #shortWord(line) {
    return line.through ? (this.strings.classes[line.group] ?? line.label) : line.label;
  }

  #kindWord(line) {
    if (!line.through) return line.label;
    return `${this.#shortWord(line)} · ${worded(this.strings.through, { name: line.label })}`;
  }

  #leavePair() {
    this.pair = null;
    byId("between").hidden = true;
    byId("groups").hidden = false;
  }

  #find() {
    const found = this.list.find(byId("inside").value);
    this.#say(this.strings.matches, { count: found.length });
    return found;
  }

  #findKey(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const [first] = this.#find();
    if (!first) return;
    this.select(first);
    this.view.reveal([first], !still.matches);
    byId("nodes").focus();
  }

  #say(message, values) {
    byId("status").textContent = worded(message, values);
  }

  #fillExport() {
    const places = Object.fromEntries(
      [...this.places].map(([id, { x, y }]) => [id, [Math.round(x), Math.round(y)]]),
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

export const explorer = new Explorer();
await explorer.start();
