/** What a reader does in the explorer: each command makes another state and goes there. */
import { getJSON } from "../../lib/api.js";
import * as states from "../../lib/state.js";

const SETTLED = 400; // milliseconds after which a change of the time window is a step of its own

export class Commands {
  constructor(explorer) {
    this.explorer = explorer;
  }

  /** Show the neighbours of a thing, or take them away again. @param {string} id */
  toggle(id) {
    const { explorer } = this;
    const { state, strings } = explorer;
    if (id === state.focus) return Promise.resolve();
    if (!states.isOpen(state, id)) return this.open(id);
    return explorer.go(states.closed(state, id), strings.closed, { name: explorer.name(id) });
  }

  /** @param {string} token a thing, or one kind of its links */
  async open(token) {
    const { explorer } = this;
    const { answers, strings } = explorer;
    const { slug } = states.split(token);
    const values = { name: explorer.name(slug) };
    try {
      await answers.ask(token);
    } catch {
      explorer.say(strings.failed, values);
      return;
    }
    const isThere = explorer.all.nodes.has(slug);
    const base = isThere ? explorer.state : this.#reaching(slug);
    await explorer.go(states.opened(base, token), strings.opened, values);
  }

  /** For a thing listed beside the picture but not in it: its own parent's links are opened. */
  #reaching(slug) {
    const { all, answers, state } = this.explorer;
    const holder = [...answers.byToken.values()].find(
      (answer) => all.nodes.has(answer.focus) && answer.nodes.some((node) => node.id === slug),
    );
    const isClosed = holder && !states.isOpen(state, holder.focus);
    return isClosed ? states.opened(state, holder.focus) : state;
  }

  /** Take a thing off the screen. @param {string} id */
  hide(id) {
    const { explorer } = this;
    const { state, strings } = explorer;
    if (id === state.focus) return Promise.resolve();
    return explorer.go(states.removed(state, id), strings.hidden, { name: explorer.name(id) });
  }

  /** Keep a thing where it is, also in the address, or let it go. @param {string} id */
  pin(id) {
    const { explorer } = this;
    const { places, state, strings } = explorer;
    const held = states.pins(state).has(id);
    const next = states.pinned(state, id, held ? null : places.get(id));
    if (held) places.delete(id);
    return explorer.go(next, held ? strings.unpinned : strings.pinned, { name: explorer.name(id) });
  }

  /** Move a thing with the keyboard. */
  nudge(id, x, y) {
    const { x: left, y: top } = this.explorer.places.get(id);
    return this.#put([[id, { x: left + x, y: top + y }]]);
  }

  /** Keep things where they were dragged to. @param {string[]} ids */
  drag(ids) {
    const now = this.explorer.view.places();
    return this.#put(ids.map((id) => [id, now.get(id)]));
  }

  #put(moved) {
    const { explorer } = this;
    let next = explorer.state;
    for (const [id, place] of moved) {
      next = states.pinned(next, id, place);
      explorer.places.set(id, place);
    }
    return explorer.go(next, explorer.strings.moved, { name: explorer.name(moved[0][0]) });
  }

  undo() {
    if (this.explorer.depth) history.back();
    else this.explorer.say(this.explorer.strings.nothingToUndo, {});
  }

  redo() {
    if (this.explorer.depth < this.explorer.top) history.forward();
    else this.explorer.say(this.explorer.strings.nothingToRedo, {});
  }

  /** Only the focus and its neighbours. */
  reset() {
    const { state, strings } = this.explorer;
    return this.explorer.go(states.reset(state), strings.reset, {});
  }

  /** Follow the links of the focus so far. @param {number} depth */
  reach(depth) {
    const { state, strings } = this.explorer;
    return this.explorer.go({ ...state, depth }, strings.depth, { depth });
  }

  /** Draw a line for each kind of link, or one for all. @param {boolean} apart */
  part(apart) {
    const { state, strings } = this.explorer;
    return this.explorer.go({ ...state, apart }, strings.filtered, {});
  }

  /** @param {"hide" | "off" | "outside"} list @param {string} name @param {boolean} shown */
  filter(list, name, shown) {
    const { state, strings } = this.explorer;
    return this.explorer.go(states.filtered(state, list, name, shown), strings.filtered, {});
  }

  /** Another time window; moves that follow at once are one step. */
  time(from, to, undated) {
    const { state, strings, window } = this.explorer;
    const again = performance.now() - (this.timed ?? -Infinity) < SETTLED;
    const words = from === null && to === null ? strings.allYears : strings.window;
    const values = { from: String(from ?? window.first), to: String(to ?? window.last) };
    const done = this.explorer.go({ ...state, from, to, undated }, words, values, { again });
    this.timed = performance.now();
    return done;
  }

  /** Add the paths between the focus and a thing. @param {string} id */
  async addPaths(id) {
    const { explorer } = this;
    const { page, state, strings } = explorer;
    const address = new URL(page.paths, location.href);
    address.searchParams.set("from", state.focus);
    address.searchParams.set("to", id);
    address.searchParams.set("format", "json");
    const values = { name: explorer.name(state.focus), other: explorer.name(id) };
    try {
      const found = await getJSON(`${address.pathname}${address.search}`);
      if (!found.paths.length) {
        explorer.say(strings.noPaths, { ...values, hops: found.hops });
        return;
      }
      const tokens = found.paths.map((path) => path.things.join("~"));
      const next = tokens.reduce((before, token) => states.opened(before, token), explorer.state);
      await explorer.go(next, strings.paths, values);
      explorer.say(strings.paths, { ...values, count: tokens.length });
    } catch {
      explorer.say(strings.failed, { name: values.other });
    }
  }
}
