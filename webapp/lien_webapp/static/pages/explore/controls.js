/** The buttons, filters, fields and links round the picture. */
import * as filters from "../../lib/filters.js";
import * as graph from "../../lib/neighbourhood.js";
import * as states from "../../lib/state.js";
import { worded } from "../../lib/words.js";

const byId = (/** @type {string} */ id) => document.getElementById(id);
const FILTERS = { classes: "hide", kinds: "off", territories: "outside" };

export class Controls {
  constructor(explorer) {
    this.explorer = explorer;
    this.#buttons();
    this.#fields();
    for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
  }

  #buttons() {
    const { explorer } = this;
    const { beside, commands } = explorer;
    const actions = {
      undo: () => commands.undo(),
      redo: () => commands.redo(),
      reset: () => commands.reset(),
      fit: () => explorer.fit(),
      image: () => this.#saveImage(),
      toggle: () => commands.toggle(explorer.selected),
      hide: () => commands.hide(explorer.selected),
      pin: () => commands.pin(explorer.selected),
      paths: () => commands.addPaths(explorer.selected),
      leave: () => beside.leavePair(),
    };
    for (const [name, action] of Object.entries(actions)) {
      document.querySelector(`[data-action="${name}"]`).addEventListener("click", action);
    }
  }

  #fields() {
    const { commands } = this.explorer;
    byId("export").addEventListener("submit", () => this.#fillExport());
    byId("depth").addEventListener("change", ({ target }) => commands.reach(Number(target.value)));
    byId("merge").addEventListener("change", ({ target }) => commands.part(!target.checked));
    byId("inside").addEventListener("input", () => this.#find());
    byId("inside").addEventListener("keydown", (event) => this.#findKey(event));
    for (const [id, list] of Object.entries(FILTERS)) {
      filters.activate(byId(id), (name, shown) => commands.filter(list, name, shown));
    }
  }

  /** Bring everything up to the state that is shown. */
  update() {
    this.#updateFilters();
    this.updateLinks();
  }

  #updateFilters() {
    const { all, answers, state } = this.explorer;
    const { classes, kinds, territories } = graph.counts(all);
    const names = Object.assign({}, ...[...answers.byToken.values()].map((a) => a.territories));
    filters.fill(byId("kinds"), new Map([...kinds].map(([kind, { label }]) => [kind, label])));
    filters.fill(byId("territories"), new Map([...territories.keys()].map((t) => [t, names[t]])));
    const numbers = new Map([...kinds].map(([kind, { count }]) => [kind, count]));
    filters.update(byId("classes"), classes, state.hide);
    filters.update(byId("kinds"), numbers, state.off);
    filters.update(byId("territories"), territories, state.outside);
    byId("merge").checked = !state.apart;
    this.showDepth();
  }

  /** Show how far the links of the focus are followed. */
  showDepth() {
    byId("depth").value = String(this.explorer.state.depth);
  }

  /** The other languages, the files and the history belong to what is shown now. */
  updateLinks() {
    const { depth, shown, state, strings, top } = this.explorer;
    for (const anchor of document.querySelectorAll("a[hreflang]")) {
      const values = new URLSearchParams(location.search);
      values.set("lang", anchor.hreflang);
      anchor.search = states.format(state, values.toString());
    }
    const action = new URL(byId("export").action);
    action.search = states.format(state, location.search);
    byId("export").action = action.href;
    document.querySelector("[data-action=undo]").disabled = depth === 0;
    document.querySelector("[data-action=redo]").disabled = depth >= top;
    byId("node-count").textContent = String(shown.nodes.size);
    byId("counts").textContent = worded(strings.counts, this.explorer.numbers());
  }

  #find() {
    const found = this.explorer.list.find(byId("inside").value);
    this.explorer.say(this.explorer.strings.matches, { count: found.length });
    return found;
  }

  #findKey(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const [first] = this.#find();
    if (!first) return;
    this.explorer.select(first);
    this.explorer.reveal([first]);
    byId("nodes").focus();
  }

  #fillExport() {
    const places = Object.fromEntries(
      [...this.explorer.places].map(([id, { x, y }]) => [id, [Math.round(x), Math.round(y)]]),
    );
    byId("export").elements.places.value = JSON.stringify(places);
  }

  async #saveImage() {
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(await this.explorer.view.image());
    anchor.download = `${this.explorer.state.focus}.png`;
    anchor.click();
    URL.revokeObjectURL(anchor.href);
  }
}
