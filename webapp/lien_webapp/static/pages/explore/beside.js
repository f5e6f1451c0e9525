/** What stands beside the picture: the selected thing with its links, pairs, the trail, limits. */
import * as graph from "../../lib/neighbourhood.js";
import * as panel from "../../lib/panel.js";
import * as states from "../../lib/state.js";
import { worded } from "../../lib/words.js";

const byId = (/** @type {string} */ id) => document.getElementById(id);

function plainButton(text, action) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.textContent = text;
  button.addEventListener("click", action);
  return button;
}

export class Beside {
  constructor(explorer) {
    this.explorer = explorer;
    byId("groups").addEventListener("click", (event) => this.#click(event));
  }

  #click(event) {
    const button = event.target.closest("button[data-token]");
    if (button) this.explorer.commands.open(button.dataset.token);
    const name = event.target.closest("[data-slot=name]");
    const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.button;
    if (!name || modified) return;
    event.preventDefault();
    this.explorer.select(name.closest("[data-id]").dataset.id);
    byId("selected").focus();
  }

  /** Show the selected thing with its links by kind. */
  showSelected() {
    const { answers, shown, state, strings, selected: id } = this.explorer;
    const nodes = graph.known(answers.byToken);
    const node = nodes.get(id);
    const head = byId("selected");
    const isFocus = id === state.focus;
    panel.setMark(head, node.group);
    panel.slot(head, "name").textContent = node.name;
    panel.slot(head, "kind").textContent = strings.classes[node.group] ?? "";
    panel.slot(head, "page").setAttribute("href", node.href);
    panel.slot(head, "start").setAttribute("href", this.#startAt(id));
    panel.slot(head, "start").hidden = isFocus;
    const button = (name) => head.querySelector(`[data-action=${name}]`);
    button("toggle").textContent = states.isOpen(state, id) ? strings.close : strings.open;
    for (const name of ["toggle", "hide", "paths"]) button(name).hidden = isFocus;
    button("pin").textContent = states.pins(state).has(id) ? strings.unpin : strings.pin;
    panel.show(byId("groups"), id, graph.groups(id, answers.byToken, shown), nodes, {
      explore: (slug) => this.#startAt(slug),
      origins: answers.origins,
    });
    this.#showPairs(id);
  }

  #startAt(slug) {
    const { state } = this.explorer;
    return location.pathname + states.format(states.started(state, slug), location.search);
  }

  /** Things that several kinds of links, or hidden things, join with the selected one. */
  #showPairs(id) {
    const own = graph
      .links(this.explorer.shown)
      .filter(({ from, to }) => from === id || to === id);
    const pairs = [...graph.byPair(own).values()].filter(
      (pair) => pair.length > 1 || pair[0].through,
    );
    const items = pairs.map((pair) => {
      const end = graph.other(pair[0], id);
      const words = new Set(pair.map((line) => this.#shortWord(line)));
      const item = document.createElement("li");
      const button = plainButton(`${this.explorer.name(end)} · ${[...words].join(", ")}`, () =>
        this.showPair(id, end),
      );
      button.dataset.with = end;
      item.append(button);
      return item;
    });
    byId("pairs").replaceChildren(...items);
    byId("pairs").parentElement.hidden = items.length === 0;
  }

  /** Show every link between two things, with dates and sources. */
  showPair(a, b) {
    const { answers, shown, strings, view } = this.explorer;
    const pair = graph.byPair(graph.links(shown)).get(graph.pairKey(a, b)) ?? [];
    const [name, other] = [pair[0].from, pair[0].to].map((id) => this.explorer.name(id));
    const box = byId("between");
    byId("between-name").textContent = worded(strings.between, { name, other });
    panel.between(panel.slot(box, "kinds"), pair, answers.origins, (line) => this.#kindWord(line));
    box.hidden = false;
    byId("groups").hidden = true;
    view.selectLine(a, b);
    box.focus({ preventScroll: true });
    this.explorer.say(strings.evidence, { name, other });
  }

  /** Show the links of the selected thing again. */
  leavePair() {
    byId("between").hidden = true;
    byId("groups").hidden = false;
  }

  #shortWord(line) {
    return line.through ? (this.explorer.strings.classes[line.group] ?? line.label) : line.label;
  }

  #kindWord(line) {
    if (!line.through) return line.label;
    const through = worded(this.explorer.strings.through, { name: line.label });
    return `${this.#shortWord(line)} · ${through}`;
  }

  /** After the things visited before stand those that are open here. */
  showTrail() {
    const trail = byId("trail");
    for (const item of trail.querySelectorAll("[data-open]")) item.remove();
    for (const token of this.explorer.state.open.filter((one) => !one.includes("~"))) {
      const { slug } = states.split(token);
      if (trail.querySelector(`[data-open="${CSS.escape(slug)}"]`)) continue;
      const item = document.createElement("li");
      item.dataset.open = slug;
      const label = this.explorer.node(slug)?.label.replace("\n", " ") ?? slug;
      item.append(plainButton(label, () => this.explorer.select(slug)));
      trail.append(item);
    }
  }

  /** Say what of the present state is not in the picture. */
  showLeft() {
    const { page, shown, state, strings } = this.explorer;
    const { limit, links } = page;
    const notes = [];
    if (shown.left) notes.push(worded(strings.limit, { limit, links, left: shown.left }));
    if (shown.crowded) notes.push(worded(strings.crowded, { count: shown.crowded }));
    this.limit(notes.join(" "), state);
  }

  /** Say that something is not in the picture; the table of `state` holds everything. */
  limit(text, state) {
    const box = byId("limit");
    box.hidden = !text;
    panel.slot(box, "text").textContent = text;
    panel.slot(box, "table").search = states.format(state, location.search);
  }
}
