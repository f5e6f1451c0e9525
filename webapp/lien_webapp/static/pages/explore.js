/** The explorer: the state, its address and its history, drawn as picture, lists and table. */
import { Answers } from "../lib/answers.js";
import { GraphView } from "../lib/graph-view.js";
import { lines } from "../lib/lines.js";
import * as graph from "../lib/neighbourhood.js";
import { NodeList } from "../lib/node-list.js";
import * as states from "../lib/state.js";
import { Twin } from "../lib/table.js";
import { TimeWindow } from "../lib/window.js";
import { worded } from "../lib/words.js";
import { Beside } from "./explore/beside.js";
import { Commands } from "./explore/commands.js";
import { Controls } from "./explore/controls.js";

const byId = (/** @type {string} */ id) => document.getElementById(id);
const data = (/** @type {string} */ id) => JSON.parse(byId(id).textContent);
const still = matchMedia("(prefers-reduced-motion: reduce)");

class Explorer {
  constructor() {
    this.page = data("explorer");
    this.strings = data("strings");
    this.state = this.#read();
    this.answers = new Answers(this.page.neighbourhood, this.page.answers);
    this.places = new Map();
    this.top = history.state?.depth ?? 0;
    this.selected = this.state.at || this.state.focus;
    this.commands = new Commands(this);
    this.beside = new Beside(this);
    this.view = this.#picture();
    this.list = this.#list();
    this.table = new Twin(byId("table"), this.strings);
    this.window = new TimeWindow(byId("window"), this.strings, (from, to, undated) =>
      this.commands.time(from, to, undated),
    );
  }

  #read() {
    return { ...states.parse(location.search), focus: this.page.focus };
  }

  #picture() {
    const actions = {
      select: (id) => this.select(id),
      open: (id) => this.commands.toggle(id),
      line: (from, to) => this.beside.showPair(from, to),
      drag: (ids) => this.commands.drag(ids),
    };
    return new GraphView(byId("graph"), this.page.marks, actions, {
      label: this.strings.picture,
      describedBy: "graph-help",
      other: this.page.other,
    });
  }

  #list() {
    return new NodeList(byId("nodes"), {
      select: (id) => this.select(id),
      toggle: (id) => this.commands.toggle(id),
      undo: () => this.commands.undo(),
      redo: () => this.commands.redo(),
      hide: (id) => this.commands.hide(id),
      pin: (id) => this.commands.pin(id),
      nudge: (id, x, y) => this.commands.nudge(id, x, y),
    });
  }

  /** Draw what the address says and make everything answer. */
  async start() {
    this.controls = new Controls(this);
    addEventListener("popstate", () => this.#restore());
    document.addEventListener("lien-colours", () => {
      if (this.shown && this.view.repaint()) this.#draw();
    });
    if (history.state?.depth === undefined) history.replaceState({ depth: 0 }, "");
    if (!this.answers.hold(this.state)) await this.answers.fill(this.state);
    this.#draw();
    this.#mark(this.selected);
    this.view.fit(false);
    const drawn = new Promise((resolve) => this.view.once(resolve));
    await Promise.all([drawn, this.#learn(this.selected)]); // nothing moves by itself any more
    document.documentElement.dataset.ready = "true";
  }

  /** Everything that a state opens, with the places that are kept. */
  #everything(state) {
    return graph.everything(state, this.answers.byToken, this.page, this.places);
  }

  /**
   * Show another state and put it into the address, as a new step or in place of the last one.
   * What would pass the limit of the picture is refused. @returns {Promise<void>}
   */
  async go(next, message, values, { again = false } = {}) {
    const before = this.shown.nodes;
    if (!this.answers.hold(next)) await this.answers.fill(next);
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
    this.say(message, { ...this.numbers(), ...values, count: added.length });
  }

  /** Say that a step is not taken, and where everything stands instead. */
  #refuse(next) {
    const text = worded(this.strings.refused, { limit: this.page.limit, links: this.page.links });
    this.beside.limit(text, next);
    this.say(text, {});
    this.controls.showDepth();
  }

  async #restore() {
    const forward = (history.state?.depth ?? 0) > (this.depth ?? 0);
    const next = this.#read();
    await this.answers.fill(next);
    this.#forget(next);
    this.state = next;
    this.#draw();
    this.beside.leavePair();
    this.say(forward ? this.strings.redone : this.strings.undone, {});
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
    this.places = all.places;
    this.shown = graph.picture(this.state, all, this.page.through);
    const { nodes, dated } = this.shown;
    const links = graph.links(this.shown);
    const marked = this.#marked();
    this.view.show(nodes, lines(links, this.state.apart, this.strings), this.places, marked);
    const added = before ? [...nodes.keys()].filter((id) => !before.has(id)) : [];
    if (added.length) this.reveal(added);
    this.list.show(nodes.values(), marked);
    this.table.show(links, nodes, this.answers.origins);
    this.window.show(dated, this.state);
    if (!nodes.has(this.selected)) this.selected = this.state.focus;
    this.depth = history.state?.depth ?? 0;
    this.controls.update();
    this.#showBeside();
    return added;
  }

  #showBeside() {
    this.beside.showLeft();
    this.beside.showTrail();
    this.beside.showSelected();
  }

  #marked() {
    const ids = [...this.shown.nodes.keys()];
    const open = new Set(ids.filter((id) => states.isOpen(this.state, id)));
    const missing = (id) => graph.missing(id, this.answers.byToken, this.shown);
    const left = [...open].map((id) => [id, missing(id)]);
    const more = new Map(
      left.filter(([, n]) => n > 0).map(([id, n]) => [id, worded(this.strings.more, { count: n })]),
    );
    return { open, more, pinned: new Set(states.pins(this.state).keys()) };
  }

  /** Make a thing the one whose links stand beside the picture. @param {string} id */
  async select(id) {
    this.#mark(id);
    this.state = { ...this.state, at: id };
    history.replaceState(history.state, "", states.format(this.state, location.search));
    this.controls.updateLinks();
    this.beside.leavePair();
    this.#showBeside();
    await this.#learn(id);
  }

  #mark(id) {
    this.selected = id;
    this.view.select(id);
    this.list.mark(id);
  }

  /** Ask for the links of the selected thing, where they are not here yet, and show them. */
  async #learn(id) {
    if (this.answers.has(id)) return;
    try {
      await this.answers.ask(id);
    } catch {
      this.say(this.strings.failed, { name: this.name(id) });
    }
    if (this.selected === id) this.beside.showSelected();
  }

  /** How much the picture shows. @returns {{things: number, links: number}} */
  numbers() {
    return { things: this.shown.nodes.size, links: graph.linkCount(this.shown) };
  }

  /** What is known about a thing, in the picture or not. @param {string} id */
  node(id) {
    return this.all.nodes.get(id) ?? graph.known(this.answers.byToken).get(id);
  }

  /** @param {string} id @returns {string} */
  name(id) {
    return this.node(id)?.name ?? id;
  }

  /** Show the whole picture. */
  fit() {
    this.view.fit(!still.matches);
  }

  /** Bring things into view. @param {string[]} ids */
  reveal(ids) {
    this.view.reveal(ids, !still.matches);
  }

  /** Tell everybody, also those who do not see, what happened. */
  say(message, values) {
    byId("status").textContent = worded(message, values);
  }
}

export const explorer = new Explorer();
await explorer.start();
