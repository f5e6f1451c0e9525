// Things of a form are picked from suggestions; typed words work without this file.
import { attach } from "../lib/suggest.js";

for (const end of document.querySelectorAll("[data-end]")) {
  const input = end.querySelector("input[type=search]");
  const slug = end.querySelector("input[type=hidden]");
  attach(end, (row) => {
    slug.value = decodeURIComponent(new URL(row.dataset.page, location.href).pathname.split("/").at(-1));
    input.value = row.firstElementChild.textContent;
    row.parentElement.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    row.parentElement.replaceChildren();
  });
  input.addEventListener("input", () => {
    slug.value = "";
  });
}
