/** Groups of boxes that filter: each box is at once a mark or word, a count and a switch. */

/**
 * Make the boxes of a group answer. @param {HTMLElement} group
 * @param {(name: string, shown: boolean) => void} changed
 */
export function activate(group, changed) {
  group.addEventListener("change", ({ target }) => changed(target.value, target.checked));
}

/**
 * Make a box for every name that has none yet. @param {HTMLElement} group
 * @param {Map<string, string>} words word by name
 */
export function fill(group, words) {
  const made = new Set(boxes(group).map((box) => box.value));
  const template = document.getElementById("filter-template").content.firstElementChild;
  for (const [name, word] of words) {
    if (made.has(name)) continue;
    const label = template.cloneNode(true);
    label.querySelector("input").value = name;
    label.querySelector("[data-slot=label]").textContent = word;
    group.append(label);
  }
}

/**
 * Show what is on the screen. @param {HTMLElement} group @param {Map<string, number>} counts
 * @param {string[]} hidden
 */
export function update(group, counts, hidden) {
  let some = false;
  for (const box of boxes(group)) {
    const label = box.closest("label");
    const count = counts.get(box.value) ?? 0;
    label.hidden = count === 0 && !hidden.includes(box.value);
    some ||= !label.hidden;
    box.checked = !hidden.includes(box.value);
    label.querySelector("[data-count]").textContent = String(count);
  }
  group.hidden = !some;
}

/** @returns {HTMLInputElement[]} */
function boxes(group) {
  return [...group.querySelectorAll("input[type=checkbox]")];
}
