/**
 * Light or dark: the reader's choice on this browser, else what the system wishes.
 *
 * A small file that the head loads before anything is drawn, so that no page flashes. It says
 * `lien-colours` on the document when the colours have changed, for pictures that hold their own.
 */
(() => {
  const KEY = "lien-colours";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is switched off: the system decides
    }
  }

  function keep(choice) {
    try {
      if (choice) localStorage.setItem(KEY, choice);
      else localStorage.removeItem(KEY);
    } catch {
      return; // the choice holds for this page
    }
  }

  const wished = () => (system.matches ? "dark" : "light");
  const current = () => root.dataset.colours ?? wished();

  function show(choice) {
    if (choice) root.dataset.colours = choice;
    else delete root.dataset.colours;
    const button = document.querySelector("[data-colours-switch]");
    button?.setAttribute("aria-pressed", String(current() === "dark"));
    document.dispatchEvent(new Event(KEY));
  }

  function change() {
    const next = current() === "dark" ? "light" : "dark";
    const choice = next === wished() ? null : next;
    keep(choice);
    show(choice);
  }

  show(chosen());
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-colours-switch]");
    button.hidden = false;
    button.addEventListener("click", change);
    show(chosen());
  });
  system.addEventListener("change", () => show(chosen()));
  addEventListener("storage", (event) => event.key === KEY && show(chosen()));
})();
