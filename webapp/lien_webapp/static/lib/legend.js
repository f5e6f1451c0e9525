/** The legend: one box per class of things, which is at once its mark, its count and its filter. */

/**
 * Make the boxes work. @param {HTMLElement} legend rendered by the server, one label per class
 * @param {(group: string, shown: boolean) => void} changed
 */
export function activate(legend, changed) {
  for (const box of boxes(legend)) {
    box.addEventListener("change", () => changed(box.value, box.checked));
  }
}

/**
 * Show what is on the screen. @param {HTMLElement} legend @param {Map<string, number>} counts
 * @param {string[]} hidden
 */
export function update(legend, counts, hidden) {
  for (const box of boxes(legend)) {
    const label = box.closest("label");
    const count = counts.get(box.value) ?? 0;
    label.hidden = count === 0 && !hidden.includes(box.value);
    box.checked = !hidden.includes(box.value);
    label.querySelector("[data-count]").textContent = String(count);
  }
}

/** @returns {HTMLInputElement[]} */
function boxes(legend) {
  return [...legend.querySelectorAll("input[type=checkbox]")];
}
