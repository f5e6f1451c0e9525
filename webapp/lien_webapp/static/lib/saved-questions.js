/**
 * Questions that are kept in this browser.
 *
 * @typedef {{name: string, text: string}} Saved
 */

const KEY = "lien-questions";

/** @returns {Saved[]} by name; nothing when the browser keeps nothing or what it keeps is broken */
export function all() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return found.filter(({ name, text }) => typeof name === "string" && typeof text === "string");
  } catch {
    return [];
  }
}

/** Keep a question; one of the same name is replaced. @throws when the browser keeps nothing */
export function save(name, text) {
  const others = all().filter((one) => one.name !== name);
  const sorted = [...others, { name, text }].sort((a, b) => a.name.localeCompare(b.name));
  localStorage.setItem(KEY, JSON.stringify(sorted));
}

/** @param {string} name */
export function remove(name) {
  localStorage.setItem(KEY, JSON.stringify(all().filter((one) => one.name !== name)));
}

/** Whether this browser keeps anything at all. */
export function works() {
  try {
    localStorage.setItem(`${KEY}-test`, "");
    localStorage.removeItem(`${KEY}-test`);
    return true;
  } catch {
    return false;
  }
}
