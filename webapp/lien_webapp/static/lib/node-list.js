/** The list of everything on the screen: the keyboard's way through the picture. */
import { setMark, slot } from "./panel.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
const MOVES = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const MOVE = 20; // pixels

export class NodeList {
  /**
   * @param {HTMLElement} list with the role listbox
   * @param {{select(id: string): void, toggle(id: string): void, undo(): void,
   *   redo(): void, hide(id: string): void, pin(id: string): void,
   *   nudge(id: string, x: number, y: number): void}} actions
   */
  constructor(list, actions) {
    this.list = list;
    this.actions = actions;
    this.active = "";
    list.addEventListener("keydown", (event) => this.#key(event));
    list.addEventListener("click", (event) => this.#click(event));
    list.addEventListener("dblclick", () => this.active && actions.toggle(this.active));
  }

  /**
   * @param {Iterable<object>} nodes
   * @param {{open: Set<string>, pinned: Set<string>, more: Map<string, string>}} marked
   */
  show(nodes, { open, pinned, more }) {
    const made = new Map([...this.list.children].map((option) => [option.dataset.id, option]));
    const options = [...nodes].map((node) => {
      const option = made.get(node.id) ?? this.#option(node);
      slot(option, "open").hidden = !open.has(node.id);
      slot(option, "pinned").hidden = !pinned.has(node.id);
      slot(option, "more").hidden = !more.has(node.id);
      slot(option, "more").textContent = more.get(node.id) ?? "";
      made.delete(node.id);
      return option;
    });
    for (const gone of made.values()) gone.remove();
    options.forEach((option, index) => {
      if (this.list.children[index] !== option) {
        this.list.insertBefore(option, this.list.children[index] ?? null);
      }
    });
    this.mark(this.active);
  }

  #option(node) {
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById("node-template"));
    const option = /** @type {HTMLElement} */ (template.content.firstElementChild.cloneNode(true));
    option.id = `node-${node.id}`;
    option.dataset.id = node.id;
    setMark(option, node.group);
    slot(option, "name").textContent = node.name;
    option.dataset.words = folded(`${node.name} ${node.label}`);
    return option;
  }

  /** Show which one is selected. @param {string} id */
  mark(id) {
    this.active = id;
    for (const option of this.#options()) {
      const own = option.dataset.id === id;
      option.setAttribute("aria-selected", String(own));
      if (own) this.list.setAttribute("aria-activedescendant", option.id);
    }
    requestAnimationFrame(() => this.#reach());
    if (!this.#current()) this.list.removeAttribute("aria-activedescendant");
  }

  /** Scroll the list, and only the list, to the selected one. */
  #reach() {
    const option = this.#current();
    if (!option) return;
    const { offsetTop, offsetHeight } = option;
    const { scrollTop, clientHeight } = this.list;
    if (offsetTop < scrollTop) this.list.scrollTop = offsetTop;
    if (offsetTop + offsetHeight > scrollTop + clientHeight) {
      this.list.scrollTop = offsetTop + offsetHeight - clientHeight;
    }
  }

  /**
   * Show only what holds all words of `text`; accents and case don't count.
   * @param {string} text @returns {string[]} what is found
   */
  find(text) {
    const words = folded(text).split(/\s+/);
    for (const option of this.list.children) {
      option.hidden = !words.every((word) => option.dataset.words.includes(word));
    }
    return this.#options().map((option) => option.dataset.id);
  }

  #options() {
    return /** @type {HTMLElement[]} */ ([...this.list.children].filter((o) => !o.hidden));
  }

  #current() {
    return this.#options().find((option) => option.dataset.id === this.active);
  }

  #click(event) {
    const option = event.target.closest("[role=option]");
    if (option) this.actions.select(option.dataset.id);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.shiftKey && event.key in MOVES && this.active) {
      const [x, y] = MOVES[event.key];
      this.actions.nudge(this.active, x * MOVE, y * MOVE);
    } else if (event.key in STEPS) this.#step(STEPS[event.key]);
    else if (event.key === "Backspace" && event.shiftKey) this.actions.redo();
    else if (event.key === "Backspace") this.actions.undo();
    else if (!this.active || !this.#act(event.key)) return;
    event.preventDefault();
  }

  /** @returns {boolean} whether the key does something to the selected thing */
  #act(key) {
    const acts = { Enter: "toggle", Delete: "hide", p: "pin", P: "pin" };
    if (key in acts) this.actions[acts[key]](this.active);
    return key in acts;
  }

  #step(by) {
    const options = this.#options();
    const now = options.findIndex((option) => option.dataset.id === this.active);
    const next = options[Math.max(0, Math.min(options.length - 1, now + by))];
    if (next) this.actions.select(next.dataset.id);
  }
}

/** Search key of a text: lower case, without accents. */
function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
