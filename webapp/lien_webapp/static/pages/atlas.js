/** The atlas: joins the address, the drawing of the server, the plate and what stands round it. */
import { getJSON } from "../lib/api.js";
import * as legend from "../lib/legend.js";
import { Plate } from "../lib/plate.js";
import { worded } from "../lib/words.js";

const STEP = 60; // pixels that an arrow moves the picture
const HITS = 12;
const byId = (/** @type {string} */ id) => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const strings = JSON.parse(byId("strings").textContent);
const say = (text, values = {}) => {
  byId("status").textContent = worded(text, values);
};

/** The drawing, once it is made; a page that came without its list then comes again. */
async function drawing() {
  const found = await getJSON(data.drawing);
  if (data.listed) return found;
  location.reload();
  return new Promise(() => {}); // this page ends here
}

class Atlas {
  constructor(columns) {
    this.columns = columns;
    this.plate = new Plate(byId("atlas"), columns, {
      marks: [...columns.groups.map((group) => data.marks[group]), data.other],
      chosen: (row) => this.choose(row),
      moved: () => this.#remember(),
    });
    this.#legend();
    this.#listen();
    this.#restore();
    say(strings.ready, { count: columns.things.length, links: columns.from.length });
  }

  #legend() {
    const { groups, kinds } = this.columns;
    const counts = new Map(groups.map((group) => [group, 0]));
    for (const kind of kinds) if (kind >= 0) counts.set(groups[kind], counts.get(groups[kind]) + 1);
    legend.activate(byId("legend"), (group, shown) => this.plate.filter(groups.indexOf(group), shown));
    legend.update(byId("legend"), counts, []);
  }

  #listen() {
    const act = {
      closer: () => this.plate.closer(1.6),
      farther: () => this.plate.closer(1 / 1.6),
      all: () => this.plate.show({ x: 0.5, y: 0.5, zoom: 1 }),
    };
    for (const [name, action] of Object.entries(act)) {
      document.querySelector(`[data-action="${name}"]`).addEventListener("click", action);
    }
    const keys = {
      ArrowLeft: () => this.plate.by(STEP, 0),
      ArrowRight: () => this.plate.by(-STEP, 0),
      ArrowUp: () => this.plate.by(0, STEP),
      ArrowDown: () => this.plate.by(0, -STEP),
      "+": act.closer,
      "=": act.closer,
      "-": act.farther,
      0: act.all,
      Enter: () => this.plate.chosen >= 0 && location.assign(this.#explore(this.plate.chosen)),
      Escape: () => this.choose(-1),
    };
    byId("atlas").addEventListener("keydown", (event) => {
      if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      keys[event.key]();
    });
    byId("find").addEventListener("input", (event) => this.#find(event.target.value));
  }

  #find(text) {
    const wanted = text.trim().toLocaleLowerCase();
    const found = [];
    const { labels, things } = this.columns;
    for (let row = 0; wanted && row < labels.length; row += 1) {
      if (labels[row].toLocaleLowerCase().includes(wanted) || things[row].includes(wanted)) {
        found.push(row);
      }
    }
    byId("hits").replaceChildren(...found.slice(0, HITS).map((row) => this.#hit(row)));
    if (wanted) say(found.length ? strings.hits : strings.none, { count: found.length });
  }

  #hit(row) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button second small";
    button.textContent = this.columns.labels[row];
    button.addEventListener("click", () => this.choose(row, true));
    item.append(button);
    return item;
  }

  /** Choose a row, or nothing (-1). */
  choose(row, near = false) {
    this.plate.choose(row, near);
    const box = byId("chosen");
    box.hidden = row < 0;
    if (row < 0) return;
    const { labels, kinds, groups, others, things } = this.columns;
    const values = {
      name: labels[row],
      kind: strings.classes[groups[kinds[row]]] ?? "",
      count: others[row],
    };
    const slot = (name) => box.querySelector(`[data-slot="${name}"]`);
    slot("name").textContent = values.name;
    slot("what").textContent = `${values.kind} · ${values.count}`;
    slot("page").href = `/id/${encodeURIComponent(things[row])}${this.#language("?")}`;
    slot("explore").href = this.#explore(row);
    say(strings.chosen, values);
  }

  #explore(row) {
    const address = new URL(data.explore, document.baseURI);
    address.searchParams.set("focus", this.columns.things[row]);
    return address.href;
  }

  #language(mark) {
    const lang = new URL(data.explore, document.baseURI).searchParams.get("lang");
    return lang ? `${mark}lang=${lang}` : "";
  }

  /** Keep the view in the address, so that it can be sent to somebody. */
  #remember() {
    byId("crowded").hidden = !this.plate?.crowded;
    if (!this.restored) return;
    const { x, y, zoom } = this.plate.view;
    const at = this.plate.chosen >= 0 ? `&at=${this.columns.things[this.plate.chosen]}` : "";
    const hash = `#x=${x.toFixed(3)}&y=${y.toFixed(3)}&zoom=${zoom.toFixed(2)}${at}`;
    history.replaceState(history.state, "", hash);
  }

  #restore() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const number = (name, otherwise) => Number(asked.get(name)) || otherwise;
    const row = this.columns.things.indexOf(asked.get("at") ?? "");
    if (row >= 0) this.choose(row);
    if (asked.has("zoom")) {
      this.plate.show({ x: number("x", 0.5), y: number("y", 0.5), zoom: number("zoom", 1) });
    }
    this.restored = true;
    this.#remember();
  }
}

/** The page's atlas, once it is drawn. @type {Atlas | undefined} */
export let atlas;

for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
try {
  atlas = new Atlas(await drawing());
  document.documentElement.dataset.ready = "true";
} catch {
  say(strings.failed);
}
