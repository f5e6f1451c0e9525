// One search field with a list of suggestions. The form works without this file.

import { answerTo } from "./api.js";

const PAUSE = 120; // milliseconds after the last key before asking

let lists = 0;

/**
 * Make the search field of `form` a combobox that asks the address in `data-suggest`; `take` gets
 * the name and the slug that are chosen, without it the page of what is chosen is opened.
 */
export function attach(form, take = null) {
  const input = form.querySelector('input[type="search"]');
  const list = document.createElement("ul");
  lists += 1;
  list.id = `suggestions-${lists}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", labelOf(input));
  list.hidden = true;
  input.parentElement.append(list);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "false"],
    ["aria-controls", list.id],
  ]) {
    input.setAttribute(name, value);
  }
  const box = { form, input, list, pick: null, chosen: -1, asked: 0, timer: 0 };
  box.pick = take ? (row) => taken(box, row, take) : open;
  input.addEventListener("input", () => {
    clearTimeout(box.timer);
    box.timer = setTimeout(() => ask(box), PAUSE);
  });
  input.addEventListener("keydown", (event) => onKey(box, event));
  input.addEventListener("blur", () => setTimeout(() => close(box), 150));
  list.addEventListener("mousedown", (event) => event.preventDefault());
}

function labelOf(input) {
  const label = input.labels[0];
  return label ? label.textContent : "";
}

async function ask(box) {
  const text = box.input.value.trim();
  box.asked += 1;
  const mine = box.asked;
  if (!text) {
    close(box);
    return;
  }
  const address = new URL(box.form.dataset.suggest, document.baseURI);
  address.searchParams.set("q", text);
  try {
    const answer = await answerTo(address, () => mine === box.asked);
    const found = answer.status === 200 ? await answer.json() : { suggestions: [] };
    if (mine === box.asked && document.activeElement === box.input) {
      show(box, found.suggestions);
    }
  } catch {
    close(box); // no network: the form still works
  }
}

function show(box, suggestions) {
  box.chosen = -1;
  box.list.replaceChildren(...suggestions.map((item, index) => option(box, item, index)));
  box.list.hidden = suggestions.length === 0;
  box.input.setAttribute("aria-expanded", String(suggestions.length > 0));
  box.input.removeAttribute("aria-activedescendant");
}

function option(box, item, index) {
  const row = document.createElement("li");
  row.id = `${box.list.id}-${index}`;
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", "false");
  row.dataset.page = item.page;
  const name = document.createElement("span");
  name.textContent = item.name;
  const kind = document.createElement("span");
  kind.className = "quiet";
  kind.textContent = item.kind;
  row.append(name, " ", kind);
  row.addEventListener("click", () => box.pick(row));
  return row;
}

function taken(box, row, take) {
  const { pathname } = new URL(row.dataset.page, location.href);
  take(row.firstElementChild.textContent, decodeURIComponent(pathname.split("/").at(-1)));
  box.asked += 1;
  clearTimeout(box.timer);
  close(box);
}

function open(row) {
  window.location.assign(row.dataset.page);
}

function choose(box, index) {
  const rows = [...box.list.children];
  box.chosen = (index + rows.length) % rows.length;
  rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === box.chosen)));
  const row = rows[box.chosen];
  box.input.setAttribute("aria-activedescendant", row.id);
  row.scrollIntoView({ block: "nearest" });
}

function close(box) {
  box.list.hidden = true;
  box.chosen = -1;
  box.input.setAttribute("aria-expanded", "false");
  box.input.removeAttribute("aria-activedescendant");
}

function onKey(box, event) {
  if (event.isComposing || box.list.hidden) {
    return;
  }
  const keys = {
    ArrowDown: () => choose(box, box.chosen + 1),
    ArrowUp: () => choose(box, box.chosen < 0 ? -1 : box.chosen - 1),
    Escape: () => close(box),
    Enter: () => box.chosen >= 0 && box.pick(box.list.children[box.chosen]),
  };
  const act = keys[event.key];
  if (act && !(event.key === "Enter" && box.chosen < 0)) {
    event.preventDefault();
    act();
  }
}
