/** The list of everything on the screen: the keyboard's way through the picture. */
import { setMark } from "./panel.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

export class NodeList {
  /**
   * @param {HTMLElement} list with the role listbox
   * @param {{select(id: string): void, toggle(id: string): void, undo(): void,
   *   hide(id: string): void}} actions
   */
  constructor(list, actions) {
    this.list = list;
    this.actions = actions;
    this.active = "";
    list.addEventListener("keydown", (event) => this.#key(event));
    list.addEventListener("click", (event) => this.#click(event));
    list.addEventListener("dblclick", () => this.active && actions.toggle(this.active));
  }

  /** @param {Iterable<object>} nodes @param {Set<string>} open */
  show(nodes, open) {
    const made = new Map(this.#options().map((option) => [option.dataset.id, option]));
    const options = [...nodes].map((node) => {
      const option = made.get(node.id) ?? this.#option(node);
      option.querySelector("[data-slot=open]").hidden = !open.has(node.id);
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
    option.querySelector("[data-slot=name]").textContent = node.name;
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

  #options() {
    return /** @type {HTMLElement[]} */ ([...this.list.children]);
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
    if (event.key in STEPS) this.#step(STEPS[event.key]);
    else if (event.key === "Enter" && this.active) this.actions.toggle(this.active);
    else if (event.key === "Backspace") this.actions.undo();
    else if (event.key === "Delete" && this.active) this.actions.hide(this.active);
    else return;
    event.preventDefault();
  }

  #step(by) {
    const options = this.#options();
    const now = options.findIndex((option) => option.dataset.id === this.active);
    const next = options[Math.max(0, Math.min(options.length - 1, now + by))];
    if (next) this.actions.select(next.dataset.id);
  }
}
