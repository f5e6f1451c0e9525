/** The time window: bars of links by year, two thumbs, and a frame that moves both. */
import { slot } from "./panel.js";
import { worded } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

export class TimeWindow {
  /**
   * @param {HTMLElement} root @param {Record<string, string>} strings
   * @param {(from: number | null, to: number | null, undated: boolean) => void} changed
   */
  constructor(root, strings, changed) {
    this.root = root;
    this.strings = strings;
    this.changed = changed;
    this.first = this.last = 0;
    this.from = slot(root, "from");
    this.to = slot(root, "to");
    this.frame = slot(root, "frame");
    this.#listen();
  }

  #listen() {
    this.from.addEventListener("input", () => this.#ask(Number(this.from.value), this.values[1], 0));
    this.to.addEventListener("input", () => this.#ask(this.values[0], Number(this.to.value), 1));
    slot(this.root, "undated").addEventListener("change", () => this.#ask(...this.values));
    slot(this.root, "all").addEventListener("click", () => this.#ask(this.first, this.last));
    this.frame.addEventListener("keydown", (event) => this.#key(event));
    this.frame.addEventListener("pointerdown", (event) => this.#grab(event));
  }

  /** Say which years are shown; an end that takes in everything is open. */
  #ask(from, to, mover = 0) {
    const [low, high] = from <= to ? [from, to] : mover ? [to, to] : [from, from];
    const undated = slot(this.root, "undated").checked;
    this.changed(low <= this.first ? null : low, high >= this.last ? null : high, undated);
  }

  #key(event) {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 10, PageDown: -10 };
    if (!(event.key in step)) return;
    event.preventDefault();
    this.#shift(this.values, step[event.key]);
  }

  #shift([from, to], years) {
    const by = Math.max(this.first - from, Math.min(this.last - to, years));
    if (by) this.#ask(from + by, to + by);
  }

  #grab(event) {
    const start = { x: event.clientX, values: this.values };
    const year = this.root.querySelector(".bars").clientWidth / (this.last - this.first + 1);
    const move = ({ clientX }) => {
      const by = Math.round((clientX - start.x) / year);
      if (start.values[0] + by !== this.values[0]) this.#shift(start.values, by);
    };
    this.frame.setPointerCapture(event.pointerId);
    this.frame.addEventListener("pointermove", move);
    this.frame.addEventListener(
      "lostpointercapture", () => this.frame.removeEventListener("pointermove", move), { once: true },
    );
  }

  /**
   * Show bars and thumbs. @param {{years: [number | null, number | null] | null}[]} items links
   * before the time filter @param {{from: number | null, to: number | null, undated: boolean}} state
   */
  show(items, state) {
    const spans = items.map((item) => item.years).filter(Boolean);
    const undated = items.length - spans.length;
    const stated = spans.flat().filter((year) => year !== null);
    const { strings } = this;
    this.root.hidden = stated.length === 0;
    if (!stated.length) return;
    this.first = Math.min(...stated, state.from ?? Infinity);
    this.last = Math.max(...stated, state.to ?? -Infinity);
    this.values = [state.from ?? this.first, state.to ?? this.last];
    for (const [thumb, value] of [[this.from, this.values[0]], [this.to, this.values[1]]]) {
      thumb.min = this.first;
      thumb.max = this.last;
      thumb.value = value;
    }
    slot(this.root, "range").textContent = `${this.values[0]}–${this.values[1]}`;
    slot(this.root, "undated").checked = state.undated;
    slot(this.root, "undated-count").textContent = worded(strings.undatedCount, { count: undated });
    this.#bars(byYear(spans, this.first, this.last));
    this.#frame();
  }

  #bars(counts) {
    const key = `${this.first} ${this.values} ${counts}`;
    if (this.drawn === key) return;
    this.drawn = key;
    const svg = slot(this.root, "bars");
    const most = Math.max(1, ...counts);
    svg.setAttribute("viewBox", `0 0 ${counts.length} 100`);
    svg.replaceChildren(...counts.map((count, index) => this.#bar(count, index, most)));
    slot(this.root, "years").replaceChildren(
      ...counts.flatMap((count, index) => (count ? [yearRow(this.first + index, count)] : [])),
    );
  }

  #bar(count, index, most) {
    const bar = document.createElementNS(SVG, "rect");
    const high = (100 * count) / most;
    const year = this.first + index;
    const inside = year >= this.values[0] && year <= this.values[1];
    for (const [name, value] of Object.entries({
      x: index + 0.1, width: 0.8, y: 100 - high, height: high, class: inside ? "in" : "out",
    })) {
      bar.setAttribute(name, String(value));
    }
    return bar;
  }

  #frame() {
    const years = this.last - this.first + 1;
    this.frame.style.setProperty("left", `${(100 * (this.values[0] - this.first)) / years}%`);
    this.frame.style.setProperty("width", `${(100 * (this.values[1] - this.values[0] + 1)) / years}%`);
    this.frame.setAttribute("aria-valuemin", String(this.first));
    this.frame.setAttribute("aria-valuemax", String(this.last));
    this.frame.setAttribute("aria-valuenow", String(this.values[0]));
    this.frame.setAttribute("aria-valuetext", `${this.values[0]}–${this.values[1]}`);
  }
}

function yearRow(year, count) {
  const row = document.createElement("tr");
  for (const text of [year, count]) {
    const cell = document.createElement("td");
    cell.textContent = String(text);
    row.append(cell);
  }
  return row;
}

/** Links in force in each year from `first` to `last`; an open end lasts. @returns {number[]} */
function byYear(spans, first, last) {
  const counts = new Array(last - first + 1).fill(0);
  for (const [begin, end] of spans) {
    const until = end ?? last;
    for (let year = begin ?? until; year <= until; year += 1) counts[year - first] += 1;
  }
  return counts;
}
